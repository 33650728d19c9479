#include "core/imaging/label_mask.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "core/base/file.h"
#include "core/imaging/dicom_file.h"
#include "core/imaging/dicom_source.h"
#include "core/imaging/png.h"
#include "core/imaging/region_grow.h"
#include "core/imaging/synthetic_dicom.h"
#include "tests/imaging/dicom_check.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;

// Nothing of it is the same after a flip or a turn.
Image8 asymmetric(int width, int height) {
  Image8 labels{width, height, 1, {}};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      labels.pixels.push_back(static_cast<std::uint8_t>(x > 2 * y ? 0 : (x + 3 * y) % 10));
  return labels;
}

class Mask : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file(const char* name) const { return folder_.path() / name; }
  // A generated radiograph that a segmentation can refer to.
  DicomSource radiograph() {
    Recipe recipe;
    recipe.report = "Clear lungs.";
    recipe.demographics = {.sex = "Female", .age = 61, .race = "", .view = "PA"};
    auto source = writeSyntheticDicom(file("radiograph.dcm"), asymmetric(40, 30), recipe);
    EXPECT_TRUE(source) << source.error().message;
    return source.value_or(DicomSource());
  }

  tests::TemporaryFolder folder_;
};

TEST_F(Mask, ComesBackFromEveryKindOfFileAsItWas) {
  const LabelMask mask{asymmetric(37, 23), {"Right lung", "Left lung", "Heart"}};
  const MaskContext context{.spacing = {0.5, 0.25}, .source = radiograph()};
  for (const char* name : {"mask.png", "mask.nii", "mask.nii.gz", "mask.dcm"}) {
    const auto written = writeMask(file(name), mask, context);
    ASSERT_TRUE(written) << name << ": " << written.error().message;
    const auto back = readMask(file(name));
    ASSERT_TRUE(back) << name << ": " << back.error().message;
    EXPECT_EQ(back->labels, mask.labels) << name;
  }
  const auto names = readMask(file("mask.dcm"))->names;
  ASSERT_GE(names.size(), 3U);
  EXPECT_EQ(names[0], "Right lung");
  EXPECT_EQ(names[2], "Heart");
}

TEST_F(Mask, OfBlackAndWhiteIsTheFirstLabel) {
  ASSERT_TRUE(writePng(file("bw.png"), {3, 1, 1, {0, 255, 200}}));
  const auto mask = readMask(file("bw.png"));
  ASSERT_TRUE(mask);
  EXPECT_EQ(mask->labels.pixels, (std::vector<std::uint8_t>{0, 1, 1}));
}

TEST_F(Mask, ThatCannotBeIsRefusedByItsReason) {
  ASSERT_TRUE(writePng(file("colour.png"), {1, 1, 3, {10, 20, 30}}));
  EXPECT_EQ(readMask(file("colour.png")).error().code, ErrorCode::formatUnsupported);
  EXPECT_EQ(readMask(file("none.png")).error().code, ErrorCode::fileMissing);
  const LabelMask tooMany{{1, 1, 1, {10}}, {}};
  EXPECT_EQ(writeMask(file("a.png"), tooMany).error().code, ErrorCode::argumentInvalid);
  const LabelMask good{{1, 1, 1, {1}}, {}};
  EXPECT_EQ(writeMask(file("a.bmp"), good).error().code, ErrorCode::argumentInvalid);
  EXPECT_EQ(writeMask(file("a.dcm"), good).error().code, ErrorCode::argumentInvalid);
  EXPECT_FALSE(std::filesystem::exists(file("a.dcm")));
}

TEST_F(Mask, ThatIsDamagedIsAnErrorAtEveryLength) {
  const LabelMask mask{asymmetric(12, 9), {"Right lung"}};
  const MaskContext context{.spacing = {}, .source = radiograph()};
  for (const char* name : {"mask.png", "mask.nii", "mask.nii.gz", "mask.dcm"}) {
    ASSERT_TRUE(writeMask(file(name), mask, context));
    const auto bytes = base::readFile(file(name), 1U << 20U);
    ASSERT_TRUE(bytes);
    const std::string ending = std::string(name).substr(4);
    const std::size_t step = std::max<std::size_t>(1, bytes->size() / 97);
    for (std::size_t length = 0; length + 1 < bytes->size(); length += step) {
      ASSERT_TRUE(base::writeFileAtomically(file(("cut" + ending).c_str()), bytes->substr(0, length)));
      const auto read = readMask(file(("cut" + ending).c_str()));
      // What follows the pixels may be missing; what is read is never another mask.
      if (read) {
        EXPECT_EQ(read->labels, mask.labels) << name << " cut at " << length;
      }
    }
    EXPECT_TRUE(readMask(file(name)));
  }
}

TEST_F(Mask, AsASegmentationHasNoErrorOfDciodvfy) {
  ASSERT_TRUE(writeMask(file("mask.dcm"), {asymmetric(40, 30), {"Right lung", "Left lung"}},
                        {.spacing = {0.2, 0.2}, .source = radiograph()}));
  const auto errors = tests::dicomErrors(file("mask.dcm"));
  if (!errors) GTEST_SKIP() << "dciodvfy is not installed (Debian: dicom3tools)";
  EXPECT_EQ(*errors, "");
}

// As ITK reads a radiograph of these pixels and spacing: LPS directions 1, 0, 0 and 0, 1, 0 and origin 0,
// which NIfTI, to the right and the front, writes with the other sign.
TEST_F(Mask, AsNiftiHasThePlaceThatItkGivesTheRadiograph) {
  ASSERT_TRUE(writeMask(file("mask.nii"), {asymmetric(40, 30), {}}, {.spacing = {0.5, 0.25}}));
  const auto bytes = base::readFile(file("mask.nii"), 1U << 20U);
  ASSERT_TRUE(bytes);
  ASSERT_EQ(bytes->size(), 352U + 40 * 30);
  std::array<std::int16_t, 8> sizes{};
  std::memcpy(sizes.data(), bytes->data() + 40, sizeof sizes);
  EXPECT_THAT(sizes, testing::ElementsAre(3, 40, 30, 1, 1, 1, 1, 1));
  std::array<float, 12> affine{};
  std::memcpy(affine.data(), bytes->data() + 280, sizeof affine);
  EXPECT_THAT(affine, testing::ElementsAre(-0.25F, 0, 0, 0, 0, -0.5F, 0, 0, 0, 0, 1, 0));
}

TEST_F(Mask, AsASegmentationHasTheSpacingFrameOfReferenceAndFrameOfItsRadiograph) {
  DicomSource source = radiograph();
  source.frameOfReferenceUid = "2.25.77";
  source.sopClassUid = "1.2.840.10008.5.1.4.1.1.7.2";  // several frames
  ASSERT_TRUE(writeMask(file("mask.dcm"), {asymmetric(40, 30), {"Right lung"}},
                        {.spacing = {0.175, 1.0 / 3}, .source = source, .sourceFrame = 2}));
  const auto bytes = base::readFile(file("mask.dcm"), 1U << 20U);
  ASSERT_TRUE(bytes);
  const auto dicom = openDicom(std::as_bytes(std::span(*bytes)), {});
  ASSERT_TRUE(dicom);
  DcmItem& item = *dicom->dataset;
  EXPECT_EQ(textOf(item, DCM_FrameOfReferenceUID), "2.25.77");
  EXPECT_THAT(numbersOf(governing(item, DCM_PixelMeasuresSequence, 0), DCM_PixelSpacing),
              testing::ElementsAre(0.175, testing::DoubleNear(1.0 / 3, 1e-12)));
  DcmItem* image = nullptr;
  ASSERT_TRUE(governing(item, DCM_DerivationImageSequence, 0)
                  .findAndGetSequenceItem(DCM_SourceImageSequence, image)
                  .good());
  EXPECT_EQ(textOf(*image, DCM_ReferencedSOPInstanceUID), source.instanceUid);
  EXPECT_EQ(textOf(*image, DCM_ReferencedFrameNumber), "2");
  // What highdicom 0.28 asks for before it gives the pixels by their source image.
  EXPECT_EQ(textOf(*image, DCM_SpatialLocationsPreserved), "YES");
  EXPECT_EQ(tests::dicomErrors(file("mask.dcm")).value_or(""), "");
}

// A NIfTI file of one slice by hand: 4 x 3 x 1 voxels of one byte, with the rows of the affine to the
// patient's right, front and head.
std::string nifti(const std::array<std::array<float, 4>, 3>& affine) {
  std::string bytes(352, '\0');
  const auto put = [&bytes](std::size_t at, const auto& value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
  };
  put(0, std::int32_t{348});
  const std::array<std::int16_t, 8> dimensions{3, 4, 3, 1, 1, 1, 1, 1};
  put(40, dimensions);
  put(70, std::int16_t{2});  // unsigned bytes
  put(72, std::int16_t{8});
  const std::array<float, 8> spacing{1, 1, 1, 1, 1, 1, 1, 1};
  put(76, spacing);
  put(108, 352.0F);
  put(254, std::int16_t{1});  // the affine is of a scanner
  put(280, affine);
  std::memcpy(bytes.data() + 344, "n+1\0", 4);
  for (char value = 0; value < 9; ++value) bytes += value;
  return bytes + std::string(3, '\0');
}

TEST_F(Mask, OfNiftiLiesAsItsPlaceInThePatientSays) {
  // Coronal: columns to the patient's left, rows to the feet: as it is shown.
  ASSERT_TRUE(
      base::writeFileAtomically(file("shown.nii"), nifti({{{-1, 0, 0, 0}, {0, 0, 1, 0}, {0, -1, 0, 0}}})));
  const auto shown = readMask(file("shown.nii"));
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ(shown->labels, (Image8{4, 3, 1, {0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0}}));
  // Columns to the patient's right, rows to the head: turned by half.
  ASSERT_TRUE(
      base::writeFileAtomically(file("turned.nii"), nifti({{{1, 0, 0, 0}, {0, 0, 1, 0}, {0, 1, 0, 0}}})));
  const auto turned = readMask(file("turned.nii"));
  ASSERT_TRUE(turned) << turned.error().message;
  EXPECT_EQ(turned->labels, (Image8{4, 3, 1, {0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1, 0}}));
}

TEST(RegionGrow, TakesWhatIsJoinedAndSimilar) {
  GreyImage image;
  image.width = 20;
  image.height = 10;
  image.modality = {0, 100, 105, 300};
  // Two areas of 100 … 105 that a wall of 300 parts.
  for (int y = 0; y < 10; ++y)
    for (int x = 0; x < 20; ++x)
      image.pixels.push_back(static_cast<std::uint16_t>(x == 8 ? 3 : 1 + (x + y) % 2));
  image.presentations = {{"", {128, 256, WindowShape::linear}, std::nullopt}};
  const auto grown = growRegion(image, 3, 3, 10);
  ASSERT_TRUE(grown);
  EXPECT_EQ(std::count(grown->pixels.begin(), grown->pixels.end(), 255), 8 * 10);
  EXPECT_EQ(grown->pixels[grown->index(9, 3)], 0);
  const auto one = growRegion(image, 3, 3, 1);
  ASSERT_TRUE(one);
  EXPECT_EQ(std::count(one->pixels.begin(), one->pixels.end(), 255), 1);
  const auto all = growRegion(image, 3, 3, 500);
  EXPECT_EQ(std::count(all->pixels.begin(), all->pixels.end(), 255), 200);
  EXPECT_EQ(growRegion(image, 20, 3, 1).error().code, ErrorCode::argumentInvalid);
  EXPECT_EQ(growRegion(image, 3, 3, -1).error().code, ErrorCode::argumentInvalid);
}

}  // namespace
}  // namespace chexgen::imaging
