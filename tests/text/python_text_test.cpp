#include "core/text/python_text.h"

#include <gtest/gtest.h>

#include <string>

namespace chexgen::text {
namespace {

std::string replaced(std::u16string_view expression, const char16_t* replacement, std::string_view text) {
  icu::UnicodeString result = decodeUtf8(text);
  Pattern(expression).replaceAll(result, replacement);
  return encodeUtf8(result);
}

// Expected values: what CPython 3.11 gives for the same calls.

TEST(DecodeUtf8, ReplacesEachMalformedSequenceOnce) {
  EXPECT_EQ(encodeUtf8(decodeUtf8("a\xC3(b")), "a\uFFFD(b");
  EXPECT_EQ(encodeUtf8(decodeUtf8("\xE2\x82")), "\uFFFD");                  // a cut-off sequence is one
  EXPECT_EQ(encodeUtf8(decodeUtf8("\xED\xA0\x80")), "\uFFFD\uFFFD\uFFFD");  // a surrogate is three
  EXPECT_EQ(encodeUtf8(decodeUtf8("\xF5\x80")), "\uFFFD\uFFFD");
}

TEST(DecodeStrictUtf8, RefusesSurrogatesAndOverlongForms) {
  icu::UnicodeString decoded;
  EXPECT_TRUE(decodeStrictUtf8("\u00E9\U0001F600", decoded));
  EXPECT_EQ(encodeUtf8(decoded), "\u00E9\U0001F600");
  EXPECT_FALSE(decodeStrictUtf8("\xED\xA0\x80", decoded));
  EXPECT_FALSE(decodeStrictUtf8("\xC0\x80", decoded));
}

TEST(Strip, TakesPythonsWhiteSpaceAndNotTheZeroWidthSpace) {
  EXPECT_EQ(encodeUtf8(strip(decodeUtf8("\x1C\u0085\u00A0 \u3000x \u2029\n"))), "x");
  EXPECT_EQ(encodeUtf8(strip(decodeUtf8("\u200Bx\uFEFF"))), "\u200Bx\uFEFF");
}

TEST(Strip, GivesATextThatOutlivesItsSource) {
  icu::UnicodeString kept;
  {
    const icu::UnicodeString source =
        decodeUtf8("  a text that is too long to be held inside the object itself  ");
    kept = strip(source);
  }
  EXPECT_EQ(encodeUtf8(kept), "a text that is too long to be held inside the object itself");
}

TEST(Lower, KnowsFinalSigmaAndDottedI) {
  EXPECT_EQ(encodeUtf8(lower(decodeUtf8("ΣΊΣΥΦΟΣ"))), "σίσυφος");
  EXPECT_EQ(encodeUtf8(lower(decodeUtf8("İ"))), "i\u0307");
}

TEST(Lower, IsNotTurkish) { EXPECT_EQ(encodeUtf8(lower(decodeUtf8("I"))), "i"); }

TEST(Pattern, CountsNumbersOfAnyKindAndUnderscoresAsWordCharacters) {
  EXPECT_EQ(replaced(u"\\w", u"w", "é_٣½²Ⅻ中-."), "wwwwwww-.");
  EXPECT_EQ(replaced(u"\\w", u"w", "e\u0301"), "w\u0301");  // ICU's own \w takes combining marks
  EXPECT_EQ(replaced(u"\\d", u"d", "3٣½²"), "dd½²");
}

TEST(Pattern, DoesNotKnowCharactersYoungerThanUnicode14) {
  EXPECT_EQ(replaced(u"\\w", u"w", "\U00031350"), "\U00031350");  // an ideograph of Unicode 15
}

TEST(Pattern, PutsAWordBoundaryBeforeACombiningMark) {
  EXPECT_EQ(replaced(u"\\b", u"|", "ab\u0301c"), "|ab|\u0301|c|");
}

TEST(Pattern, EndsLinesAtNewlinesOnly) {
  EXPECT_EQ(replaced(u"x$", u"", "x\n"), "\n");
  EXPECT_EQ(replaced(u"x$", u"", "x\u2028"), "x\u2028");
  EXPECT_EQ(replaced(u".", u"", "\r\n"), "\n");
}

TEST(Pattern, ReplaceEachSeesEveryMatchAndKeepsTheRest) {
  const auto result = Pattern(u"\\d+").replaceEach(decodeUtf8("a12b3"), [](const icu::UnicodeString& match) {
    return icu::UnicodeString(u"<") + match + icu::UnicodeString(u">");
  });
  EXPECT_EQ(encodeUtf8(result), "a<12>b<3>");
}

}  // namespace
}  // namespace chexgen::text
