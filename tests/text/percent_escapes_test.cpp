#include "core/text/percent_escapes.h"

#include <gtest/gtest.h>

#include <string>

#include "core/text/python_text.h"

namespace chexgen::text {
namespace {

// Expected values: Python's urllib.parse.unquote_plus.
std::string decoded(std::string_view text) { return encodeUtf8(decodePercentEscapes(decodeUtf8(text))); }

TEST(PercentEscapes, AreDecodedAsUtf8) {
  EXPECT_EQ(decoded("a%20b+c%2Bd"), "a b c+d");
  EXPECT_EQ(decoded("%E4%B8%AD%e6%96%87"), "中文");
}

TEST(PercentEscapes, StayWhereDigitsAreMissing) {
  EXPECT_EQ(decoded("100% %4 %zz %"), "100% %4 %zz %");
  EXPECT_EQ(decoded("100%25"), "100%");
}

TEST(PercentEscapes, BecomeReplacementCharactersWhereTheyAreNoUtf8) {
  EXPECT_EQ(decoded("%FF"), "\uFFFD");
  EXPECT_EQ(decoded("%C3é%A9"), "\uFFFDé\uFFFD");
}

}  // namespace
}  // namespace chexgen::text
