#include "core/statistics/preference.h"

#include <cmath>
#include <string>

#include <boost/math/distributions/normal.hpp>

namespace chexgen::statistics {
namespace {

using Matrix = std::vector<std::vector<double>>;

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

// Solves A x = b in place by Gauss-Jordan with pivoting; gives A⁻¹. A is small and positive definite.
Matrix inverted(Matrix a) {
  const std::size_t n = a.size();
  Matrix inverse(n, std::vector<double>(n, 0));
  for (std::size_t i = 0; i < n; ++i) inverse[i][i] = 1;
  for (std::size_t column = 0; column < n; ++column) {
    std::size_t pivot = column;
    for (std::size_t row = column + 1; row < n; ++row)
      if (std::abs(a[row][column]) > std::abs(a[pivot][column])) pivot = row;
    std::swap(a[pivot], a[column]);
    std::swap(inverse[pivot], inverse[column]);
    const double scale = a[column][column];
    for (std::size_t k = 0; k < n; ++k) {
      a[column][k] /= scale;
      inverse[column][k] /= scale;
    }
    for (std::size_t row = 0; row < n; ++row) {
      if (row == column) continue;
      const double factor = a[row][column];
      for (std::size_t k = 0; k < n; ++k) {
        a[row][k] -= factor * a[column][k];
        inverse[row][k] -= factor * inverse[column][k];
      }
    }
  }
  return inverse;
}

}  // namespace

base::Result<std::vector<Strength>> bradleyTerry(std::size_t items, std::span<const Choice> choices,
                                                 double confidence) {
  const auto invalid = [](const char* sentence) {
    return base::fail(base::ErrorCode::argumentInvalid, sentence);
  };
  if (items < 2) return invalid("A preference needs at least two items.");
  if (!(confidence > 0 && confidence < 1)) return invalid("The confidence must lie between 0 and 1.");
  Matrix wins(items, std::vector<double>(items, 0));
  for (const Choice& choice : choices) {
    if (choice.first >= items || choice.second >= items || choice.first == choice.second)
      return invalid("A comparison names an item that is not there, or one twice.");
    const double first = choice.outcome == Choice::tie ? 0.5 : choice.outcome == Choice::firstWins ? 1 : 0;
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
    covariance = inverted(information);
    double moved = 0;
    for (std::size_t i = 1; i < items; ++i) {
      double step = 0;
      for (std::size_t j = 1; j < items; ++j) step += covariance[i - 1][j - 1] * slope[j - 1];
      strength[i] += step;
      moved = std::max(moved, std::abs(step));
    }
    if (moved < precise) break;
  }
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
