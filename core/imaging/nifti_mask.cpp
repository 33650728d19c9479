#include <algorithm>
#include <cmath>

#include "core/base/number_text.h"
#include "core/imaging/mask_formats.h"
#include "core/imaging/mask_values.h"
#include "core/imaging/nifti.h"

namespace chexgen::imaging {
namespace {

constexpr unsigned headFeet = 2;

// Whole numbers that floating arithmetic or a scale has moved a little become whole again; what is no number
// is not marked.
void tidyValues(NiftiSlice& slice, std::vector<std::string>& remarks) {
  constexpr double rounding = 1e-4, coarsest = 0.05;
  // Scaled whole numbers lie up to half a step beside what was saved.
  const double slack = slice.scaled ? std::clamp(slice.step * 0.51, rounding, coarsest) : rounding;
  std::size_t noNumbers = 0;
  double farthest = 0, example = 0;
  for (double& value : slice.values) {
    if (std::isnan(value)) {
      value = 0;
      ++noNumbers;
    }
    const double whole = std::round(value);
    const double off = std::abs(value - whole);
    if (off > slack) continue;
    if (off > farthest) {
      farthest = off;
      example = value;
    }
    value = whole;
  }
  if (noNumbers > 0)
    remarks.push_back(std::to_string(noNumbers) +
                      " pixels are no numbers (NaN) and were taken as not marked.");
  if (farthest > rounding) {
    remarks.push_back("The values are stored scaled and were rounded: " + base::significantText(example, 4) +
                      " was read as " + base::fixedText(std::round(example), 0) + ".");
  }
}

// Turns a slice so that left (of sagittal slices the back) is on the right and the feet (of axial slices the
// back) below.
Image8 turned(const Image8& stored, const NiftiSlice& slice) {
  const auto& first = slice.first;
  const auto& second = slice.second;
  if (!first.space || !second.space || first.space == second.space) return stored;
  const bool swapped = *first.space > *second.space;
  const NiftiAxis& across = swapped ? second : first;
  const NiftiAxis& down = swapped ? first : second;
  const bool downForwards = down.space == headFeet ? !down.forwards : down.forwards;
  Image8 shown{.width = across.size, .height = down.size, .channels = 1, .pixels = {}};
  shown.pixels.resize(stored.pixels.size());
  for (int y = 0; y < shown.height; ++y) {
    for (int x = 0; x < shown.width; ++x) {
      const int alongAcross = across.forwards ? x : across.size - 1 - x;
      const int alongDown = downForwards ? y : down.size - 1 - y;
      shown.pixels[shown.index(x, y)] =
          stored
              .pixels[swapped ? stored.index(alongDown, alongAcross) : stored.index(alongAcross, alongDown)];
    }
  }
  return shown;
}

}  // namespace

bool isNifti(std::span<const std::byte> bytes) { return niftiLayout(bytes) == NiftiLayout::single; }

bool isNiftiHeader(std::span<const std::byte> bytes) {
  const NiftiLayout layout = niftiLayout(bytes);
  return layout == NiftiLayout::pair || layout == NiftiLayout::analyze;
}

base::Result<LabelMask> decodeNiftiMask(std::span<const std::byte> bytes, std::span<const std::byte> voxels,
                                        const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(NiftiSlice slice, decodeNiftiSlice(bytes, voxels, file));
  std::vector<std::string> remarks;
  tidyValues(slice, remarks);
  CHEXGEN_ASSIGN(const StoredValues stored,
                 storedValues(slice.values, slice.first.size, slice.second.size, file));
  CHEXGEN_ASSIGN(LabelMask mask, maskFromValues(stored, {.whites = {1, 255, 65535}}, file));
  mask.labels = turned(mask.labels, slice);
  if (!mask.levels.pixels.empty()) mask.levels = turned(mask.levels, slice);
  mask.remarks.insert(mask.remarks.begin(), remarks.begin(), remarks.end());
  return mask;
}

std::string encodeNiftiMask(const LabelMask& mask, const std::array<double, 2>& spacing) {
  const auto known = [](double millimetres) { return millimetres > 0 ? millimetres : 1; };
  std::string bytes =
      niftiHeader(mask.labels.width, mask.labels.height, {known(spacing[1]), known(spacing[0])});
  bytes.append(reinterpret_cast<const char*>(mask.labels.pixels.data()), mask.labels.pixels.size());
  return bytes;
}

}  // namespace chexgen::imaging
