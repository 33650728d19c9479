#include "core/downstream/xrv.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace chexgen::downstream {
namespace {

constexpr double xrvRange = 1024.0;
constexpr double gaussianReach = 4.0;  // deviations

using Plane = std::vector<double>;

double at(const Plane& plane, std::int64_t width, std::int64_t height, std::int64_t x, std::int64_t y) {
  if (x < 0 || y < 0 || x >= width || y >= height) return 0.0;
  return plane[static_cast<std::size_t>(y * width + x)];
}

// Along one axis; zero outside.
Plane smoothed(const Plane& plane, std::int64_t width, std::int64_t height, double deviation, bool alongX) {
  if (deviation <= 0) return plane;
  const auto reach = static_cast<std::int64_t>(gaussianReach * deviation + 0.5);
  std::vector<double> kernel;
  double sum = 0;
  for (std::int64_t i = -reach; i <= reach; ++i) {
    const double distance = static_cast<double>(i) / deviation;
    kernel.push_back(std::exp(-0.5 * distance * distance));
    sum += kernel.back();
  }
  Plane result(plane.size());
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x) {
      double value = 0;
      for (std::int64_t i = -reach; i <= reach; ++i)
        value += kernel[static_cast<std::size_t>(i + reach)] *
                 (alongX ? at(plane, width, height, x + i, y) : at(plane, width, height, x, y + i));
      result[static_cast<std::size_t>(y * width + x)] = value / sum;
    }
  return result;
}

}  // namespace

base::Result<GreyPlane> xrvNormalised(const GreyPlane& picture, double maximum) {
  GreyPlane result = picture;
  for (float& value : result.values) {
    if (!(value >= 0 && value <= maximum))
      return base::fail(base::ErrorCode::argumentInvalid,
                        "The picture holds greys outside 0 … " + std::to_string(maximum) + ".");
    value = static_cast<float>((2.0 * (value / maximum) - 1.0) * xrvRange);
  }
  return result;
}

GreyPlane xrvCropped(const GreyPlane& picture) {
  const std::int64_t side = std::min(picture.width, picture.height);
  const std::int64_t left = picture.width / 2 - side / 2;
  const std::int64_t top = picture.height / 2 - side / 2;
  GreyPlane result{.width = side, .height = side, .values = {}};
  for (std::int64_t y = 0; y < side; ++y) {
    const auto row = picture.values.begin() + (top + y) * picture.width + left;
    result.values.insert(result.values.end(), row, row + side);
  }
  return result;
}

GreyPlane xrvResized(const GreyPlane& picture, std::int64_t size) {
  const double factorX = static_cast<double>(picture.width) / static_cast<double>(size);
  const double factorY = static_cast<double>(picture.height) / static_cast<double>(size);
  Plane plane(picture.values.begin(), picture.values.end());
  plane = smoothed(plane, picture.width, picture.height, std::max(0.0, (factorY - 1.0) / 2.0), false);
  plane = smoothed(plane, picture.width, picture.height, std::max(0.0, (factorX - 1.0) / 2.0), true);
  GreyPlane result{.width = size, .height = size, .values = {}};
  for (std::int64_t row = 0; row < size; ++row)
    for (std::int64_t column = 0; column < size; ++column) {
      const double x = (static_cast<double>(column) + 0.5) * factorX - 0.5;
      const double y = (static_cast<double>(row) + 0.5) * factorY - 0.5;
      const auto left = static_cast<std::int64_t>(std::floor(x));
      const auto top = static_cast<std::int64_t>(std::floor(y));
      const double right = x - static_cast<double>(left);
      const double below = y - static_cast<double>(top);
      const auto grey = [&](std::int64_t dx, std::int64_t dy) {
        return at(plane, picture.width, picture.height, left + dx, top + dy);
      };
      const double value = (1 - below) * ((1 - right) * grey(0, 0) + right * grey(1, 0)) +
                           below * ((1 - right) * grey(0, 1) + right * grey(1, 1));
      result.values.push_back(static_cast<float>(value));
    }
  return result;
}

double normalisedByThreshold(double probability, double threshold) {
  if (std::isnan(threshold)) return 0.5;
  if (probability < threshold) return probability / (2.0 * threshold);
  return 1.0 - (1.0 - probability) / (2.0 * (1.0 - threshold));
}

}  // namespace chexgen::downstream
