#include "core/engine/evaluation/picture_features.h"

#include <algorithm>
#include <cmath>

#include "core/imaging/appearance.h"
#include "core/imaging/prepare.h"
#include "core/imaging/resample.h"

namespace chexgen::engine {
namespace {

constexpr int pixelSide = 64;
constexpr std::int64_t neighbours = 50;

Tensor scaled(const Tensor& row) { return row / std::sqrt(static_cast<double>(row.numel())); }

base::Result<Tensor> pixelFeatures(const imaging::Image8& square) {
  CHEXGEN_ASSIGN(const imaging::Image8 small,
                 imaging::resizeToSquare(square, pixelSide, imaging::Filter::box));
  Tensor greys = tensorOf(small).select(2, 0).flatten();
  greys = greys - greys.mean();
  return scaled(greys / greys.std(false).clamp_min(1e-6));
}

}  // namespace

base::Result<PictureFeatures> featuresOf(const PictureEncoder& encoder, const imaging::Image8& square) {
  CHEXGEN_ASSIGN(Tensor pixels, pixelFeatures(square));
  const PictureEncoder::Views views = encoder.views(square);
  return PictureFeatures{std::move(pixels), scaled(views.latent.flatten()), scaled(views.features)};
}

base::Result<Tensor> appearanceTensor(const imaging::Image8& radiograph) {
  CHEXGEN_ASSIGN(const std::vector<float> numbers, imaging::appearanceOf(radiograph));
  return at::tensor(numbers);
}

PictureFeatures stacked(const std::vector<PictureFeatures>& rows) {
  PictureFeatures all;
  for (std::size_t space = 0; space < all.size(); ++space) {
    std::vector<Tensor> column;
    for (const PictureFeatures& row : rows) column.push_back(row[space]);
    all[space] = at::stack(column);
  }
  return all;
}

std::vector<Nearest> nearestOf(const Tensor& queries, const Tensor& set) {
  const Tensor distances = at::cdist(queries.to(at::kDouble), set.to(at::kDouble));
  const auto [values, indices] = distances.topk(std::min(neighbours, set.size(0)), 1, false, true);
  const Tensor around = values.mean(1);
  std::vector<Nearest> found;
  for (std::int64_t i = 0; i < queries.size(0); ++i) {
    const double nearest = values[i][0].item<double>();
    // All equal, and at no distance: as close a copy as there is.
    const double mean = around[i].item<double>();
    found.push_back({static_cast<std::size_t>(indices[i][0].item<std::int64_t>()), nearest,
                     mean > 0 ? nearest / mean : 0});
  }
  return found;
}

}  // namespace chexgen::engine
