// The file formats of masks. Internal to this module; see label_mask.h.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/imaging/label_mask.h"

namespace chexgen::imaging {

// Each reads a file in memory as label_mask.h describes it; what is odd about the marks themselves is not
// looked at.
[[nodiscard]] base::Result<LabelMask> decodePngMask(std::span<const std::byte> bytes,
                                                    const std::filesystem::path& file);
[[nodiscard]] base::Result<LabelMask> decodeJpegMask(std::span<const std::byte> bytes,
                                                     const std::filesystem::path& file);
[[nodiscard]] base::Result<LabelMask> decodeSegmentation(std::span<const std::byte> bytes,
                                                         const std::filesystem::path& file);

// A NIfTI file of either version, unpacked, by its header; not the header of a pair.
[[nodiscard]] bool isNifti(std::span<const std::byte> bytes);
// The header of a pair of files, of NIfTI or Analyze.
[[nodiscard]] bool isNiftiHeader(std::span<const std::byte> bytes);
// `voxels`: the .img that belongs to a header on its own; empty where `bytes` hold both.
[[nodiscard]] base::Result<LabelMask> decodeNiftiMask(std::span<const std::byte> bytes,
                                                      std::span<const std::byte> voxels,
                                                      const std::filesystem::path& file);

[[nodiscard]] base::Result<std::string> encodeSegmentation(const LabelMask& mask, const MaskContext& context);
// One file, not compressed.
[[nodiscard]] std::string encodeNiftiMask(const LabelMask& mask, const std::array<double, 2>& spacing);

}  // namespace chexgen::imaging
