// What the networks see of a picture: the centre square at the model's size.
#pragma once

#include <vector>

#include "core/base/error.h"
#include "core/imaging/image.h"
#include "core/imaging/resample.h"

namespace chexgen::imaging {

// Model sizes that are accepted, in pixels.
inline constexpr int maxModelSize = 4096;

// How a picture becomes a square: its short side is scaled to `size`, then the centre is cut out.
struct SquareCrop {
  int width = 0;  // of the whole picture after scaling
  int height = 0;
  int left = 0;  // of the square in it
  int top = 0;
  int size = 0;
  double scale = 1;  // new pixels for each old one
};

// argumentInvalid unless 1 <= size <= maxModelSize and the long side is at most 16 times the short one.
[[nodiscard]] base::Result<SquareCrop> squareCrop(int width, int height, int size);

// A radiograph as the release prepares it for training: halved with a box filter while the short side is at
// least 2 · size, then bicubic to the short side = size, then the centre. RGB, [size, size, 3]; grey is
// copied into three channels first. Fails like squareCrop.
[[nodiscard]] base::Result<Image8> prepareRadiograph(const Image8& image, int size);

// The centre square at `size` by one pass of `filter`, with as many channels as the image has.
[[nodiscard]] base::Result<Image8> resizeToSquare(const Image8& image, int size, Filter filter);

// A condition image as the control branch takes it: the centre square, bilinear, planar RGB [3, size, size]
// in [-1, 1]. An image that already has the size keeps its pixels.
[[nodiscard]] base::Result<std::vector<float>> prepareCondition(const Image8& image, int size);

}  // namespace chexgen::imaging
