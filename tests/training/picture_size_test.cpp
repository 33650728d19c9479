// Sizes out of headers, compared with those of the decoded pictures.
#include <gtest/gtest.h>

#include "core/imaging/read_image.h"
#include "core/training/picture_size.h"
#include "tests/training/training_files.h"
#include "tests/weights/result_matchers.h"

namespace chexgen::training {
namespace {

tests::Bytes seed(const std::string& name) {
  return base::readFile(tests::sourcePath("tests/fuzz/seeds/png") / name, 1 << 20).value();
}

TEST(PictureSize, AgreesWithTheDecodedPicture) {
  for (const char* name : {"rgb.png", "grey16.png", "palette.png", "grey.jpg", "progressive.jpg"}) {
    const tests::Bytes bytes = seed(name);
    const auto size = pictureSize(tests::bytesOf(bytes), name);
    const auto image = imaging::decodeImage(tests::bytesOf(bytes), name);
    ASSERT_TRUE(size) << name << tests::problem(size);
    ASSERT_TRUE(image) << name;
    EXPECT_EQ(*size, (PictureSize{image->width, image->height})) << name;
  }
}

TEST(PictureSize, NeedsNoPixels) {
  for (const char* name : {"grey16.png", "progressive.jpg"}) {
    const tests::Bytes whole = seed(name);
    const auto size = pictureSize(tests::bytesOf(whole), name);
    const tests::Bytes cut = whole.substr(0, whole.size() - 10);
    EXPECT_FALSE(imaging::decodeImage(tests::bytesOf(cut), name)) << name;
    const auto sizeOfCut = pictureSize(tests::bytesOf(cut), name);
    ASSERT_TRUE(sizeOfCut) << name << tests::problem(sizeOfCut);
    EXPECT_EQ(*sizeOfCut, *size) << name;
  }
}

TEST(PictureSize, NeverReadsBehindTheEnd) {
  for (const char* name : {"grey16.png", "progressive.jpg"}) {
    const tests::Bytes whole = seed(name);
    for (std::size_t length = 0; length < std::min<std::size_t>(whole.size(), 400); ++length) {
      // A copy of exactly this length, for the sanitizer.
      const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      const auto size = pictureSize(std::as_bytes(std::span(cut)), name);
      EXPECT_TRUE(!size || size->width > 0) << name << " cut to " << length;
    }
  }
}

TEST(PictureSize, RefusesWhatNoPictureIs) {
  tests::expectRefused(pictureSize(tests::bytesOf("text"), "x"), base::ErrorCode::formatUnsupported, "PNG");
  tests::expectRefused(pictureSize({}, "x"), base::ErrorCode::fileTruncated, "empty");
  // A header that claims 2^31 pixels a side.
  tests::Bytes huge = seed("rgb.png");
  huge[16] = '\x7f';
  tests::expectRefused(pictureSize(tests::bytesOf(huge), "x"), base::ErrorCode::fileTooLarge, "");
}

}  // namespace
}  // namespace chexgen::training
