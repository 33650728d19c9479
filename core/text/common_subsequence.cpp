#include "core/text/common_subsequence.h"

#include <algorithm>
#include <unordered_map>

namespace chexgen::text {
namespace {

using Symbols = std::span<const std::uint32_t>;

// Where each symbol stands in a sequence, 64 positions to a word; only words that are not empty.
class Positions {
 public:
  struct Word {
    std::size_t index;
    std::uint64_t bits;
  };

  Positions(Symbols symbols, bool reversed) {
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      auto& words = words_[symbols[reversed ? symbols.size() - 1 - i : i]];
      if (words.empty() || words.back().index != i / 64) words.push_back({i / 64, 0});
      words.back().bits |= std::uint64_t{1} << (i % 64);
    }
  }

  [[nodiscard]] std::span<const Word> of(std::uint32_t symbol) const {
    const auto found = words_.find(symbol);
    return found == words_.end() ? std::span<const Word>() : std::span<const Word>(found->second);
  }

 private:
  std::unordered_map<std::uint32_t, std::vector<Word>> words_;
};

// For each n: how long the longest common subsequence of `first` and the first n symbols of `second` is; with
// `reversed`, of both read backwards. The bit-parallel row update of Hyyrö (2004): a zero bit marks each n at
// which the length grows.
std::vector<std::size_t> commonLengths(Symbols first, Symbols second, bool reversed) {
  const Positions positions(second, reversed);
  std::vector<std::uint64_t> row((second.size() + 63) / 64, ~std::uint64_t{0});
  std::vector<std::uint64_t> matching(row.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    const auto words = positions.of(first[reversed ? first.size() - 1 - i : i]);
    if (words.empty()) continue;
    for (const auto& word : words) matching[word.index] = word.bits;
    std::uint64_t carry = 0;
    for (std::size_t w = words.front().index; w < row.size(); ++w) {
      const std::uint64_t grown = row[w] & matching[w];
      const std::uint64_t sum = row[w] + grown;
      const std::uint64_t total = sum + carry;
      carry = (sum < grown || total < sum) ? 1 : 0;
      row[w] = total | (row[w] & ~matching[w]);
    }
    for (const auto& word : words) matching[word.index] = 0;
  }
  std::vector<std::size_t> lengths(second.size() + 1);
  for (std::size_t n = 0; n < second.size(); ++n) {
    lengths[n + 1] = lengths[n] + (((row[n / 64] >> (n % 64)) & 1U) == 0 ? 1 : 0);
  }
  return lengths;
}

// Divides the first sequence in the middle and the second where both halves together keep the full length
// (Hirschberg 1975), so that no table of all pairs is needed.
void collect(Symbols first, Symbols second, Match offset, std::vector<Match>& matches) {
  while (!first.empty() && !second.empty() && first.front() == second.front()) {
    matches.push_back(offset);
    first = first.subspan(1);
    second = second.subspan(1);
    ++offset.first;
    ++offset.second;
  }
  std::size_t tail = 0;
  while (tail < std::min(first.size(), second.size()) &&
         first[first.size() - 1 - tail] == second[second.size() - 1 - tail]) {
    ++tail;
  }
  const Match end{offset.first + first.size() - tail, offset.second + second.size() - tail};
  first = first.first(first.size() - tail);
  second = second.first(second.size() - tail);
  if (first.size() == 1) {
    const auto found = std::find(second.begin(), second.end(), first.front());
    if (found != second.end()) {
      matches.push_back({offset.first, offset.second + static_cast<std::size_t>(found - second.begin())});
    }
  } else if (!first.empty() && !second.empty()) {
    const std::size_t middle = first.size() / 2;
    const auto before = commonLengths(first.first(middle), second, false);
    const auto behind = commonLengths(first.subspan(middle), second, true);
    std::size_t cut = 0;
    for (std::size_t n = 1; n <= second.size(); ++n) {
      if (before[n] + behind[second.size() - n] > before[cut] + behind[second.size() - cut]) cut = n;
    }
    collect(first.first(middle), second.first(cut), offset, matches);
    collect(first.subspan(middle), second.subspan(cut), {offset.first + middle, offset.second + cut},
            matches);
  }
  for (std::size_t i = 0; i < tail; ++i) matches.push_back({end.first + i, end.second + i});
}

}  // namespace

std::vector<Match> longestCommonSubsequence(Symbols first, Symbols second) {
  std::vector<Match> matches;
  collect(first, second, {}, matches);
  return matches;
}

}  // namespace chexgen::text
