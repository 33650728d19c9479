// The figures of reports.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/report/document.h"

namespace chexgen::report {

// One bar for each label, divided by how often each step of a scale was chosen, centred on the middle step
// (Heiberger and Robbins, Journal of Statistical Software 2014).
struct LikertBar {
  std::string label;
  std::vector<std::size_t> counts;  // from the lowest step to the highest
};
// `steps` names them. Bars without a count are drawn empty.
[[nodiscard]] Figure likertChart(const std::vector<LikertBar>& bars, const std::vector<std::string>& steps,
                                 const std::string& caption);

// Receiver operating characteristics, on the unit square with its diagonal.
struct RocLine {
  std::string label;
  std::vector<std::pair<double, double>> points;  // false and true positive rates
};
[[nodiscard]] Figure rocChart(const std::vector<RocLine>& lines, const std::string& caption);

// Values with their intervals, one below the other, over a common axis.
struct IntervalRow {
  std::string label;
  double value = 0;
  std::optional<std::pair<double, double>> interval;
};
// `reference` is marked by a dashed line: no difference, chance.
[[nodiscard]] Figure intervalChart(const std::vector<IntervalRow>& rows, std::optional<double> reference,
                                   const std::string& axis, const std::string& caption);

}  // namespace chexgen::report
