#include "core/text/prompt_lens.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "core/text/caption_cleaner.h"
#include "tests/support/golden.h"

namespace chexgen::text {
namespace {

constexpr std::size_t limit = 120;

const Tokenizer& tokenizer() {
  static const auto loaded = Tokenizer::load(tests::sourcePath("resources/tokenizer/t5/spiece.model"));
  return loaded.value();
}

PromptLens lensOf(std::string_view typed, std::size_t tokenLimit = limit) {
  return examinePrompt(typed, tokenizer(), tokenLimit).value();
}

// The typed text with what was removed in brackets.
std::string marked(std::string_view typed) {
  const PromptLens lens = lensOf(typed);
  std::string text;
  std::size_t copied = 0;
  for (const ByteRange& range : lens.removed) {
    text.append(typed.substr(copied, range.begin - copied)).append("[");
    text.append(typed.substr(range.begin, range.end - range.begin)).append("]");
    copied = range.end;
  }
  return text.append(typed.substr(copied));
}

TEST(PromptLens, StrikesOutAnAddress) {
  EXPECT_EQ(marked("see www.radiology.com/page for more"), "see [www.radiology.com/page ]for more");
}

TEST(PromptLens, StrikesOutNothingOfAPlainReport) {
  EXPECT_EQ(marked("Heart size is NORMAL. No effusion."), "Heart size is NORMAL. No effusion.");
}

TEST(PromptLens, TakesOtherDashesQuotesAndSpacesForTheSame) {
  EXPECT_EQ(marked("a \u201Csmall\u201D opacity\u00A0\u2014 patient\u2019s left"),
            "a \u201Csmall\u201D opacity\u00A0\u2014 patient\u2019s left");
}

TEST(PromptLens, StrikesOutTagsAndBrackets) {
  EXPECT_EQ(marked("(no) <b>acute</b> finding"), "[(]no[)] [<b>]acute[</b>] finding");
}

TEST(PromptLens, CountsTokensWithTheEndMark) {
  const PromptLens lens = lensOf("Two  SPACES");
  EXPECT_EQ(lens.cleaned, "two spaces");
  EXPECT_EQ(lens.tokensUsed, 3U);
  EXPECT_EQ(lens.tokenLimit, limit);
  EXPECT_FALSE(lens.cut);
  ASSERT_EQ(lens.tokens.size(), 2U);
  EXPECT_EQ(lens.tokens[1].end, lens.cleaned.size());
}

TEST(PromptLens, CutsWhereTheFirstUnreadTokenBegins) {
  const PromptLens lens = lensOf("heart heart heart heart", 3);
  EXPECT_EQ(lens.tokensUsed, 5U);
  ASSERT_TRUE(lens.cut);
  EXPECT_EQ(lens.cleaned.substr(0, *lens.cut), "heart heart");
}

TEST(PromptLens, DoesNotCutATextThatJustFits) {
  EXPECT_FALSE(lensOf("heart heart heart heart", 5).cut);
  EXPECT_TRUE(lensOf("heart heart heart heart", 4).cut);
}

TEST(PromptLens, CutsEverythingWhenOnlyTheEndMarkFits) { EXPECT_EQ(lensOf("heart", 1).cut, 0U); }

TEST(PromptLens, OfNoTextIsEmpty) {
  const PromptLens lens = lensOf("");
  EXPECT_EQ(lens.cleaned, "");
  EXPECT_TRUE(lens.removed.empty());
  EXPECT_EQ(lens.tokensUsed, 1U);
  EXPECT_FALSE(lens.cut);
}

TEST(PromptLens, OfSpacesAloneRemovesAll) {
  const PromptLens lens = lensOf(" \n  ");
  EXPECT_EQ(lens.cleaned, "");
  EXPECT_EQ(lens.removed, (std::vector<ByteRange>{{0, 4}}));
  EXPECT_EQ(lens.tokensUsed, 1U);
}

TEST(PromptLens, TakesMalformedUtf8) {
  const PromptLens lens = lensOf("heart \xFF\xE2\x82 size");
  EXPECT_EQ(lens.cleaned, "heart \uFFFD\uFFFD size");
  EXPECT_TRUE(lens.removed.empty());
  EXPECT_EQ(marked("\x80<b>"), "\x80[<b>]");
}

TEST(PromptLens, PassesTheCleanersRefusalOn) {
  EXPECT_EQ(examinePrompt("<![ x", tokenizer(), limit).error().code, base::ErrorCode::formatInvalid);
  EXPECT_EQ(examinePrompt(std::string(cleanedTextLimit + 1, 'a'), tokenizer(), limit).error().code,
            base::ErrorCode::argumentInvalid);
  EXPECT_EQ(examinePrompt("a", tokenizer(), 0).error().code, base::ErrorCode::argumentInvalid);
}

TEST(RemovedRanges, MarksAllOfTextsThatHaveNothingInCommon) {
  EXPECT_EQ(removedRanges("abc", ""), (std::vector<ByteRange>{{0, 3}}));
  EXPECT_EQ(removedRanges("", "abc"), (std::vector<ByteRange>{}));
  EXPECT_EQ(removedRanges("äb", "b"), (std::vector<ByteRange>{{0, 2}}));
}

TEST(RemovedRanges, TakesWholeWordsWhereItHasAChoice) {
  EXPECT_EQ(removedRanges("for.example.org for more", "for more"), (std::vector<ByteRange>{{0, 16}}));
}

TEST(PromptLens, IsQuickEnoughToFollowTyping) {
  std::string report;
  while (report.size() < 5000) {
    report +=
        "There is a small left-sided pleural effusion (2.3 x 1.5 cm), see http://a.org/x. No pneumothorax. ";
  }
  (void)lensOf(report);
  const auto start = std::chrono::steady_clock::now();
  (void)lensOf(report);
  const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
  EXPECT_LT(time.count(), 500.0);  // 15 ms in a release build without sanitizers
}

}  // namespace
}  // namespace chexgen::text
