#include "core/drawing/label_raster.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace chexgen::drawing {

namespace {

Region whole(const imaging::Image8& image) { return {0, 0, image.width, image.height}; }

Region within(const imaging::Image8& image, double left, double top, double right, double bottom) {
  const auto clamped = [](double value, int limit) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(limit)));
  };
  return {clamped(std::floor(left), image.width), clamped(std::floor(top), image.height),
          clamped(std::ceil(right), image.width), clamped(std::ceil(bottom), image.height)};
}

double squaredDistance(double x, double y, Point from, Point to) {
  const double dx = to.x - from.x;
  const double dy = to.y - from.y;
  const double length = dx * dx + dy * dy;
  const double along =
      length > 0 ? std::clamp(((x - from.x) * dx + (y - from.y) * dy) / length, 0.0, 1.0) : 0.0;
  const double ex = x - (from.x + along * dx);
  const double ey = y - (from.y + along * dy);
  return ex * ex + ey * ey;
}

// Where the polygon's edges cross the row through y, ascending.
std::vector<double> crossings(std::span<const Point> corners, double y) {
  std::vector<double> found;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const Point a = corners[i];
    const Point b = corners[(i + 1) % corners.size()];
    if ((a.y <= y) != (b.y <= y)) found.push_back(a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y));
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

Region Region::united(const Region& other) const {
  if (isEmpty()) return other;
  if (other.isEmpty()) return *this;
  return {std::min(left, other.left), std::min(top, other.top), std::max(right, other.right),
          std::max(bottom, other.bottom)};
}

Region paintStroke(imaging::Image8& labels, Point from, Point to, double radius, std::uint8_t label) {
  const Region area = within(labels, std::min(from.x, to.x) - radius, std::min(from.y, to.y) - radius,
                             std::max(from.x, to.x) + radius, std::max(from.y, to.y) + radius);
  for (int y = area.top; y < area.bottom; ++y) {
    for (int x = area.left; x < area.right; ++x) {
      if (squaredDistance(x + 0.5, y + 0.5, from, to) <= radius * radius)
        labels.pixels[labels.index(x, y)] = label;
    }
  }
  return area;
}

Region fillPolygon(imaging::Image8& labels, std::span<const Point> corners, std::uint8_t label) {
  if (corners.size() < 3) return {};
  const auto [lowX, highX] =
      std::minmax_element(corners.begin(), corners.end(), [](Point a, Point b) { return a.x < b.x; });
  const auto [lowY, highY] =
      std::minmax_element(corners.begin(), corners.end(), [](Point a, Point b) { return a.y < b.y; });
  const Region area = within(labels, lowX->x, lowY->y, highX->x, highY->y);
  for (int y = area.top; y < area.bottom; ++y) {
    const auto edges = crossings(corners, y + 0.5);
    for (std::size_t i = 0; i + 1 < edges.size(); i += 2) {
      const int first = std::max(area.left, static_cast<int>(std::ceil(edges[i] - 0.5)));
      const int last = std::min(area.right - 1, static_cast<int>(std::floor(edges[i + 1] - 0.5)));
      for (int x = first; x <= last; ++x) labels.pixels[labels.index(x, y)] = label;
    }
  }
  return area;
}

Region floodFill(imaging::Image8& labels, int x, int y, std::uint8_t label) {
  if (x < 0 || y < 0 || x >= labels.width || y >= labels.height) return {};
  const std::uint8_t old = labels.pixels[labels.index(x, y)];
  if (old == label) return {};
  Region changed{x, y, x + 1, y + 1};
  std::vector<std::pair<int, int>> waiting{{x, y}};
  labels.pixels[labels.index(x, y)] = label;
  while (!waiting.empty()) {
    const auto [px, py] = waiting.back();
    waiting.pop_back();
    changed = changed.united({px, py, px + 1, py + 1});
    for (const auto& [nx, ny] :
         {std::pair{px - 1, py}, std::pair{px + 1, py}, std::pair{px, py - 1}, std::pair{px, py + 1}}) {
      if (nx < 0 || ny < 0 || nx >= labels.width || ny >= labels.height) continue;
      std::uint8_t& pixel = labels.pixels[labels.index(nx, ny)];
      if (pixel != old) continue;
      pixel = label;
      waiting.emplace_back(nx, ny);
    }
  }
  return changed;
}

Region smoothLabel(imaging::Image8& labels, std::uint8_t label, int radius) {
  // Sums over all pixels above and to the left make each window four look-ups, whatever its size.
  const std::size_t stride = static_cast<std::size_t>(labels.width) + 1;
  std::vector<std::int32_t> sums(stride * (static_cast<std::size_t>(labels.height) + 1), 0);
  const auto sum = [&](int x, int y) -> std::int32_t& {
    return sums[static_cast<std::size_t>(y) * stride + static_cast<std::size_t>(x)];
  };
  for (int y = 0; y < labels.height; ++y) {
    for (int x = 0; x < labels.width; ++x) {
      sum(x + 1, y + 1) =
          sum(x, y + 1) + sum(x + 1, y) - sum(x, y) + (labels.pixels[labels.index(x, y)] == label ? 1 : 0);
    }
  }
  const int side = 2 * radius + 1;
  for (int y = 0; y < labels.height; ++y) {
    for (int x = 0; x < labels.width; ++x) {
      std::uint8_t& pixel = labels.pixels[labels.index(x, y)];
      if (pixel != 0 && pixel != label) continue;
      const int left = std::max(0, x - radius);
      const int top = std::max(0, y - radius);
      const int right = std::min(labels.width, x + radius + 1);
      const int bottom = std::min(labels.height, y + radius + 1);
      const std::int32_t inside = sum(right, bottom) - sum(left, bottom) - sum(right, top) + sum(left, top);
      pixel = 2 * inside > side * side ? label : std::uint8_t{0};
    }
  }
  return whole(labels);
}

Region paintSelection(imaging::Image8& labels, const imaging::Image8& selection, std::uint8_t label) {
  if (selection.width <= 0 || selection.height <= 0) return {};
  Region changed;
  for (int y = 0; y < labels.height; ++y) {
    const int sy = static_cast<int>((2LL * y + 1) * selection.height / (2LL * labels.height));
    for (int x = 0; x < labels.width; ++x) {
      const int sx = static_cast<int>((2LL * x + 1) * selection.width / (2LL * labels.width));
      if (selection.pixels[selection.index(sx, sy)] == 0) continue;
      labels.pixels[labels.index(x, y)] = label;
      changed = changed.united({x, y, x + 1, y + 1});
    }
  }
  return changed;
}

}  // namespace chexgen::drawing
