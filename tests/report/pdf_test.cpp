#include "core/report/pdf.h"

#include <gmock/gmock.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "core/report/charts.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::report {
namespace {

std::string contentOf(const std::filesystem::path& file) {
  std::ostringstream all;
  all << std::ifstream(file, std::ios::binary).rdbuf();
  return all.str();
}

std::size_t pagesOf(const std::string& pdf) {
  std::smatch found;
  return std::regex_search(pdf, found, std::regex("/Count (\\d+)")) ? std::stoul(found[1]) : 0;
}

class Pdf : public testing::Test {
 protected:
  tests::TemporaryFolder folder;
  std::filesystem::path file = folder / "report.pdf";
};

TEST_F(Pdf, IsWholeAndHasOnePageForALittle) {
  Document document{
      .title = "Ward 7 – β", .subtitle = "two readers", .blocks = {}, .footer = "not for diagnosis"};
  document.blocks.emplace_back(Heading{"Ratings"});
  document.blocks.emplace_back(Paragraph{"A warning.", Paragraph::Role::warning});
  document.blocks.emplace_back(likertChart({{"ours", {1, 2, 3}}}, {"a", "b", "c"}, "Ratings"));
  ASSERT_TRUE(writePdf(document, file));
  const std::string pdf = contentOf(file);
  EXPECT_TRUE(pdf.starts_with("%PDF-"));
  EXPECT_NE(pdf.rfind("%%EOF"), std::string::npos);
  EXPECT_EQ(pagesOf(pdf), 1U);
}

TEST_F(Pdf, LongTextsAndTablesGoOnOnFurtherPages) {
  Document document{.title = "Ward", .subtitle = {}, .blocks = {}, .footer = "f"};
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "word ";
  document.blocks.emplace_back(Paragraph{text});
  Table table{"", {"Case", "A very long remark that has to be broken into lines"}, {}};
  for (int i = 0; i < 120; ++i) table.rows.push_back({std::to_string(i), std::string(400, 'x')});
  document.blocks.emplace_back(std::move(table));
  ASSERT_TRUE(writePdf(document, file));
  EXPECT_GT(pagesOf(contentOf(file)), 4U);
}

TEST_F(Pdf, WhereItCannotBeWrittenNothingIsLeft) {
  const auto refused = writePdf(Document{.title = "Ward"}, std::filesystem::path("/proc/report.pdf"));
  ASSERT_FALSE(refused);
  EXPECT_FALSE(std::filesystem::exists("/proc/report.pdf"));
}

}  // namespace
}  // namespace chexgen::report
