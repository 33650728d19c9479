#include "core/imaging/grey_image.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace chexgen::imaging {
namespace {

// PS3.3 C.11.2.1.2.1 and C.11.2.1.3.2: a ramp from 0 to 1 between two edges, which differ in the half steps
// only.
double ramp(double value, double lower, double upper) {
  if (value <= lower) return 0;
  if (value > upper) return 1;
  return (value - lower) / (upper - lower);
}

double windowOutput(double value, const GreyWindow& window) {
  switch (window.shape) {
    case WindowShape::linear: {
      const double half = (std::max(window.width, 1.0) - 1) / 2;
      return ramp(value, window.centre - 0.5 - half, window.centre - 0.5 + half);
    }
    case WindowShape::linearExact: {
      const double half = std::max(window.width, 0.0) / 2;
      return ramp(value, window.centre - half, window.centre + half);
    }
    case WindowShape::sigmoid: {
      const double width = std::max(window.width, std::numeric_limits<double>::min());
      return 1 / (1 + std::exp(-4 * (value - window.centre) / width));
    }
  }
  return 0;
}

// Entries stand at whole modality values; a value between two takes the nearer one.
double tableOutput(double value, const GreyTable& table) {
  const double last = static_cast<double>(table.values.size() - 1);
  const double entry = std::clamp(std::floor(value - table.first + 0.5), 0.0, last);
  const double output = table.values[static_cast<std::size_t>(entry)];
  return std::min(output / std::max<double>(table.greatest, 1), 1.0);
}

}  // namespace

base::Result<GreyImage> greyImageFrom8Bit(const Image8& image) {
  CHEXGEN_TRY(checkImage(image));
  if (image.channels != 1) {
    return base::fail(base::ErrorCode::argumentInvalid, "The picture is in colour; a radiograph is grey.");
  }
  GreyImage grey{.width = image.width, .height = image.height};
  grey.pixels.assign(image.pixels.begin(), image.pixels.end());
  grey.modality.resize(256);
  std::iota(grey.modality.begin(), grey.modality.end(), 0.0F);
  grey.presentations = {{.name = {}, .window = {.centre = 128, .width = 256}, .table = {}}};
  return grey;
}

std::vector<std::uint8_t> greyTable(const GreyImage& image, const GreyPresentation& presentation,
                                    bool invert) {
  const bool whiteIsLow = image.inverted != invert;
  std::vector<std::uint8_t> greys;
  greys.reserve(image.modality.size());
  for (const float value : image.modality) {
    const double output = presentation.table && !presentation.table->values.empty()
                              ? tableOutput(value, *presentation.table)
                              : windowOutput(value, presentation.window);
    const int grey = static_cast<int>(std::floor(255 * output + 0.5));
    greys.push_back(static_cast<std::uint8_t>(whiteIsLow ? 255 - grey : grey));
  }
  return greys;
}

Image8 renderGreys(const GreyImage& image, const GreyPresentation& presentation, bool invert) {
  const std::vector<std::uint8_t> greys = greyTable(image, presentation, invert);
  Image8 rendered{.width = image.width, .height = image.height, .channels = 1, .pixels = {}};
  rendered.pixels.resize(image.pixels.size());
  std::transform(image.pixels.begin(), image.pixels.end(), rendered.pixels.begin(),
                 [&greys](std::uint16_t index) { return greys[index]; });
  return rendered;
}

}  // namespace chexgen::imaging
