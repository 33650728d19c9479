#include "core/text/html_entities.h"

#include <gtest/gtest.h>

#include <string>

#include "core/text/python_text.h"

namespace chexgen::text {
namespace {

std::string unescaped(std::string_view text) { return encodeUtf8(unescapeHtml(decodeUtf8(text))); }
std::string complete(std::string_view text) {
  return encodeUtf8(unescapeCompleteReferences(decodeUtf8(text)));
}

TEST(NamedCharacter, KnowsTheFirstAndTheLastNameOfTheStandard) {
  EXPECT_EQ(namedCharacter("AElig"), u"\u00C6");
  EXPECT_EQ(namedCharacter("zwnj"), u"\u200C");
  EXPECT_EQ(namedCharacter("CounterClockwiseContourIntegral"), u"\u2233");
  EXPECT_EQ(namedCharacter("NotEqualTilde"), u"\u2242\u0338");
  EXPECT_EQ(namedCharacter("Jscr"), u"\U0001D4A5");
}

TEST(NamedCharacter, IsEmptyForWhatIsNoName) {
  EXPECT_TRUE(namedCharacter("").empty());
  EXPECT_TRUE(namedCharacter("AEli").empty());
  EXPECT_TRUE(namedCharacter("zzz").empty());
}

// Expected values: Python's html.unescape.
TEST(UnescapeHtml, TakesTheLongestNameAndOldNamesWithoutSemicolon) {
  EXPECT_EQ(unescaped("&notin; &notit; &ampx &amp;lt;"), "∉ ¬it; &x &lt;");
  EXPECT_EQ(unescaped("&hellip &zzz; & &;"), "&hellip &zzz; & &;");
}

TEST(UnescapeHtml, ReadsNumbersAsBrowsersDo) {
  EXPECT_EQ(unescaped("&#233;&#x41;&#66"), "éAB");
  EXPECT_EQ(unescaped("&#128;&#x99;"), "€™");
  EXPECT_EQ(unescaped("&#0;&#xD800;&#1114112;&#99999999999999999999;"), "\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(unescaped("[&#1;&#xFFFE;]"), "[]");
  EXPECT_EQ(unescaped("&#; &#x; &#xg;"), "&#; &#x; &#xg;");
}

// Expected values: ftfy.fixes.unescape_html.
TEST(UnescapeCompleteReferences, LeavesWhatMayNotBeMeant) {
  EXPECT_EQ(complete("this&not that; AT&T; &amp"), "this&not that; AT&T; &amp");
  EXPECT_EQ(complete("&lt;tag&gt; &#12a; &#59;"), "<tag> &#12a; &#59;");
}

TEST(UnescapeCompleteReferences, TakesNamesInCapitals) {
  EXPECT_EQ(complete("P&EACUTE;REZ BUNDESSTRA&SZLIG;E"), "PÉREZ BUNDESSTRASSE");
  EXPECT_EQ(complete("&ntilde; &Ntilde; &NTILDE; &nTILDE;"), "ñ Ñ Ñ &nTILDE;");
}

}  // namespace
}  // namespace chexgen::text
