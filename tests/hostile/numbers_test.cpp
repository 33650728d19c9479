// Numbers that nobody means: in answers, in tables, on the command line.
#include <cmath>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
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

}  // namespace
}  // namespace chexgen::hostile
