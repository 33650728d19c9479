// Real-world DICOM files that are unusual but valid. Expected values are pydicom 3.0.2's (dcmread with force,
// pixel_array, apply_modality_lut); the whole table of kinds is in grey_tables_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "core/imaging/read_grey.h"
#include "tests/support/golden.h"

namespace chexgen::imaging {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

double meanOf(const GreyImage& image) {
  double sum = 0;
  for (const std::uint16_t index : image.pixels) sum += image.modality[index];
  return sum / static_cast<double>(image.pixels.size());
}

float leastOf(const GreyImage& image) {
  return image.modality[*std::min_element(image.pixels.begin(), image.pixels.end())];
}

float greatestOf(const GreyImage& image) {
  return image.modality[*std::max_element(image.pixels.begin(), image.pixels.end())];
}

TEST(OddDicom, WithoutPreambleIsRead) {
  CHEXGEN_CASE_OR_SKIP(file, "dicom-no-preamble/d04_no_preamble_implicit.dcm");
  const auto image = readGreyImage(file);
  ASSERT_TRUE(image) << base::describe(image.error());
  EXPECT_EQ(leastOf(*image), 100);
  EXPECT_EQ(greatestOf(*image), 4020);
  EXPECT_NEAR(meanOf(*image), 2528.0836, 1e-3);
  EXPECT_THAT(image->remarks, Contains(HasSubstr("without its header")));
}

TEST(OddDicom, WithRowsOfUnknownKindIsRead) {
  CHEXGEN_CASE_OR_SKIP(file, "dicom-rows-vr-UN/d27b_rows_columns_vr_UN.dcm");
  const auto image = readGreyImage(file);
  ASSERT_TRUE(image) << base::describe(image.error());
  EXPECT_EQ(image->width, 256);
  EXPECT_EQ(image->height, 256);
  EXPECT_NEAR(meanOf(*image), 2528.0836, 1e-3);
}

TEST(OddDicom, WithAWindowOfUnknownKindIsShownThroughIt) {
  CHEXGEN_CASE_OR_SKIP(file, "dicom-window-vr-UN/d27_window_vr_UN.dcm");
  const auto image = readGreyImage(file);
  ASSERT_TRUE(image) << base::describe(image.error());
  ASSERT_EQ(image->presentations.size(), 1U);
  EXPECT_EQ(image->presentations.front().window, (GreyWindow{.centre = 1500, .width = 2600}));
  EXPECT_THAT(image->remarks, IsEmpty());
}

TEST(OddDicom, WithADelimiterTooManyIsRead) {
  CHEXGEN_CASE_OR_SKIP(file, "dicom-delimiter-twice/d39b_delimiter_twice.dcm");
  const auto image = readGreyImage(file);
  ASSERT_TRUE(image) << base::describe(image.error());
  EXPECT_EQ(leastOf(*image), 0);
  EXPECT_EQ(greatestOf(*image), 255);
  EXPECT_NEAR(meanOf(*image), 159.9134, 0.5);  // decoders of lossy JPEG round differently
}

TEST(OddDicom, WithEightBitsOfJpeg2000InSixteenIsRead) {
  CHEXGEN_CASE_OR_SKIP(file, "dicom-j2k-8bit-alloc16/d08f_j2k_8bit_alloc16.dcm");
  const auto image = readGreyImage(file);
  ASSERT_TRUE(image) << base::describe(image.error());
  EXPECT_EQ(leastOf(*image), 5);
  EXPECT_EQ(greatestOf(*image), 255);
  EXPECT_NEAR(meanOf(*image), 159.8837, 1e-3);
}

TEST(OddDicom, WithANarrowVoiLutIsVisibleAndSaysSo) {
  CHEXGEN_CASE_OR_SKIP(file, "dicom-voilut-narrow-data/d03_agfa_lut_16bit_narrow.dcm");
  const auto image = readGreyImage(file);
  ASSERT_TRUE(image) << base::describe(image.error());
  ASSERT_TRUE(image->presentations.front().table);
  const GreyTable& table = *image->presentations.front().table;
  EXPECT_EQ(table.greatest, *std::max_element(table.values.begin(), table.values.end()));
  const auto shown = renderGreys(*image, image->presentations.front(), false);
  EXPECT_GT(*std::max_element(shown.pixels.begin(), shown.pixels.end()), 200);
  EXPECT_THAT(image->remarks, ElementsAre(HasSubstr("VOI LUT narrower than stated")));
}

}  // namespace
}  // namespace chexgen::imaging
