// Small systems of equations, as regressions need them.
#pragma once

#include <optional>
#include <vector>

namespace chexgen::statistics {

using Matrix = std::vector<std::vector<double>>;

// The inverse by Gauss and Jordan with pivots; nothing when the matrix is singular. For a few rows.
[[nodiscard]] std::optional<Matrix> inverted(Matrix matrix);
[[nodiscard]] std::vector<double> times(const Matrix& matrix, const std::vector<double>& vector);

}  // namespace chexgen::statistics
