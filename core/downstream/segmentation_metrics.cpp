#include "core/downstream/segmentation_metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace chexgen::downstream {
namespace {

using base::ErrorCode;
using base::fail;

base::Result<void> checkSizes(const MaskView& a, const MaskView& b) {
  const auto whole = [](const MaskView& mask) {
    return mask.width > 0 && mask.height > 0 &&
           mask.pixels.size() == static_cast<std::size_t>(mask.width * mask.height);
  };
  if (a.width == b.width && a.height == b.height && whole(a) && whole(b)) return {};
  return fail(ErrorCode::argumentInvalid, "The masks have different sizes: " + std::to_string(a.width) +
                                              " × " + std::to_string(a.height) + " and " +
                                              std::to_string(b.width) + " × " + std::to_string(b.height) +
                                              " pixels.");
}

bool marked(const MaskView& mask, std::int64_t x, std::int64_t y) {
  if (x < 0 || y < 0 || x >= mask.width || y >= mask.height) return false;
  return mask.pixels[static_cast<std::size_t>(y * mask.width + x)] != 0;
}

std::vector<std::uint8_t> outlineOf(const MaskView& mask) {
  std::vector<std::uint8_t> outline(mask.pixels.size(), 0);
  for (std::int64_t y = 0; y < mask.height; ++y)
    for (std::int64_t x = 0; x < mask.width; ++x) {
      const bool inner = marked(mask, x - 1, y) && marked(mask, x + 1, y) && marked(mask, x, y - 1) &&
                         marked(mask, x, y + 1);
      if (marked(mask, x, y) && !inner) outline[static_cast<std::size_t>(y * mask.width + x)] = 1;
    }
  return outline;
}

// For each pixel the distance along its row to the nearest pixel of the outline.
std::vector<double> alongRows(const std::vector<std::uint8_t>& outline, std::int64_t width,
                              std::int64_t height, double step) {
  std::vector<double> distance(outline.size(), std::numeric_limits<double>::infinity());
  for (std::int64_t y = 0; y < height; ++y) {
    const auto sweep = [&](std::int64_t first, std::int64_t last, std::int64_t by) {
      std::optional<std::int64_t> seen;
      for (std::int64_t x = first; x != last; x += by) {
        const auto at = static_cast<std::size_t>(y * width + x);
        if (outline[at] != 0) seen = x;
        if (seen) distance[at] = std::min(distance[at], static_cast<double>(std::abs(x - *seen)) * step);
      }
    };
    sweep(0, width, 1);
    sweep(width - 1, -1, -1);
  }
  return distance;
}

// From every pixel of `from` to the nearest of `to`, exactly, ascending.
std::vector<double> distances(const std::vector<std::uint8_t>& from, const std::vector<std::uint8_t>& to,
                              std::int64_t width, std::int64_t height, const Spacing& spacing) {
  const std::vector<double> inRow = alongRows(to, width, height, spacing.column);
  std::vector<double> all;
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x) {
      if (from[static_cast<std::size_t>(y * width + x)] == 0) continue;
      double best = std::numeric_limits<double>::infinity();
      for (std::int64_t away = 0; away < height; ++away) {
        const double down = static_cast<double>(away) * spacing.row;
        if (down * down >= best) break;
        for (const std::int64_t row : {y - away, y + away}) {
          if (row < 0 || row >= height) continue;
          const double across = inRow[static_cast<std::size_t>(row * width + x)];
          best = std::min(best, down * down + across * across);
        }
      }
      all.push_back(std::sqrt(best));
    }
  std::sort(all.begin(), all.end());
  return all;
}

double percentile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double sumOf(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

double shareOf(std::size_t part, std::size_t whole) {
  return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double OverlapFigures::dice() const { return shareOf(2 * common, prediction + truth); }
double OverlapFigures::iou() const { return shareOf(common, prediction + truth - common); }

base::Result<OverlapFigures> overlapOf(const MaskView& prediction, const MaskView& truth) {
  CHEXGEN_TRY(checkSizes(prediction, truth));
  OverlapFigures figures;
  for (std::size_t i = 0; i < truth.pixels.size(); ++i) {
    const bool predicted = prediction.pixels[i] != 0;
    const bool real = truth.pixels[i] != 0;
    figures.prediction += predicted ? 1 : 0;
    figures.truth += real ? 1 : 0;
    figures.common += predicted && real ? 1 : 0;
  }
  return figures;
}

base::Result<SurfaceDistances> SurfaceDistances::between(const MaskView& prediction, const MaskView& truth,
                                                         const Spacing& spacing) {
  CHEXGEN_TRY(checkSizes(prediction, truth));
  if (!(spacing.row > 0 && spacing.column > 0))
    return fail(ErrorCode::argumentInvalid, "The spacing of pixels must be above 0.");
  const auto a = outlineOf(prediction);
  const auto b = outlineOf(truth);
  const auto isEmpty = [](const auto& outline) {
    return std::none_of(outline.begin(), outline.end(), [](auto pixel) { return pixel != 0; });
  };
  SurfaceDistances result;
  if (isEmpty(a) || isEmpty(b)) return result;
  result.fromPrediction_ = distances(a, b, truth.width, truth.height, spacing);
  result.fromTruth_ = distances(b, a, truth.width, truth.height, spacing);
  return result;
}

std::optional<double> SurfaceDistances::hausdorff() const {
  if (fromTruth_.empty()) return std::nullopt;
  return std::max(fromPrediction_.back(), fromTruth_.back());
}

std::optional<double> SurfaceDistances::hausdorff95() const {
  if (fromTruth_.empty()) return std::nullopt;
  return std::max(percentile(fromPrediction_, 0.95), percentile(fromTruth_, 0.95));
}

std::optional<double> SurfaceDistances::meanFromPrediction() const {
  if (fromTruth_.empty()) return std::nullopt;
  return sumOf(fromPrediction_) / static_cast<double>(fromPrediction_.size());
}

std::optional<double> SurfaceDistances::meanSymmetric() const {
  if (fromTruth_.empty()) return std::nullopt;
  return (sumOf(fromPrediction_) + sumOf(fromTruth_)) /
         static_cast<double>(fromPrediction_.size() + fromTruth_.size());
}

std::optional<double> SurfaceDistances::surfaceDice(double tolerance) const {
  if (fromTruth_.empty()) return std::nullopt;
  const auto within = [&](const std::vector<double>& sorted) {
    return static_cast<double>(std::upper_bound(sorted.begin(), sorted.end(), tolerance) - sorted.begin());
  };
  return (within(fromPrediction_) + within(fromTruth_)) /
         static_cast<double>(fromPrediction_.size() + fromTruth_.size());
}

}  // namespace chexgen::downstream
