#include "core/statistics/preference.h"

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <boost/math/distributions/normal.hpp>

#include "core/statistics/linear.h"

namespace chexgen::statistics {
namespace {

constexpr int mostRounds = 100;
constexpr double precise = 1e-12;

// Everything that is reached from `start` by "has won against", ties counting for both.
std::vector<bool> beaten(const Matrix& wins, std::size_t start) {
  std::vector<bool> reached(wins.size(), false);
  std::vector<std::size_t> open{start};
  reached[start] = true;
  while (!open.empty()) {
    const std::size_t item = open.back();
    open.pop_back();
    for (std::size_t other = 0; other < wins.size(); ++other) {
      if (wins[item][other] <= 0 || reached[other]) continue;
      reached[other] = true;
      open.push_back(other);
    }
  }
  return reached;
}

base::Result<void> checkSeparation(const Matrix& wins) {
  for (std::size_t item = 0; item < wins.size(); ++item) {
    const std::vector<bool> below = beaten(wins, item);
    std::string never;
    for (std::size_t other = 0; other < wins.size(); ++other)
      if (!below[other]) never += (never.empty() ? "" : ", ") + std::to_string(other + 1);
    if (!never.empty())
      return base::fail(base::ErrorCode::argumentInvalid,
                        "The choices are separated: item " + std::to_string(item + 1) +
                            ", and whatever it was preferred to, was never preferred to item " + never +
                            ", so strengths have no finite value.",
                        {}, "", "Collect more comparisons, or leave such items out.");
  }
  return {};
}

double shareOf(const Choice& choice) {
  return choice.outcome == Choice::tie ? 0.5 : choice.outcome == Choice::firstWins ? 1 : 0;
}

// The sandwich of Liang and Zeger: what the choices of a cluster pull at the strengths is summed before it is
// squared, so that choices about one case may go together.
Matrix robust(const Matrix& covariance, std::span<const Choice> choices,
              std::span<const std::size_t> clusters, const std::vector<double>& strength) {
  const std::size_t n = covariance.size();
  std::map<std::size_t, std::vector<double>> pulls;
  for (std::size_t c = 0; c < choices.size(); ++c) {
    const Choice& choice = choices[c];
    const double p = 1 / (1 + std::exp(strength[choice.second] - strength[choice.first]));
    const double rest = shareOf(choice) - p;
    auto& pull = pulls.try_emplace(clusters[c], n, 0.0).first->second;
    if (choice.first > 0) pull[choice.first - 1] += rest;
    if (choice.second > 0) pull[choice.second - 1] -= rest;
  }
  const auto count = static_cast<double>(pulls.size());
  Matrix sandwich(n, std::vector<double>(n, 0));
  for (const auto& [cluster, pull] : pulls) {
    const std::vector<double> moved = times(covariance, pull);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) sandwich[i][j] += moved[i] * moved[j] * count / (count - 1);
  }
  return sandwich;
}

}  // namespace

base::Result<std::vector<Strength>> bradleyTerry(std::size_t items, std::span<const Choice> choices,
                                                 std::span<const std::size_t> clusters, double confidence) {
  const auto invalid = [](const char* sentence) {
    return base::fail(base::ErrorCode::argumentInvalid, sentence);
  };
  if (items < 2) return invalid("A preference needs at least two items.");
  if (!(confidence > 0 && confidence < 1)) return invalid("The confidence must lie between 0 and 1.");
  if (!clusters.empty() && clusters.size() != choices.size())
    return invalid("There must be a cluster for each choice.");
  Matrix wins(items, std::vector<double>(items, 0));
  for (const Choice& choice : choices) {
    if (choice.first >= items || choice.second >= items || choice.first == choice.second)
      return invalid("A comparison names an item that is not there, or one twice.");
    const double first = shareOf(choice);
    wins[choice.first][choice.second] += first;
    wins[choice.second][choice.first] += 1 - first;
  }
  CHEXGEN_TRY(checkSeparation(wins));
  // Newton's method on the log strengths of all items but the first; the likelihood is concave.
  std::vector<double> strength(items, 0);
  Matrix covariance;
  for (int round = 0; round < mostRounds; ++round) {
    std::vector<double> slope(items - 1, 0);
    Matrix information(items - 1, std::vector<double>(items - 1, 0));
    for (std::size_t i = 0; i < items; ++i)
      for (std::size_t j = 0; j < items; ++j) {
        const double met = wins[i][j] + wins[j][i];
        if (i == j || met <= 0) continue;
        const double p = 1 / (1 + std::exp(strength[j] - strength[i]));
        if (i == 0) continue;
        slope[i - 1] += wins[i][j] - met * p;
        information[i - 1][i - 1] += met * p * (1 - p);
        if (j > 0) information[i - 1][j - 1] -= met * p * (1 - p);
      }
    auto inverse = inverted(std::move(information));
    if (!inverse) return invalid("The choices do not tie the items together.");
    covariance = std::move(*inverse);
    const std::vector<double> steps = times(covariance, slope);
    double moved = 0;
    for (std::size_t i = 1; i < items; ++i) {
      strength[i] += steps[i - 1];
      moved = std::max(moved, std::abs(steps[i - 1]));
    }
    if (moved < precise) break;
  }
  if (std::set(clusters.begin(), clusters.end()).size() > 1)
    covariance = robust(covariance, choices, clusters, strength);
  const double z = boost::math::quantile(boost::math::normal(), 1 - (1 - confidence) / 2);
  std::vector<Strength> result{Strength{}};
  for (std::size_t i = 1; i < items; ++i) {
    const double error = std::sqrt(covariance[i - 1][i - 1]);
    result.push_back({.logStrength = {strength[i], {strength[i] - z * error, strength[i] + z * error}},
                      .standardError = error});
  }
  return result;
}

}  // namespace chexgen::statistics
