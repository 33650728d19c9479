// Masks as people and other libraries make them, all by the one reader.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/imaging/condition.h"
#include "core/imaging/label_mask.h"
#include "core/imaging/png.h"
#include "core/imaging/resample.h"
#include "core/imaging/siim_rle.h"
#include "tests/imaging/hostile_png.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

std::vector<std::string> rowsOf(const Image8& labels) {
  std::vector<std::string> rows;
  for (int y = 0; y < labels.height; ++y) {
    std::string row;
    for (int x = 0; x < labels.width; ++x) row += static_cast<char>('0' + labels.pixels[labels.index(x, y)]);
    rows.push_back(row);
  }
  return rows;
}

fs::path peerMask(const char* name) { return tests::sourcePath("tests/imaging/peer_masks") / name; }

// Written by make_peer_masks.py; what nibabel reads, and the arrays that Pillow and highdicom were given.
TEST(PeerMasks, AreReadAsTheLibrariesThatWroteThemReadThem) {
  const auto expected = base::readJsonFile(peerMask("expected.json"));
  ASSERT_TRUE(expected);
  ASSERT_GT(expected->size(), 30U);
  for (const auto& [name, rows] : expected->items()) {
    const auto mask = readMask(peerMask(name.c_str()));
    ASSERT_TRUE(mask) << name << ": " << base::describe(mask.error());
    EXPECT_EQ(rowsOf(mask->labels), rows.get<std::vector<std::string>>()) << name;
    if (!name.ends_with(".jpg")) continue;
    EXPECT_THAT(mask->remarks, ElementsAre(HasSubstr("JPEG"))) << name;
  }
}

TEST(PeerMasks, ThatAreNoMasksAreRefusedByTheirTrueProperty) {
  const std::pair<const char*, const char*> kinds[] = {{"analyze.hdr", "Analyze"},
                                                       {"analyze.img", "Analyze"},
                                                       {"colours.nii", "RGB24"},
                                                       {"complex.nii", "complex"},
                                                       {"volume.nii", "volume of 6 x 5 x 3"},
                                                       {"radiograph.dcm", "no segmentation"}};
  for (const auto& [name, why] : kinds) {
    const auto mask = readMask(peerMask(name));
    ASSERT_FALSE(mask) << name;
    EXPECT_EQ(mask.error().code, ErrorCode::formatUnsupported) << name;
    EXPECT_THAT(mask.error().message, HasSubstr(why)) << name;
    EXPECT_EQ(mask.error().file, peerMask(name));
  }
}

class MaskKinds : public testing::Test {
 protected:
  // A grey PNG in which these values stand in areas of 16 x 16 pixels, side by side over a frame of the
  // first.
  fs::path areas(const std::vector<int>& values, int depth = 8) {
    const int width = 16 * static_cast<int>(values.size()) + 32, height = 48;
    std::string rows;
    for (int y = 0; y < height; ++y) {
      rows += '\0';
      for (int x = 0; x < width; ++x) {
        const bool inside = y >= 16 && y < 32 && x >= 16 && x < width - 16;
        const int value = values[inside ? static_cast<std::size_t>((x - 16) / 16) : 0];
        if (depth == 16) rows += static_cast<char>(value >> 8);
        rows += static_cast<char>(value & 0xff);
      }
    }
    const fs::path file = folder_ / ("areas" + std::to_string(++made_) + ".png");
    const auto written = base::writeFileAtomically(
        file, tests::pngFile(static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height),
                             static_cast<char>(depth), 0, rows));
    EXPECT_TRUE(written);
    return file;
  }
  fs::path picture(const Image8& image) {
    const fs::path file = folder_ / ("picture" + std::to_string(++made_) + ".png");
    EXPECT_TRUE(writePng(file, image));
    return file;
  }

  tests::TemporaryFolder folder_;
  int made_ = 0;
};

// What areas of these values are read as; the n-th area's label is the n-th digit.
TEST_F(MaskKinds, ValuesAreUnderstoodByWhatTheyAre) {
  struct Kind {
    std::vector<int> values;
    int depth;
    const char* labels;
  };
  const Kind kinds[] = {
      {{0, 255}, 8, "01"},   {{0, 1}, 8, "01"},      {{0, 2}, 8, "02"},     {{0, 100}, 8, "01"},
      {{0, 127}, 8, "01"},   {{0, 10}, 8, "01"},     {{0, 1, 2}, 8, "012"}, {{0, 3, 9, 1}, 8, "0391"},
      {{3, 200}, 8, "01"},   {{200, 3}, 8, "10"},    {{0, 255}, 16, "01"},  {{0, 65535}, 16, "01"},
      {{0, 1000}, 16, "01"}, {{0, 4, 7}, 16, "047"}, {{128, 255}, 8, "01"},
  };
  for (const Kind& kind : kinds) {
    const auto mask = readMask(areas(kind.values, kind.depth));
    ASSERT_TRUE(mask) << base::describe(mask.error());
    for (std::size_t area = 0; area < kind.values.size(); ++area)
      EXPECT_EQ(mask->labels.pixels[mask->labels.index(24 + 16 * static_cast<int>(area), 24)],
                kind.labels[area] - '0')
          << testing::PrintToString(kind.values) << " of " << kind.depth << " bits, area " << area;
  }
}

TEST_F(MaskKinds, ValuesThatMeanNothingAreNamed) {
  const std::pair<std::vector<int>, const char*> kinds[] = {{{0, 5, 12}, "0, 5 and 12"},
                                                            {{0, 85, 170}, "0, 85 and 170"},
                                                            {{0, 128, 255}, "0, 128 and 255"},
                                                            {{0, 12, 40, 255}, "0, 12, 40 and 255"},
                                                            {{0, 85, 170, 255}, "0, 85, 170 and 255"},
                                                            {{1, 2, 10}, "1, 2 and 10"}};
  for (const auto& [values, names] : kinds) {
    const auto mask = readMask(areas(values));
    ASSERT_FALSE(mask) << names;
    EXPECT_EQ(mask.error().code, ErrorCode::formatUnsupported);
    EXPECT_THAT(mask.error().message, HasSubstr(names));
    EXPECT_THAT(mask.error().message, HasSubstr("labels are 0 to 9"));
  }
  std::vector<int> many(41);
  std::iota(many.begin(), many.end(), 0);
  EXPECT_THAT(readMask(areas(many)).error().message, HasSubstr("0, 1, 2, 3, 4, 5, … 40 (41 in all)"));
}

TEST_F(MaskKinds, SoftEdgesOfBlackAndWhiteKeepTheirLevels) {
  Image8 lungs = makeImage(256, 256, 1).value();
  for (int y = 0; y < 256; ++y)
    for (int x = 0; x < 256; ++x) {
      const bool left = (x - 80) * (x - 80) * 4 + (y - 130) * (y - 130) < 90 * 90;
      const bool right = (x - 180) * (x - 180) * 4 + (y - 130) * (y - 130) < 80 * 80;
      lungs.pixels[lungs.index(x, y)] = left || right ? 255 : 0;
    }
  for (const int side : {64, 100, 333, 1024}) {
    for (const Filter filter : {Filter::bilinear, Filter::bicubic, Filter::box}) {
      const Image8 soft = resize(lungs, side, side, filter).value();
      const auto mask = readMask(picture(soft));
      ASSERT_TRUE(mask) << side << ": " << base::describe(mask.error());
      EXPECT_EQ(whiteOnBlack(*mask), soft) << side;
      EXPECT_THAT(mask->remarks, IsEmpty()) << side;
      for (std::size_t i = 0; i < soft.pixels.size(); ++i)
        ASSERT_EQ(mask->labels.pixels[i], soft.pixels[i] > 127 ? 1 : 0);
    }
  }
}

TEST_F(MaskKinds, WhatCannotBeMeantIsSaid) {
  const Image8 black = makeImage(64, 64, 1).value();
  EXPECT_THAT(readMask(picture(black))->remarks, ElementsAre(HasSubstr("empty")));
  Image8 white = black;
  std::fill(white.pixels.begin(), white.pixels.end(), std::uint8_t{255});
  EXPECT_THAT(readMask(picture(white))->remarks, ElementsAre(HasSubstr("full")));
  Image8 inverted = white;
  for (int y = 20; y < 30; ++y) inverted.pixels[inverted.index(30, y)] = 0;
  EXPECT_THAT(readMask(picture(inverted))->remarks, ElementsAre(HasSubstr("invert")));
  std::mt19937 random(7);
  for (const unsigned oneIn : {2U, 3U, 20U, 100U}) {
    Image8 noise = makeImage(256, 256, 1).value();
    for (auto& pixel : noise.pixels) pixel = random() % oneIn == 0 ? 255 : 0;
    EXPECT_THAT(readMask(picture(noise))->remarks, ElementsAre(HasSubstr("noise"))) << oneIn;
  }
  // Thin lines and a single spot are no noise.
  Image8 lines = makeImage(256, 256, 1).value();
  for (int x = 10; x < 240; ++x)
    for (int y = 20; y < 240; y += 25) lines.pixels[lines.index(x, y + x % 20 / 7)] = 255;
  lines.pixels[lines.index(5, 5)] = 255;
  EXPECT_THAT(readMask(picture(lines))->remarks, IsEmpty());
}

TEST_F(MaskKinds, ARadiographOrGreyNoiseIsNoMask) {
  std::mt19937 random(7);
  Image8 noise = makeImage(128, 128, 1).value();
  for (auto& pixel : noise.pixels) pixel = static_cast<std::uint8_t>(random());
  EXPECT_THAT(readMask(picture(noise)).error().message, HasSubstr("radiograph"));
  CHEXGEN_DATA_OR_SKIP(images, "nih-cxr-512/images");
  int tried = 0;
  for (const auto& entry : fs::directory_iterator(images)) {
    if (++tried > 20) break;
    const auto mask = readMask(entry.path());
    ASSERT_FALSE(mask) << entry.path();
    EXPECT_EQ(mask.error().code, ErrorCode::formatUnsupported);
    EXPECT_THAT(mask.error().message, HasSubstr("radiograph"));
  }
}

TEST_F(MaskKinds, ColoursAreClassesOnlyWhereTheirMeaningIsKnown) {
  Image8 image = makeImage(4, 1, 3).value();
  const auto paint = [&image](int x, std::array<std::uint8_t, 3> colour) {
    std::copy(colour.begin(), colour.end(), image.pixels.begin() + 3 * x);
  };
  paint(1, {250, 50, 183});  // as CVAT colours a label
  EXPECT_EQ(readMask(picture(image))->labels.pixels, (std::vector<std::uint8_t>{0, 1, 0, 0}));
  paint(2, {51, 221, 255});
  const auto two = readMask(picture(image));
  ASSERT_FALSE(two);
  EXPECT_THAT(two.error().message, HasSubstr("#33ddff"));
  EXPECT_THAT(two.error().message, HasSubstr("#fa32b7"));
}

TEST_F(MaskKinds, FilesOfOtherKindsAreNamed) {
  const std::pair<std::string, const char*> kinds[] = {{"NRRD0004\n", "NRRD"},
                                                       {std::string("II*\0", 4) + "xxxx", "TIFF"},
                                                       {"{\"shapes\": []}", "JSON"},
                                                       {"\x93NUMPY\x01", "NumPy"},
                                                       {"hello", "no mask"}};
  for (const auto& [content, name] : kinds) {
    ASSERT_TRUE(base::writeFileAtomically(folder_ / "mask.bin", content));
    const auto mask = readMask(folder_ / "mask.bin");
    ASSERT_FALSE(mask);
    EXPECT_EQ(mask.error().code, ErrorCode::formatUnsupported);
    EXPECT_THAT(mask.error().message, HasSubstr(name));
  }
}

TEST_F(MaskKinds, APairWithoutItsOtherFileSaysSo) {
  fs::copy_file(peerMask("pair.hdr"), folder_ / "alone.hdr");
  const auto mask = readMask(folder_ / "alone.hdr");
  ASSERT_FALSE(mask);
  EXPECT_EQ(mask.error().code, ErrorCode::fileMissing);
  EXPECT_THAT(mask.error().message, HasSubstr(".img"));
  // Some archives name DICOM files so.
  fs::copy_file(peerMask("binary.dcm"), folder_ / "archive.img");
  EXPECT_TRUE(readMask(folder_ / "archive.img"));
}

TEST(MaskFit, SaysWhenAMaskAndItsRadiographDiffer) {
  const Image8 mask = makeImage(512, 512, 1).value();
  EXPECT_EQ(compareWithRadiograph(mask, 512, 512).remark, "");
  const MaskFit scaled = compareWithRadiograph(mask, 1024, 1023);
  EXPECT_TRUE(scaled.sameShape);
  EXPECT_THAT(scaled.remark, HasSubstr("scaled"));
  const MaskFit other = compareWithRadiograph(mask, 2500, 2048);
  EXPECT_FALSE(other.sameShape);
  EXPECT_THAT(other.remark, HasSubstr("different shapes"));
}

// The release's own masks: white on black with soft edges, made from 1024 pixels.
TEST(ReleaseMasks, GiveTheConditionThatTheyAlwaysGave) {
  CHEXGEN_DATA_OR_SKIP(folder, "siim-masks");
  int seen = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto loaded = loadMask(entry.path(), 512);
    ASSERT_TRUE(loaded) << base::describe(loaded.error());
    EXPECT_EQ(loaded->condition.image, toRgb(readPng(entry.path()).value()).value()) << entry.path();
    EXPECT_THAT(loaded->remarks, IsEmpty());
    ++seen;
  }
  EXPECT_EQ(seen, 10);
}

TEST(ReleaseMasks, OfEveryPatientStayMasksWhenTheyAreScaled) {
  CHEXGEN_DATA_OR_SKIP(folder, "tb-cxr-256/masks");
  int tried = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (++tried > 30) break;
    const auto mask = readMask(entry.path());
    ASSERT_TRUE(mask) << base::describe(mask.error());
    EXPECT_THAT(mask->remarks, IsEmpty()) << entry.path();
  }
}

// ---- the real-world files; counts are of numpy, over the arrays that Pillow and nibabel read ----

std::vector<std::size_t> counted(const LabelMask& mask) {
  std::vector<std::size_t> counts(3);
  for (const auto label : mask.labels.pixels) ++counts.at(label);
  return counts;
}

std::size_t whitePixels(const Image8& rgb) {
  return static_cast<std::size_t>(std::count(rgb.pixels.begin(), rgb.pixels.end(), 255)) / 3;
}

TEST(CaseMasks, MarkWhatTheyMark) {
  CHEXGEN_CASE_OR_SKIP(labels, "mask-label-png-generate");
  CHEXGEN_CASE_OR_SKIP(palette, "mask-palette-png-generate");
  CHEXGEN_CASE_OR_SKIP(two, "mask-two-values-png");
  CHEXGEN_CASE_OR_SKIP(wide, "nifti-int64");
  CHEXGEN_CASE_OR_SKIP(scaled, "nifti-scaled-integers");
  const std::vector<std::size_t> one{60785, 4751, 0}, both{60785, 3851, 900};
  const std::pair<fs::path, std::vector<std::size_t>> files[] = {
      {labels / "p01_0_1.png", one},
      {labels / "p02_labels_0_2.png", both},
      {palette / "p07_voc_palette.png", both},
      {two / "p03_0_100.png", one},
      {two / "p04_0_127.png", one},
      {wide / "n05_int64.nii.gz", one},
      {scaled / "n14_float_saved_as_uint8.nii.gz", one},
      {scaled / "n14c_float_saved_as_int16.nii.gz", one}};
  for (const auto& [file, counts] : files) {
    const auto mask = readMask(file);
    ASSERT_TRUE(mask) << file << base::describe(mask.error());
    EXPECT_EQ(counted(*mask), counts) << file;
    const auto loaded = loadMask(file, 256);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(whitePixels(loaded->condition.image), 4751U) << file << ": what guides is what is marked";
    EXPECT_THAT(loaded->remarks, IsEmpty());
  }
}

TEST(CaseMasks, WithLabelsAboveNineAreRefusedByTheirValues) {
  CHEXGEN_CASE_OR_SKIP(folder, "mask-labels-above-9");
  const auto twelve = loadMask(folder / "p08_labels_up_to_12.png", 256);
  ASSERT_FALSE(twelve);
  EXPECT_THAT(twelve.error().message, HasSubstr("0, 5 and 12"));
  EXPECT_THAT(twelve.error().message, HasSubstr("0 to 9"));
  const auto greys = loadMask(folder / "p09b_greys_85_170.png", 256);
  ASSERT_FALSE(greys);
  EXPECT_THAT(greys.error().message, HasSubstr("0, 85 and 170"));
}

}  // namespace
}  // namespace chexgen::imaging
