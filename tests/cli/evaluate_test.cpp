// `chexgen evaluate` as a researcher runs it.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/imaging/png.h"
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

TEST(EvaluateAttribute, RefusesAQuestionThatIsNone) {
  const tests::TemporaryFolder folder;
  EXPECT_EQ(runProgram({"evaluate", "attribute", "--positive", "view", "--table", folder / "t.csv", "--list",
                        folder / "l.csv", "--samples", folder.path(), "--model", folder.path()})
                .code,
            2);
}

}  // namespace
}  // namespace chexgen::cli
