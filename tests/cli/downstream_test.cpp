// `chexgen downstream` as a researcher runs it: train, predict, evaluate.
#include <filesystem>
#include <fstream>
#include <iostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/csv.h"
#include "core/base/json.h"
#include "tests/engine/tiny_radiographs.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using tests::runProgram;
using tests::TemporaryFolder;
namespace fs = std::filesystem;

std::vector<std::string> tinyTrain(const fs::path& table, const fs::path& run) {
  return {"downstream",
          "train",
          "--table",
          table,
          "--target",
          "Effusion",
          "--out",
          run,
          "--width",
          "8",
          "--size",
          "32",
          "--steps",
          "24",
          "--batch",
          "8",
          "--threads",
          "1",
          "--learning-rate",
          "0.01",
          "--validate-every",
          "6",
          "--seed",
          "3",
          "--set",
          "warmup_steps=2",
          "--precision",
          "fp32"};
}

TEST(Downstream, TrainsReadsAndJudges) {
  const TemporaryFolder folder;
  const auto table = tests::writeTinyRadiographs(folder / "data");
  ASSERT_EQ(runProgram(tinyTrain(table, folder / "run")).code, 0);

  const auto predicted = runProgram({"downstream", "predict", "--model", folder / "run/model", "--table",
                                     table, "--out", folder / "scores", "--threads", "1"});
  ASSERT_EQ(predicted.code, 0);
  const auto scores = base::readCsvFile(folder / "scores/predictions.csv");
  ASSERT_TRUE(scores);
  EXPECT_THAT(scores->header, testing::ElementsAre("id", "image", "Effusion"));
  EXPECT_EQ(scores->rows.size(), 48U);

  const auto judged =
      runProgram({"downstream", "evaluate", "--predictions", folder / "scores/predictions.csv", "--table",
                  table, "--split", "test", "--out", folder / "judged", "--draws", "200"});
  ASSERT_EQ(judged.code, 0);
  EXPECT_THAT(judged.output,
              AllOf(HasSubstr("Effusion (6 with, 6 without): AUROC"), HasSubstr("sensitivity")));
  const auto evaluation = base::readJsonFile(folder / "judged/evaluation.json");
  const auto test = base::readJsonFile(folder / "run/test.json");
  ASSERT_TRUE(evaluation && test);
  // What the run scored itself, and what predicting and evaluating say of the same rows.
  EXPECT_EQ(evaluation->at("radiographs").get<int>(), 12);
  EXPECT_EQ(evaluation->at("patients").get<int>(), 6);
  EXPECT_NEAR(evaluation->at("targets").at(0).at("auroc").at("value").get<double>(),
              test->at("targets").at(0).at("auroc").at("value").get<double>(), 1e-6);
  EXPECT_EQ(evaluation->at("targets").at(0).at("threshold"), test->at("targets").at(0).at("threshold"));
  std::ifstream report(folder / "judged/report.html");
  const std::string html{std::istreambuf_iterator<char>(report), {}};
  EXPECT_THAT(html, AllOf(HasSubstr("AUROC"), HasSubstr("Calibration"), HasSubstr("not for diagnosis")));
}

TEST(Downstream, ReadsAFolder) {
  const TemporaryFolder folder;
  const auto table = tests::writeTinyRadiographs(folder / "data", {.patients = 16, .imagesOfEach = 1});
  ASSERT_EQ(runProgram(tinyTrain(table, folder / "run")).code, 0);
  ASSERT_EQ(runProgram({"downstream", "predict", "--model", folder / "run/model", "--images", folder / "data",
                        "--out", folder / "scores"})
                .code,
            0);
  const auto scores = base::readCsvFile(folder / "scores/predictions.csv");
  ASSERT_TRUE(scores);
  EXPECT_EQ(scores->rows.size(), 16U);
}

TEST(Downstream, ChecksATableBeforeAnythingIsMade) {
  const TemporaryFolder folder;
  const auto table = tests::writeTinyRadiographs(folder / "data");
  const auto checked =
      runProgram({"downstream", "train", "--table", table, "--target", "Effusion", "--check"});
  EXPECT_EQ(checked.code, 0);
  EXPECT_THAT(checked.output, HasSubstr("train  Effusion: 12 with, 12 without, 0 not known"));
  EXPECT_EQ(runProgram({"downstream", "train", "--table", table, "--target", "Mass", "--check"}).code, 2);
  EXPECT_EQ(runProgram({"downstream", "train", "--table", table, "--out", folder / "run"}).code, 2);
  EXPECT_FALSE(fs::exists(folder / "run"));
}

TEST(Downstream, ExplainsItself) {
  EXPECT_THAT(runProgram({"downstream", "--help"}).output, HasSubstr("Three steps"));
  EXPECT_THAT(runProgram({"downstream", "train", "--help"}).output,
              AllOf(HasSubstr("--target"), HasSubstr("the heart has a side"), HasSubstr("scored once")));
  EXPECT_THAT(runProgram({"downstream", "predict", "--help"}).output, HasSubstr("predictions.csv.json"));
  EXPECT_THAT(runProgram({"downstream", "evaluate", "--help"}).output, HasSubstr("null, never 0"));
}

TEST(Downstream, NeedsWhatFitsTogether) {
  const TemporaryFolder folder;
  const auto table = tests::writeTinyRadiographs(folder / "data", {.patients = 8});
  std::ofstream(folder / "wrong.csv") << "id,Effusion\nelsewhere,0.5\n";
  EXPECT_EQ(runProgram({"downstream", "evaluate", "--predictions", folder / "wrong.csv", "--table", table,
                        "--out", folder / "judged"})
                .code,
            2);
  std::ofstream(folder / "worse.csv") << "id,Effusion\na,1.5\n";
  EXPECT_EQ(runProgram({"downstream", "evaluate", "--predictions", folder / "worse.csv", "--table", table,
                        "--out", folder / "judged"})
                .code,
            3);
  EXPECT_FALSE(fs::exists(folder / "judged"));
  EXPECT_EQ(runProgram({"downstream", "predict", "--model", folder / "data", "--images", folder / "data",
                        "--out", folder / "scores"})
                .code,
            3);
}

// Learned from one hospital, asked about another: Shenzhen, and Montgomery as the test.
TEST(Downstream, TellsTuberculosisInAnotherHospital) {
  if (!tests::isFullRun()) GTEST_SKIP() << "takes minutes; set CHEXGEN_FULL";
  CHEXGEN_DATA_OR_SKIP(data, "tb-cxr-256");
  const TemporaryFolder folder;
  const auto metadata = base::readCsvFile(data / "metadata.csv");
  ASSERT_TRUE(metadata);
  const auto cell = [&](const std::vector<std::string>& row, const char* column) {
    return row[metadata->column(column).value()];
  };
  std::ofstream table(folder / "tb.csv");
  table << base::csvRow({"image", "patient", "labels", "split"});
  for (const auto& row : metadata->rows)
    table << base::csvRow({data / "images" / cell(row, "image"), cell(row, "patient_id"),
                           cell(row, "finding_labels"), cell(row, "set") == "Montgomery" ? "test" : ""});
  table.close();
  ASSERT_EQ(runProgram({"downstream", "train", "--table", folder / "tb.csv", "--target", "Tuberculosis",
                        "--validation", "0.2", "--width", "24", "--steps", "400", "--seed", "1", "--out",
                        folder / "run"})
                .code,
            0);
  const auto test = base::readJsonFile(folder / "run/test.json");
  ASSERT_TRUE(test);
  EXPECT_EQ(test->at("radiographs").get<int>(), 100);
  const base::Json& area = test->at("targets").at(0).at("auroc");
  std::cout << area.dump() << "\n";
  EXPECT_GT(area.at("value").get<double>(), 0.55);
}

}  // namespace
}  // namespace chexgen::cli
