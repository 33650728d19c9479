#include "core/engine/training/image_set.h"

#include <cstring>
#include <utility>
#include <vector>

#include "core/imaging/prepare.h"
#include "core/imaging/radiograph.h"

namespace chexgen::engine {

base::Result<Tensor> readGreySquare(const std::filesystem::path& file, std::int64_t size,
                                    imaging::RemarkTally& remarks) {
  CHEXGEN_ASSIGN(const imaging::Image8 picture, imaging::readRadiograph(file, remarks));
  auto square = imaging::prepareRadiograph(picture, static_cast<int>(size));
  if (!square) {
    square.error().file = file;
    return tl::unexpected(square.error());
  }
  const Tensor rgb = at::empty({size, size, square->channels}, at::kByte);
  std::memcpy(rgb.data_ptr(), square->pixels.data(), square->pixels.size());
  return rgb.select(2, 0).contiguous();
}

base::Result<ImageSet> readImages(const training::DataTable& table, std::int64_t size,
                                  const std::function<void(std::size_t)>& onImage,
                                  const base::CancelToken& cancel) {
  std::vector<Tensor> training, validation;
  imaging::RemarkTally remarks;
  for (const training::TableRow& row : table.rows) {
    if (cancel.isCancelled()) {
      return base::fail(base::ErrorCode::cancelled, "Reading the images was cancelled.", table.file);
    }
    const bool heldOut = row.split == training::Split::validation;
    if (!heldOut && !training::isLearnedFrom(row.split)) continue;
    CHEXGEN_ASSIGN(const Tensor image, readGreySquare(row.image, size, remarks));
    (heldOut ? validation : training).push_back(image);
    if (onImage) onImage(training.size() + validation.size());
  }
  if (training.empty()) {
    return base::fail(base::ErrorCode::argumentInvalid, "The table holds no image to train on.", table.file);
  }
  return ImageSet{
      .training = at::stack(training),
      .validation = validation.empty() ? at::empty({0, size, size}, at::kByte) : at::stack(validation),
      .remarks = std::move(remarks)};
}

}  // namespace chexgen::engine
