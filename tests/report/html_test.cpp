#include "core/report/html.h"

#include <gmock/gmock.h>

namespace chexgen::report {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Html, NoTextBecomesMarkup) {
  const std::string hostile = "<script>alert(\"x\")</script> & 'y'";
  Document document{.title = hostile, .subtitle = hostile, .blocks = {}, .footer = hostile};
  document.blocks.emplace_back(Heading{hostile});
  document.blocks.emplace_back(Paragraph{hostile});
  document.blocks.emplace_back(Table{hostile, {hostile}, {{hostile}}});
  document.blocks.emplace_back(
      Figure{.caption = hostile, .description = hostile, .height = 20, .shapes = {Words{.text = hostile}}});
  const std::string html = toHtml(document);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("\"x\"")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
}

TEST(Html, NeedsNothingBesideIt) {
  Document document{.title = "Ward", .subtitle = {}, .blocks = {}, .footer = {}};
  document.blocks.emplace_back(Figure{
      .caption = "c", .description = "d", .height = 20, .shapes = {Rectangle{1, 2, 3, 4, Ink::second}}});
  const std::string html = toHtml(document);
  for (const char* outside : {"src=", "href=", "@import", "url("}) EXPECT_THAT(html, Not(HasSubstr(outside)));
  EXPECT_THAT(html, HasSubstr("<svg role=\"img\" aria-label=\"d\""));
  EXPECT_THAT(html, HasSubstr("<rect x=\"1.00\" y=\"2.00\" width=\"3.00\" height=\"4.00\" class=\"f5\"/>"));
}

TEST(Html, ATableHasItsHeadAndTheNamesOfItsRows) {
  Document document{.title = "Ward", .subtitle = {}, .blocks = {}, .footer = {}};
  document.blocks.emplace_back(Table{"", {"Arm", "Mean"}, {{"ours", "1.5"}}});
  const std::string html = toHtml(document);
  EXPECT_THAT(html, HasSubstr("<th scope=\"col\">Arm</th><th scope=\"col\" class=\"n\">Mean</th>"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">ours</th><td class=\"n\">1.5</td>"));
}

}  // namespace
}  // namespace chexgen::report
