#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <new>
#include <string_view>

#include "core/imaging/libpng.h"
#include "core/imaging/picture_file.h"
#include "core/imaging/png.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr png_uint_32 maxTextChunks = 32;
// Deflate codes at most 258 bytes in two bits.
constexpr std::uint64_t maxDeflateRatio = 1032;

// The bytes still to read; also libpng's error and I/O context.
struct Source {
  PngFailure failure;
  std::span<const std::byte> rest;
  bool exhausted = false;
};

void readBytes(png_structp png, png_bytep out, std::size_t count) {
  auto* source = static_cast<Source*>(png_get_io_ptr(png));
  if (source->rest.size() < count) {
    source->exhausted = true;
    png_error(png, "the file ends too early");
  }
  std::memcpy(out, source->rest.data(), count);
  source->rest = source->rest.subspan(count);
}

// Owns libpng's state for one file.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : source_{.failure = {}, .rest = bytes} {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source_.failure, onPngError, onPngWarning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (isReady()) png_set_read_fn(png_, &source_, readBytes);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  [[nodiscard]] bool isReady() const { return png_ != nullptr && info_ != nullptr; }
  [[nodiscard]] png_structp png() const { return png_; }
  [[nodiscard]] png_infop info() const { return info_; }

  [[nodiscard]] tl::unexpected<base::Error> failure(const std::filesystem::path& file) const {
    const std::string next = "Export the image again from where it came from.";
    if (source_.exhausted) {
      return fail(ErrorCode::fileTruncated, "The PNG file ends before its image is complete.", file, {},
                  next);
    }
    return fail(ErrorCode::formatInvalid,
                std::string("The PNG file is damaged: ") + source_.failure.message.data() + ".", file, {},
                next);
  }

 private:
  Source source_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

std::uint32_t bigEndian(std::span<const std::byte> bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | std::to_integer<std::uint32_t>(bytes[at + i]);
  return value;
}

// Signature, then IHDR at its fixed place: the sides are judged before libpng sees the file.
base::Result<void> checkHeader(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  constexpr std::array<unsigned char, 8> signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  constexpr std::size_t headerEnd = 8 + 8 + 13 + 4;
  const std::size_t known = std::min(bytes.size(), signature.size());
  if (known > 0 && std::memcmp(bytes.data(), signature.data(), known) != 0) {
    return fail(ErrorCode::formatInvalid, "This is not a PNG file.", file);
  }
  if (bytes.size() < headerEnd) {
    return fail(ErrorCode::fileTruncated,
                bytes.empty() ? "The file is empty." : "The PNG file ends inside its header.", file, {},
                "Copy or export the image again.");
  }
  if (bigEndian(bytes, 8) != 13 || std::memcmp(bytes.data() + 12, "IHDR", 4) != 0) {
    return fail(ErrorCode::formatInvalid, "The PNG file does not start with its header.", file);
  }
  return checkImageSize(bigEndian(bytes, 16), bigEndian(bytes, 20), file);
}

std::uint8_t colourTypeOf(std::span<const std::byte> bytes) {
  constexpr std::size_t colourAt = 25;
  return std::to_integer<std::uint8_t>(bytes[colourAt]);
}

bool isPng16(std::span<const std::byte> bytes) {
  constexpr std::size_t depthAt = 24;
  return checkHeader(bytes, {}) && bytes[depthAt] == std::byte{16};
}

// libpng makes room for a chunk before it reads it: a length that the file does not hold is refused first.
base::Result<void> checkChunks(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  CHEXGEN_TRY(checkHeader(bytes, file));
  constexpr std::size_t around = 12;  // length, type, checksum
  std::size_t at = 8;
  while (bytes.size() - at >= around) {
    const std::size_t length = bigEndian(bytes, at);
    if (length > bytes.size() - at - around) {
      return fail(ErrorCode::fileTruncated, "The PNG file ends before its image is complete.", file, {},
                  "Copy or export the image again.");
    }
    if (std::memcmp(bytes.data() + at + 4, "IEND", 4) == 0) break;
    at += around + length;
  }
  return {};
}

// Asks libpng for plain 8-bit grey or RGB rows, whatever the file holds.
void requestPlainRows(const Reader& reader) {
  png_set_scale_16(reader.png());
  png_set_expand_gray_1_2_4_to_8(reader.png());
  png_set_palette_to_rgb(reader.png());
  png_set_strip_alpha(reader.png());
}

// Asks for the samples of a 16-bit grey file in the machine's byte order.
void requestGrey16Rows(const Reader& reader) {
  png_set_strip_alpha(reader.png());
  if constexpr (std::endian::native == std::endian::little) png_set_swap(reader.png());
}

// Asks for every sample as it is stored, those of less than a byte in a byte each.
void requestStoredRows(const Reader& reader) {
  png_set_packing(reader.png());
  if constexpr (std::endian::native == std::endian::little) png_set_swap(reader.png());
}

struct PictureFacts {
  int width = 0, height = 0, channels = 1;
};

base::Result<PictureFacts> readFacts(const Reader& reader, std::span<const std::byte> bytes,
                                     const std::filesystem::path& file) {
  const bool headerRead = guarded(reader.png(), [&reader] {
    // Text, profiles and the like are skipped unread: here they could only do harm.
    png_set_keep_unknown_chunks(reader.png(), PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_read_info(reader.png(), reader.info());
  });
  if (!headerRead) return reader.failure(file);
  const png_uint_32 width = png_get_image_width(reader.png(), reader.info());
  const png_uint_32 height = png_get_image_height(reader.png(), reader.info());
  const std::uint64_t raw = std::uint64_t{png_get_rowbytes(reader.png(), reader.info())} * height;
  if (raw / maxDeflateRatio > bytes.size()) {
    return fail(ErrorCode::fileTruncated,
                "The PNG file is too short to hold the " + std::to_string(width) + " x " +
                    std::to_string(height) + " pixels that it announces.",
                file);
  }
  const bool colour = (png_get_color_type(reader.png(), reader.info()) & PNG_COLOR_MASK_COLOR) != 0;
  return PictureFacts{static_cast<int>(width), static_cast<int>(height), colour ? 3 : 1};
}

// Reads `height` rows of `rowBytes` bytes each to `first` and on, as `request` asked for them.
base::Result<void> readRows(const Reader& reader, void (*request)(const Reader&), png_bytep first,
                            std::size_t rowBytes, int height, const std::filesystem::path& file) {
  std::vector<png_bytep> rows(static_cast<std::size_t>(height));
  for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = first + y * rowBytes;
  const bool pixelsRead = guarded(reader.png(), [&reader, request, &rows, rowBytes] {
    request(reader);
    png_set_interlace_handling(reader.png());
    png_read_update_info(reader.png(), reader.info());
    if (png_get_rowbytes(reader.png(), reader.info()) != rowBytes) png_error(reader.png(), "odd row length");
    png_read_image(reader.png(), rows.data());
    png_read_end(reader.png(), nullptr);
  });
  if (!pixelsRead) return reader.failure(file);
  return {};
}

// What the rows hold when they come as they are stored.
struct StoredRows {
  std::vector<png_byte> bytes;
  unsigned channels = 1;  // with alpha
  bool wide = false;      // two bytes for each sample

  [[nodiscard]] std::uint16_t at(std::size_t pixel, unsigned channel) const {
    const std::size_t index = pixel * channels + channel;
    if (!wide) return bytes[index];
    std::uint16_t sample = 0;
    std::memcpy(&sample, bytes.data() + 2 * index, sizeof sample);
    return sample;
  }
};

void takePalette(const Reader& reader, PngSamples& picture) {
  png_colorp colours = nullptr;
  int count = 0;
  if (png_get_PLTE(reader.png(), reader.info(), &colours, &count) == 0) return;
  for (const png_color& colour : std::span(colours, static_cast<std::size_t>(count)))
    picture.palette.push_back({colour.red, colour.green, colour.blue});
}

// The alpha channel, or what a tRNS chunk says: an alpha for each index, or one sample that is transparent.
void takeAlpha(const Reader& reader, const StoredRows& rows, unsigned colourChannels, PngSamples& picture) {
  png_bytep alphas = nullptr;
  int count = 0;
  png_color_16p clear = nullptr;
  const bool separate = rows.channels > colourChannels;
  if (!separate && png_get_tRNS(reader.png(), reader.info(), &alphas, &count, &clear) == 0) return;
  const bool indexed = !separate && !picture.palette.empty() && colourChannels == 1;
  picture.opaque = separate && rows.wide ? 65535 : 255;
  picture.alpha.resize(picture.pixels(), picture.opaque);
  for (std::size_t i = 0; i < picture.alpha.size(); ++i) {
    if (separate) {
      picture.alpha[i] = rows.at(i, colourChannels);
    } else if (indexed) {
      const std::uint16_t index = rows.at(i, 0);
      if (alphas != nullptr && index < count) picture.alpha[i] = alphas[index];
    } else if (clear != nullptr) {
      const bool isClear =
          colourChannels == 1
              ? rows.at(i, 0) == clear->gray
              : rows.at(i, 0) == clear->red && rows.at(i, 1) == clear->green && rows.at(i, 2) == clear->blue;
      if (isClear) picture.alpha[i] = 0;
    }
  }
  const bool none = std::all_of(picture.alpha.begin(), picture.alpha.end(),
                                [&](std::uint16_t alpha) { return alpha == picture.opaque; });
  if (none) picture.alpha.clear();
}

std::string utf8FromLatin1(std::string_view latin1) {
  std::string utf8;
  for (const char c : latin1) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x80U) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xc0U | code >> 6U);
      utf8 += static_cast<char>(0x80U | (code & 0x3fU));
    }
  }
  return utf8;
}

}  // namespace

base::Result<Image8> decodePng(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  CHEXGEN_TRY(checkChunks(bytes, file));
  Reader reader(bytes);
  if (!reader.isReady()) return fail(ErrorCode::outOfMemory, "libpng could not start.", file);
  CHEXGEN_ASSIGN(const PictureFacts facts, readFacts(reader, bytes, file));
  CHEXGEN_ASSIGN(Image8 image, makeImage(facts.width, facts.height, facts.channels, file));
  CHEXGEN_TRY(readRows(reader, requestPlainRows, image.pixels.data(), image.index(0, 1), image.height, file));
  return image;
}

bool isGreyPng16(std::span<const std::byte> bytes) {
  return isPng16(bytes) && (colourTypeOf(bytes) & PNG_COLOR_MASK_COLOR) == 0;
}

bool isColourPng16(std::span<const std::byte> bytes) {
  return isPng16(bytes) && (colourTypeOf(bytes) & PNG_COLOR_MASK_COLOR) != 0;
}

base::Result<Grey16> decodeGreyPng16(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  CHEXGEN_TRY(checkChunks(bytes, file));
  if (!isPng16(bytes)) return fail(ErrorCode::formatUnsupported, "This is not a PNG of 16 bits.", file);
  Reader reader(bytes);
  if (!reader.isReady()) return fail(ErrorCode::outOfMemory, "libpng could not start.", file);
  CHEXGEN_ASSIGN(const PictureFacts facts, readFacts(reader, bytes, file));
  Grey16 image{.width = facts.width, .height = facts.height, .pixels = {}};
  const std::size_t rowLength = static_cast<std::size_t>(facts.width * facts.channels);
  try {
    image.pixels.resize(rowLength * static_cast<std::size_t>(facts.height));
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::outOfMemory, "There is not enough memory for the image.", file, {},
                "Close other programs or use a smaller image.");
  }
  CHEXGEN_TRY(readRows(reader, requestGrey16Rows, reinterpret_cast<png_bytep>(image.pixels.data()),
                       rowLength * sizeof(std::uint16_t), facts.height, file));
  if (facts.channels == 1) return image;
  for (std::size_t i = 0; i < image.pixels.size() / 3; ++i) {
    const std::uint16_t red = image.pixels[3 * i];
    if (image.pixels[3 * i + 1] != red || image.pixels[3 * i + 2] != red)
      return fail(ErrorCode::formatUnsupported, "The picture is in colour; a radiograph is grey.", file, {},
                  "Save it as a grey PNG if it is a radiograph.");
    image.pixels[i] = red;
  }
  image.pixels.resize(image.pixels.size() / 3);
  return image;
}

base::Result<PngSamples> decodePngSamples(std::span<const std::byte> bytes,
                                          const std::filesystem::path& file) {
  CHEXGEN_TRY(checkChunks(bytes, file));
  Reader reader(bytes);
  if (!reader.isReady()) return fail(ErrorCode::outOfMemory, "libpng could not start.", file);
  CHEXGEN_ASSIGN(const PictureFacts facts, readFacts(reader, bytes, file));
  const int colours = png_get_color_type(reader.png(), reader.info());
  PngSamples picture{.width = facts.width, .height = facts.height};
  picture.depth = png_get_bit_depth(reader.png(), reader.info());
  StoredRows rows{.channels = png_get_channels(reader.png(), reader.info()), .wide = picture.depth == 16};
  const bool indexed = colours == PNG_COLOR_TYPE_PALETTE;
  picture.channels = !indexed && (colours & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1;
  const auto channels = static_cast<unsigned>(picture.channels);
  try {
    const std::size_t rowBytes =
        static_cast<std::size_t>(picture.width) * rows.channels * (rows.wide ? 2U : 1U);
    rows.bytes.resize(rowBytes * static_cast<std::size_t>(picture.height));
    CHEXGEN_TRY(readRows(reader, requestStoredRows, rows.bytes.data(), rowBytes, picture.height, file));
    if (indexed) takePalette(reader, picture);
    picture.samples.resize(picture.pixels() * channels);
    for (std::size_t i = 0; i < picture.samples.size(); ++i)
      picture.samples[i] = rows.at(i / channels, static_cast<unsigned>(i % channels));
    takeAlpha(reader, rows, channels, picture);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::outOfMemory, "There is not enough memory for the image.", file, {},
                "Close other programs or use a smaller image.");
  }
  return picture;
}

base::Result<Image8> readPng(const std::filesystem::path& path) {
  CHEXGEN_ASSIGN(const std::string bytes, readPicture(path));
  return decodePng(std::as_bytes(std::span(bytes)), path);
}

base::Result<std::vector<PngText>> decodePngTexts(std::span<const std::byte> bytes,
                                                  const std::filesystem::path& file) {
  CHEXGEN_TRY(checkChunks(bytes, file));
  Reader reader(bytes);
  if (!reader.isReady()) return fail(ErrorCode::outOfMemory, "libpng could not start.", file);
  png_textp texts = nullptr;
  int count = 0;
  const bool read = guarded(reader.png(), [&reader, &texts, &count] {
    // What a chunk holds besides its text is below a kilobyte.
    png_set_chunk_malloc_max(reader.png(), maxPngTextBytes + 1024);
    png_set_chunk_cache_max(reader.png(), maxTextChunks);
    png_set_crc_action(reader.png(), PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_read_info(reader.png(), reader.info());
    png_start_read_image(reader.png());  // else libpng could not skip the pixels
    png_read_end(reader.png(), reader.info());
    png_get_text(reader.png(), reader.info(), &texts, &count);
  });
  if (!read) return reader.failure(file);
  std::vector<PngText> found;
  for (const png_text& text : std::span(texts, static_cast<std::size_t>(count))) {
    const bool isUtf8 = text.compression >= PNG_ITXT_COMPRESSION_NONE;
    const std::string_view content = text.text == nullptr ? std::string_view() : std::string_view(text.text);
    found.push_back({text.key, isUtf8 ? std::string(content) : utf8FromLatin1(content)});
  }
  return found;
}

}  // namespace chexgen::imaging
