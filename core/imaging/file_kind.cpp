#include "core/imaging/file_kind.h"

#include <algorithm>
#include <array>

#include <string_view>

#include "core/base/open_file.h"
#include "core/imaging/dicom_start.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;
using std::string_view_literals::operator""sv;

struct Signature {
  std::size_t at = 0;
  std::string_view bytes;
  std::string_view what;
};

constexpr std::array signatures{
    Signature{0, "%PDF-"sv, "a PDF document"},
    Signature{0, "PK\3\4"sv, "a ZIP archive (or an office document, which is one)"},
    Signature{0, "PK\5\6"sv, "an empty ZIP archive"},
    Signature{0, "\x1f\x8b"sv, "compressed by gzip"},
    Signature{0, "BZh"sv, "compressed by bzip2"},
    Signature{0,
              "\xfd"
              "7zXZ"sv,
              "compressed by xz"},
    Signature{0, "\x28\xb5\x2f\xfd"sv, "compressed by Zstandard"},
    Signature{0, "7z\xbc\xaf\x27\x1c"sv, "a 7-Zip archive"},
    Signature{0, "Rar!\x1a\x07"sv, "a RAR archive"},
    Signature{257, "ustar"sv, "a tar archive"},
    Signature{0, "GIF8"sv, "a GIF picture"},
    Signature{0, "II*\0"sv, "a TIFF picture"},
    Signature{0, "MM\0*"sv, "a TIFF picture"},
    Signature{8, "WEBP"sv, "a WebP picture"},
    Signature{4, "jP  \r\n"sv, "a bare JPEG 2000 picture"},
    Signature{0, "\xff\x4f\xff\x51"sv, "a bare JPEG 2000 picture"},
    Signature{0, "8BPS"sv, "a Photoshop document"},
    Signature{4, "ftyp"sv, "a film or a HEIC picture"},
    Signature{344, "n+1\0"sv, "a NIfTI volume"},
    Signature{344, "ni1\0"sv, "a NIfTI header"},
    Signature{0, "NRRD"sv, "an NRRD volume"},
    Signature{0, "\x89HDF\r\n"sv, "an HDF5 file"},
    Signature{0, "\x93NUMPY"sv, "a NumPy array"},
    Signature{0, "SQLite format 3"sv, "a database"},
    Signature{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "an old office document or a database of thumbnails"},
    Signature{0, "\0\5\x16\7"sv, "a side file of macOS"},
    Signature{0, "\0\0\0\1Bud1"sv, "a side file of macOS"},
    Signature{0,
              "\x7f"
              "ELF"sv,
              "a program"},
    Signature{0, "BM"sv, "a BMP picture"},
    Signature{0, "MZ"sv, "a program"},
};

struct DicomKind {
  std::string_view sopClass;  // or its beginning, when it ends in a point
  FileKind kind;
  std::string_view what;
};

// PS3.4 B.5 and PS3.3 F: what has no picture of greys that could be a radiograph. Any other class may have
// one.
constexpr std::array dicomKinds{
    DicomKind{"1.2.840.10008.1.3.10", FileKind::dicomDirectory, "a DICOMDIR"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.88.59", FileKind::dicomOther, "a DICOM key object selection"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.88.", FileKind::dicomOther, "a DICOM structured report"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.11.", FileKind::dicomOther, "a DICOM presentation state"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.66.4", FileKind::dicomOther, "a DICOM segmentation"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.66.7", FileKind::dicomOther, "a DICOM segmentation"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.66.5", FileKind::dicomOther, "a DICOM surface segmentation"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.66", FileKind::dicomOther, "DICOM raw data or a registration"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.66.", FileKind::dicomOther, "a DICOM registration or fiducials"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.67", FileKind::dicomOther, "a DICOM value map"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.104.1", FileKind::dicomOther, "a PDF document in DICOM"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.104.2", FileKind::dicomOther, "a CDA document in DICOM"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.104.", FileKind::dicomOther, "a document or a model in DICOM"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.9.", FileKind::dicomOther, "a DICOM waveform"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.481.1", FileKind::dicomImage, ""},  // RT image
    DicomKind{"1.2.840.10008.5.1.4.1.1.481.", FileKind::dicomOther, "a DICOM object of radiotherapy"},
    DicomKind{"1.2.840.10008.5.1.4.38.", FileKind::dicomOther, "a DICOM hanging protocol"},
    DicomKind{"1.2.840.10008.5.1.4.1.1.201.", FileKind::dicomOther, "a DICOM inventory"},
};

KnownFile kindOfDicom(std::string_view sopClass) {
  for (const DicomKind& known : dicomKinds) {
    const bool matches =
        known.sopClass.ends_with('.') ? sopClass.starts_with(known.sopClass) : sopClass == known.sopClass;
    if (matches && known.kind != FileKind::dicomImage) return {known.kind, std::string(known.what)};
    if (matches) break;
  }
  return {FileKind::dicomImage, "a DICOM image"};
}

// Printable signs, UTF-8 or an old code page, or UTF-16 with its mark.
std::string_view textKindOf(std::string_view text) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) return "text";
  const auto isStrange = [](char c) {
    const auto code = static_cast<unsigned char>(c);
    return code == 0x7f ||
           (code < 0x20 && std::string_view("\t\n\r\f\x1b").find(c) == std::string_view::npos);
  };
  if (std::any_of(text.begin(), text.end(), isStrange)) return {};
  const std::size_t first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  const std::string_view begun = first == std::string_view::npos ? std::string_view() : text.substr(first);
  if (begun.starts_with("<?xml")) return "an XML document";
  if (begun.starts_with("<!DOCTYPE") || begun.starts_with("<html")) return "a web page";
  if (begun.starts_with('{') || begun.starts_with('[')) return "text (JSON)";
  return "text";
}

}  // namespace

KnownFile kindOf(std::span<const std::byte> head, std::uint64_t fileSize) {
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  if (text.empty()) return {FileKind::other, "empty"};
  if (text.starts_with("\x89PNG")) return {FileKind::png, "a PNG picture"};
  if (text.starts_with("\xff\xd8\xff")) return {FileKind::jpeg, "a JPEG picture"};
  // The preamble of a DICOM file may be the beginning of a TIFF.
  if (const auto start = findDicomStart(head, static_cast<std::size_t>(fileSize))) {
    constexpr std::uint32_t sopClassTag = 0x00080016;
    std::string sopClass = start->sopClass;
    if (sopClass.empty() && start->dataset < head.size()) {
      const auto dataset = head.subspan(start->dataset);
      const DicomCoding stated = statedCoding(start->transferSyntax);
      const auto coding = shownCoding(dataset, static_cast<std::size_t>(fileSize) - start->dataset, stated);
      sopClass = shortTextOf(dataset, coding.value_or(stated), sopClassTag);
    }
    return kindOfDicom(sopClass);
  }
  for (const Signature& known : signatures) {
    if (text.size() >= known.at && text.substr(known.at).starts_with(known.bytes))
      return {FileKind::other, std::string(known.what)};
  }
  const std::string_view asText = textKindOf(text);
  return {FileKind::other, std::string(asText.empty() ? "of no kind that is known here" : asText)};
}

base::Result<KnownFile> kindOfFile(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error))
    return fail(ErrorCode::argumentInvalid, "This is not a file.", file);
  CHEXGEN_ASSIGN(const base::OpenFile opened, base::openToRead(file));
  CHEXGEN_ASSIGN(const std::string head, base::readStart(opened, kindHeadBytes));
  return kindOf(std::as_bytes(std::span(head)), opened.bytes);
}

}  // namespace chexgen::imaging
