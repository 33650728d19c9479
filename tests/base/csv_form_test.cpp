// The forms in which programs save tables: separators, encodings, what stands empty.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/csv.h"
#include "tests/support/golden.h"

namespace chexgen::base {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Row = std::vector<std::string>;

TEST(CsvForm, FindsTheSeparatorInTheHeader) {
  const struct {
    const char* text;
    char separator;
    Row header;
    Row row;
  } cases[] = {
      {"image;report;patient\na.png;Small effusion, left, no change.;p1\n",
       ';',
       {"image", "report", "patient"},
       {"a.png", "Small effusion, left, no change.", "p1"}},
      {"image\treport\na.png\tHeart: large; lungs, clear.\n",
       '\t',
       {"image", "report"},
       {"a.png", "Heart: large; lungs, clear."}},
      {"image|report\na.png|Heart large, lungs; clear.\n",
       '|',
       {"image", "report"},
       {"a.png", "Heart large, lungs; clear."}},
      {"image,report\na.png,Heart large; lungs clear; no effusion.\n",
       ',',
       {"image", "report"},
       {"a.png", "Heart large; lungs clear; no effusion."}},
      // A name that holds another separator.
      {"image;\"report, impression\";note\na.png;\"x\";y\n",
       ';',
       {"image", "report, impression", "note"},
       {"a.png", "x", "y"}},
      {"image,\"a;b;c;d\"\nx,\"1;2;3;4\"\n", ',', {"image", "a;b;c;d"}, {"x", "1;2;3;4"}},
      {"image;report, impression\na.png;x\nb.png;y\n", ';', {"image", "report, impression"}, {"a.png", "x"}},
      {"name,impression; notes\na,x\nb,y\n", ',', {"name", "impression; notes"}, {"a", "x"}},
      {"sep=;\nimage;report\na.png;x, y\n", ';', {"image", "report"}, {"a.png", "x, y"}},
      {"sep=,\r\nimage,report\r\na.png,x\r\n", ',', {"image", "report"}, {"a.png", "x"}},
      {"SEP=\t\nimage\treport\na.png\tx\n", '\t', {"image", "report"}, {"a.png", "x"}},
      {"image, report\na.png, \"Heart, lungs\" \n", ',', {"image", "report"}, {"a.png", "Heart, lungs"}},
  };
  for (const auto& [text, separator, header, row] : cases) {
    const auto table = parseCsv(text);
    ASSERT_TRUE(table) << text << table.error().message;
    EXPECT_EQ(table->separator, separator) << text;
    EXPECT_EQ(table->header, header) << text;
    ASSERT_FALSE(table->rows.empty()) << text;
    EXPECT_EQ(table->rows.front(), row) << text;
    EXPECT_THAT(table->remarks, IsEmpty()) << text;
  }
  EXPECT_THAT(parseCsv("sep=;\na;b\n1;2\n")->lines, ElementsAre(3));
}

TEST(CsvForm, ReadsOneColumn) {
  EXPECT_THAT(parseCsv("report\nNormal.\n\"Large, clear.\"\n")->rows,
              ElementsAre(Row{"Normal."}, Row{"Large, clear."}));
  // As programs that separate by semicolons save it.
  const auto open = parseCsv("report\nHeart large, lungs clear.\nNormal.\n");
  EXPECT_THAT(open->rows, ElementsAre(Row{"Heart large, lungs clear."}, Row{"Normal."}));
  EXPECT_THAT(open->remarks, ElementsAre(HasSubstr("one column")));
  EXPECT_FALSE(parseCsv("report\na,b\nc;d\ne\tf\ng|h\n"));
}

TEST(CsvForm, PassesOverWhatIsEmpty) {
  const auto table =
      parseCsv("image,report,patient,,\na.png,x,p1,,\nb.png,y,p2\n,,,,\nc.png,z,p3,,,,,\n\n,,,,\n");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_THAT(table->header, ElementsAre("image", "report", "patient"));
  EXPECT_THAT(table->rows,
              ElementsAre(Row{"a.png", "x", "p1"}, Row{"b.png", "y", "p2"}, Row{"c.png", "z", "p3"}));
  EXPECT_THAT(table->lines, ElementsAre(2, 3, 5));
  EXPECT_THAT(table->remarks, IsEmpty());
  // Between others, too; a first column without a name numbers the rows.
  const auto inner = parseCsv(",image,,report\n0,a.png,,x\n1,b.png,,y\n");
  EXPECT_THAT(inner->header, ElementsAre("", "image", "report"));
  EXPECT_THAT(inner->rows.front(), ElementsAre("0", "a.png", "x"));
  EXPECT_THAT(inner->remarks, IsEmpty());
}

TEST(CsvForm, LosesNothingThatIsWritten) {
  const auto table = parseCsv("image,report,,\na.png,x,,\nb.png,y,,seen twice\n");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_THAT(table->header, ElementsAre("image", "report", ""));
  EXPECT_THAT(table->rows[1], ElementsAre("b.png", "y", "seen twice"));
  EXPECT_THAT(table->remarks, ElementsAre(HasSubstr("Column 4 has no name and was not used; in line 3")));
  EXPECT_THAT(parseCsv("a,b\n1,2,x\n").error().message, HasSubstr("Line 2 has 3 fields; the header has 2"));
}

TEST(CsvForm, FindsColumnsHoweverTheyAreSpelled) {
  const auto table = parseCsv(" Image ,\"\xEF\xBB\xBFPatient ID\",VIEW_POSITION,Age,age\n").value();
  EXPECT_EQ(table.column("image"), 0U);
  EXPECT_EQ(table.column("patient_id"), 1U);
  EXPECT_EQ(table.column("view position"), 2U);
  EXPECT_EQ(table.column("age"), 4U);
  EXPECT_EQ(table.column("AGE"), std::nullopt);  // which of two?
  EXPECT_EQ(table.column("sex"), std::nullopt);
  EXPECT_EQ(table.column(""), std::nullopt);
}

TEST(CsvForm, ReadsNumbersAsTheTableWritesThem) {
  const auto semicolons = parseCsv("a;b\n1;2\n").value();
  const auto commas = parseCsv("a,b\n1,2\n").value();
  EXPECT_EQ(semicolons.number("60,5"), 60.5);
  EXPECT_EQ(semicolons.number(" 60.5 "), 60.5);
  EXPECT_EQ(semicolons.number("-0,25"), -0.25);
  EXPECT_EQ(semicolons.number("+3"), 3);
  EXPECT_EQ(commas.number("60.5"), 60.5);
  for (const char* none : {"", "x", "1.234,5", "1,2,3", "nan", "inf", "1 2", "+-1", "0x10"})
    EXPECT_EQ(semicolons.number(none), std::nullopt) << none;
  EXPECT_EQ(commas.number("60,5"), std::nullopt);
}

TEST(CsvForm, NamesWhatIsNoTable) {
  const struct {
    const char* text;
    const char* says;
  } cases[] = {{"[{\"image\": \"a.png\"}]", "JSON"},
               {"{\"image\": \"a.png\"}\n{\"image\": \"b.png\"}\n", "JSON"},
               {"\n<html><table><tr>", "web page or XML"},
               {"<?xml version=\"1.0\"?><Workbook>", "web page or XML"},
               {"PK\x03\x04xl/workbook.xml", "Excel"}};
  for (const auto& [text, says] : cases) {
    const auto table = parseCsv(text);
    ASSERT_FALSE(table) << text;
    EXPECT_EQ(table.error().code, ErrorCode::formatUnsupported) << text;
    EXPECT_THAT(table.error().message, HasSubstr(says));
  }
  EXPECT_TRUE(parseCsv("[x],y\n1,2\n"));
}

TEST(CsvForm, CarriesTheRemarkOfTheEncoding) {
  const auto table = parseCsv("a;b\nx;Ergu\xDF\n", "t.csv");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows[0][1], "Erguß");
  EXPECT_THAT(table->remarks, ElementsAre(HasSubstr("line 2, column 7")));
}

// The same cells come back out of every form in which they can be written.
TEST(CsvForm, EveryFormGivesTheSameCells) {
  const std::vector<Row> rows{{"a.png", "Heart \"large\", lungs; clear.", "17"},
                              {"b.png", "two\nlines | and\ttab", ""},
                              {"", "only a report", "\xC3\xA4"}};
  const auto field = [](const std::string& value) {
    std::string quoted = "\"";
    for (const char c : value) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
  };
  for (const char separator : {',', ';', '\t', '|'}) {
    for (const std::string end : {"\n", "\r\n"}) {
      for (const std::string_view empty : {"", ",,"}) {
        std::string tail(empty);
        for (char& c : tail) c = separator;
        std::string text =
            std::string("Image") + separator + " Report " + separator + "\"Patient\"" + tail + end;
        for (const Row& row : rows)
          text += field(row[0]) + separator + field(row[1]) + separator + field(row[2]) + tail + end;
        text += tail + end;
        const auto table = parseCsv(text);
        ASSERT_TRUE(table) << text << table.error().message;
        EXPECT_EQ(table->separator, separator) << text;
        EXPECT_EQ(table->rows, rows) << text;
      }
    }
  }
}

TEST(CsvForm, ReadsTheInputsOfOtherPrograms) {
  CHEXGEN_CASE_OR_SKIP(cases, "");
  for (const char* name : {"t02_semicolon.csv", "t03_sep_line.csv", "t04_utf16le.csv", "t06_tab.tsv"}) {
    const auto table = readCsvFile(cases / "table-semicolon-utf16-tab" / name);
    ASSERT_TRUE(table) << name << table.error().message;
    EXPECT_THAT(table->header, ElementsAre("image", "report", "patient")) << name;
    EXPECT_THAT(table->rows, ElementsAre(Row{"images/00000001_000.png", "Small left pleural effusion.", "p1"},
                                         Row{"images/00000002_000.png", "Normal chest.", "p2"}));
  }
  EXPECT_THAT(readCsvFile(cases / "table-semicolon-utf16-tab/t22_xlsx.csv").error().message,
              HasSubstr("Excel"));
  EXPECT_THAT(readCsvFile(cases / "table-json-array/t29_json_array.json").error().message, HasSubstr("JSON"));
  const auto trailing = readCsvFile(cases / "table-trailing-columns/t10_trailing_columns.csv");
  EXPECT_THAT(trailing->header, ElementsAre("image", "report", "patient"));
  EXPECT_EQ(trailing->rows.size(), 2U);
  for (const char* name :
       {"v02_semicolon.csv", "v03_semicolon_decimal_comma.csv", "v06_utf16.csv", "v07_tab.csv"}) {
    const auto boxes = readCsvFile(cases / "boxes-csv-semicolon" / name);
    ASSERT_TRUE(boxes) << name << boxes.error().message;
    EXPECT_THAT(boxes->header, ElementsAre("image", "label", "x", "y", "w", "h", "width", "height")) << name;
    EXPECT_NEAR(boxes->number(boxes->rows[0][2]).value(), 60, 0.5) << name;
  }
}

}  // namespace
}  // namespace chexgen::base
