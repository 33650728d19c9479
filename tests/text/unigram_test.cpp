#include "core/text/unigram.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace chexgen::text {
namespace {

constexpr int unknown = 0;

std::vector<std::string> cut(const Unigram& unigram, std::string_view text) {
  const auto segments = unigram.segment(text);
  std::vector<std::string> parts;
  for (const auto& segment : segments) {
    parts.push_back(std::to_string(segment.id) + ":" +
                    std::string(text.substr(segment.begin, segment.end - segment.begin)));
  }
  return parts;
}

using Parts = std::vector<std::string>;

TEST(Unigram, TakesTheLikeliestCutNotTheLongestPiece) {
  const Unigram unigram({{"a", 1, -1}, {"ab", 2, -5}, {"b", 3, -1}, {"abc", 4, -9}, {"bc", 5, -1.5}}, unknown,
                        -9);
  EXPECT_EQ(cut(unigram, "abc"), (Parts{"1:a", "5:bc"}));
  EXPECT_EQ(cut(unigram, "ab"), (Parts{"1:a", "3:b"}));
}

TEST(Unigram, TakesTheLongerLastPieceOfEquallyLikelyCuts) {
  const Unigram unigram({{"-", 1, -7.3F}, {"--", 2, -8.9F}}, unknown, -9);
  EXPECT_EQ(cut(unigram, "---"), (Parts{"1:-", "2:--"}));
  EXPECT_EQ(cut(unigram, "-------"), (Parts{"1:-", "2:--", "2:--", "2:--"}));
}

TEST(Unigram, JoinsNeighbouringUnknownCharacters) {
  const Unigram unigram({{"a", 1, -1}}, unknown, -1);
  EXPECT_EQ(cut(unigram, "中文a\U0001F600"), (Parts{"0:中文", "1:a", "0:\U0001F600"}));
}

TEST(Unigram, HasNoSegmentsForNoText) {
  EXPECT_TRUE(Unigram({{"a", 1, -1}}, unknown, -1).segment("").empty());
  EXPECT_EQ(cut(Unigram({}, unknown, 0), "ab"), (Parts{"0:ab"}));
}

}  // namespace
}  // namespace chexgen::text
