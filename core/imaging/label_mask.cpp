#include "core/imaging/label_mask.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/base/file.h"
#include "core/imaging/dicom_structure.h"
#include "core/imaging/mask_formats.h"
#include "core/imaging/png.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

// Grey samples of any depth: small ones are labels, greater ones make a black and white picture.
template <class Sample>
Image8 labelsFromSamples(const std::vector<Sample>& samples, int width, int height, Sample white) {
  const bool binary =
      std::any_of(samples.begin(), samples.end(), [](Sample sample) { return sample > maxLabel; });
  Image8 labels{.width = width, .height = height, .channels = 1, .pixels = {}};
  labels.pixels.resize(samples.size());
  std::transform(samples.begin(), samples.end(), labels.pixels.begin(), [binary, white](Sample sample) {
    return static_cast<std::uint8_t>(binary ? sample > white / 2 : sample);
  });
  return labels;
}

base::Result<LabelMask> decodePngMask(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  if (isGreyPng16(bytes)) {
    CHEXGEN_ASSIGN(const Grey16 deep, decodeGreyPng16(bytes, file));
    return LabelMask{labelsFromSamples<std::uint16_t>(deep.pixels, deep.width, deep.height, 65535), {}};
  }
  CHEXGEN_ASSIGN(Image8 picture, decodePng(bytes, file));
  std::vector<std::uint8_t> samples;
  const auto channels = static_cast<std::size_t>(picture.channels);
  for (std::size_t i = 0; i < picture.pixels.size(); i += channels) {
    const std::uint8_t sample = picture.pixels[i];
    for (std::size_t c = 1; c < channels; ++c) {
      if (picture.pixels[i + c] == sample) continue;
      return fail(ErrorCode::formatUnsupported, "The mask is in colour; labels are grey values.", file, {},
                  "Save it as a grey PNG with the values 0 to 9, or in black and white.");
    }
    samples.push_back(sample);
  }
  return LabelMask{labelsFromSamples<std::uint8_t>(samples, picture.width, picture.height, 255), {}};
}

bool endsWith(const std::filesystem::path& path, std::string_view ending) {
  std::string name = path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return name.ends_with(ending);
}

bool isNifti(const std::filesystem::path& path) {
  return endsWith(path, ".nii") || endsWith(path, ".nii.gz");
}

base::Result<void> checkMask(const LabelMask& mask) {
  CHEXGEN_TRY(checkImage(mask.labels));
  const auto& labels = mask.labels.pixels;
  if (mask.labels.channels == 1 && *std::max_element(labels.begin(), labels.end()) <= maxLabel) return {};
  return fail(ErrorCode::argumentInvalid,
              "A mask holds the labels 0 to " + std::to_string(maxLabel) + " in one channel.");
}

}  // namespace

base::Result<Image8> labelsFromValues(std::span<const double> values, int width, int height,
                                      const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(Image8 labels, makeImage(width, height, 1, file));
  const bool areLabels = std::all_of(values.begin(), values.end(), [](double value) {
    return value >= 0 && value <= maxLabel && value == std::floor(value);
  });
  const auto other = std::find_if(values.begin(), values.end(), [](double value) { return value != 0; });
  const bool areTwo = areLabels || std::all_of(values.begin(), values.end(),
                                               [&](double value) { return value == 0 || value == *other; });
  if (!areTwo) {
    return fail(
        ErrorCode::formatUnsupported,
        "The mask holds values that are no labels: whole numbers from 0 to " + std::to_string(maxLabel) + ".",
        file, {}, "Save it as a label map, or with one value besides 0.");
  }
  std::transform(values.begin(), values.end(), labels.pixels.begin(), [areLabels](double value) {
    return areLabels ? static_cast<std::uint8_t>(value) : static_cast<std::uint8_t>(value != 0);
  });
  return labels;
}

base::Result<LabelMask> readMask(const std::filesystem::path& path) {
  CHEXGEN_ASSIGN(const std::string content, base::readFile(path, maxFileBytes));
  const auto bytes = std::as_bytes(std::span(content));
  if (content.starts_with("\x89PNG")) return decodePngMask(bytes, path);
  if (isDicom(bytes)) return decodeSegmentation(bytes, path);
  if (content.empty()) return fail(ErrorCode::fileTruncated, "The file is empty.", path);
  if (isNifti(path)) return readNiftiMask(path);
  return fail(ErrorCode::formatUnsupported,
              "The file is no mask: neither PNG, NIfTI (.nii, .nii.gz) nor DICOM.", path, {},
              "Save the mask as a grey PNG.");
}

base::Result<void> writeMask(const std::filesystem::path& path, const LabelMask& mask,
                             const MaskContext& context) {
  CHEXGEN_TRY(checkMask(mask));
  if (endsWith(path, ".png")) return writePng(path, mask.labels);
  if (isNifti(path)) return writeNiftiMask(path, mask, context.spacing);
  if (!endsWith(path, ".dcm")) {
    return fail(ErrorCode::argumentInvalid, "A mask is written as .png, .nii, .nii.gz or .dcm.", path,
                "Nothing was written.");
  }
  CHEXGEN_ASSIGN(const std::string bytes, encodeSegmentation(mask, context));
  return base::writeFileAtomically(path, bytes);
}

}  // namespace chexgen::imaging
