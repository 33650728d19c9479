// The features that the release extracts ahead of training: one .npz for a latent, one for a caption. Arrays
// may carry a batch dimension of one in front.
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "core/weights/tensor_store.h"

namespace chexgen::training {

// The entry `image` [4, h, w] of a floating type, already times the scaling factor. Fails like openNpz, and
// with keyMissing or shapeMismatch.
[[nodiscard]] base::Result<weights::TensorView> readReleaseLatent(const std::filesystem::path& file);

// The first k rows of the entry `caption_embedding` [120, width], where `caption_mask` [120] begins with k
// ones and zeros follow: [k, width]. Fails as above; a mask of another form is formatInvalid.
[[nodiscard]] base::Result<weights::TensorView> readReleaseCaption(const std::filesystem::path& file);

}  // namespace chexgen::training
