#include "core/imaging/lung_outline.h"

#include <algorithm>
#include <cmath>

namespace chexgen::imaging {
namespace {

// Typical outlines on a frontal radiograph, clockwise from the apex; x from the lateral edge of the right
// lung (0) to that of the left lung (1), y from the apices (0) to the costophrenic angles (1). Drawn by hand.
constexpr std::array rightOutline = {
    Point{.30, .0},   Point{.38, .05},  Point{.42, .16}, Point{.425, .30}, Point{.41, .45}, Point{.415, .60},
    Point{.405, .75}, Point{.385, .86}, Point{.30, .84}, Point{.20, .85},  Point{.11, .90}, Point{.03, .985},
    Point{.0, .90},   Point{.0, .75},   Point{.02, .52}, Point{.07, .28},  Point{.14, .12}, Point{.22, .025}};
constexpr std::array leftOutline = {
    Point{.70, .0},  Point{.62, .05},  Point{.585, .16}, Point{.59, .25}, Point{.61, .38}, Point{.64, .50},
    Point{.69, .62}, Point{.755, .72}, Point{.80, .82},  Point{.83, .87}, Point{.90, .91}, Point{.97, .985},
    Point{1., .90},  Point{1., .75},   Point{.98, .52},  Point{.93, .28}, Point{.86, .12}, Point{.78, .025}};

std::span<const Point> typicalOutline(Side side) {
  return side == Side::right ? std::span<const Point>(rightOutline) : std::span<const Point>(leftOutline);
}

Point onPlane(Point p, Side side, const LungPose& pose) {
  const double width = side == Side::right ? pose.rightWidth : pose.leftWidth;
  const double height = side == Side::right ? pose.rightHeight : pose.leftHeight;
  return {pose.middle + (p.x - 0.5) * 2 * width + pose.tilt * pose.width() * (p.y - 0.5),
          pose.top + p.y * height};
}

// ---- matching the filled shape ----

constexpr int unit = 20;  // template pixels from apex to base, and across both lungs
constexpr double sideMargin = 0.08, topMargin = 0.06, bottomMargin = 0.14;  // bright surroundings, as shares

struct Template {
  std::vector<Point> points;  // in shares of the box around both lungs
  std::vector<float> inside;  // 1 in a lung
};

Template makeTemplate() {
  const LungPose pose{.middle = unit / 2.0,
                      .rightWidth = unit / 2.0,
                      .leftWidth = unit / 2.0,
                      .rightHeight = unit,
                      .leftHeight = unit};
  const Mask right = rasterised(outlineOf(Side::right, pose), unit, unit);
  const Mask left = rasterised(outlineOf(Side::left, pose), unit, unit);
  const int sides = static_cast<int>(std::lround(sideMargin * unit));
  const int above = static_cast<int>(std::lround(topMargin * unit));
  const int below = static_cast<int>(std::lround(bottomMargin * unit));
  Template made;
  for (int y = -above; y < unit + below; ++y) {
    for (int x = -sides; x < unit + sides; ++x) {
      made.points.push_back({(x + 0.5) / unit, (y + 0.5) / unit});
      const bool lung = right.contains(x, y) && (right.at(x, y) != 0 || left.at(x, y) != 0);
      made.inside.push_back(lung ? 1.0F : 0.0F);
    }
  }
  return made;
}

struct Placement {
  double x = 0, y = 0, width = 0, height = 0;
  double score = -1;
};

// Correlation of the template with the plane under the box; what lies beyond the edge does not count, but
// costs.
double correlation(const Plane& plane, const Template& shape, const Placement& box) {
  double n = 0, sum = 0, inside = 0, squares = 0, product = 0;
  for (std::size_t i = 0; i < shape.points.size(); ++i) {
    const int x = static_cast<int>(std::floor(box.x + shape.points[i].x * box.width));
    const int y = static_cast<int>(std::floor(box.y + shape.points[i].y * box.height));
    if (!plane.contains(x, y)) continue;
    const double value = static_cast<double>(plane.at(x, y));
    const double lung = static_cast<double>(shape.inside[i]);
    n += 1;
    sum += value;
    squares += value * value;
    inside += lung;
    product += lung * value;
  }
  const double share = n / static_cast<double>(shape.points.size());
  if (share < 0.8) return -1;
  const double spread = (squares - sum * sum / n) * (inside - inside * inside / n);
  return (product - sum * inside / n) / std::sqrt(spread + 1e-6) * std::sqrt(share);
}

constexpr std::size_t candidates = 6;

// The best placements, best first, no two of them alike.
std::vector<Placement> matchShape(const Plane& plane) {
  static const Template shape = makeTemplate();
  std::vector<Placement> all;
  for (double width = 0.42; width < 1.03; width += 0.06) {
    for (const double ratio : {0.7, 0.8, 0.9, 1.0, 1.12, 1.25, 1.4}) {
      const double height = width * ratio * plane.width / plane.height;
      if (height < 0.3 || height > 1.1) continue;
      for (double x = 0.34; x < 0.67; x += 0.03) {
        for (double y = 0.3; y < 0.68; y += 0.03) {
          Placement box{(x - width / 2) * plane.width, (y - height / 2) * plane.height, width * plane.width,
                        height * plane.height};
          box.score = correlation(plane, shape, box);
          all.push_back(box);
        }
      }
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Placement& a, const Placement& b) { return a.score > b.score; });
  std::vector<Placement> best;
  for (const Placement& box : all) {
    const bool alike = std::any_of(best.begin(), best.end(), [&box](const Placement& other) {
      return std::abs(box.x - other.x) + std::abs(box.width + box.x - other.width - other.x) <
                 0.14 * other.width &&
             std::abs(box.y - other.y) + std::abs(box.height + box.y - other.height - other.y) <
                 0.2 * other.height;
    });
    if (!alike) best.push_back(box);
    if (best.size() == candidates) break;
  }
  return best;
}

// ---- fitting the outline ----

// Points at equal distances along an outline.
std::vector<Point> resampled(std::span<const Point> outline, int count) {
  std::vector<double> length{0};
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Point& next = outline[(i + 1) % outline.size()];
    length.push_back(length.back() + std::hypot(next.x - outline[i].x, next.y - outline[i].y));
  }
  std::vector<Point> points;
  std::size_t i = 0;
  for (int k = 0; k < count; ++k) {
    const double at = length.back() * k / count;
    while (length[i + 1] < at) ++i;
    const double part = (at - length[i]) / (length[i + 1] - length[i]);
    const Point& a = outline[i];
    const Point& b = outline[(i + 1) % outline.size()];
    points.push_back({a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)});
  }
  return points;
}

double valueNear(const Plane& plane, Point p) {
  const int x = std::clamp(static_cast<int>(std::floor(p.x)), 0, plane.width - 1);
  const int y = std::clamp(static_cast<int>(std::floor(p.y)), 0, plane.height - 1);
  return static_cast<double>(plane.at(x, y));
}

constexpr int samples = 48;

struct Support {
  double step = 0;      // mean step across the outline
  double darkness = 0;  // mean inside
};

Support supportOf(const Plane& plane, Side side, const LungPose& pose) {
  static const std::array<std::vector<Point>, 2> shapes{resampled(rightOutline, samples),
                                                        resampled(leftOutline, samples)};
  const auto& shape = shapes[side == Side::right ? 0 : 1];
  std::array<Point, samples> points;
  Point centre;
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = onPlane(shape[i], side, pose);
    centre.x += points[i].x / samples;
    centre.y += points[i].y / samples;
  }
  Support support;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point& p = points[i];
    const Point& before = points[(i + points.size() - 1) % points.size()];
    const Point& after = points[(i + 1) % points.size()];
    const double length = std::hypot(after.x - before.x, after.y - before.y) + 1e-9;
    // Clockwise in an image whose y points down: the outside is on the left of the way.
    const double turn = side == Side::right ? 1 : -1;
    const Point outward{turn * (after.y - before.y) / length, -turn * (after.x - before.x) / length};
    if (p.x < 0 || p.y < 0 || p.x >= plane.width || p.y >= plane.height) {
      support.step -= 0.1;
    } else {
      for (const double share : {0.025, 0.06}) {
        const double offset = share * pose.width();
        const double inside = valueNear(plane, {p.x - outward.x * offset, p.y - outward.y * offset});
        const double outside = valueNear(plane, {p.x + outward.x * offset, p.y + outward.y * offset});
        support.step += std::clamp(inside - outside, -1.0, 1.5) / 2;
      }
    }
    for (const double share : {0.4, 0.75}) {
      const double value =
          valueNear(plane, {centre.x + share * (p.x - centre.x), centre.y + share * (p.y - centre.y)});
      support.darkness += std::clamp(value, -1.0, 1.0) / 2;
    }
  }
  support.step /= samples;
  support.darkness /= samples;
  return support;
}

// Mean darkness of what lies below the base of the lung, on the lateral side: bright where the diaphragm is,
// dark where a fit ends too high, at the shadow of a breast for instance.
double darknessBelow(const Plane& plane, Side side, const LungPose& pose) {
  double sum = 0;
  int count = 0;
  for (const double across : {0.12, 0.20, 0.28}) {
    for (const double down : {1.02, 1.10, 1.18, 1.26, 1.34}) {
      const Point p = onPlane({side == Side::right ? across : 1 - across, down}, side, pose);
      // Beyond the edge nothing is known.
      const bool known = p.x >= 0 && p.x < plane.width && p.y < plane.height;
      sum += known ? std::clamp(valueNear(plane, p), -1.0, 1.0) : -0.3;
      ++count;
    }
  }
  return sum / count;
}

double squared(double value) { return value * value; }

double lesserStep(const Plane& plane, const LungPose& pose) {
  return std::min(supportOf(plane, Side::right, pose).step, supportOf(plane, Side::left, pose).step);
}

// What the fit maximises: a step across the outline, dark inside, lungs of usual proportions, and, because
// part of a lung fits as well as the whole, large ones.
double quality(const Plane& plane, const LungPose& pose) {
  const Support right = supportOf(plane, Side::right, pose);
  const Support left = supportOf(plane, Side::left, pose);
  const double height = (pose.rightHeight + pose.leftHeight) / 2;
  const double usual = 6 * squared(std::log(pose.rightWidth / pose.leftWidth)) +
                       3 * squared(std::log(pose.rightHeight / pose.leftHeight)) +
                       0.5 * squared(std::log(height / pose.width())) + 10 * squared(pose.tilt);
  const double below = darknessBelow(plane, Side::right, pose) + darknessBelow(plane, Side::left, pose);
  return right.step + left.step + 0.25 * (right.darkness + left.darkness) - 0.5 * below - 0.3 * usual +
         0.45 * std::log(height / plane.height);
}

using Move = void (*)(LungPose&, double);

// One step of each kind, as a share of the lungs' size.
constexpr std::array<Move, 9> moves = {[](LungPose& p, double s) { p.middle += s * p.width(); },
                                       [](LungPose& p, double s) {
                                         // The apices move, the bases stay.
                                         const double shift = s * p.rightHeight;
                                         p.top += shift;
                                         p.rightHeight -= shift;
                                         p.leftHeight -= shift;
                                       },
                                       [](LungPose& p, double s) { p.rightWidth *= 1 + 1.5 * s; },
                                       [](LungPose& p, double s) { p.leftWidth *= 1 + 1.5 * s; },
                                       [](LungPose& p, double s) {
                                         p.rightWidth *= 1 + 1.5 * s;
                                         p.leftWidth *= 1 + 1.5 * s;
                                       },
                                       [](LungPose& p, double s) { p.rightHeight *= 1 + 1.5 * s; },
                                       [](LungPose& p, double s) { p.leftHeight *= 1 + 1.5 * s; },
                                       [](LungPose& p, double s) {
                                         p.rightHeight *= 1 + 1.5 * s;
                                         p.leftHeight *= 1 + 1.5 * s;
                                       },
                                       [](LungPose& p, double s) { p.tilt += 0.75 * s; }};

LungPose climbed(const Plane& plane, LungPose pose) {
  double best = quality(plane, pose);
  double step = 0.04;
  for (int round = 0; round < 12 && step > 0.004; ++round) {
    bool better = false;
    for (const Move move : moves) {
      for (const double sign : {1.0, -1.0}) {
        LungPose tried = pose;
        move(tried, sign * step);
        if (std::min({tried.rightWidth, tried.leftWidth, tried.rightHeight, tried.leftHeight}) < 8) continue;
        const double reached = quality(plane, tried);
        if (reached <= best + 1e-4) continue;
        best = reached;
        pose = tried;
        better = true;
        break;
      }
    }
    if (!better) step /= 2;
  }
  return pose;
}

}  // namespace

std::vector<Point> outlineOf(Side side, const LungPose& pose) {
  std::vector<Point> points;
  for (const Point& p : typicalOutline(side)) points.push_back(onPlane(p, side, pose));
  return points;
}

Mask rasterised(std::span<const Point> polygon, int width, int height) {
  Mask mask(width, height);
  std::vector<double> crossings;
  for (int y = 0; y < height; ++y) {
    const double row = y + 0.5;
    crossings.clear();
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      const Point& a = polygon[i];
      const Point& b = polygon[(i + 1) % polygon.size()];
      if ((a.y <= row) == (b.y <= row)) continue;
      crossings.push_back(a.x + (row - a.y) / (b.y - a.y) * (b.x - a.x));
    }
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t k = 0; k + 1 < crossings.size(); k += 2) {
      const int from = std::max(0, static_cast<int>(std::ceil(crossings[k] - 0.5)));
      const int to = std::min(width - 1, static_cast<int>(std::floor(crossings[k + 1] - 0.5)));
      for (int x = from; x <= to; ++x) mask.at(x, y) = 1;
    }
  }
  return mask;
}

LungFit fitLungs(const Plane& darkness) {
  LungFit best;
  double bestQuality = -1e9;
  for (const Placement& box : matchShape(darkness)) {
    // The matched shape often ends at the breast shadow; longer lungs are tried too.
    for (const double stretch : {0.9, 1.1, 1.3, 1.55}) {
      const LungPose start{.middle = box.x + box.width / 2,
                           .top = box.y,
                           .rightWidth = box.width / 2,
                           .leftWidth = box.width / 2,
                           .rightHeight = box.height * stretch,
                           .leftHeight = box.height * stretch};
      const LungPose pose = climbed(darkness, start);
      const double reached = quality(darkness, pose);
      if (reached <= bestQuality) continue;
      bestQuality = reached;
      best = {pose, lesserStep(darkness, pose)};
    }
  }
  return best;
}

}  // namespace chexgen::imaging
