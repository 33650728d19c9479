// The starter model as a newcomer meets it.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/imaging/png.h"
#include "core/imaging/recipe_png.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

using tests::runProgram;
namespace fs = std::filesystem;

fs::path starter() { return tests::sourcePath("resources/models/starter"); }

TEST(Starter, DrawsARadiographInUnderTwentySeconds) {
  const tests::TemporaryFolder folder;
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(runProgram({"generate", "No acute findings.", "--sex", "Female", "--age", "60", "--view", "PA",
                        "--seed", "1", "--device", "cpu", "--threads", "2", "--out", folder / "one.png"})
                .code,
            0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
  const auto image = imaging::readPng(folder / "one.png");
  ASSERT_TRUE(image);
  EXPECT_EQ(image->width, 256);
  const auto [darkest, brightest] = std::minmax_element(image->pixels.begin(), image->pixels.end());
  EXPECT_GT(*brightest - *darkest, 60) << "a radiograph is not a plain picture";
  const auto recipe = imaging::readRecipePng(folder / "one.png");
  ASSERT_TRUE(recipe);
  EXPECT_EQ(recipe->modelName, "starter");
}

TEST(Starter, IsSmallerThanSixtyMegabytes) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(starter())) bytes += entry.file_size();
  EXPECT_LT(bytes, 60'000'000U);
  EXPECT_EQ(runProgram({"model", "verify", starter()}).code, 0);
}

TEST(Starter, FollowsBoxesOfLungsAndHeartAndRefusesOthers) {
  const tests::TemporaryFolder folder;
  const auto draw = [&](const std::string& finding) {
    std::ofstream(folder / "boxes.json")
        << R"({"width": 256, "height": 256, "boxes": [{"label": ")" << finding
        << R"(", "x": 40, "y": 50, "width": 60, "height": 120}]})";
    return runProgram({"generate", "No acute findings.", "--boxes", folder / "boxes.json", "--steps", "2",
                       "--seed", "1", "--device", "cpu", "--threads", "2", "--out",
                       folder / (finding + ".png")});
  };
  EXPECT_EQ(draw("Lung").code, 0);
  EXPECT_TRUE(imaging::readPng(folder / "Lung.png"));
  const auto refused = draw("Effusion");
  EXPECT_EQ(refused.code, 2);
  EXPECT_FALSE(fs::exists(folder / "Effusion.png"));
}

std::string row(const fs::path& image, const std::string& split, std::size_t patient) {
  // Reports that are all the same would be refused.
  return image.string() + ",Chest radiograph of a child" + (patient % 2 == 0 ? "" : " with pneumonia") +
         ".," + split + ",p" + std::to_string(patient) + "\n";
}

// Children: the starter's transformer never saw one.
TEST(Starter, LearnsFromFortyRadiographsAndGeneratesAtOnce) {
  CHEXGEN_DATA_OR_SKIP(images, "kermany-cxr-256/images");
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(images)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  ASSERT_GE(files.size(), 40U);
  const tests::TemporaryFolder folder;
  std::ofstream table(folder / "table.csv");
  table << "image,prompt,split,patient\n";
  for (std::size_t i = 0; i < 40; ++i)
    table << row(files[i * files.size() / 40], i % 4 == 3 ? "val" : "train", i);
  table.close();
  ASSERT_EQ(runProgram({"encode", "--table", folder / "table.csv", "--model", starter(), "--out",
                        folder / "data", "--device", "cpu", "--threads", "2"})
                .code,
            0);
  ASSERT_EQ(runProgram({"train", "--preset", "quick", "--model", starter(), "--data", folder / "data",
                        "--out", folder / "run", "--steps", "24", "--validate-every", "12", "--device", "cpu",
                        "--threads", "2", "--set", "warmup_steps=5"})
                .code,
            0);
  std::vector<double> heldOut;
  std::ifstream events(folder / "run/events.jsonl");
  for (std::string line; std::getline(events, line);) {
    const auto event = base::parseJson(line);
    ASSERT_TRUE(event);
    if (event->value("event", "") == "validation")
      heldOut.push_back(event->at("data").at("loss").get<double>());
  }
  ASSERT_EQ(heldOut.size(), 3U);
  EXPECT_LT(heldOut.back(), heldOut.front());
  EXPECT_EQ(runProgram({"generate", "No acute findings.", "--model", folder / "run/model", "--seed", "1",
                        "--device", "cpu", "--threads", "2", "--out", folder / "tuned.png"})
                .code,
            0);
  EXPECT_TRUE(imaging::readPng(folder / "tuned.png"));
}

}  // namespace
}  // namespace chexgen::cli
