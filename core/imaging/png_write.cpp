#include <new>
#include <string_view>

#include <zlib.h>

#include "core/base/file.h"
#include "core/imaging/libpng.h"
#include "core/imaging/png.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

// The bytes written so far; also libpng's error and I/O context.
struct Sink {
  PngFailure failure;
  std::string bytes;

  [[nodiscard]] bool append(png_const_bytep data, std::size_t count) noexcept {
    try {
      bytes.append(reinterpret_cast<const char*>(data), count);
      return true;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }
};

void writeBytes(png_structp png, png_bytep data, std::size_t count) {
  auto* sink = static_cast<Sink*>(png_get_io_ptr(png));
  if (!sink->append(data, count)) png_error(png, "out of memory");
}

void flushNothing(png_structp /*png*/) {}

// Owns libpng's state for one image.
class Writer {
 public:
  Writer() {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, &sink_.failure, onPngError, onPngWarning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (isReady()) png_set_write_fn(png_, &sink_, writeBytes, flushNothing);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { png_destroy_write_struct(&png_, &info_); }

  [[nodiscard]] bool isReady() const { return png_ != nullptr && info_ != nullptr; }
  [[nodiscard]] png_structp png() const { return png_; }
  [[nodiscard]] png_infop info() const { return info_; }
  [[nodiscard]] Sink& sink() { return sink_; }

 private:
  Sink sink_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

// A keyword as the PNG specification, 11.3.4.2, wants it.
bool isKeyword(std::string_view keyword) {
  if (keyword.empty() || keyword.size() > 79 || keyword.front() == ' ' || keyword.back() == ' ' ||
      keyword.find("  ") != std::string_view::npos) {
    return false;
  }
  for (const char c : keyword) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 32 || (code > 126 && code < 161)) return false;
  }
  return true;
}

base::Result<void> checkTexts(std::span<const PngText> texts) {
  for (const PngText& text : texts) {
    if (!isKeyword(text.keyword)) {
      return fail(ErrorCode::argumentInvalid, "\"" + text.keyword + "\" cannot be a PNG text keyword.");
    }
    if (text.text.size() > maxPngTextBytes) {
      return fail(ErrorCode::argumentInvalid, "The PNG text \"" + text.keyword + "\" is longer than " +
                                                  std::to_string(maxPngTextBytes) + " bytes.");
    }
    if (text.text.find('\0') != std::string::npos) {
      return fail(ErrorCode::argumentInvalid,
                  "The PNG text \"" + text.keyword + "\" holds a NUL character, which PNG cannot store.");
    }
  }
  return {};
}

// libpng's form of the texts; it copies them at once, so the borrowed pointers need not live on.
std::vector<png_text> borrowed(std::span<const PngText> texts) {
  static char none[] = "";
  std::vector<png_text> chunks;
  for (const PngText& text : texts) {
    png_text chunk{};
    chunk.compression = PNG_ITXT_COMPRESSION_NONE;
    chunk.key = const_cast<char*>(text.keyword.c_str());
    chunk.text = const_cast<char*>(text.text.c_str());
    chunk.itxt_length = text.text.size();
    chunk.lang = none;
    chunk.lang_key = none;
    chunks.push_back(chunk);
  }
  return chunks;
}

// Everything that shapes the bytes is stated, so that another default of a library changes no file.
void fixEncoding(png_structp png) {
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
  png_set_compression_level(png, 6);
  png_set_compression_mem_level(png, 8);
  png_set_compression_strategy(png, Z_FILTERED);
  png_set_compression_window_bits(png, 15);
  png_set_compression_buffer_size(png, 8192);
}

base::Result<std::string> encodeWith(const Image8& image, std::span<const PngText> texts, int depth) {
  CHEXGEN_TRY(checkImage(image));
  CHEXGEN_TRY(checkTexts(texts));
  Writer writer;
  if (!writer.isReady()) return fail(ErrorCode::outOfMemory, "libpng could not start.");
  const std::vector<png_text> chunks = borrowed(texts);
  std::vector<png_byte> wide(depth == 16 ? 2 * static_cast<std::size_t>(image.width) : 0);
  const bool written = guarded(writer.png(), [&writer, &image, &chunks, &wide, depth] {
    png_structp png = writer.png();
    fixEncoding(png);
    png_set_IHDR(png, writer.info(), static_cast<png_uint_32>(image.width),
                 static_cast<png_uint_32>(image.height), depth,
                 image.channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_text(png, writer.info(), chunks.data(), static_cast<int>(chunks.size()));
    png_write_info(png, writer.info());
    for (int y = 0; y < image.height; ++y) {
      const png_byte* row = image.pixels.data() + image.index(0, y);
      // Both bytes alike is 257 times the value.
      for (std::size_t i = 0; i < wide.size(); ++i) wide[i] = row[i / 2];
      png_write_row(png, wide.empty() ? row : wide.data());
    }
    png_write_end(png, nullptr);
  });
  if (!written) {
    return fail(ErrorCode::outOfMemory, std::string("The image could not be coded as PNG: ") +
                                            writer.sink().failure.message.data() + ".");
  }
  return std::move(writer.sink().bytes);
}

}  // namespace

base::Result<std::string> encodePng(const Image8& image, std::span<const PngText> texts) {
  return encodeWith(image, texts, 8);
}

base::Result<std::string> encodeGreyPng16(const Image8& image, std::span<const PngText> texts) {
  if (image.channels != 1)
    return fail(ErrorCode::argumentInvalid, "Only a grey image is written with 16 bits.");
  return encodeWith(image, texts, 16);
}

base::Result<void> writePng(const std::filesystem::path& path, const Image8& image,
                            std::span<const PngText> texts) {
  CHEXGEN_ASSIGN(const std::string bytes, encodePng(image, texts));
  return base::writeFileAtomically(path, bytes);
}

}  // namespace chexgen::imaging
