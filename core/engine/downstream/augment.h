// Changes of pictures in the arithmetic of torchvision (0.26, its functional v2 transforms), on grey pictures
// [H, W] in fp32 or fp64, of any range of greys unless something else is said.
#pragma once

#include <array>
#include <cstdint>

#include "core/downstream/augmentation.h"
#include "core/engine/tensor.h"

namespace chexgen::engine {

// By hand: 2 × 3, in pixels from the picture's centre, from the new picture to the old one.
using InverseAffine = std::array<double, 6>;

// Angle in degrees, clockwise; shift in pixels, after scale and shear (degrees) about the centre.
[[nodiscard]] InverseAffine inverseAffine(double angle, double shiftX, double shiftY, double scale,
                                          double shearX, double shearY);

enum class Sampling { linear, nearest };
// Outside the picture is `fill`; a pixel that is covered in part mixes as torchvision does, which counts the
// share inside twice.
[[nodiscard]] Tensor warped(const Tensor& picture, const InverseAffine& inverse, double fill,
                            Sampling sampling = Sampling::linear);
// displacement [H, W, 2] (x, y), in halves of the picture.
[[nodiscard]] Tensor elasticallyWarped(const Tensor& picture, const Tensor& displacement, double fill,
                                       Sampling sampling = Sampling::linear);

// Greys in 0 … 1, where they stay.
[[nodiscard]] Tensor withBrightness(const Tensor& picture, double factor);
[[nodiscard]] Tensor withContrast(const Tensor& picture, double factor);
[[nodiscard]] Tensor withGamma(const Tensor& picture, double exponent);

// A Gaussian of `deviation` pixels over kernel × kernel (odd) pixels, mirrored at the border.
[[nodiscard]] Tensor blurred(const Tensor& picture, std::int64_t kernel, double deviation);

// What a training picture becomes: [H, W] in 0 … 1. Smooth displacement and noise are drawn from the same
// seed and position as `draw` was.
[[nodiscard]] Tensor augmented(const Tensor& picture, const downstream::AugmentDraw& draw, double elastic,
                               std::uint64_t seed, std::uint64_t position);

}  // namespace chexgen::engine
