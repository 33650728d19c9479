#include "core/text/common_subsequence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace chexgen::text {
namespace {

using Symbols = std::vector<std::uint32_t>;

// The textbook table, for comparison.
std::size_t commonLength(const Symbols& a, const Symbols& b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      table[i + 1][j + 1] = a[i] == b[j] ? table[i][j] + 1 : std::max(table[i][j + 1], table[i + 1][j]);
    }
  }
  return table[a.size()][b.size()];
}

Symbols randomSymbols(std::mt19937& random, std::size_t size, std::uint32_t kinds) {
  Symbols symbols(size);
  for (auto& symbol : symbols) symbol = static_cast<std::uint32_t>(random() % kinds);
  return symbols;
}

TEST(LongestCommonSubsequence, IsAscendingEqualAndAsLongAsTheTableSays) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const auto kinds = static_cast<std::uint32_t>(1 + random() % 12);
    const Symbols a = randomSymbols(random, random() % 200, kinds);
    const Symbols b = randomSymbols(random, random() % 200, kinds);
    const auto matches = longestCommonSubsequence(a, b);
    ASSERT_EQ(matches.size(), commonLength(a, b));
    for (std::size_t i = 0; i < matches.size(); ++i) {
      ASSERT_EQ(a[matches[i].first], b[matches[i].second]);
      if (i == 0) continue;
      ASSERT_LT(matches[i - 1].first, matches[i].first);
      ASSERT_LT(matches[i - 1].second, matches[i].second);
    }
  }
}

TEST(LongestCommonSubsequence, IsEmptyWhenNothingIsShared) {
  EXPECT_TRUE(longestCommonSubsequence(Symbols{1, 2}, Symbols{3}).empty());
  EXPECT_TRUE(longestCommonSubsequence(Symbols{}, Symbols{3}).empty());
}

}  // namespace
}  // namespace chexgen::text
