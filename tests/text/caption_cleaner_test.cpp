#include "core/text/caption_cleaner.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace chexgen::text {
namespace {

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() + piece.size() <= bytes) text += piece;
  return text;
}

double secondsToClean(const std::string& text) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(cleanPrompt(text));
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST(CaptionCleaner, KeepsThePromptFormOfTheModel) {
  EXPECT_EQ(cleanPrompt("sex:Male, age:71.0, race:Black. No acute findings in the chest."),
            "sex:male, age:71.0, race:black. no acute findings in the chest.");
}

TEST(CaptionCleaner, DecodesInTheSecondPassWhatTheFirstUncovered) {
  EXPECT_EQ(cleanCaption("a%20b%2Bc"), "a b+c");
  EXPECT_EQ(cleanPrompt("a%20b%2Bc"), "a b c");
}

TEST(CaptionCleaner, TakesMalformedUtf8ForReplacementCharacters) {
  EXPECT_EQ(cleanCaption("heart \xFF size"), "heart \uFFFD size");
  EXPECT_EQ(cleanPrompt("\xE2\x82"), "\uFFFD");
}

TEST(CaptionCleaner, TakesNullBytes) { EXPECT_EQ(cleanPrompt(std::string_view("x\0y", 3)), "xy"); }

TEST(CaptionCleaner, RefusesTextBeyondItsLimit) {
  EXPECT_TRUE(cleanPrompt(std::string(cleanedTextLimit, 'a')));
  const auto refused = cleanPrompt(std::string(cleanedTextLimit + 1, 'a'));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::argumentInvalid);
}

TEST(CaptionCleaner, SaysWhyMarkupCannotBeRead) {
  const auto refused = cleanPrompt("no <![ finding");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::formatInvalid);
}

// Each of these makes a pattern or a search with backtracking take time with the square of the length:
// minutes here.
TEST(CaptionCleaner, TakesNoMoreThanALinearTimeForHostileText) {
  for (const char* piece : {"a.", " ", "<a ", "<!--", "</", "'=<a ", "<a<a", "1", "a1", "x1_", "amp;", "&#",
                            "-", "a b. ", "free ", "<![cdata[ ", "\u00C3", "\uFF06"}) {
    const std::string text = "a" + repeated(piece, cleanedTextLimit - 2) + "_";
    EXPECT_LT(secondsToClean(text), 10.0) << piece;  // 0.4 s in a release build without sanitizers
  }
}

}  // namespace
}  // namespace chexgen::text
