#include "core/imaging/jpeg.h"

#include <array>
#include <csetjmp>
#include <cstdio>  // jpeglib.h needs FILE
#include <string>

#include <jpeglib.h>

#include <jerror.h>
#include "core/imaging/picture_file.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

// Working memory of libjpeg; a progressive file needs six bytes a pixel.
constexpr long maxWorkingBytes = 2L << 30U;
// A Huffman-coded block of 64 pixels takes at least one bit.
constexpr std::uint64_t maxPixelsPerByte = 512;
// A hostile progressive file repeats tiny scans, each of which costs a pass over the whole image.
constexpr int maxScans = 500;

// libjpeg's error manager, and where to go on when it fails.
struct ErrorManager {
  jpeg_error_mgr base{};
  std::jmp_buf resume{};
  std::array<char, JMSG_LENGTH_MAX> message{};
  int code = 0;
};

[[noreturn]] void onJpegError(j_common_ptr info) {
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  info->err->format_message(info, manager->message.data());
  manager->code = info->err->msg_code;
  std::longjmp(manager->resume, 1);
}

// libjpeg fills gaps with grey after a warning. Invented pixels are no radiograph, so damage is an error;
// oddities that leave the pixels whole are let pass.
void onJpegMessage(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_BOGUS_ICC:
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_NOT_SEQUENTIAL: return;
    default: onJpegError(info);
  }
}

void onJpegProgress(j_common_ptr info) {
  const auto* decoder = reinterpret_cast<j_decompress_ptr>(info);
  if (decoder->input_scan_number > maxScans) {
    info->err->msg_code = JERR_BAD_PROGRESSION;
    onJpegError(info);
  }
}

// Owns libjpeg's state for one file.
class Decoder {
 public:
  Decoder() {
    info_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = onJpegError;
    errors_.base.emit_message = onJpegMessage;
    progress_.progress_monitor = onJpegProgress;
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() { jpeg_destroy_decompress(&info_); }

  // Runs `body`; false when libjpeg failed inside it. The jump back skips destructors, so `body` must own
  // nothing.
  template <class Body>
  [[nodiscard]] bool guarded(const Body& body) {
    if (setjmp(errors_.resume) != 0) return false;
    body(info_);
    return true;
  }

  void watchProgress() { info_.progress = &progress_; }

  [[nodiscard]] tl::unexpected<base::Error> failure(const std::filesystem::path& file) const {
    const std::string reason = errors_.message.data();
    switch (errors_.code) {
      case JWRN_JPEG_EOF:
      case JERR_INPUT_EOF:
        return fail(ErrorCode::fileTruncated, "The JPEG file ends before its image is complete.", file, {},
                    "Copy or export the image again.");
      case JERR_BAD_PRECISION:
      case JERR_CONVERSION_NOTIMPL:
      case JERR_SOF_UNSUPPORTED:
        return fail(ErrorCode::formatUnsupported,
                    "This kind of JPEG is not read, only 8-bit grey and colour: " + reason + ".", file, {},
                    "Convert the image to PNG.");
      case JERR_OUT_OF_MEMORY:
      case JERR_NO_BACKING_STORE:
        return fail(ErrorCode::outOfMemory, "The JPEG file needs too much memory: " + reason + ".", file);
      case JERR_NO_SOI: return fail(ErrorCode::formatInvalid, "This is not a JPEG file.", file);
      default:
        return fail(ErrorCode::formatInvalid, "The JPEG file is damaged: " + reason + ".", file, {},
                    "Export the image again from where it came from.");
    }
  }

 private:
  ErrorManager errors_;
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct info_{};
};

// Adobe's CMYK holds 255 less the ink; Pillow takes every CMYK JPEG so, and rounds like this.
void rgbFromInks(const std::vector<std::uint8_t>& inks, std::uint8_t* rgb) {
  for (std::size_t i = 0; i < inks.size() / 4; ++i) {
    const unsigned light = inks[4 * i + 3];
    for (std::size_t c = 0; c < 3; ++c) {
      const unsigned product = (255U - inks[4 * i + c]) * light + 128U;
      rgb[3 * i + c] = static_cast<std::uint8_t>(light - (((product >> 8U) + product) >> 8U));
    }
  }
}

}  // namespace

base::Result<Image8> decodeJpeg(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  if (bytes.empty()) return fail(ErrorCode::fileTruncated, "The file is empty.", file);
  Decoder decoder;
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  int channels = 0;
  bool isArithmetic = false;
  bool isInks = false;
  const bool headerRead = decoder.guarded([&](jpeg_decompress_struct& info) {
    jpeg_create_decompress(&info);
    decoder.watchProgress();
    info.mem->max_memory_to_use = maxWorkingBytes;
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&info, TRUE);
    isInks = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
    info.out_color_space = info.jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE
                           : isInks                               ? JCS_CMYK
                                                                  : JCS_RGB;
    width = info.image_width;
    height = info.image_height;
    isArithmetic = info.arith_code != FALSE;
    channels = info.out_color_space == JCS_GRAYSCALE ? 1 : 3;
  });
  if (!headerRead) return decoder.failure(file);
  CHEXGEN_TRY(checkImageSize(width, height, file));
  if (isArithmetic) {
    return fail(ErrorCode::formatUnsupported, "Arithmetic-coded JPEG is not read.", file, {},
                "Convert the image to PNG.");
  }
  if (width * height / maxPixelsPerByte > bytes.size()) {
    return fail(ErrorCode::fileTruncated,
                "The JPEG file is too short to hold the " + std::to_string(width) + " x " +
                    std::to_string(height) + " pixels that it announces.",
                file, {}, "Copy or export the image again.");
  }
  CHEXGEN_ASSIGN(Image8 image, makeImage(static_cast<int>(width), static_cast<int>(height), channels, file));
  std::vector<std::uint8_t> inks(isInks ? 4 * width : 0);
  const bool pixelsRead = decoder.guarded([&image, &inks](jpeg_decompress_struct& info) {
    jpeg_start_decompress(&info);
    while (info.output_scanline < info.output_height) {
      std::uint8_t* target = image.pixels.data() + image.index(0, static_cast<int>(info.output_scanline));
      JSAMPROW row = inks.empty() ? target : inks.data();
      jpeg_read_scanlines(&info, &row, 1);
      if (!inks.empty()) rgbFromInks(inks, target);
    }
    jpeg_finish_decompress(&info);
  });
  if (!pixelsRead) return decoder.failure(file);
  return image;
}

base::Result<Image8> readJpeg(const std::filesystem::path& path) {
  CHEXGEN_ASSIGN(const std::string bytes, readPicture(path));
  return decodeJpeg(std::as_bytes(std::span(bytes)), path);
}

}  // namespace chexgen::imaging
