// `chexgen generate` as a user runs it, with a small model of random weights.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/imaging/png.h"
#include "core/imaging/recipe_png.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

using tests::Outcome;
using tests::runProgram;
using tests::TemporaryFolder;

imaging::Image8 pixels(const std::filesystem::path& file) { return imaging::readPng(file).value(); }

// generate with the small model, 2 steps, on the CPU with one thread.
std::vector<std::string> command(const std::vector<std::string>& what, const std::filesystem::path& out) {
  std::vector<std::string> words{"generate"};
  words.insert(words.end(), what.begin(), what.end());
  for (const char* word : {"--steps", "2", "--device", "cpu", "--threads", "1"}) words.emplace_back(word);
  words.insert(words.end(), {"--model", tests::smallModel(), "--out", out.string()});
  return words;
}

std::filesystem::path writeTable(const TemporaryFolder& folder, int rows) {
  std::ofstream table(folder / "reports.csv");
  table << "name,Finding Labels,impression\n";
  for (int i = 0; i < rows; ++i)
    table << "case_" << i << ".png,Effusion,\"Small effusion, grade " << i << ".\"\n";
  return folder / "reports.csv";
}

std::set<std::string> pngs(const std::filesystem::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".lock") names.insert(entry.path().filename());
  }
  return names;
}

TEST(Generate, OneSeedGivesTheSamePixelsAloneInABatchInATableAndInAShard) {
  const TemporaryFolder folder;
  const auto table = writeTable(folder, 7);
  ASSERT_EQ(runProgram(command({"--csv", table, "--batch", "5"}, folder / "batch")).code, 0);
  ASSERT_EQ(runProgram(command({"--csv", table}, folder / "single")).code, 0);
  ASSERT_EQ(runProgram(command({"--csv", table, "--shard", "2/3"}, folder / "shards")).code, 0);
  ASSERT_EQ(runProgram(command({"--csv", table, "--shard", "1/3", "--batch", "2"}, folder / "shards")).code,
            0);
  ASSERT_EQ(runProgram(command({"--csv", table, "--shard", "3/3"}, folder / "shards")).code, 0);
  for (int i = 0; i < 7; ++i) {
    const std::string name = "case_" + std::to_string(i) + ".png";
    const auto expected = pixels(folder / "single" / name);
    EXPECT_EQ(pixels(folder / "batch" / name), expected) << name;
    EXPECT_EQ(pixels(folder / "shards" / name), expected) << name;
  }
  // The same report and seed alone.
  const auto seed = std::to_string(imaging::readRecipePng(folder / "single" / "case_1.png").value().seed);
  ASSERT_EQ(runProgram(command({"Small effusion, grade 1.", "--seed", seed}, folder / "alone.png")).code, 0);
  EXPECT_EQ(pixels(folder / "alone.png"), pixels(folder / "single" / "case_1.png"));
  EXPECT_NE(pixels(folder / "single" / "case_1.png"), pixels(folder / "single" / "case_2.png"));
}

TEST(Generate, LikeMakesTheSameImageFromItsRecipeAloneMaskIncluded) {
  const TemporaryFolder folder;
  imaging::Image8 mask{
      .width = 100, .height = 100, .channels = 1, .pixels = std::vector<std::uint8_t>(10000)};
  for (int y = 20; y < 70; ++y) {
    for (int x = 10; x < 45; ++x) mask.pixels[mask.index(x, y)] = 255;
  }
  ASSERT_TRUE(imaging::writePng(folder / "mask.png", mask).has_value());
  ASSERT_EQ(runProgram(command({"Left pneumothorax.", "--sex", "Male", "--age", "71", "--race", "Black",
                                "--seed", "18446744073709551615", "--mask", folder / "mask.png"},
                               folder / "first.png"))
                .code,
            0);
  std::filesystem::remove(folder / "mask.png");
  ASSERT_EQ(runProgram({"generate", "--like", folder / "first.png", "--model", tests::smallModel(), "--out",
                        folder / "again.png", "--device", "cpu", "--threads", "1"})
                .code,
            0);
  EXPECT_EQ(pixels(folder / "again.png"), pixels(folder / "first.png"));
  const auto recipe = imaging::readRecipePng(folder / "again.png").value();
  EXPECT_EQ(recipe.prompt, "sex:Male, age:71.0, race:Black. Left pneumothorax.");
  EXPECT_EQ(recipe.seed, 18446744073709551615ULL);
  EXPECT_TRUE(recipe.condition.has_value());
}

TEST(Generate, WhatIsOddAboutAMaskIsSaidBeforeAnythingIsMade) {
  const TemporaryFolder folder;
  imaging::Image8 mask{100, 80, 1, std::vector<std::uint8_t>(8000)};
  for (int y = 20; y < 70; ++y)
    for (int x = 0; x < 45; ++x) mask.pixels[mask.index(x, y)] = 3;  // a label
  ASSERT_TRUE(imaging::writePng(folder / "mask.png", mask));
  const auto made = runProgram(
      command({"Clear lungs.", "--seed", "1", "--json", "--mask", folder / "mask.png"}, folder / "a.png"));
  ASSERT_EQ(made.code, 0);
  const auto remark = made.output.find("not square"), image = made.output.find("\"image\"");
  ASSERT_NE(remark, std::string::npos) << made.output;
  EXPECT_NE(made.output.find("% of what is marked"), std::string::npos) << made.output;
  EXPECT_LT(remark, image);
  const auto condition = imaging::readRecipePng(folder / "a.png")->condition;
  ASSERT_TRUE(condition);
  EXPECT_EQ(*std::max_element(condition->image.pixels.begin(), condition->image.pixels.end()), 255)
      << "a label guides as white";

  for (auto& pixel : mask.pixels) pixel = static_cast<std::uint8_t>(pixel * 5);
  mask.pixels.front() = 40;
  ASSERT_TRUE(imaging::writePng(folder / "mask.png", mask));
  EXPECT_EQ(runProgram(command({"Clear lungs.", "--mask", folder / "mask.png"}, folder / "b.png")).code, 3);
  EXPECT_FALSE(std::filesystem::exists(folder / "b.png"));
}

TEST(Generate, UnderstandsWhoIsShownAndRefusesWhatCannotBeMeant) {
  const TemporaryFolder folder;
  ASSERT_EQ(runProgram(command({"sex:M. Effusion.", "--sex", "male", "--age", "071Y", "--seed", "1"},
                               folder / "a.png"))
                .code,
            0);
  EXPECT_EQ(imaging::readRecipePng(folder / "a.png").value().prompt, "sex:Male, age:71.0. Effusion.");
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
      {{"Effusion.", "--sex", "Dog"}, "Dog"},
      {{"Effusion.", "--age", "nan"}, "nan"},
      {{"Effusion.", "--age", "inf"}, "inf"},
      {{"Effusion.", "--age=-3"}, "-3"},
      {{"Effusion.", "--age", "130"}, "130"},
      {{"Effusion.", "--race", "Dog"}, "Dog"},
      {{"sex:Male. Effusion.", "--sex", "F"}, "stated as Female"},
      {{"Effusion.", "--view", "PA"}, "not trained on prompts that state view"}};
  for (auto [what, told] : wrong) {
    what.emplace_back("--json");  // which tells a refusal on the standard output
    const Outcome outcome = runProgram(command(what, folder / "b.png"));
    EXPECT_NE(outcome.code, 0) << told;
    EXPECT_NE(outcome.output.find(told), std::string::npos) << told << ": " << outcome.output;
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "b.png"));
}

// An image of an earlier program, whose prompt says "sex:F", comes out again as it was.
TEST(Generate, LikeRepeatsThePromptOfAnOldImage) {
  const TemporaryFolder folder;
  ASSERT_EQ(runProgram(command({"Effusion.", "--sex", "F", "--seed", "1"}, folder / "new.png")).code, 0);
  auto recipe = imaging::readRecipePng(folder / "new.png").value();
  ASSERT_EQ(recipe.prompt, "sex:Female. Effusion.");
  recipe.demographics.sex = "F";
  recipe.prompt = "sex:F. Effusion.";
  recipe.cleanedPrompt = "sex:f. effusion.";
  const auto png = imaging::encodeRecipePng(pixels(folder / "new.png"), recipe);
  ASSERT_TRUE(png);
  std::ofstream(folder / "old.png", std::ios::binary) << *png;
  const auto like = [&](const char* name, const std::vector<std::string>& more) {
    std::vector<std::string> words{
        "generate", "--like", folder / "old.png", "--model", tests::smallModel(), "--out", folder / name,
        "--device", "cpu",    "--threads",        "1"};
    words.insert(words.end(), more.begin(), more.end());
    return runProgram(words).code;
  };
  ASSERT_EQ(like("again.png", {}), 0);
  const auto again = imaging::readRecipePng(folder / "again.png").value();
  EXPECT_EQ(again.prompt, recipe.prompt);
  EXPECT_EQ(again.cleanedPrompt, recipe.cleanedPrompt);
  EXPECT_NE(pixels(folder / "again.png"), pixels(folder / "new.png"));
  ASSERT_EQ(like("other.png", {"--sex", "female"}), 0);
  EXPECT_EQ(pixels(folder / "other.png"), pixels(folder / "new.png"))
      << "somebody else by the rules of today";
}

TEST(Generate, AKilledTableGoesOnWithWhatIsMissing) {
  const TemporaryFolder folder;
  const int rows = 6;
  const auto table = writeTable(folder, rows);
  ASSERT_EQ(runProgram(command({"--csv", table}, folder / "whole")).code, 0);
  const int kills = tests::isFullRun() ? 20 : 2;
  int killedMidway = 0;
  for (int kill = 0; kill < kills; ++kill) {
    const auto out = folder / ("killed" + std::to_string(kill));
    std::size_t before = 0;
    {
      tests::Program run(command({"--csv", table, "--json"}, out));
      // Killed after a number of published images that differs from run to run.
      for (int images = 0; images <= kill % (rows - 1);) {
        if (run.readLine().find("\"image\"") != std::string::npos) ++images;
      }
      run.signal(SIGKILL);
      static_cast<void>(run.wait());
      for (const std::string& name : pngs(out)) before += name.ends_with(".png") ? 1U : 0U;
    }
    if (before < static_cast<std::size_t>(rows)) ++killedMidway;
    const Outcome resumed = runProgram(command({"--csv", table, "--json"}, out));
    ASSERT_EQ(resumed.code, 0);
    const std::string last = resumed.output.substr(resumed.output.rfind('\n', resumed.output.size() - 2) + 1);
    const auto done = base::parseJson(last).value();
    EXPECT_EQ(done.at("made").get<std::size_t>(), static_cast<std::size_t>(rows) - before);
    EXPECT_EQ(done.at("kept").get<std::size_t>(), before);
    EXPECT_EQ(pngs(out), pngs(folder / "whole")) << "something half-written stayed";
    for (const std::string& name : pngs(out))
      EXPECT_EQ(pixels(out / name), pixels(folder / "whole" / name)) << name;
  }
  EXPECT_GT(killedMidway, 0);
}

TEST(Generate, CtrlCEndsItWithItsOwnCodeAndNothingHalfWritten) {
  const TemporaryFolder folder;
  const auto table = writeTable(folder, 50);
  tests::Program run(command({"--csv", table, "--json"}, folder / "out"));
  while (run.readLine().find("\"image\"") == std::string::npos) {
  }
  run.signal(SIGINT);
  EXPECT_EQ(run.wait().code, 130);
  for (const std::string& name : pngs(folder / "out"))
    EXPECT_TRUE(imaging::readRecipePng(folder / "out" / name).has_value()) << name;
}

TEST(Generate, RefusesToReplaceAnotherImageUnlessAsked) {
  const TemporaryFolder folder;
  const auto out = folder / "one.png";
  ASSERT_EQ(runProgram(command({"Clear lungs.", "--seed", "1"}, out)).code, 0);
  const auto first = pixels(out);
  EXPECT_NE(runProgram(command({"Clear lungs.", "--seed", "2"}, out)).code, 0);
  EXPECT_EQ(pixels(out), first);
  EXPECT_EQ(runProgram(command({"Clear lungs.", "--seed", "2", "--replace"}, out)).code, 0);
  EXPECT_NE(pixels(out), first);
}

TEST(Generate, SaysByItsExitCodeWhatIsWrong) {
  const TemporaryFolder folder;
  EXPECT_EQ(runProgram({"generate"}).code, 2);
  EXPECT_EQ(runProgram(command({"Clear.", "--sampler", "euler"}, folder / "x")).code, 2);
  EXPECT_EQ(runProgram(command({"Clear.", "--shard", "4/3"}, folder / "x")).code, 2);
  EXPECT_EQ(runProgram({"generate", "Clear.", "--model", folder / "absent", "--out", folder / "x"}).code, 3);
  EXPECT_EQ(runProgram(command({"Clear.", "--size", "512"}, folder / "x")).code, 3);
  EXPECT_EQ(runProgram(command({"Clear.", "--view", "PA"}, folder / "x")).code, 3)
      << "this model's prompts state no view";
  EXPECT_EQ(runProgram({"generate", "Clear.", "--model", tests::smallModel(), "--device", "cuda:63", "--out",
                        folder / "x"})
                .code,
            4);
  std::ofstream(folder / "bad.csv") << "name,impression\na.png,\"never closed\n";
  EXPECT_EQ(runProgram(command({"--csv", folder / "bad.csv"}, folder / "x")).code, 3);
}

TEST(Generate, TheSameListTwiceAtOnceIsRefusedAnotherOneIsNotAndNoLockIsLeft) {
  const TemporaryFolder folder;
  const auto table = writeTable(folder, 50);
  tests::Program first(command({"--csv", table, "--json"}, folder / "out"));
  while (first.readLine().find("\"image\"") == std::string::npos) {
  }
  EXPECT_EQ(runProgram(command({"--csv", table}, folder / "out")).code, 6);
  EXPECT_EQ(runProgram(command({"Clear lungs.", "--seed", "1"}, folder / "out")).code, 0);
  first.signal(SIGINT);
  static_cast<void>(first.wait());
  for (const auto& entry : std::filesystem::directory_iterator(folder / "out"))
    EXPECT_EQ(entry.path().extension(), ".png") << entry.path();
  EXPECT_EQ(runProgram({"job", "status", folder / "out"}).code, 2) << "a folder of images is no run";
}

TEST(Generate, ATableOfWishesThatTheModelDidNotLearnIsMadeWithARemark) {
  const TemporaryFolder folder;
  std::ofstream(folder / "t.csv") << "name,impression\na,Right pneumothorax.\nb,The lungs are clear.\n";
  const auto starter = tests::sourcePath("resources/models/starter");
  const Outcome made = runProgram({"generate", "--csv", folder / "t.csv", "--steps", "1", "--threads", "1",
                                   "--model", starter, "--json", "--out", folder / "x"});
  ASSERT_EQ(made.code, 0);
  EXPECT_NE(made.output.find(R"({"event":"remark","message":"Pneumothorax was not learned","images":1})"),
            std::string::npos)
      << made.output;
}

}  // namespace
}  // namespace chexgen::cli
