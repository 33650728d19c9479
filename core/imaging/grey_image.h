// A monochrome radiograph as it is stored, and the way from its stored values to the greys on a screen:
// modality LUT -> VOI (window, VOI LUT or sigmoid) -> polarity, as DICOM PS3.3 C.11.1, C.11.2 and PS3.4 N.2
// have it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// PS3.3 C.11.2.1.2: linear (with its half steps), linearExact, or the sigmoid.
enum class WindowShape { linear, linearExact, sigmoid };

struct GreyWindow {
  double centre = 0;  // in modality values
  double width = 1;   // linear: at least 1; others: above 0
  WindowShape shape = WindowShape::linear;
  friend bool operator==(const GreyWindow&, const GreyWindow&) = default;
};

// A VOI LUT: entry k is the output for the modality value first + k; below and above, its ends go on.
struct GreyTable {
  std::int32_t first = 0;
  std::vector<std::uint16_t> values;  // never empty
  std::uint16_t greatest = 255;       // the output that is shown white: 2^bits - 1
  friend bool operator==(const GreyTable&, const GreyTable&) = default;
};

// One of the presentations that the file offers.
struct GreyPresentation {
  std::string name;   // the file's explanation, for example "LUNG"; may be empty
  GreyWindow window;  // used when there is no table
  std::optional<GreyTable> table;
  friend bool operator==(const GreyPresentation&, const GreyPresentation&) = default;
};

struct GreyImage {
  int width = 0;
  int height = 0;
  std::vector<std::uint16_t> pixels;  // width · height indices into `modality`, row by row from the top left
  std::vector<float> modality;        // the modality value of each index; 1 … 65536 entries
  bool inverted = false;  // low values are shown white: MONOCHROME1 or an inverse presentation LUT
  std::vector<GreyPresentation> presentations;  // at least one; the first is the default
  std::array<double, 2> spacing{};  // millimetres from row to row and from column to column; 0 when unknown
  std::string units;                // of the modality values, for example "HU"; may be empty
  int frames = 1;                   // in the file; these pixels are one of them
  // What a person who looks at it should know, because the file says it wrongly or not at all and the reader
  // had to decide: short plain phrases for the picture's corner, for example "Window guessed: ...".
  std::vector<std::string> remarks;

  [[nodiscard]] float valueAt(int x, int y) const {
    return modality[pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                           static_cast<std::size_t>(x)]];
  }
  friend bool operator==(const GreyImage&, const GreyImage&) = default;
};

// An 8-bit grey image: modality values 0 … 255, one window that shows them as they are. argumentInvalid for
// another number of channels than 1, otherwise fails like checkImage.
[[nodiscard]] base::Result<GreyImage> greyImageFrom8Bit(const Image8& image);

// The grey 0 … 255 that each index of `modality` is shown as. `invert` is the user's wish and comes on top of
// the image's own polarity; grey = floor(255 · y + 0.5) of the VOI's output y in 0 … 1.
[[nodiscard]] std::vector<std::uint8_t> greyTable(const GreyImage& image,
                                                  const GreyPresentation& presentation, bool invert);

// The image through that table: 8-bit grey, the same size.
[[nodiscard]] Image8 renderGreys(const GreyImage& image, const GreyPresentation& presentation, bool invert);

}  // namespace chexgen::imaging
