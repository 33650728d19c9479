// `chexgen evaluate` as a researcher runs it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>

#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/imaging/png.h"
#include "core/imaging/radiograph.h"
#include "core/weights/evidence.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

using tests::runProgram;
namespace fs = std::filesystem;

// Real radiographs stand in for generated ones: their own lungs are found again exactly, another's are not.
TEST(EvaluateMasks, ComparesTheLungsThatAreFoundWithThoseThatWereDrawn) {
  CHEXGEN_DATA_OR_SKIP(images, "nih-cxr-512/images");
  const tests::TemporaryFolder folder;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(images)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  ASSERT_GE(files.size(), 4U);
  fs::create_directories(folder / "same");
  fs::create_directories(folder / "other");
  std::ofstream list(folder / "masks.csv");
  list << "name,mask\n";
  std::vector<std::string> segment{"segment", "--out", folder / "masks"};
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string name = files[i].stem();
    segment.push_back(files[i]);
    list << name << ",masks/" << name << ".png\n";
    fs::copy_file(files[i], folder / ("same/" + name + ".png"));
    fs::copy_file(files[(i + 1) % 4], folder / ("other/" + name + ".png"));
  }
  list.close();
  ASSERT_EQ(runProgram(segment).code, 0);
  ASSERT_EQ(runProgram({"evaluate", "masks", "--list", folder / "masks.csv", "--samples", folder / "same",
                        "--without", folder / "other", "--out", folder / "report.json"})
                .code,
            0);
  const auto found = base::readJsonFile(folder / "report.json");
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->at("drawn").at("dice").at("mean").get<double>(), 1);
  EXPECT_LT(found->at("without").at("dice").at("mean").get<double>(), 0.95);
  EXPECT_GT(found->at("gain").at("interval_95").at(0).get<double>(), 0);
}

// A radiograph that shows nothing and a mask of two values: a Dice of 0, whose interval no case can give.
TEST(EvaluateMasks, OfOneCaseGivesADiceWithoutAnInterval) {
  const tests::TemporaryFolder folder;
  imaging::Image8 flat{256, 256, 1, std::vector<std::uint8_t>(256 * 256, 90)}, mask = flat;
  for (std::size_t i = 0; i < mask.pixels.size(); ++i)
    mask.pixels[i] = i / 256 > 80 && i / 256 < 160 ? 100 : 0;
  for (const char* samples : {"with", "without"}) {
    fs::create_directories(folder / samples);
    ASSERT_TRUE(imaging::writePng(folder / samples / "1.2.840.7.png", flat));
  }
  ASSERT_TRUE(imaging::writePng(folder / "m.png", mask));
  std::ofstream(folder / "masks.csv") << "name,mask\n1.2.840.7,m.png\n";
  ASSERT_EQ(runProgram({"evaluate", "masks", "--list", folder / "masks.csv", "--samples", folder / "with",
                        "--without", folder / "without", "--out", folder / "report.json"})
                .code,
            0);
  const auto found = base::readJsonFile(folder / "report.json");
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->at("drawn").at("dice").at("mean").is_number());
  EXPECT_TRUE(found->at("drawn").at("dice").at("interval_95").is_null());
  EXPECT_TRUE(found->at("gain").at("interval_95").is_null());
}

TEST(EvaluateMasks, ReadsTheRealWorldMasksOfTwoRows) {
  CHEXGEN_CASE_OR_SKIP(one, "evaluate-one-case/p00_0_255.png");
  CHEXGEN_CASE_OR_SKIP(labels, "mask-label-png-generate/p02_labels_0_2.png");
  CHEXGEN_CASE_OR_SKIP(palette, "mask-palette-png-generate/p07_voc_palette.png");
  CHEXGEN_CASE_OR_SKIP(two, "mask-two-values-png/p03_0_100.png");
  CHEXGEN_CASE_OR_SKIP(wide, "nifti-int64/n05_int64.nii.gz");
  CHEXGEN_CASE_OR_SKIP(scaled, "nifti-scaled-integers/n14_float_saved_as_uint8.nii.gz");
  CHEXGEN_CASE_OR_SKIP(greys, "mask-labels-above-9/p09b_greys_85_170.png");
  CHEXGEN_DATA_OR_SKIP(images, "nih-more-256/images");
  const tests::TemporaryFolder folder;
  const auto radiograph = imaging::readRadiograph(fs::directory_iterator(images)->path());
  ASSERT_TRUE(radiograph);
  fs::create_directories(folder / "samples");
  ASSERT_TRUE(imaging::writePng(folder / "samples" / "a.png", *radiograph));
  ASSERT_TRUE(imaging::writePng(folder / "samples" / "b.png", *radiograph));
  const auto diceOf = [&](const fs::path& mask) -> std::optional<double> {
    std::ofstream(folder / "list.csv") << "name,mask\na," << mask.string() << "\nb," << mask.string() << "\n";
    if (runProgram({"evaluate", "masks", "--list", folder / "list.csv", "--samples", folder / "samples",
                    "--out", folder / "report.json"})
            .code != 0)
      return std::nullopt;
    return base::readJsonFile(folder / "report.json")->at("drawn").at("dice").at("mean").get<double>();
  };
  // All mark the same pixels.
  const auto expected = diceOf(one);
  ASSERT_TRUE(expected);
  for (const fs::path& mask : {labels, palette, two, wide, scaled}) EXPECT_EQ(diceOf(mask), expected) << mask;
  EXPECT_EQ(diceOf(greys), std::nullopt);
}

TEST(EvaluateMasks, WritesNoReportWhenARadiographIsNotThere) {
  const tests::TemporaryFolder folder;
  fs::create_directories(folder / "samples");
  std::ofstream(folder / "masks.csv") << "name,mask\nfirst,m.png\nsecond,m.png\n";
  EXPECT_EQ(runProgram({"evaluate", "masks", "--list", folder / "masks.csv", "--samples", folder / "samples",
                        "--out", folder / "report.json"})
                .code,
            3);
  EXPECT_FALSE(fs::exists(folder / "report.json"));
}

// Real radiographs, generated ones of a copy of the small model, and what was measured in the copy's folder.
TEST(EvaluateAttribute, RecordsWhatTheModelWasShownToDrawButNotOfAnotherModelsRadiographs) {
  const tests::TemporaryFolder folder;
  const fs::path model = folder / "model";
  fs::copy(tests::smallModel(), model, fs::copy_options::recursive);
  std::ofstream real(folder / "real.csv"), list(folder / "list.csv");
  real << "image,split,sex\n";
  list << "name,impression,sex\n";
  for (int i = 0; i < 8; ++i) {
    imaging::Image8 picture{
        .width = 64, .height = 64, .channels = 1, .pixels = std::vector<std::uint8_t>(64 * 64)};
    for (std::size_t at = 0; at < picture.pixels.size(); ++at)
      picture.pixels[at] = static_cast<std::uint8_t>(
          (at * static_cast<std::size_t>(3 + i) + at / 64 * (i % 2 == 0 ? 5U : 1U)) % 251);
    const std::string name = "r" + std::to_string(i) + ".png";
    ASSERT_TRUE(imaging::writePng(folder / name, picture));
    real << name << (i < 4 ? ",train," : ",val,") << (i % 2 == 0 ? "Male" : "Female") << "\n";
    if (i < 4) list << "g" << i << ",Clear lungs.," << (i % 2 == 0 ? "Male" : "Female") << "\n";
  }
  real.close();
  list.close();
  ASSERT_EQ(runProgram({"generate", "--csv", folder / "list.csv", "--model", model, "--steps", "1",
                        "--threads", "1", "--device", "cpu", "--out", folder / "made"})
                .code,
            0);
  const auto evaluate = [&](const std::string& recorded) {
    return runProgram({"evaluate", "attribute", "--positive", "sex=Male", "--table", folder / "real.csv",
                       "--list", folder / "list.csv", "--samples", folder / "made", "--record", recorded})
        .code;
  };
  ASSERT_EQ(evaluate(model), 0);
  const auto evidence = weights::readEvidence(model, weights::readManifest(model).value()).value();
  ASSERT_TRUE(evidence);
  ASSERT_NE(evidence->of("sex"), nullptr);
  EXPECT_TRUE(evidence->of("sex")->real);
  EXPECT_NE(runProgram({"model", "info", model}).output.find("shown to draw: sex"), std::string::npos);
  fs::copy(model, folder / "other", fs::copy_options::recursive);
  std::ofstream(folder / "other/model.json", std::ios::app) << "\n";
  EXPECT_EQ(evaluate(folder / "other"), 2) << "the radiographs are another model's";
}

// The question is asked of a column of 1, 0 and -1; what does not answer it is counted and left out.
TEST(EvaluateAttribute, LeavesOutUncertainAndBlankLabelsAndSaysHowMany) {
  const tests::TemporaryFolder folder;
  const std::string model = tests::smallModel();
  const std::string own = folder / "model";
  fs::copy(model, own, fs::copy_options::recursive);
  std::ofstream real(folder / "real.csv"), list(folder / "list.csv");
  real << "image,split,Effusion\n";
  list << "name,impression,Effusion\n";
  const char* said[] = {"1", "0", "-1", "", "1", "0", "-1", "1", "0", "1", "0", ""};
  for (int i = 0; i < 12; ++i) {
    imaging::Image8 picture{
        .width = 64, .height = 64, .channels = 1, .pixels = std::vector<std::uint8_t>(64 * 64)};
    for (std::size_t at = 0; at < picture.pixels.size(); ++at)
      picture.pixels[at] = static_cast<std::uint8_t>(
          (at * static_cast<std::size_t>(3 + i) + at / 64 * (said[i][0] == '1' ? 5U : 1U)) % 251);
    const std::string name = "r" + std::to_string(i) + ".png";
    ASSERT_TRUE(imaging::writePng(folder / name, picture));
    real << name << (i < 6 ? ",train," : ",val,") << said[i] << "\n";
    if (i < 6) list << "g" << i << ",Clear lungs.," << said[i] << "\n";
  }
  real.close();
  list.close();
  ASSERT_EQ(runProgram({"generate", "--csv", folder / "list.csv", "--model", own, "--steps", "1", "--threads",
                        "1", "--device", "cpu", "--out", folder / "made"})
                .code,
            0);
  const auto evaluate = [&](std::vector<std::string> more) {
    std::vector<std::string> words{"evaluate",  "attribute",         "--positive", "Effusion=1",
                                   "--table",   folder / "real.csv", "--list",     folder / "list.csv",
                                   "--samples", folder / "made",     "--out",      folder / "out.json"};
    words.insert(words.end(), more.begin(), more.end());
    return runProgram(words);
  };
  const auto left = evaluate({"--record", own});
  ASSERT_EQ(left.code, 0);
  EXPECT_NE(left.output.find("4 rows of the real radiographs were left out: 2 uncertain (-1) and 2 blank."),
            std::string::npos)
      << left.output;
  EXPECT_NE(left.output.find("2 rows of the generated ones were left out: 1 uncertain (-1) and 1 blank."),
            std::string::npos);
  EXPECT_NE(left.output.find("Learned from 2 with and 2 without."), std::string::npos);
  EXPECT_NE(left.output.find("Generated (2 with, 2 without)"), std::string::npos);
  const auto json = base::readJsonFile(folder / "out.json").value();
  EXPECT_EQ(json["left_out"]["real"], (base::Json{{"uncertain", 2}, {"blank", 2}}));
  EXPECT_EQ(json["uncertain"], "leave-out");
  const auto evidence = weights::readEvidence(own, weights::readManifest(own).value()).value();
  ASSERT_TRUE(evidence && evidence->of("Effusion") != nullptr) << "the column names the finding";
  const auto positive = evaluate({"--uncertain", "positive"});
  EXPECT_NE(positive.output.find("Learned from 3 with and 2 without."), std::string::npos) << positive.output;
  const auto negative = evaluate({"--uncertain", "negative", "--blank-is-none"});
  EXPECT_NE(negative.output.find("Learned from 2 with and 4 without."), std::string::npos) << negative.output;
  EXPECT_EQ(negative.output.find("left out"), std::string::npos);
  EXPECT_EQ(evaluate({"--uncertain", "maybe"}).code, 2);
}

TEST(EvaluateAttribute, RefusesAQuestionThatIsNone) {
  const tests::TemporaryFolder folder;
  EXPECT_EQ(runProgram({"evaluate", "attribute", "--positive", "view", "--table", folder / "t.csv", "--list",
                        folder / "l.csv", "--samples", folder.path(), "--model", folder.path()})
                .code,
            2);
}

}  // namespace
}  // namespace chexgen::cli
