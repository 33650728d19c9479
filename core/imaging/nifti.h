// NIfTI images of one slice, versions 1 and 2 (nifti.nimh.nih.gov). Internal to this module.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace chexgen::imaging {

// An axis of the stored array and where it leads in space.
struct NiftiAxis {
  int size = 1;
  // 0 left and right, 1 front and back, 2 head and feet; absent when the file does not say.
  std::optional<unsigned> space;
  bool forwards = true;  // towards the left, the back or the head
};

struct NiftiSlice {
  NiftiAxis first, second;     // in the order of the array: `first` runs fastest
  std::vector<double> values;  // first.size · second.size, scaled as the header says
  bool scaled = false;         // a scale other than 1 was applied
  double step = 0;             // between two stored values, after scaling; 0 for floating types
};

// Which file the header says that it stands in.
enum class NiftiLayout { none, single, pair, analyze };
[[nodiscard]] NiftiLayout niftiLayout(std::span<const std::byte> bytes);

// Reads the only slice. `voxels` are the bytes of the .img of a pair, else those of the file itself.
// formatUnsupported, by their names, for Analyze, colour, complex and other types that no mask has, several
// slices and several values a voxel; formatInvalid, fileTruncated and fileTooLarge for damage.
[[nodiscard]] base::Result<NiftiSlice> decodeNiftiSlice(std::span<const std::byte> bytes,
                                                        std::span<const std::byte> voxels,
                                                        const std::filesystem::path& file);

// The header of a file of version 1 with one slice of bytes, columns to the left, rows to the back, the first
// pixel at 0; 352 bytes, which the pixels follow. `spacing` from column to column and row to row in
// millimetres.
[[nodiscard]] std::string niftiHeader(int width, int height, const std::array<double, 2>& spacing);

}  // namespace chexgen::imaging
