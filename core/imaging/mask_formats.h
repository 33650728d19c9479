// The file formats of masks. Internal to this module; see label_mask.h.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/imaging/label_mask.h"

namespace chexgen::imaging {

// A segmentation in memory, as label_mask.h describes it.
[[nodiscard]] base::Result<LabelMask> decodeSegmentation(std::span<const std::byte> bytes,
                                                         const std::filesystem::path& file);
[[nodiscard]] base::Result<std::string> encodeSegmentation(const LabelMask& mask, const MaskContext& context);

// NIfTI files: the library behind them reads and writes files only.
[[nodiscard]] base::Result<LabelMask> readNiftiMask(const std::filesystem::path& path);
[[nodiscard]] base::Result<void> writeNiftiMask(const std::filesystem::path& path, const LabelMask& mask,
                                                const std::array<double, 2>& spacing);

// Labels out of the values of one slice, by the rule for NIfTI.
[[nodiscard]] base::Result<Image8> labelsFromValues(std::span<const double> values, int width, int height,
                                                    const std::filesystem::path& file);

}  // namespace chexgen::imaging
