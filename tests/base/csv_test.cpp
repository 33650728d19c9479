#include "core/base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace chexgen::base {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Row = std::vector<std::string>;

TEST(Csv, ReadsQuotesCommasAndLineBreaksInsideFields) {
  const auto table = parseCsv("name,impression\nA,\"No \"\"acute\"\" process,\nstable.\"\nB,\n");
  ASSERT_TRUE(table);
  EXPECT_THAT(table->header, ElementsAre("name", "impression"));
  EXPECT_THAT(table->rows, ElementsAre(Row{"A", "No \"acute\" process,\nstable."}, Row{"B", ""}));
  EXPECT_THAT(table->lines, ElementsAre(2, 4));
}

TEST(Csv, ReadsTheSameTableWithEveryLineEnd) {
  const std::string byteOrderMark = "\xEF\xBB\xBF";
  const std::string texts[] = {
      "a,b\n1,x\n2,\n", "a,b\r\n1,x\r\n2,\r\n",           "a,b\r1,x\r2,\r",
      "a,b\n1,x\n2,",   byteOrderMark + "a,b\n1,x\n2,\n", "\n\na,b\n\n1,x\n\r\n2,\n\n"};
  for (const std::string& text : texts) {
    const auto table = parseCsv(text);
    ASSERT_TRUE(table) << text;
    EXPECT_THAT(table->header, ElementsAre("a", "b")) << text;
    EXPECT_THAT(table->rows, ElementsAre(Row{"1", "x"}, Row{"2", ""})) << text;
  }
}

TEST(Csv, KeepsAnEmptyFieldThatIsQuotedInATableOfOneColumn) {
  EXPECT_THAT(parseCsv("report\n\"\"\n\nlast\n").value().rows, ElementsAre(Row{""}, Row{"last"}));
}

TEST(Csv, FindsColumnsByName) {
  const auto table = parseCsv("a,b,c\n").value();
  EXPECT_EQ(table.column("b"), 1U);
  EXPECT_EQ(table.column("d"), std::nullopt);
  EXPECT_THAT(table.rows, IsEmpty());
}

TEST(Csv, NamesTheLineOfWhatIsWrong) {
  const struct {
    const char* text;
    const char* says;
  } cases[] = {
      {"a,b\n1,2\n\"x\ny\",2\n1,2,3\n", "Line 5 has 3 fields; the header has 2"},
      {"a,b\n1\n", "Line 2 has 1 fields; the header has 2"},
      {"a,b\n1,\"2\n3\n", "Line 2 opens a quote that is never closed"},
      {"a,b\r\n1,\"2\"x\r\n", "Line 2 has text after a closing quote"},
      {"\n\na,b,a\n", "Line 3 names the column \"a\" twice"},
  };
  for (const auto& [text, says] : cases) {
    const auto table = parseCsv(text, "cohort.csv");
    ASSERT_FALSE(table) << text;
    EXPECT_EQ(table.error().code, ErrorCode::formatInvalid) << text;
    EXPECT_THAT(table.error().message, HasSubstr(says));
    EXPECT_EQ(table.error().file, "cohort.csv");
  }
  EXPECT_EQ(parseCsv("").error().code, ErrorCode::formatInvalid);
  EXPECT_EQ(parseCsv("\n\r\n").error().code, ErrorCode::formatInvalid);
}

TEST(Csv, BoundsBytesColumnsAndRows) {
  const tests::TemporaryFolder folder;
  std::ofstream(folder / "t.csv") << "a,b\n1,2\n";
  EXPECT_TRUE(readCsvFile(folder / "t.csv", {.bytes = 8}));
  EXPECT_EQ(readCsvFile(folder / "t.csv", {.bytes = 7}).error().code, ErrorCode::fileTooLarge);
  EXPECT_TRUE(parseCsv("a,b\n1,2\n", {}, {.columns = 2, .rows = 1}));
  EXPECT_FALSE(parseCsv("a,b\n", {}, {.columns = 1}));
  EXPECT_EQ(parseCsv("a\n1\n2\n", {}, {.rows = 1}).error().code, ErrorCode::fileTooLarge);
}

TEST(Csv, WrittenRowsReadBackAsTheyWere) {
  const std::vector<Row> rows = {
      {"plain", "with,comma"}, {"with \"quote\"", "two\nlines"}, {"\r", ""}, {"", ""}};
  std::string text = csvRow({"a", "b"});
  for (const Row& row : rows) text += csvRow(row);
  EXPECT_EQ(parseCsv(text).value().rows, rows);

  const std::vector<Row> formulas{{"=1+1", "+x"},         {"-x", "@SUM(A1)"}, {"\t=1", "\r=1"},
                                  {"'=1", "''-x"},        {"-1.5", "+3"},     {"'-1.5", "'x"},
                                  {"-1.5e-3", "-1.5 mm"}, {"-inf", "＝1"},    {"a=1", " =1"}};
  text = csvRow({"=a", "@b"});
  for (const Row& row : formulas) text += csvRow(row);
  EXPECT_EQ(parseCsv(text).value().rows, formulas);
  EXPECT_EQ(parseCsv(text).value().header, (Row{"=a", "@b"}));
  EXPECT_EQ(csvRow({"=1+1", "-1.5", "-x", "'-1.5", "a=1"}), "\"'=1+1\",-1.5,'-x,''-1.5,\"a=1\"\n")
      << "a number stays one";
  EXPECT_EQ(csvRow({"-x"}, CsvCells::raw), "-x\n");

  const std::string single = csvRow({"a"}) + csvRow({""}) + csvRow({"x"});
  EXPECT_THAT(parseCsv(single).value().rows, ElementsAre(Row{""}, Row{"x"}));
}

}  // namespace
}  // namespace chexgen::base
