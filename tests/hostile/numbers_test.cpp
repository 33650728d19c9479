// Numbers that nobody means: in answers, in tables, on the command line.
#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/imaging/recipe.h"
#include "core/study/question.h"
#include "core/study/result.h"
#include "tests/hostile/hostile_files.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::hostile {
namespace {

using testing::HasSubstr;
using tests::runProgram;
namespace fs = std::filesystem;

// What an opened study holds when a reader's program answered with such ratings.
void writeResult(const fs::path& folder, const std::vector<double>& ratings) {
  study::StudyResult result;
  result.design = {.name = "Ward", .kind = study::StudyKind::reportMatch, .readers = {"ann"}};
  result.roster.study = std::string(64, 'a');
  result.roster.name = "Ward";
  result.roster.readers.push_back({"ann", std::string(64, 'b'), ratings.size()});
  result.openings = {"2026-01-02T03:04:05Z"};
  result.answered["ann"] = 2 * ratings.size();
  for (std::size_t i = 0; i < ratings.size(); ++i) {
    study::Case one{.id = "c" + std::to_string(i)};
    for (const char* arm : {"ours", "theirs"}) {
      one.candidates.push_back({arm, "x.png"});
      const double rating = arm[0] == 'o' ? ratings[i] : ratings[(i + 1) % ratings.size()];
      result.readings.push_back({.reader = "ann",
                                 .caseId = one.id,
                                 .stratum = "",
                                 .arms = {arm},
                                 .repeat = false,
                                 .answer = {.presentation = i,
                                            .item = one.id,
                                            .values = {{"match", rating}},
                                            .seconds = std::abs(rating),
                                            .viewing = base::Json::object(),
                                            .time = "2026-01-02T03:04:05Z"}});
    }
    result.design.cases.push_back(std::move(one));
  }
  writeText(folder / "unblinded.json", study::toJson(result).dump());
}

// Bytes that no report has: memory that was never meant to be written.
std::size_t strangeBytes(const std::string& text) {
  std::size_t strange = 0;
  for (const unsigned char c : text)
    if (c < 0x20 && c != '\n') ++strange;
  return strange;
}

TEST(HostileNumbers, InAnswersPutNoMemoryIntoTheReport) {
  const std::vector<std::vector<double>> sets{
      {-1e300, 1e300, 2, -2}, {-1e300, -1e300}, {1e17, 1e17 + 16, 1e17}};
  for (const auto& ratings : sets) {
    const tests::TemporaryFolder folder;
    writeResult(folder.path(), ratings);
    const auto made = runProgram({"study", "report", folder.path(), "--out", folder / "report.html"});
    ASSERT_EQ(made.code, 0) << made.output;
    const std::string report = readText(folder / "report.html");
    EXPECT_THAT(report, HasSubstr("</html>"));
    EXPECT_EQ(strangeBytes(report), 0U) << "for " << ratings[0];
    EXPECT_LT(report.size(), 200'000U);
    EXPECT_EQ(
        runProgram({"study", "report", folder.path(), "--form", "pdf", "--out", folder / "report.pdf"}).code,
        0);
  }
}

TEST(HostileNumbers, ThatNoNumberCanHoldAreRefusedWithTheFile) {
  const tests::TemporaryFolder folder;
  writeResult(folder.path(), {1, 2, 0.125});
  std::string text = readText(folder / "unblinded.json");
  for (const std::string huge : {"1e999", "-1e999", "NaN"}) {
    std::string changed = text;
    changed.replace(changed.find("0.125"), 5, huge);
    writeText(folder / "unblinded.json", changed);
    EXPECT_NE(runProgram({"study", "report", folder.path(), "--out", folder / "report.html"}).code, 0)
        << huge;
    EXPECT_FALSE(fs::exists(folder / "report.html"));
  }
}

// What a person may mistype, or a program pass on: each is refused by the name of its option, at once.
TEST(HostileNumbers, OnTheCommandLineAreRefusedByName) {
  const tests::TemporaryFolder folder;
  struct Command {
    std::vector<std::string> words;
    std::vector<std::string> options;
  };
  const std::string model = tests::smallModel();
  const std::string prompts = folder / "prompts.csv";
  writeText(prompts, "name,impression\na,Normal chest.\n");
  const std::vector<Command> commands{
      {{"generate", "Normal.", "--model", model, "--out", folder / "x"},
       {"--age", "--steps", "--guidance", "--count", "--size", "--batch", "--threads"}},
      {{"cohort", "plan", folder / "ward", "--stratum", "count=2", "--model", model},
       {"--steps", "--guidance", "--rerolls", "--least-dice", "--count", "--size"}},
      {{"study", "size"}, {"--effect", "--spread", "--power", "--share"}},
  };
  for (const Command& command : commands)
    for (const std::string& option : command.options)
      for (const std::string value : {"1e300", "-1e300", "nan", "99999999999999999999"}) {
        const bool isSpread = option == "--effect" || option == "--spread";
        if (isSpread && value != "nan") continue;  // of any size
        std::vector<std::string> words = command.words;
        words.insert(words.end(), {option, value});
        const auto took = timeOf([&] {
          const tests::Outcome outcome = runProgram(words);
          EXPECT_TRUE(outcome.code == 2 || outcome.code == 3)
              << option << " " << value << ": " << outcome.code;
        });
        EXPECT_LT(took, std::chrono::seconds(20)) << option << " " << value;
      }
  EXPECT_TRUE(!fs::exists(folder / "x") && !fs::exists(folder / "ward"));
}

TEST(HostileNumbers, InTheTableOfACohortAreRefusedWithTheirLine) {
  const tests::TemporaryFolder folder;
  const fs::path ward = folder / "ward";
  ASSERT_EQ(runProgram({"cohort", "plan", ward, "--stratum", "sex=Female,age=60-60,count=2", "--model",
                        tests::smallModel(), "--no-measure"})
                .code,
            0);
  const std::string cases = readText(ward / "cases.csv");
  const std::size_t age = cases.rfind(",60,");
  ASSERT_NE(age, std::string::npos);
  for (const std::string number : {"1e300", "-1e300", "-1", "121", "inf", "nan"}) {
    std::string changed = cases;
    changed.replace(age + 1, 2, number);
    writeText(ward / "cases.csv", changed);
    EXPECT_EQ(runProgram({"cohort", "status", ward}).code, 3) << number;
  }
}

// A recipe comes with any image that somebody sends.
TEST(HostileNumbers, InARecipeAreRefused) {
  imaging::Recipe recipe;
  recipe.demographics.age = 64;
  recipe.guidance = 4;
  const base::Json whole = imaging::toJson(recipe);
  ASSERT_TRUE(imaging::recipeFromJson(whole));
  for (const double number : {1e300, -1e300, 1000.5}) {
    base::Json changed = whole;
    changed["demographics"]["age"] = number;
    EXPECT_THAT(imaging::recipeFromJson(changed).error().message, HasSubstr("age")) << number;
    changed = whole;
    changed["guidance"] = number;
    EXPECT_THAT(imaging::recipeFromJson(changed).error().message, HasSubstr("guidance")) << number;
  }
}

TEST(HostileNumbers, OfAScaleAreCountedWithoutOverflow) {
  study::Question question{.id = "q", .kind = study::Question::Kind::scale, .text = "How?"};
  question.low = std::numeric_limits<int>::min();
  question.high = std::numeric_limits<int>::max();
  EXPECT_FALSE(study::checkQuestions({question}));
}

}  // namespace
}  // namespace chexgen::hostile
