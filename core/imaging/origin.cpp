#include "core/imaging/origin.h"

#include <algorithm>
#include <array>

#include "core/imaging/dicom_file.h"
#include "core/imaging/picture_file.h"
#include "core/imaging/png.h"
#include "core/imaging/recipe_png.h"
#include "core/imaging/synthetic_dicom.h"

namespace chexgen::imaging {
namespace {

bool isPng(std::span<const std::byte> bytes) {
  constexpr std::array<unsigned char, 4> start{0x89, 'P', 'N', 'G'};
  return bytes.size() > start.size() &&
         std::equal(start.begin(), start.end(), bytes.begin(),
                    [](unsigned char wanted, std::byte found) { return std::byte{wanted} == found; });
}

Origin originOfPng(std::span<const std::byte> bytes) {
  Origin origin;
  const auto texts = decodePngTexts(bytes);
  origin.synthetic = texts && std::any_of(texts->begin(), texts->end(), [](const PngText& one) {
                       return one.keyword == "Synthetic" && one.text.starts_with("YES");
                     });
  if (auto recipe = decodeRecipePng(bytes)) origin = {.synthetic = true, .recipe = std::move(*recipe)};
  return origin;
}

Origin originOfDicom(std::span<const std::byte> bytes) {
  Origin origin;
  const auto dicom = openDicom(bytes, {});
  if (!dicom) return origin;
  origin.synthetic = textOf(*dicom->dataset, DcmTagKey(0x0008, 0x001c)) == "YES";
  if (auto recipe = decodeSyntheticDicomRecipe(bytes))
    origin = {.synthetic = true, .recipe = std::move(*recipe)};
  return origin;
}

}  // namespace

Origin originOf(std::span<const std::byte> bytes) {
  if (isPng(bytes)) return originOfPng(bytes);
  return originOfDicom(bytes);
}

Origin originOf(const std::filesystem::path& file) {
  const auto bytes = readPicture(file);
  return bytes ? originOf(std::as_bytes(std::span(*bytes))) : Origin{};
}

}  // namespace chexgen::imaging
