#include "core/text/html_text.h"

#include <gtest/gtest.h>

#include <string>

#include "core/text/python_text.h"

namespace chexgen::text {
namespace {

std::string textOf(std::string_view markup) {
  const auto text = textOfHtml(decodeUtf8(markup));
  return text ? encodeUtf8(*text) : "refused";
}

// Expected values: BeautifulSoup 4.15 with html.parser of Python 3.11.7.

TEST(HtmlText, LeavesOutTagsCommentsAndDeclarations) {
  EXPECT_EQ(textOf("<!DOCTYPE html><p class='a>b'>No <b>acute</b><br/> finding<!-- x --></p><?pi?>"),
            "No acute finding");
}

TEST(HtmlText, LeavesOutScriptsStyleSheetsAndRubyReadings) {
  EXPECT_EQ(textOf("a<script>if (x < 1) </p></script>b<style>p{}</ style >c<ruby>d<rt>e</rt></ruby>"),
            "abcd");
}

TEST(HtmlText, LosesTheRestAfterAScriptThatNeverEnds) { EXPECT_EQ(textOf("a<script>b c"), "a"); }

TEST(HtmlText, KeepsComparisonSigns) {
  EXPECT_EQ(textOf("a < b and c > d, x <3 y"), "a < b and c > d, x <3 y");
}

TEST(HtmlText, KeepsATagThatNeverEnds) {
  EXPECT_EQ(textOf("unclosed <b tag"), "unclosed <b tag");
  EXPECT_EQ(textOf("x <a href='y"), "x <a href='y");
  EXPECT_EQ(textOf("x </b"), "x </b");
  EXPECT_EQ(textOf("x <"), "x <");
}

TEST(HtmlText, ReadsReferencesInItsOwnWay) {
  EXPECT_EQ(textOf("&lt;b&gt; &eacute; &eacute &notit; &zzz; AT&T &"), "<b> é é &notit &zzz AT&T &");
  EXPECT_EQ(textOf("&#233; &#x41; &#128; &#0; &#x1; "), "é A € \uFFFD \x01 ");
  EXPECT_EQ(textOf("end &a"), "end a");
}

TEST(HtmlText, StopsDecodingAtTheSecondBrokenNumber) {
  EXPECT_EQ(textOf("&#z; <b>x</b>"), "&#z; x");
  EXPECT_EQ(textOf("&#z; &#z; <b>x</b>"), "&#z; &#z; <b>x</b>");
}

TEST(HtmlText, ShortensWhiteSpaceBetweenTagsOnly) {
  EXPECT_EQ(textOf("<p>a  b</p>   <p>c</p> \n <p>d</p><pre>   </pre>"), "a  b c\nd   ");
}

TEST(HtmlText, ShowsCharacterDataSections) {
  EXPECT_EQ(textOf("<![CDATA[raw <b>]]>tail"), "raw <b>tail");
  EXPECT_EQ(textOf("a<![CDATA[]]>b"), "a b");
  EXPECT_EQ(textOf("<![if x]>a<![endif]>b"), "ab");
}

TEST(HtmlText, TakesAClosingTagOfAnEmptyElementForTheOneItClosedItself) {
  EXPECT_EQ(textOf("<template><br></br>hidden</template>shown"), "shown");
}

TEST(HtmlText, RefusesAnUnknownMarkedSection) {
  const auto text = textOfHtml(u"a <![ b");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, base::ErrorCode::formatInvalid);
  EXPECT_NE(text.error().next.find("<!["), std::string::npos);
}

}  // namespace
}  // namespace chexgen::text
