#include "core/statistics/agreement.h"

#include <cmath>
#include <cstddef>
#include <map>

namespace chexgen::statistics {
namespace {

tl::unexpected<base::Error> noFigure(std::string sentence) {
  return base::fail(base::ErrorCode::argumentInvalid, std::move(sentence));
}

double weightOf(double a, double b, Weighting weighting) {
  const double distance = std::abs(a - b);
  switch (weighting) {
    case Weighting::none: return distance == 0 ? 0 : 1;
    case Weighting::linear: return distance;
    case Weighting::quadratic: return distance * distance;
  }
  return 0;
}

base::Result<std::size_t> casesOf(std::span<const ReaderRatings> readers) {
  if (readers.size() < 2) return noFigure("Agreement needs at least two readers.");
  for (const ReaderRatings& reader : readers)
    if (reader.size() != readers.front().size())
      return noFigure("The readers have not been given the same cases.");
  return readers.front().size();
}

// δ² between two values, with the number of times that each value occurs (Krippendorff 2004, section 11.3.4).
double squaredDifference(double a, double b, const std::map<double, double>& counts, Difference difference) {
  if (a == b) return 0;
  if (difference == Difference::nominal) return 1;
  if (difference == Difference::interval) return (a - b) * (a - b);
  const double low = std::min(a, b), high = std::max(a, b);
  double between = 0;
  for (auto value = counts.lower_bound(low); value != counts.end() && value->first <= high; ++value)
    between += value->second;
  between -= (counts.at(low) + counts.at(high)) / 2;
  return between * between;
}

}  // namespace

base::Result<double> cohenKappa(const ReaderRatings& first, const ReaderRatings& second,
                                Weighting weighting) {
  CHEXGEN_ASSIGN(const std::size_t cases, casesOf(std::vector{first, second}));
  std::map<double, double> byFirst, bySecond;
  double observed = 0, both = 0;
  for (std::size_t i = 0; i < cases; ++i) {
    if (!first[i] || !second[i]) continue;
    observed += weightOf(*first[i], *second[i], weighting);
    ++byFirst[*first[i]];
    ++bySecond[*second[i]];
    ++both;
  }
  if (both == 0) return noFigure("No case was rated by both readers.");
  double expected = 0;
  for (const auto& [a, countA] : byFirst)
    for (const auto& [b, countB] : bySecond) expected += countA * countB / both * weightOf(a, b, weighting);
  if (expected == 0)
    return noFigure("Both readers gave one and the same rating to every case; kappa has no value then.");
  return 1 - observed / expected;
}

base::Result<double> fleissKappa(std::span<const ReaderRatings> readers) {
  CHEXGEN_ASSIGN(const std::size_t cases, casesOf(readers));
  if (cases == 0) return noFigure("There is no case.");
  const auto raters = static_cast<double>(readers.size());
  std::map<double, double> shares;
  double agreement = 0;
  for (std::size_t i = 0; i < cases; ++i) {
    std::map<double, double> counts;
    for (const ReaderRatings& reader : readers) {
      if (!reader[i]) return noFigure("Fleiss' kappa needs every case rated by every reader.");
      ++counts[*reader[i]];
    }
    double pairs = 0;
    for (const auto& [value, count] : counts) {
      pairs += count * (count - 1);
      shares[value] += count;
    }
    agreement += pairs / (raters * (raters - 1));
  }
  agreement /= static_cast<double>(cases);
  double chance = 0;
  for (const auto& [value, count] : shares) {
    const double share = count / (raters * static_cast<double>(cases));
    chance += share * share;
  }
  if (shares.size() == 1)
    return noFigure("Every reader gave one and the same rating to every case; kappa has no value then.");
  return (agreement - chance) / (1 - chance);
}

base::Result<double> krippendorffAlpha(std::span<const ReaderRatings> readers, Difference difference) {
  CHEXGEN_ASSIGN(const std::size_t cases, casesOf(readers));
  std::vector<std::vector<double>> units;
  std::map<double, double> counts;
  double total = 0;
  for (std::size_t i = 0; i < cases; ++i) {
    std::vector<double> values;
    for (const ReaderRatings& reader : readers)
      if (reader[i]) values.push_back(*reader[i]);
    if (values.size() < 2) continue;
    for (const double value : values) ++counts[value];
    total += static_cast<double>(values.size());
    units.push_back(std::move(values));
  }
  if (units.empty()) return noFigure("No case was rated by two readers.");
  if (counts.size() == 1) return noFigure("All ratings are equal; alpha has no value then.");
  double observed = 0;
  for (const auto& values : units) {
    double sum = 0;
    for (const double a : values)
      for (const double b : values) sum += squaredDifference(a, b, counts, difference);
    observed += sum / (static_cast<double>(values.size()) - 1);
  }
  double expected = 0;
  for (const auto& [a, countA] : counts)
    for (const auto& [b, countB] : counts)
      expected += countA * countB * squaredDifference(a, b, counts, difference);
  return 1 - observed / total / (expected / (total * (total - 1)));
}

}  // namespace chexgen::statistics
