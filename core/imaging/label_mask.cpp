#include "core/imaging/label_mask.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include <zlib.h>

#include "core/base/compressed_file.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/imaging/dicom_structure.h"
#include "core/imaging/mask_formats.h"
#include "core/imaging/mask_values.h"
#include "core/imaging/png.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;
namespace fs = std::filesystem;

std::string lowerName(const fs::path& path) {
  std::string name = path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return name;
}

bool endsWith(const fs::path& path, std::string_view ending) { return lowerName(path).ends_with(ending); }

bool namedNifti(const fs::path& path) { return endsWith(path, ".nii") || endsWith(path, ".nii.gz"); }

// The other file of a pair: beside this one, of the same name with another ending, perhaps compressed.
base::Result<std::string> otherOfPair(const fs::path& path, std::string_view ending) {
  const std::string bare = base::withSuffix(path, "").string();
  for (const std::string& name :
       {bare + "." + std::string(ending), bare + "." + std::string(ending) + ".gz"}) {
    std::error_code ignored;
    if (fs::exists(name, ignored)) return base::readMaybeCompressed(name, maxFileBytes);
  }
  return fail(ErrorCode::fileMissing,
              "This file is one of a pair, and the other, ." + std::string(ending) + ", is not beside it.",
              path, {}, "Put both files into one folder, or save the mask as a single file (.nii).");
}

// What a file is that is no mask, by its first bytes; empty when nobody knows.
std::string_view otherKind(std::string_view content) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kinds{{
      {"NRRD", "an NRRD file"},
      {"ObjectType", "a MetaImage file"},
      {"II*", "a TIFF picture"},
      {std::string_view("MM\0*", 4), "a TIFF picture"},
      {"BM", "a BMP picture"},
      {"GIF8", "a GIF picture"},
      {"RIFF", "a WebP picture"},
      {"\x93NUMPY", "a NumPy array"},
      {"{", "a JSON file"},
      {"<?xml", "an XML file"},
      {"PK\x03\x04", "a ZIP archive"},
  }};
  for (const auto& [start, kind] : kinds)
    if (content.starts_with(start)) return kind;
  return {};
}

tl::unexpected<base::Error> noMaskFile(std::string_view content, const fs::path& path) {
  const std::string_view kind = otherKind(content);
  const std::string are =
      "masks are PNG, JPEG, NIfTI (.nii, .nii.gz, .hdr with .img) or DICOM segmentations.";
  return fail(ErrorCode::formatUnsupported,
              kind.empty() ? "The file is no mask: " + are : "This is " + std::string(kind) + ": " + are,
              path, {}, "Save the mask as a grey PNG.");
}

base::Result<LabelMask> decodeAny(std::string_view content, const fs::path& path) {
  const auto bytes = std::as_bytes(std::span(content));
  if (content.empty()) return fail(ErrorCode::fileTruncated, "The file is empty.", path);
  if (content.starts_with("\x89PNG")) return decodePngMask(bytes, path);
  if (content.starts_with("\xff\xd8\xff")) return decodeJpegMask(bytes, path);
  // By their magic words and names before DICOM, which may lack its own.
  if (isNiftiHeader(bytes)) {
    CHEXGEN_ASSIGN(const std::string voxels, otherOfPair(path, "img"));
    return decodeNiftiMask(bytes, std::as_bytes(std::span(voxels)), path);
  }
  if (isNifti(bytes) || namedNifti(path)) return decodeNiftiMask(bytes, {}, path);
  if (endsWith(path, ".img") || endsWith(path, ".img.gz")) {
    const auto header = otherOfPair(path, "hdr");
    if (header) return decodeNiftiMask(std::as_bytes(std::span(*header)), bytes, path);
    if (!isDicom(bytes)) return tl::unexpected(header.error());
  }
  if (isDicom(bytes)) return decodeSegmentation(bytes, path);
  return noMaskFile(content, path);
}

base::Result<LabelMask> withRemarks(base::Result<LabelMask> mask) {
  if (!mask) return mask;
  for (std::string& remark : remarksOnMarks(mask->labels)) mask->remarks.push_back(std::move(remark));
  return mask;
}

base::Result<void> checkMask(const LabelMask& mask) {
  CHEXGEN_TRY(checkImage(mask.labels));
  const auto& labels = mask.labels.pixels;
  if (mask.labels.channels == 1 && *std::max_element(labels.begin(), labels.end()) <= maxLabel) return {};
  return fail(ErrorCode::argumentInvalid,
              "A mask holds the labels 0 to " + std::to_string(maxLabel) + " in one channel.");
}

std::string sidesText(int width, int height) {
  return std::to_string(width) + " x " + std::to_string(height);
}

// The same bytes for the same content: no name, no time.
base::Result<std::string> gzipped(const std::string& content) {
  z_stream stream{};
  constexpr int gzip = 16, memory = 8;
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip, memory,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    return fail(ErrorCode::outOfMemory, "There is not enough memory to compress the mask.");
  std::string packed(deflateBound(&stream, static_cast<uLong>(content.size())), '\0');
  // zlib does not write to its input.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int ended = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) return fail(ErrorCode::internal, "The mask cannot be compressed.");
  return packed;
}

base::Result<std::string> fileContent(const fs::path& path, const LabelMask& mask,
                                      const MaskContext& context) {
  if (endsWith(path, ".png")) return encodePng(mask.labels);
  if (endsWith(path, ".nii")) return encodeNiftiMask(mask, context.spacing);
  if (endsWith(path, ".nii.gz")) return gzipped(encodeNiftiMask(mask, context.spacing));
  if (endsWith(path, ".dcm")) return encodeSegmentation(mask, context);
  return fail(ErrorCode::argumentInvalid, "A mask is written as .png, .nii, .nii.gz or .dcm.", path,
              "Nothing was written.");
}

}  // namespace

Image8 whiteOnBlack(const LabelMask& mask) {
  if (!mask.levels.pixels.empty()) return mask.levels;
  Image8 picture = mask.labels;
  for (auto& pixel : picture.pixels) pixel = pixel != 0 ? 255 : 0;
  return picture;
}

base::Result<LabelMask> decodeMask(std::span<const std::byte> bytes, const fs::path& path) {
  return withRemarks(
      decodeAny(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()), path));
}

base::Result<LabelMask> readMask(const fs::path& path) {
  CHEXGEN_ASSIGN(const std::string content, base::readMaybeCompressed(path, maxFileBytes));
  return withRemarks(decodeAny(content, path));
}

MaskFit compareWithRadiograph(const Image8& labels, int width, int height) {
  MaskFit fit;
  if (labels.width == width && labels.height == height) return fit;
  // Sides that were scaled and rounded may be off by half a pixel each, in either picture.
  const std::int64_t difference =
      std::abs(std::int64_t{labels.width} * height - std::int64_t{labels.height} * width);
  const std::int64_t rounding = std::max(width + height, labels.width + labels.height) / 2;
  fit.sameSize = false;
  fit.sameShape = difference <= rounding;
  fit.remark =
      "The mask is " + sidesText(labels.width, labels.height) + " pixels, its radiograph " +
      sidesText(width, height) +
      (fit.sameShape ? "; it is scaled to fit."
                     : ": they have different shapes, so only the centre squares lie on each other.");
  return fit;
}

base::Result<void> writeMask(const fs::path& path, const LabelMask& mask, const MaskContext& context) {
  CHEXGEN_TRY(checkMask(mask));
  CHEXGEN_ASSIGN(const std::string bytes, fileContent(path, mask, context));
  return base::writeFileAtomically(path, bytes);
}

}  // namespace chexgen::imaging
