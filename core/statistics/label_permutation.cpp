#include "core/statistics/label_permutation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/base/philox.h"
#include "core/statistics/ranks.h"

namespace chexgen::statistics {
namespace {

using base::ErrorCode;

constexpr std::uint32_t permutationStream = 0x7065726d;  // apart from every other use of a seed
constexpr double asExtreme = 1e-12;                      // areas are sums of halves over a product

// A row of random numbers, one after the other.
struct Numbers {
  base::RandomStream stream;
  std::uint64_t next = 0;
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(stream.below(next++, bound)); }
};

template <class Item>
void shuffleBy(std::vector<Item>& items, Numbers& numbers) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[numbers.below(i)]);
}

double areaFromRanks(const std::vector<double>& ranks, const std::vector<std::uint8_t>& labels,
                     double positives) {
  double sum = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i)
    if (labels[i] != 0) sum += ranks[i];
  const double negatives = static_cast<double>(ranks.size()) - positives;
  return (sum - positives * (positives + 1) / 2) / (positives * negatives);
}

}  // namespace

LabelPermutation::LabelPermutation(std::span<const std::uint8_t> truths, std::span<const std::size_t> groups,
                                   std::uint64_t seed)
    : truths_(truths.begin(), truths.end()), seed_(seed) {
  std::map<std::size_t, std::vector<std::size_t>> rows;
  for (std::size_t i = 0; i < groups.size() && i < truths.size(); ++i) rows[groups[i]].push_back(i);
  std::map<std::size_t, std::vector<std::vector<std::size_t>>> bySize;
  for (auto& [group, members] : rows) bySize[members.size()].push_back(std::move(members));
  for (auto& [size, members] : bySize) sizes_.push_back(std::move(members));
}

std::vector<std::uint8_t> LabelPermutation::draw(std::uint32_t number) const {
  Numbers numbers{.stream = {seed_, permutationStream, number}};
  std::vector<std::uint8_t> labels(truths_.size());
  for (const auto& groups : sizes_) {
    std::vector<std::vector<std::uint8_t>> given;
    for (const auto& rows : groups) {
      given.emplace_back();
      for (const std::size_t row : rows) given.back().push_back(truths_[row]);
    }
    shuffleBy(given, numbers);
    for (std::size_t g = 0; g < groups.size(); ++g) {
      shuffleBy(given[g], numbers);
      for (std::size_t i = 0; i < groups[g].size(); ++i) labels[groups[g][i]] = given[g][i];
    }
  }
  return labels;
}

base::Result<std::vector<AreaTest>> areaTests(std::span<const std::vector<double>> columns,
                                              std::span<const std::uint8_t> truths,
                                              std::span<const std::size_t> groups, std::size_t draws,
                                              std::uint64_t seed) {
  std::vector<std::vector<double>> ranks;
  for (const std::vector<double>& column : columns) {
    if (column.size() != truths.size() ||
        std::any_of(column.begin(), column.end(), [](double value) { return std::isnan(value); }))
      return base::fail(ErrorCode::argumentInvalid, "The columns must be numbers, one for each row.");
    ranks.push_back(midranks(column));
  }
  const std::vector<std::uint8_t> given(truths.begin(), truths.end());
  const auto positives =
      static_cast<double>(std::count_if(given.begin(), given.end(), [](std::uint8_t t) { return t != 0; }));
  if (groups.size() != truths.size() || positives == 0 || positives == static_cast<double>(given.size()))
    return base::fail(ErrorCode::argumentInvalid, "There must be two kinds, and a group for each row.");
  std::vector<AreaTest> tests;
  for (const auto& column : ranks) tests.push_back({.area = areaFromRanks(column, given, positives), .p = 1});
  std::vector<std::size_t> extreme(tests.size(), 1);
  const LabelPermutation labels(truths, groups, seed);
  for (std::size_t number = 0; number < draws; ++number) {
    const std::vector<std::uint8_t> drawn = labels.draw(static_cast<std::uint32_t>(number));
    for (std::size_t c = 0; c < tests.size(); ++c)
      if (std::abs(areaFromRanks(ranks[c], drawn, positives) - 0.5) >=
          std::abs(tests[c].area - 0.5) - asExtreme)
        ++extreme[c];
  }
  for (std::size_t c = 0; c < tests.size(); ++c)
    tests[c].p = static_cast<double>(extreme[c]) / static_cast<double>(draws + 1);
  return tests;
}

double sequentialP(const LabelPermutation& labels, double observed,
                   const std::function<std::optional<double>(const std::vector<std::uint8_t>&)>& figure,
                   std::size_t draws, std::size_t enough) {
  std::size_t asHigh = 0;
  for (std::size_t number = 0; number < draws; ++number) {
    const auto value = figure(labels.draw(static_cast<std::uint32_t>(number)));
    // A draw without a figure counts against the finding.
    if (!value || *value >= observed - asExtreme) ++asHigh;
    if (asHigh == enough) return static_cast<double>(asHigh) / static_cast<double>(number + 1);
  }
  return static_cast<double>(asHigh + 1) / static_cast<double>(draws + 1);
}

}  // namespace chexgen::statistics
