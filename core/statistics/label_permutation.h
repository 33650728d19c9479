// Whether figures differ between two kinds of rows that come in groups (images of one case): permutation
// tests that keep the groups together.
//
// Under the hypothesis that the kind has no influence, the labels within a group can be exchanged, and whole
// groups of one size can exchange their labels. Every p value is (1 + draws that are as extreme) / (1 +
// draws) and therefore never too small, however many rows there are (Phipson and Smyth, Statistical
// Applications in Genetics and Molecular Biology 2010).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/base/error.h"

namespace chexgen::statistics {

// Draws labels anew.
class LabelPermutation {
 public:
  // `truths` (0 or 1) and `groups` have one length.
  LabelPermutation(std::span<const std::uint8_t> truths, std::span<const std::size_t> groups,
                   std::uint64_t seed);
  // The labels of that draw; the same number gives the same labels.
  [[nodiscard]] std::vector<std::uint8_t> draw(std::uint32_t number) const;

 private:
  std::vector<std::uint8_t> truths_;
  // Rows of each group, groups of one size together.
  std::vector<std::vector<std::vector<std::size_t>>> sizes_;
  std::uint64_t seed_;
};

struct AreaTest {
  double area = 0.5;  // that a row of kind 1 has the higher value; ties count half (Mann and Whitney 1947)
  double p = 1;       // two-sided, of area − 1/2
};

// One test for each column (`columns[c][row]`), all under the same draws. argumentInvalid when lengths
// differ, a value is not a number, or there is only one kind.
[[nodiscard]] base::Result<std::vector<AreaTest>> areaTests(std::span<const std::vector<double>> columns,
                                                            std::span<const std::uint8_t> truths,
                                                            std::span<const std::size_t> groups,
                                                            std::size_t draws, std::uint64_t seed);

// One-sided p of a figure that is `observed` for the given labels and `figure(labels)` for drawn ones, where
// it may have none. Draws end early once `enough` of them were as high: p is then enough over their number
// (Besag and Clifford, Biometrika 1991).
[[nodiscard]] double sequentialP(
    const LabelPermutation& labels, double observed,
    const std::function<std::optional<double>(const std::vector<std::uint8_t>& labels)>& figure,
    std::size_t draws, std::size_t enough);

}  // namespace chexgen::statistics
