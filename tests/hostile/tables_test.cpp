// Tables that the program writes, opened in a spreadsheet: what a stranger wrote must not be computed there.
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/csv.h"
#include "tests/hostile/hostile_files.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::hostile {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using tests::runProgram;
namespace fs = std::filesystem;

constexpr const char* formula = "=HYPERLINK(\"http://localhost/?\"&A1) is clear.";

TEST(HostileTables, OfACohortHoldNoFormulas) {
  const tests::TemporaryFolder folder;
  const fs::path ward = folder / "ward";
  writeText(folder / "prompts.csv", base::csvRow({"name", "impression"}, base::CsvCells::raw) +
                                        base::csvRow({"-1", formula}, base::CsvCells::raw) +
                                        base::csvRow({"@b", "-Normal chest."}, base::CsvCells::raw));
  ASSERT_EQ(runProgram({"cohort", "plan", ward, "--prompts", folder / "prompts.csv", "--model",
                        tests::smallModel(), "--steps", "1", "--no-measure", "--without",
                        "report,blank,frame,side,adherence,duplicates"})
                .code,
            0);
  const std::string planned = readText(ward / "cases.csv");
  EXPECT_THAT(planned, AllOf(HasSubstr("\"'=HYPERLINK("), HasSubstr("'-Normal chest."), HasSubstr("'@b")));
  EXPECT_THAT(planned, Not(HasSubstr("\"=HYPERLINK(")));
  ASSERT_EQ(runProgram({"cohort", "run", ward}).code, 0);

  ASSERT_EQ(runProgram({"cohort", "export", ward, "--out", folder / "out"}).code, 0);
  const std::string exported = readText(folder / "out/cases.csv");
  EXPECT_THAT(exported, AllOf(HasSubstr("\"'=HYPERLINK("), HasSubstr("'@b.png,images/@b.png"),
                              HasSubstr("'-1.png,images/-1.png")));
  const auto table = base::parseCsv(exported);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows[0][*table->column("impression")], formula) << "read back it is what was written";
  EXPECT_EQ(table->rows[1][*table->column("name")], "@b.png");
  // What training reads by name is found.
  EXPECT_EQ(runProgram({"encode", "--table", folder / "out/cases.csv", "--check"}).code, 0);

  ASSERT_EQ(runProgram({"cohort", "export", ward, "--out", folder / "raw", "--raw"}).code, 0);
  EXPECT_THAT(readText(folder / "raw/cases.csv"), HasSubstr("\"=HYPERLINK("));
}

}  // namespace
}  // namespace chexgen::hostile
