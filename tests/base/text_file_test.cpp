#include "core/base/text_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <string_view>

#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::base {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::string_literals;
using namespace std::string_view_literals;

// What Python's "Kein Erguß – „groß“, 𝄞\n".encode("utf-16-le") and the others give.
constexpr std::string_view utf8 = "Erguß – „groß“, \xF0\x9D\x84\x9E\n";
constexpr std::string_view utf16 =
    "E\0r\0g\0u\0\xDF\0 \0\x13\x20 \0\x1E\x20g\0r\0o\0\xDF\0\x1C\x20,\0 \0\x34\xD8\x1E\xDD\n\0"sv;

std::string swapped(std::string_view bytes) {
  std::string result(bytes);
  for (std::size_t i = 0; i + 1 < result.size(); i += 2) std::swap(result[i], result[i + 1]);
  return result;
}

TEST(TextFile, ReadsEveryUnicodeEncodingAlike) {
  for (const std::string& bytes : {std::string(utf8), "\xEF\xBB\xBF" + std::string(utf8),
                                   "\xFF\xFE" + std::string(utf16), "\xFE\xFF" + swapped(utf16)}) {
    const auto decoded = decodeText(bytes);
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(decoded->text, utf8);
    EXPECT_THAT(decoded->remarks, IsEmpty());
  }
  EXPECT_EQ(decodeText("")->text, "");
}

TEST(TextFile, ReadsUtf16WithoutAMarkAndSaysSo) {
  const std::string_view plain = "i\0m\0a\0g\0e\0,\0p\0\n\0\xDF\0,\0"sv;
  for (const std::string& bytes : {std::string(plain), swapped(plain)}) {
    const auto decoded = decodeText(bytes, "folder/table.csv");
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(decoded->text, "image,p\nß,");
    EXPECT_THAT(decoded->remarks, ElementsAre(HasSubstr("table.csv has no byte-order mark")));
  }
}

TEST(TextFile, ReadsWindows1252AndNamesThePlaceAndTheWord) {
  // Python: "a,b\r\nx,Kein Erguß – „groß“\r\n".encode("cp1252")
  const auto decoded = decodeText("a,b\r\nx,Kein Ergu\xDF \x96 \x84gro\xDF\x93\r\n", "reports.csv");
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->text, "a,b\r\nx,Kein Erguß – „groß“\r\n");
  EXPECT_THAT(decoded->remarks,
              ElementsAre(AllOf(HasSubstr("reports.csv is not UTF-8 and was read as Windows-1252"),
                                HasSubstr("line 2, column 12"), HasSubstr("\"Erguß\""))));
  EXPECT_EQ(decodeText("M\xFCller\rB\xE4r")->text, "Müller\rBär");
}

TEST(TextFile, RefusesWhatWouldBecomeOtherLetters) {
  const struct {
    std::string bytes;
    const char* says;
  } cases[] = {
      {"a\nErguß, Übung, Müller, B\xE4r\n", "line 2, column 24"},  // two encodings
      {"\xEF\xBB\xBF"
       "a\nM\xFCller\n",
       "line 2, column 2"},                        // it says UTF-8
      {"a\nErguß, gro\xC3", "line 2, column 11"},  // it breaks off
      {"name\n\xCE\xE4\xED\xEE\xF1\xF2\xEE\xF0\xEE\xED\xED\xE8\xE9 \xEF\xEB\xE5\xE2\xF0\xE8\xF2\n",  // cp1251
       "line 2, column 1"},
      {"name\n\xD0\xD8\xB2\xBF\xD5\xFD\xB3\xA3\xD0\xC4\xD3\xB0\n", "line 2, column 1"},  // GB 18030
      {"a\xFF"
       "b\x81",
       "line 1, column 4"},  // no character of 1252
      {"\xFF\xFE"
       "a"s,
       "in the middle of a character"},
      {"\xFF\xFE\x34\xD8"s, "half a character"},
  };
  for (const auto& [bytes, says] : cases) {
    const auto decoded = decodeText(bytes, "x.csv");
    ASSERT_FALSE(decoded) << says << ": " << decoded->text;
    EXPECT_EQ(decoded.error().code, ErrorCode::formatInvalid);
    EXPECT_THAT(decoded.error().message, HasSubstr(says));
    EXPECT_THAT(decoded.error().next, HasSubstr("UTF-8"));
  }
}

TEST(TextFile, NamesWhatIsNoText) {
  const std::string preamble(128, 'x');
  const struct {
    std::string bytes;
    const char* says;
  } cases[] = {
      {"PK\x03\x04....xl/workbook.xml", "Excel workbook"},
      {"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "LibreOffice spreadsheet"},
      {"PK\x03\x04Index/Document.iwa", "Apple Numbers"},
      {"PK\x03\x04word/document.xml", "Word document"},
      {"PK\x03\x04???", "zip archive"},
      {std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....W\0o\0r\0k\0b\0o\0o\0k\0"sv), "Excel workbook"},
      {"%PDF-1.7", "PDF"},
      {"\x1F\x8B\x08", "gzip"},
      {std::string("SQLite format 3\0"sv), "database"},
      {std::string("PAR1\x15\0\x15"sv), "Parquet"},
      {std::string("a,b\n\0\x01\x02\x03"sv), "byte 4 is zero"},
      {preamble + "DICM", "DICOM"},
      {std::string("\xFF\xFE\0\0a\0\0\0"sv), "UTF-32"},
  };
  for (const auto& [bytes, says] : cases) {
    const auto decoded = decodeText(bytes);
    ASSERT_FALSE(decoded) << says;
    EXPECT_EQ(decoded.error().code, ErrorCode::formatUnsupported) << says;
    EXPECT_THAT(decoded.error().message, HasSubstr(says));
  }
}

TEST(TextFile, ReadsFilesWithALimit) {
  const tests::TemporaryFolder folder;
  std::ofstream(folder / "a.txt") << "\xEF\xBB\xBFtext";
  EXPECT_EQ(readTextFile(folder / "a.txt", 7)->text, "text");
  EXPECT_EQ(readTextFile(folder / "a.txt", 6).error().code, ErrorCode::fileTooLarge);
  EXPECT_EQ(readTextFile(folder / "b.txt", 6).error().code, ErrorCode::fileMissing);
}

TEST(TextFile, ReadsTheInputsOfOtherPrograms) {
  CHEXGEN_CASE_OR_SKIP(cases, "");
  EXPECT_TRUE(readTextFile(cases / "yolo-bom/a.txt", 1000)->text.starts_with("0 0.23"));
  EXPECT_EQ(readTextFile(cases / "yolo-bom/classes.txt", 1000)->text, "Lung\nHeart\n");
  EXPECT_TRUE(readTextFile(cases / "coco-bom-utf16/c06_bom.json", 1000)->text.starts_with("{\"images\""));
  EXPECT_EQ(readTextFile(cases / "coco-bom-utf16/c06b_utf16.json", 1000)->text,
            readTextFile(cases / "coco-bom-utf16/c06_bom.json", 1000)->text);
  const auto latin = readTextFile(cases / "prompt-latin1/t07_latin1.csv", 1000);
  EXPECT_THAT(latin->text, HasSubstr("Kein Erguß; Gefäßzeichnung verstärkt."));
  EXPECT_THAT(latin->remarks, ElementsAre(HasSubstr("line 2, column 49")));
}

}  // namespace
}  // namespace chexgen::base
