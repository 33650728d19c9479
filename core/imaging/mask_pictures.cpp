// Masks in picture files: what the samples of a PNG or JPEG stand for.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>

#include "core/base/number_text.h"
#include "core/imaging/jpeg.h"
#include "core/imaging/mask_formats.h"
#include "core/imaging/mask_values.h"
#include "core/imaging/png.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;
using PaletteColour = std::array<std::uint8_t, 3>;

constexpr std::uint16_t voidClass = 255;  // PASCAL VOC: pixels that belong to no class, around objects

bool isGrey(const PaletteColour& colour) { return colour[0] == colour[1] && colour[1] == colour[2]; }

// The colour of a class in the palette of PASCAL VOC: its bits, spread over the three channels from the top.
PaletteColour vocColour(unsigned index) {
  PaletteColour colour{};
  for (unsigned bit = 0; bit < 8; ++bit, index >>= 3U)
    for (unsigned channel = 0; channel < 3; ++channel)
      colour[channel] = static_cast<std::uint8_t>(colour[channel] | ((index >> channel & 1U) << (7U - bit)));
  return colour;
}

std::optional<std::uint16_t> vocClass(const PaletteColour& colour) {
  for (unsigned index = 0; index <= static_cast<unsigned>(maxLabel); ++index)
    if (vocColour(index) == colour) return static_cast<std::uint16_t>(index);
  if (vocColour(voidClass) == colour) return voidClass;
  return std::nullopt;
}

std::string colourText(const PaletteColour& colour) {
  std::string text = "#";
  for (const auto part : colour) text += base::paddedHexText(part, 2);
  return text;
}

// One sample for each pixel, ready for the rules of values.
struct PictureMask {
  std::vector<std::uint16_t> samples;
  ValueRules rules;
  std::vector<std::string> remarks;
};

void dropVoid(PictureMask& mask) {
  if (std::find(mask.samples.begin(), mask.samples.end(), voidClass) == mask.samples.end()) return;
  std::replace(mask.samples.begin(), mask.samples.end(), voidClass, std::uint16_t{0});
  mask.remarks.emplace_back(
      "The class 255 (\"void\" of the VOC palette) belongs to no label and was taken as not marked.");
}

std::set<std::uint16_t> distinct(const std::vector<std::uint16_t>& samples) {
  std::vector<bool> seen(65536);
  for (const std::uint16_t sample : samples) seen[sample] = true;
  std::set<std::uint16_t> found;
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (seen[i]) found.insert(static_cast<std::uint16_t>(i));
  return found;
}

// Class indices where the palette gives colours; greys where it is only another way to store them.
base::Result<PictureMask> fromPalette(const PngSamples& png, const std::filesystem::path& file) {
  PictureMask mask{.samples = png.samples, .rules = {.whites = {255}}};
  const auto used = distinct(png.samples);
  if (*used.rbegin() >= png.palette.size())
    return fail(ErrorCode::formatInvalid, "The PNG file uses colours that its palette does not have.", file);
  const bool greys =
      std::all_of(used.begin(), used.end(), [&](std::uint16_t i) { return isGrey(png.palette[i]); });
  const bool classes = std::all_of(used.begin(), used.end(), [&](std::uint16_t i) {
    return i <= static_cast<std::uint16_t>(maxLabel) || i == voidClass;
  });
  const bool alone = used.size() <= 2 && used.contains(0);
  if (greys && (used.size() <= 2 || !classes)) {
    for (auto& sample : mask.samples) sample = png.palette[sample][0];
  } else if (classes) {
    if (!alone) dropVoid(mask);
  } else if (!alone) {
    const std::vector<double> indices(used.begin(), used.end());
    return fail(ErrorCode::formatUnsupported,
                "The mask's palette has the classes " + valueList(indices) + "; labels are 0 to " +
                    std::to_string(maxLabel) + ".",
                file, {}, "Save it with classes from 0 to " + std::to_string(maxLabel) + ".");
  }
  return mask;
}

// Colours are classes where they are those of VOC; black and one other colour are nothing and something.
base::Result<PictureMask> fromColours(const PngSamples& png, const std::filesystem::path& file) {
  constexpr std::size_t mostColours = 256;
  std::map<PaletteColour, std::uint16_t> colours;
  std::vector<PaletteColour> pixels(png.pixels());
  const unsigned shift = png.depth == 16 ? 8U : 0U;
  bool grey = true;
  PictureMask mask{.rules = {.whites = {static_cast<double>((1U << png.depth) - 1U), 255}}};
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (!png.alpha.empty() && png.alpha[i] == 0) {  // what colour it has is not seen
      colours.emplace(pixels[i], 0);
      continue;
    }
    const std::uint16_t* sample = png.samples.data() + 3 * i;
    grey = grey && sample[0] == sample[1] && sample[0] == sample[2];
    for (unsigned c = 0; c < 3; ++c) pixels[i][c] = static_cast<std::uint8_t>(sample[c] >> shift);
    if (colours.size() <= mostColours) colours.emplace(pixels[i], 0);
  }
  mask.samples.resize(pixels.size());
  if (grey) {
    for (std::size_t i = 0; i < pixels.size(); ++i) mask.samples[i] = png.samples[3 * i];
    return mask;
  }
  bool known = true;
  for (auto& [colour, index] : colours) {
    const auto found = vocClass(colour);
    known = known && found.has_value();
    index = found.value_or(0);
  }
  const bool blackAndOne = colours.size() == 2 && colours.contains(PaletteColour{});
  if (!known && blackAndOne) {
    for (auto& [colour, index] : colours) index = colour == PaletteColour{} ? 0 : 1;
  } else if (!known) {
    std::string names;
    std::size_t named = 0;
    for (const auto& [colour, index] : colours) {
      if (named++ < 6) names += (names.empty() ? "" : ", ") + colourText(colour);
    }
    if (named > 6) names += " and more";
    return fail(
        ErrorCode::formatUnsupported,
        "The mask is in colour (" + names + "), and which label each colour is does not stand in it.", file,
        {}, "Save it as a grey PNG with the values 0 to 9, with the palette of VOC, or in black and white.");
  }
  for (std::size_t i = 0; i < pixels.size(); ++i) mask.samples[i] = colours.at(pixels[i]);
  if (!blackAndOne) dropVoid(mask);
  return mask;
}

// Transparent pixels are not marked; where everything that is opaque has one value, opacity is the mask.
base::Result<void> applyAlpha(const PngSamples& png, PictureMask& mask, const std::filesystem::path& file) {
  if (png.alpha.empty()) return {};
  std::set<std::uint16_t> shown;
  bool partly = false;
  for (std::size_t i = 0; i < png.alpha.size(); ++i) {
    if (png.alpha[i] == 0) continue;
    partly = partly || png.alpha[i] != png.opaque;
    if (shown.size() < 2) shown.insert(mask.samples[i]);
  }
  if (shown.size() <= 1) {
    mask.samples = png.alpha;
    mask.rules.whites = {static_cast<double>(png.opaque)};
    mask.remarks.emplace_back("What is opaque was taken as marked, what is transparent as not.");
    return {};
  }
  if (partly)
    return fail(ErrorCode::formatUnsupported,
                "The mask has pixels of several values that are partly transparent, so what is marked is not "
                "plain.",
                file, {}, "Save it without transparency.");
  for (std::size_t i = 0; i < png.alpha.size(); ++i)
    if (png.alpha[i] == 0) mask.samples[i] = 0;
  mask.remarks.emplace_back("Transparent pixels were taken as not marked.");
  return {};
}

base::Result<LabelMask> fromPicture(const PictureMask& mask, int width, int height,
                                    const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(LabelMask read, maskFromValues(storedValues(mask.samples, width, height), mask.rules, file));
  read.remarks.insert(read.remarks.begin(), mask.remarks.begin(), mask.remarks.end());
  return read;
}

}  // namespace

base::Result<LabelMask> decodePngMask(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const PngSamples png, decodePngSamples(bytes, file));
  PictureMask mask{.samples = {}, .rules = {.whites = {static_cast<double>((1U << png.depth) - 1U)}}};
  if (!png.palette.empty() && png.channels == 1) {
    CHEXGEN_ASSIGN(mask, fromPalette(png, file));
  } else if (png.channels == 3) {
    CHEXGEN_ASSIGN(mask, fromColours(png, file));
  } else {
    mask.samples = png.samples;
    if (png.depth == 16) mask.rules.whites.push_back(255);
  }
  CHEXGEN_TRY(applyAlpha(png, mask, file));
  return fromPicture(mask, png.width, png.height, file);
}

base::Result<LabelMask> decodeJpegMask(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  constexpr int chroma = 24;  // what compression makes of a grey
  CHEXGEN_ASSIGN(const Image8 picture, decodeJpeg(bytes, file));
  PictureMask mask{.samples = {}, .rules = {.whites = {255}, .lossy = true}};
  mask.remarks.emplace_back(
      "The mask is a JPEG, which changes values at the edges: keep masks as PNG to have them exactly.");
  const auto channels = static_cast<std::size_t>(picture.channels);
  for (std::size_t i = 0; i < picture.pixels.size(); i += channels) {
    const std::uint8_t level = picture.pixels[i];
    for (std::size_t c = 1; c < channels; ++c) {
      if (std::abs(picture.pixels[i + c] - level) <= chroma) continue;
      return fail(ErrorCode::formatUnsupported, "The mask is a JPEG in colour; JPEG keeps no labels.", file,
                  {}, "Save it as a grey PNG with the values 0 to 9, or in black and white.");
    }
    mask.samples.push_back(level);
  }
  return fromPicture(mask, picture.width, picture.height, file);
}

}  // namespace chexgen::imaging
