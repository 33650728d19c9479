#include "core/imaging/jpeg.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

#include "core/imaging/read_image.h"
#include "tests/imaging/hostile_png.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using tests::bytesOf;

// A JPEG at quality 100, made by libjpeg; `components` 1, 3 or 4 (CMYK).
std::string encoded(int width, int height, int components, bool progressive = false) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &buffer, &size);
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = components;
  info.in_color_space = components == 1 ? JCS_GRAYSCALE : components == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 100, TRUE);
  if (progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  std::vector<unsigned char> row(static_cast<std::size_t>(width * components));
  for (int y = 0; y < height; ++y) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = static_cast<unsigned char>(static_cast<int>(i) / components * 4 + y * 3);
    }
    JSAMPROW pointer = row.data();
    jpeg_write_scanlines(&info, &pointer, 1);
  }
  jpeg_finish_compress(&info);
  std::string bytes(reinterpret_cast<char*>(buffer), size);
  jpeg_destroy_compress(&info);
  std::free(buffer);  // NOLINT(cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory): libjpeg made it
  return bytes;
}

TEST(Jpeg, ReadsGreyAndColour) {
  for (const bool progressive : {false, true}) {
    const auto grey = decodeJpeg(bytesOf(encoded(40, 24, 1, progressive)));
    ASSERT_TRUE(grey) << grey.error().message;
    EXPECT_EQ(grey->width, 40);
    EXPECT_EQ(grey->height, 24);
    EXPECT_EQ(grey->channels, 1);
    EXPECT_NEAR(grey->pixels[grey->index(10, 20)], 100, 3);
    const auto colour = decodeImage(bytesOf(encoded(40, 24, 3, progressive)));
    ASSERT_TRUE(colour) << colour.error().message;
    EXPECT_EQ(colour->channels, 3);
    EXPECT_NEAR(colour->pixels[colour->index(10, 20, 2)], 100, 4);
  }
}

TEST(HostileJpeg, IsNamedAtEveryTruncation) {
  for (const bool progressive : {false, true}) {
    const std::string whole = encoded(40, 24, 3, progressive);
    // The last two bytes are the end marker: without it every pixel is there, but the file is not whole.
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto image = decodeJpeg(bytesOf(whole).first(length));
      ASSERT_FALSE(image) << length;
      EXPECT_EQ(image.error().code, ErrorCode::fileTruncated) << length << ": " << image.error().message;
    }
  }
}

TEST(HostileJpeg, SurvivesEveryFlippedByte) {
  const std::string whole = encoded(40, 24, 1);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xff);
    const auto image = decodeJpeg(bytesOf(damaged));
    if (image) {
      EXPECT_TRUE(checkImage(*image)) << at;
    } else {
      EXPECT_FALSE(image.error().message.empty()) << at;
    }
  }
}

TEST(HostileJpeg, RefusesHugeSidesBeforeDecoding) {
  std::string file = encoded(40, 24, 1);
  const std::size_t frame = file.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  file.replace(frame + 5, 4, "\xff\xdc\xff\xdc");  // 65500, the largest that libjpeg accepts
  EXPECT_EQ(decodeJpeg(bytesOf(file)).error().code, ErrorCode::fileTooLarge);
  file.replace(frame + 5, 4, "\xff\xff\xff\xff");
  EXPECT_FALSE(decodeJpeg(bytesOf(file)));
}

TEST(HostileJpeg, RefusesToAllocateForPixelsThatCannotBeThere) {
  std::string file = encoded(40, 24, 3);
  file.replace(file.find("\xff\xc0") + 5, 4, "\x3f\xff\x3f\xff");
  const auto image = decodeJpeg(bytesOf(file));
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().code, ErrorCode::fileTruncated);
  EXPECT_NE(image.error().message.find("16383 x 16383"), std::string::npos) << image.error().message;
}

TEST(Jpeg, ReadsInksAsRgb) {
  const auto image = decodeJpeg(bytesOf(encoded(16, 16, 4)));
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ(image->channels, 3);
}

TEST(HostileJpeg, RefusesKindsThatHaveNoGreyOrRgb) {
  std::string twelveBits = encoded(16, 16, 1);
  twelveBits[twelveBits.find("\xff\xc0") + 4] = 12;
  EXPECT_EQ(decodeJpeg(bytesOf(twelveBits)).error().code, ErrorCode::formatUnsupported);
}

TEST(HostileJpeg, RefusesOtherFiles) {
  EXPECT_EQ(decodeJpeg({}).error().code, ErrorCode::fileTruncated);
  EXPECT_EQ(decodeJpeg(bytesOf("this is text, not a picture")).error().code, ErrorCode::formatInvalid);
}

}  // namespace
}  // namespace chexgen::imaging
