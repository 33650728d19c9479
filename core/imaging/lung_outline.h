// Where the lungs lie: the typical outline of both lungs, moved and stretched onto one radiograph.
#pragma once

#include <span>
#include <vector>

#include "core/imaging/lung_filters.h"

namespace chexgen::imaging {

enum class Side { right, left };  // the patient's; the right lung is on the left of the image

// How the typical outline lies on a plane, in its pixels.
struct LungPose {
  double middle = 0;                       // x of the midline between the lungs
  double top = 0;                          // y of the apices
  double rightWidth = 0, leftWidth = 0;    // from the midline to the lateral edge
  double rightHeight = 0, leftHeight = 0;  // from the apex to the costophrenic angle
  double tilt = 0;  // shift of x from the apices to the bases, as a share of the width of both lungs

  [[nodiscard]] double width() const { return rightWidth + leftWidth; }
};

struct Point {
  double x = 0, y = 0;
};

// The outline of one lung in this pose, in pixels of the plane; it may reach over the edge.
[[nodiscard]] std::vector<Point> outlineOf(Side side, const LungPose& pose);

// The pixels whose centre lies inside a closed polygon.
[[nodiscard]] Mask rasterised(std::span<const Point> polygon, int width, int height);

struct LungFit {
  LungPose pose;
  // Mean step of `darkness` across the outline of the lung that shows less of it: about 1 for clear lungs, 0
  // for none.
  double support = 0;
};

// Finds the pose on a plane of local darkness (about -2 to 2; high where it is darker than its surroundings).
// First the outlines' filled shape is matched at all positions and sizes; then the best ones are moved,
// stretched and tilted so that the plane steps down across the outline. Deterministic.
[[nodiscard]] LungFit fitLungs(const Plane& darkness);

}  // namespace chexgen::imaging
