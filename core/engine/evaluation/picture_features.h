// Radiographs as rows of numbers in the spaces in which copies are looked for.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "core/base/error.h"
#include "core/engine/evaluation/memorisation.h"
#include "core/engine/evaluation/picture_encoder.h"
#include "core/engine/tensor.h"

namespace chexgen::engine {

// By space, each [N, features], scaled so that the Euclidean distance of two rows is their root mean square
// difference.
using PictureFeatures = std::array<Tensor, spaceNames.size()>;

// Of one radiograph, each [features].
[[nodiscard]] base::Result<PictureFeatures> featuresOf(const PictureEncoder& encoder,
                                                       const imaging::Image8& square);
// Rows below each other.
[[nodiscard]] PictureFeatures stacked(const std::vector<PictureFeatures>& rows);

// What a radiograph looks like without any network (imaging::appearanceOf), [features]: for classifiers.
[[nodiscard]] base::Result<Tensor> appearanceTensor(const imaging::Image8& radiograph);

// For each of `queries` [M, D] the nearest of `set` [N, D].
[[nodiscard]] std::vector<Nearest> nearestOf(const Tensor& queries, const Tensor& set);

}  // namespace chexgen::engine
