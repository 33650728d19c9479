// Radiographs in memory, for training that sees pixels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/engine/tensor.h"
#include "core/imaging/remark_tally.h"
#include "core/training/data_table.h"

namespace chexgen::engine {

struct ImageSet {
  Tensor training, validation;  // [N, size, size] uint8, the centre squares as the release prepares them
  imaging::RemarkTally remarks;
};

// A radiograph as its centre square, [size, size] uint8. What should be known of it is added to `remarks`.
// Fails with the readers' errors, naming the file.
[[nodiscard]] base::Result<Tensor> readGreySquare(const std::filesystem::path& file, std::int64_t size,
                                                  imaging::RemarkTally& remarks);

// Reads the images of a table: rows of the split "train" (or without one) and of "val"; others are left out.
// `onImage` hears how many are read. Fails with the readers' errors, naming the file, with argumentInvalid
// when there is nothing to train on, and with `cancelled`.
[[nodiscard]] base::Result<ImageSet> readImages(const training::DataTable& table, std::int64_t size,
                                                const std::function<void(std::size_t)>& onImage = {},
                                                const base::CancelToken& cancel = {});

}  // namespace chexgen::engine
