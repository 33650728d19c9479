#include "core/imaging/lung_measures.h"

#include <algorithm>
#include <vector>

#include "core/imaging/lung_outline.h"

namespace chexgen::imaging {
namespace {

// First and last lung pixel of a row or column; first > last when there is none.
struct Extent {
  int first = 0;
  int last = -1;

  [[nodiscard]] bool isEmpty() const { return first > last; }
  void add(int position) {
    if (isEmpty()) first = position;
    last = position;
  }
};

struct Extents {
  std::vector<Extent> rows, columns;
};

Extents extentsOf(const Image8& mask) {
  Extents extents{std::vector<Extent>(static_cast<std::size_t>(mask.height)),
                  std::vector<Extent>(static_cast<std::size_t>(mask.width))};
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      if (mask.pixels[mask.index(x, y)] == 0) continue;
      extents.rows[static_cast<std::size_t>(y)].add(x);
      extents.columns[static_cast<std::size_t>(x)].add(y);
    }
  }
  return extents;
}

PixelBox boxOf(const Extents& extents) {
  const auto range = [](const std::vector<Extent>& lines) {
    Extent whole;
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (!lines[i].isEmpty()) whole.add(static_cast<int>(i));
    return whole;
  };
  const Extent x = range(extents.columns);
  const Extent y = range(extents.rows);
  if (x.isEmpty()) return {};
  return {x.first, y.first, x.last - x.first + 1, y.last - y.first + 1};
}

// The lowest lung rows of the columns between two shares of the lung's width, counted from its lateral edge.
Extent baseBetween(Side side, const PixelBox& box, const Extents& extents, double from, double to) {
  std::vector<int> bases;
  for (int i = static_cast<int>(from * box.width); i < static_cast<int>(to * box.width); ++i) {
    const int x = side == Side::right ? box.x + i : box.x + box.width - 1 - i;
    const Extent& column = extents.columns[static_cast<std::size_t>(x)];
    if (!column.isEmpty()) bases.push_back(column.last);
  }
  if (bases.empty()) return {};
  const auto [low, high] = std::minmax_element(bases.begin(), bases.end());
  return {*low, *high};
}

double areaShare(const Image8& mask) {
  const auto count =
      std::count_if(mask.pixels.begin(), mask.pixels.end(), [](std::uint8_t v) { return v != 0; });
  return static_cast<double>(count) / static_cast<double>(mask.pixels.size());
}

void measureField(Side side, const Extents& extents, LungField& field) {
  field.box = boxOf(extents);
  field.area = areaShare(field.mask);
  const Extent recess = baseBetween(side, field.box, extents, 0, 0.25);
  const Extent dome = baseBetween(side, field.box, extents, 0.25, 0.5);
  if (!recess.isEmpty() && !dome.isEmpty())
    field.recessDepth = static_cast<double>(recess.last - dome.first) / field.box.height;
}

// The row of the dome of the diaphragm, less a little: the lower medial corner of a mask is rounded off.
int heartEnd(Side side, const LungField& field, const Extents& extents) {
  const Extent dome = baseBetween(side, field.box, extents, 0.25, 0.5);
  return dome.isEmpty() ? field.box.y : dome.first - field.box.height / 20;
}

void measureHeart(LungFields& fields, const Extents& right, const Extents& left) {
  const int top = std::min(fields.right.box.y, fields.left.box.y);
  const int rightEnd = heartEnd(Side::right, fields.right, right);
  const int leftEnd = heartEnd(Side::left, fields.left, left);
  const int bottom = std::max(rightEnd, leftEnd);
  const int begin = top + (bottom - top) * 2 / 5;
  int rightEdge = fields.left.box.x + fields.left.box.width;  // of the lungs, that is: the heart's borders
  int leftEdge = 0;
  for (int y = begin; y <= bottom; ++y) {
    const Extent& r = right.rows[static_cast<std::size_t>(y)];
    const Extent& l = left.rows[static_cast<std::size_t>(y)];
    if (y <= rightEnd && !r.isEmpty()) rightEdge = std::min(rightEdge, r.last + 1);
    if (y <= leftEnd && !l.isEmpty()) leftEdge = std::max(leftEdge, l.first);
  }
  if (bottom > begin && leftEdge > rightEdge)
    fields.heart = {rightEdge, begin, leftEdge - rightEdge, bottom - begin + 1};
}

int thoraxWidth(const LungFields& fields, const Extents& right, const Extents& left) {
  const int top = std::max(fields.right.box.y, fields.left.box.y);
  const int bottom =
      std::min(fields.right.box.y + fields.right.box.height, fields.left.box.y + fields.left.box.height);
  int widest = 0;
  for (int y = (top + bottom) / 2; y < bottom; ++y) {
    const Extent& r = right.rows[static_cast<std::size_t>(y)];
    const Extent& l = left.rows[static_cast<std::size_t>(y)];
    if (!r.isEmpty() && !l.isEmpty()) widest = std::max(widest, l.last - r.first + 1);
  }
  return widest;
}

// Why these cannot be lungs; empty when they can.
std::string objection(const LungFields& fields, const LungEvidence& evidence) {
  constexpr double smallest = 0.02, largest = 0.30;  // share of the image
  constexpr double leastSupport = 0.51,
                   leastAgreement = 0.7;  // wrong outlines of real radiographs stay below one of them
  for (const LungField* field : {&fields.right, &fields.left}) {
    const std::string name = field == &fields.right ? "right" : "left";
    if (field->area == 0) return "No " + name + " lung was found.";
    if (field->area < smallest) return "The " + name + " lung is too small.";
    if (field->area > largest) return "The " + name + " lung is too large.";
    if (field->box.height * 6 < field->mask.height) return "The " + name + " lung is too low.";
  }
  const double ratio = fields.right.area / fields.left.area;
  if (ratio > 3 || ratio < 1.0 / 3) return "One lung is more than three times as large as the other.";
  const auto middle = [](const PixelBox& box) { return box.x + box.width / 2.0; };
  const double width = fields.left.box.x + fields.left.box.width - fields.right.box.x;
  const double apart = (middle(fields.left.box) - middle(fields.right.box)) / width;
  if (apart < 0.3 || apart > 0.8) return "The lungs do not lie beside each other.";
  if (evidence.support < leastSupport) return "One lung is not seen, or both.";
  if (evidence.agreement < leastAgreement) return "What is dark has not the shape of lungs.";
  if (fields.cardiothoracicRatio < 0.2 || fields.cardiothoracicRatio > 0.85)
    return "The gap between the lungs has no plausible width.";
  return {};
}

}  // namespace

void measureLungFields(LungFields& fields, const LungEvidence& evidence) {
  const Extents right = extentsOf(fields.right.mask);
  const Extents left = extentsOf(fields.left.mask);
  measureField(Side::right, right, fields.right);
  measureField(Side::left, left, fields.left);
  if (fields.right.area > 0 && fields.left.area > 0) {
    measureHeart(fields, right, left);
    const int thorax = thoraxWidth(fields, right, left);
    if (thorax > 0) fields.cardiothoracicRatio = static_cast<double>(fields.heart.width) / thorax;
  }
  fields.reason = objection(fields, evidence);
  fields.plausible = fields.reason.empty();
}

}  // namespace chexgen::imaging
