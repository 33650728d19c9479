#include "core/statistics/calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/statistics/logistic.h"

namespace chexgen::statistics {
namespace {

constexpr double innermost = 1e-12;

double logOdds(double probability) {
  const double inside = std::clamp(probability, innermost, 1 - innermost);
  return std::log(inside / (1 - inside));
}

// The intercept with a slope of 1, by Newton's method: the likelihood is concave in it.
double interceptAlone(std::span<const double> odds, std::span<const std::uint8_t> truths) {
  double intercept = 0;
  for (int step = 0; step < 200; ++step) {
    double slope = 0;
    double curvature = 0;
    for (std::size_t i = 0; i < odds.size(); ++i) {
      const double chance = 1 / (1 + std::exp(-(odds[i] + intercept)));
      slope += (truths[i] != 0 ? 1.0 : 0.0) - chance;
      curvature += chance * (1 - chance);
    }
    if (curvature <= 0) break;
    const double change = std::clamp(slope / curvature, -5.0, 5.0);
    intercept += change;
    if (std::abs(change) < 1e-12) break;
  }
  return intercept;
}

}  // namespace

double brierScore(std::span<const double> probabilities, std::span<const std::uint8_t> truths) {
  double sum = 0;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const double distance = probabilities[i] - (truths[i] != 0 ? 1.0 : 0.0);
    sum += distance * distance;
  }
  return sum / static_cast<double>(probabilities.size());
}

std::vector<CalibrationBin> calibrationBins(std::span<const double> probabilities,
                                            std::span<const std::uint8_t> truths, std::size_t bins,
                                            Binning binning) {
  std::vector<CalibrationBin> result(bins);
  std::vector<std::size_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (binning == Binning::equalMass)
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return probabilities[a] < probabilities[b]; });
  const std::size_t each = order.size() / bins;
  const std::size_t longer = order.size() % bins;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const std::size_t i = order[rank];
    std::size_t bin = 0;
    if (binning == Binning::equalWidth) {
      bin = std::min(static_cast<std::size_t>(probabilities[i] * static_cast<double>(bins)), bins - 1);
    } else {
      bin = rank < longer * (each + 1) ? rank / (each + 1) : longer + (rank - longer * (each + 1)) / each;
    }
    ++result[bin].cases;
    result[bin].meanProbability += probabilities[i];
    result[bin].shareOfPositives += truths[i] != 0 ? 1 : 0;
  }
  for (CalibrationBin& bin : result) {
    if (bin.cases == 0) continue;
    bin.meanProbability /= static_cast<double>(bin.cases);
    bin.shareOfPositives /= static_cast<double>(bin.cases);
  }
  return result;
}

double expectedCalibrationError(std::span<const CalibrationBin> bins) {
  double sum = 0;
  std::size_t cases = 0;
  for (const CalibrationBin& bin : bins) {
    sum += static_cast<double>(bin.cases) * std::abs(bin.meanProbability - bin.shareOfPositives);
    cases += bin.cases;
  }
  return cases == 0 ? 0 : sum / static_cast<double>(cases);
}

base::Result<CalibrationFit> calibrationFit(std::span<const double> probabilities,
                                            std::span<const std::uint8_t> truths) {
  if (!std::all_of(probabilities.begin(), probabilities.end(), [](double p) { return p >= 0 && p <= 1; }))
    return base::fail(base::ErrorCode::argumentInvalid, "A probability lies outside 0 to 1.");
  std::vector<std::vector<double>> rows;
  std::vector<double> odds;
  for (const double probability : probabilities) {
    odds.push_back(logOdds(probability));
    rows.push_back({odds.back()});
  }
  CHEXGEN_ASSIGN(const LogisticFit fit, logisticRegression(rows, truths, 0));
  return CalibrationFit{
      .slope = fit.weights[0], .intercept = fit.constant, .inTheLarge = interceptAlone(odds, truths)};
}

}  // namespace chexgen::statistics
