#include "core/weights/position_table.h"

#include <cmath>
#include <cstddef>

namespace chexgen::weights {
namespace {

bool agrees(std::span<const float> a, std::span<const float> b, float tolerance) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!(std::abs(a[i] - b[i]) <= tolerance)) return false;  // also refuses NaN
  }
  return true;
}

}  // namespace

std::vector<float> positionTable(const TransformerArchitecture& architecture) {
  const std::int64_t side = architecture.inputSize / architecture.patch;
  const std::int64_t quarter = architecture.width / 4;
  std::vector<float> table(static_cast<std::size_t>(side * side * architecture.width));
  std::size_t at = 0;
  for (std::int64_t token = 0; token < side * side; ++token) {
    for (const std::int64_t index : {token % side, token / side}) {
      const double position = static_cast<double>(index) / architecture.positionScale;
      for (std::int64_t k = 0; k < quarter; ++k) {
        const double angle =
            position * std::pow(10000.0, -static_cast<double>(k) / static_cast<double>(quarter));
        table[at + static_cast<std::size_t>(k)] = static_cast<float>(std::sin(angle));
        table[at + static_cast<std::size_t>(quarter + k)] = static_cast<float>(std::cos(angle));
      }
      at += static_cast<std::size_t>(2 * quarter);
    }
  }
  return table;
}

std::optional<double> positionScaleOf(std::span<const float> stored,
                                      const TransformerArchitecture& architecture, float tolerance) {
  const auto width = static_cast<std::size_t>(architecture.width);
  if (architecture.width % 4 != 0 || stored.size() < 2 * width) return std::nullopt;
  // Token 1 stands in column 1, where the fastest sine and cosine have the angle 1 / scale.
  const double angle = std::atan2(stored[width], stored[width + width / 4]);
  if (!(angle > 0)) return std::nullopt;
  // A table stored in 16 bits gives the angle only roughly: round numbers first.
  for (const double step : {1.0, 1.0 / 8.0, 1.0 / 1024.0}) {
    TransformerArchitecture candidate = architecture;
    candidate.positionScale = std::round(1.0 / angle / step) * step;
    if (candidate.positionScale > 0 && agrees(stored, positionTable(candidate), tolerance)) {
      return candidate.positionScale;
    }
  }
  return std::nullopt;
}

}  // namespace chexgen::weights
