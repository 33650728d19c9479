#include "core/imaging/file_facts.h"

#include <cstdint>
#include <string_view>

#include "core/imaging/dicom_file.h"
#include "core/imaging/dicom_structure.h"

namespace chexgen::imaging {
namespace {

// Big endian, as PNG and JPEG have it; 0 beyond the end.
std::uint32_t bigEndian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i)
    value = value << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
  return value;
}

FileFacts ofPng(std::string_view bytes) {
  FileFacts facts{.format = "PNG"};
  for (std::size_t at = 8; at + 12 <= bytes.size();) {
    const std::size_t length = bigEndian(bytes, at, 4);
    const std::string_view type = bytes.substr(at + 4, 4);
    if (type == "IHDR") {
      facts.width = static_cast<int>(bigEndian(bytes, at + 8, 4) & 0x7FFFFFFFU);
      facts.height = static_cast<int>(bigEndian(bytes, at + 12, 4) & 0x7FFFFFFFU);
      facts.bits = static_cast<int>(bigEndian(bytes, at + 16, 1));
      facts.colour = (bigEndian(bytes, at + 17, 1) & 2U) != 0;  // palettes have the bit, too
    }
    facts.spacing = facts.spacing || type == "pHYs";
    facts.comment = facts.comment || type == "tEXt" || type == "zTXt" || type == "iTXt" || type == "eXIf";
    if (type == "IEND" || length > bytes.size() - at - 12) break;
    at += length + 12;
  }
  return facts;
}

FileFacts ofJpeg(std::string_view bytes) {
  FileFacts facts{.format = "JPEG"};
  for (std::size_t at = 2; at + 4 <= bytes.size() && bytes[at] == '\xFF';) {
    const std::uint32_t marker = bigEndian(bytes, at + 1, 1);
    if (marker == 0xFF) {  // filling
      ++at;
      continue;
    }
    if (marker == 0xDA) break;  // the picture begins
    const std::size_t length = bigEndian(bytes, at + 2, 2);
    const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) {
      facts.bits = static_cast<int>(bigEndian(bytes, at + 4, 1));
      facts.height = static_cast<int>(bigEndian(bytes, at + 5, 2));
      facts.width = static_cast<int>(bigEndian(bytes, at + 7, 2));
      facts.colour = bigEndian(bytes, at + 9, 1) > 1;
    }
    facts.comment = facts.comment || marker == 0xFE || marker == 0xE1;
    if (marker == 0xE0 && bytes.substr(at + 4).starts_with(std::string_view("JFIF\0", 5)))
      facts.spacing = bigEndian(bytes, at + 11, 1) != 0;  // 0: only the shape of a pixel
    at += length + 2;
  }
  return facts;
}

FileFacts ofDicom(std::span<const std::byte> bytes) {
  FileFacts facts{.format = "DICOM"};
  const auto dicom = openDicom(bytes, {});
  if (!dicom) return facts;
  DcmItem& item = *dicom->dataset;
  facts.width = numberOr(item, DCM_Columns, 0);
  facts.height = numberOr(item, DCM_Rows, 0);
  facts.bits = numberOr(item, DCM_BitsStored, 0);
  facts.colour = numberOr(item, DCM_SamplesPerPixel, 1) > 1;
  facts.spacing =
      !numbersOf(item, DCM_PixelSpacing).empty() || !numbersOf(item, DCM_ImagerPixelSpacing).empty();
  facts.comment = !textOf(item, DCM_ImageComments).empty() || !textOf(item, DCM_SeriesDescription).empty() ||
                  !textOf(item, DCM_StudyDescription).empty();
  facts.age = !textOf(item, DCM_PatientAge).empty() || !textOf(item, DCM_PatientBirthDate).empty();
  facts.burnedIn = textOf(item, DCM_BurnedInAnnotation) == "YES";
  return facts;
}

}  // namespace

FileFacts fileFactsOf(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with(std::string_view("\x89PNG\r\n\x1A\n", 8))) return ofPng(text);
  if (text.starts_with("\xFF\xD8\xFF")) return ofJpeg(text);
  if (isDicom(bytes)) return ofDicom(bytes);
  return {};
}

}  // namespace chexgen::imaging
