#include "widgets/canvas/centre_square.h"

#include <algorithm>

namespace chexgen::widgets {

std::shared_ptr<const imaging::GreyImage> centreSquare(
    const std::shared_ptr<const imaging::GreyImage>& image) {
  if (image->width == image->height) return image;
  const int side = std::min(image->width, image->height);
  const int left = (image->width - side) / 2;
  const int top = (image->height - side) / 2;
  auto square = std::make_shared<imaging::GreyImage>(*image);
  square->width = square->height = side;
  square->pixels.resize(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  for (int y = 0; y < side; ++y) {
    const auto from = image->pixels.begin() + (static_cast<std::ptrdiff_t>(top + y) * image->width + left);
    std::copy_n(from, side, square->pixels.begin() + static_cast<std::ptrdiff_t>(y) * side);
  }
  return square;
}

std::shared_ptr<const imaging::GreyImage> emptySquare(int side) {
  auto square = std::make_shared<imaging::GreyImage>();
  square->width = square->height = side;
  square->pixels.assign(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), 0);
  square->modality = {0};
  square->presentations = {{"", {127.5, 255, imaging::WindowShape::linear}, std::nullopt}};
  return square;
}

}  // namespace chexgen::widgets
