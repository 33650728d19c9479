#include "core/imaging/siim_rle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include <map>

#include <zlib.h>

#include "core/base/csv.h"
#include "core/imaging/png.h"
#include "core/imaging/resample.h"
#include "tests/imaging/hostile_png.h"
#include "tests/support/golden.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;

TEST(SiimRle, CountsDownTheColumnsFromTheLastRun) {
  // Column 0: one background pixel, then two marked; column 1: after one more background pixel, one marked.
  const auto mask = decodeSiimRle("1 2 1 1", 2, 3);
  ASSERT_TRUE(mask) << mask.error().message;
  EXPECT_EQ(mask->pixels, (std::vector<std::uint8_t>{0, 0, 255, 255, 255, 0}));
  EXPECT_EQ(encodeSiimRle(*mask), "1 2 1 1");
}

TEST(SiimRle, CallsAnEmptyMaskMinusOne) {
  const auto mask = decodeSiimRle(" -1");
  ASSERT_TRUE(mask);
  EXPECT_EQ(mask->width, siimSide);
  EXPECT_EQ(encodeSiimRle(*mask), "-1");
}

TEST(SiimRle, ReturnsEveryMaskThatItCoded) {
  for (const int threshold : {0, 40, 128, 250}) {
    Image8 mask = tests::patterned(37, 23, 1);
    for (auto& level : mask.pixels) level = level >= threshold ? 255 : 0;
    EXPECT_EQ(decodeSiimRle(encodeSiimRle(mask).value(), 37, 23), mask);
  }
}

TEST(SiimRle, RefusesCodesThatLeaveTheImageOrAreNone) {
  for (const char* code :
       {"", " ", "5", "1 2 3", "0 7", "7 0", "6 1", "1 18446744073709551615", "18446744073709551615 2", "a b",
        "1 2x", "-1 2", "1,2", "99999999999999999999999 1"}) {
    EXPECT_EQ(decodeSiimRle(code, 2, 3).error().code, ErrorCode::formatInvalid) << code;
  }
}

TEST(SiimRle, LeavesTheMaskAloneWhenARowIsBad) {
  Image8 mask = decodeSiimRle("0 1", 2, 3).value();
  const Image8 before = mask;
  EXPECT_FALSE(drawSiimRle("2 1 9 9", mask));
  EXPECT_EQ(mask, before);
}

std::string unpacked(const std::filesystem::path& path) {
  std::string text;
  gzFile file = gzopen(path.c_str(), "rb");
  std::vector<char> piece(1U << 20U);
  for (int count = 0; (count = gzread(file, piece.data(), static_cast<unsigned>(piece.size()))) > 0;) {
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
  gzclose(file);
  return text;
}

// The release's own masks are the published codes at half size, made by averaging 2 x 2 pixels; its rounding
// of halves differs from Pillow's by at most one level. Where several codes of a radiograph overlap, the
// release's borders are up to a quarter heavier: a few pixels in one mask.
TEST(SiimRle, DrawsTheMasksOfTheRelease) {
  CHEXGEN_DATA_OR_SKIP(masks, "siim-masks");
  CHEXGEN_DATA_OR_SKIP(codes, "siim-pneumothorax-train-rle.csv.gz");
  const auto table = base::parseCsv(unpacked(codes));
  ASSERT_TRUE(table) << table.error().message;
  std::map<std::string, Image8> drawn;
  for (const auto& entry : std::filesystem::directory_iterator(masks)) {
    drawn.emplace(entry.path().stem().string(), makeImage(siimSide, siimSide, 1).value());
  }
  std::size_t codesRead = 0;
  for (const auto& row : table->rows) {
    const auto mask = drawn.find(row[0]);
    if (mask == drawn.end()) continue;
    ASSERT_TRUE(drawSiimRle(row[1], mask->second)) << row[0];
    ++codesRead;
  }
  EXPECT_GE(codesRead, drawn.size());
  for (const auto& [name, mask] : drawn) {
    const auto published = readPng(masks / (name + ".png"));
    ASSERT_TRUE(published) << published.error().message;
    const auto half = resize(mask, published->width, published->height, Filter::box);
    std::size_t far = 0;
    for (std::size_t i = 0; i < half->pixels.size(); ++i) {
      far += std::abs(half->pixels[i] - published->pixels[i]) > 1 ? 1U : 0U;
    }
    EXPECT_LE(static_cast<double>(far), 1e-4 * static_cast<double>(half->pixels.size())) << name;
  }
}

TEST(SiimRle, ReturnsPublishedCodesUnchanged) {
  CHEXGEN_DATA_OR_SKIP(codes, "siim-pneumothorax-train-rle.csv.gz");
  const auto table = base::parseCsv(unpacked(codes));
  ASSERT_TRUE(table) << table.error().message;
  int compared = 0;
  for (std::size_t i = 0; i < table->rows.size() && compared < 100; ++i) {
    std::string code = table->rows[i][1];
    code.erase(0, code.find_first_not_of(' '));
    if (code == "-1") continue;
    const auto mask = decodeSiimRle(code);
    ASSERT_TRUE(mask) << table->rows[i][0] << ": " << mask.error().message;
    EXPECT_EQ(decodeSiimRle(encodeSiimRle(*mask).value()), *mask);
    ++compared;
  }
  EXPECT_EQ(compared, 100);
}

}  // namespace
}  // namespace chexgen::imaging
