#include "core/engine/evaluation/set_distance.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/base/philox.h"
#include "core/engine/evaluation/metrics.h"
#include "core/engine/evaluation/picture_encoder.h"

namespace chexgen::engine {
namespace {

constexpr std::size_t subsetCount = 100;

using Files = std::vector<std::filesystem::path>;

base::Result<Tensor> latentsOf(const PictureEncoder& encoder, const Files& files,
                               imaging::RemarkTally& remarks, const base::CancelToken& cancel) {
  std::vector<Tensor> rows;
  for (const auto& file : files) {
    if (cancel.isCancelled()) return base::fail(base::ErrorCode::cancelled, "The measurement was cancelled.");
    CHEXGEN_ASSIGN(const imaging::Image8 square, encoder.read(file, remarks));
    rows.push_back(encoder.latent(square).flatten());
  }
  return at::stack(rows);
}

// `size` different rows, by the first steps of a shuffle.
Tensor subsetOf(const Tensor& rows, std::size_t size, const base::RandomStream& random) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(rows.size(0)));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  for (std::size_t i = 0; i < size; ++i) std::swap(order[i], order[i + random.below(i, order.size() - i)]);
  order.resize(size);
  return rows.index_select(0, at::tensor(order));
}

SubsetDistance distanceOf(const Tensor& a, const Tensor& b, std::size_t size) {
  std::vector<double> distances;
  for (std::uint32_t i = 0; i < subsetCount; ++i) {
    distances.push_back(
        kernelDistance(subsetOf(a, size, {0, 0x4B4944, 2 * i}), subsetOf(b, size, {0, 0x4B4944, 2 * i + 1})));
  }
  SubsetDistance found;
  for (const double distance : distances) found.mean += distance / static_cast<double>(subsetCount);
  for (const double distance : distances)
    found.deviation += (distance - found.mean) * (distance - found.mean) / (subsetCount - 1.0);
  found.deviation = std::sqrt(found.deviation);
  return found;
}

base::OrderedJson toJson(const SubsetDistance& distance) {
  return {{"mean", distance.mean}, {"deviation", distance.deviation}};
}

}  // namespace

base::OrderedJson toJson(const SetDistanceReport& report) {
  return {{"generated", report.generated},
          {"training_images", report.training},
          {"held_out_images", report.heldOut},
          {"subset_size", report.subsetSize},
          {"subsets", report.subsets},
          {"generated_to_held_out", toJson(report.distance)},
          {"training_to_held_out", toJson(report.floor)},
          {"remarks", report.remarks.lines()}};
}

base::Result<SetDistanceReport> measureSetDistance(const Files& generated, const training::DataTable& table,
                                                   const std::filesystem::path& model,
                                                   const jobs::ModelOptions& options,
                                                   const base::CancelToken& cancel) {
  const c10::InferenceMode inference;
  Files training, heldOut;
  for (const training::TableRow& row : table.rows) {
    if (training::isLearnedFrom(row.split)) training.push_back(row.image);
    if (row.split == training::Split::validation) heldOut.push_back(row.image);
  }
  const std::size_t least = std::min({generated.size(), training.size(), heldOut.size()});
  if (least < 10) {
    return base::fail(
        base::ErrorCode::argumentInvalid,
        "Ten radiographs at least are needed of each: generated, training (split \"train\") and "
        "held out (split \"val\").",
        table.file);
  }
  CHEXGEN_ASSIGN(const PictureEncoder encoder, PictureEncoder::open(model, options, {.cancel = cancel}));
  imaging::RemarkTally remarks;
  CHEXGEN_ASSIGN(const Tensor made, latentsOf(encoder, generated, remarks, cancel));
  CHEXGEN_ASSIGN(const Tensor trained, latentsOf(encoder, training, remarks, cancel));
  CHEXGEN_ASSIGN(const Tensor unseen, latentsOf(encoder, heldOut, remarks, cancel));
  const std::size_t size = std::min<std::size_t>(least, 100);
  return SetDistanceReport{.generated = generated.size(),
                           .training = training.size(),
                           .heldOut = heldOut.size(),
                           .subsetSize = size,
                           .subsets = subsetCount,
                           .distance = distanceOf(made, unseen, size),
                           .floor = distanceOf(trained, unseen, size),
                           .remarks = std::move(remarks)};
}

}  // namespace chexgen::engine
