#include "core/statistics/linear.h"

#include <cmath>
#include <cstddef>
#include <utility>

namespace chexgen::statistics {

namespace {
constexpr double nothing = 1e-12;  // a pivot below it: the rows depend on each other
}

std::optional<Matrix> inverted(Matrix matrix) {
  const std::size_t n = matrix.size();
  Matrix inverse(n, std::vector<double>(n, 0));
  for (std::size_t i = 0; i < n; ++i) inverse[i][i] = 1;
  for (std::size_t column = 0; column < n; ++column) {
    std::size_t pivot = column;
    for (std::size_t row = column + 1; row < n; ++row)
      if (std::abs(matrix[row][column]) > std::abs(matrix[pivot][column])) pivot = row;
    if (!(std::abs(matrix[pivot][column]) > nothing)) return std::nullopt;
    std::swap(matrix[pivot], matrix[column]);
    std::swap(inverse[pivot], inverse[column]);
    const double scale = matrix[column][column];
    for (std::size_t k = 0; k < n; ++k) {
      matrix[column][k] /= scale;
      inverse[column][k] /= scale;
    }
    for (std::size_t row = 0; row < n; ++row) {
      if (row == column) continue;
      const double factor = matrix[row][column];
      for (std::size_t k = 0; k < n; ++k) {
        matrix[row][k] -= factor * matrix[column][k];
        inverse[row][k] -= factor * inverse[column][k];
      }
    }
  }
  return inverse;
}

std::vector<double> times(const Matrix& matrix, const std::vector<double>& vector) {
  std::vector<double> product(matrix.size(), 0);
  for (std::size_t i = 0; i < matrix.size(); ++i)
    for (std::size_t j = 0; j < vector.size(); ++j) product[i] += matrix[i][j] * vector[j];
  return product;
}

}  // namespace chexgen::statistics
