// Masks into the Compose room and out of it: what a person is told, and what lies over the radiograph.
#include <QLabel>
#include <QTest>
#include <optional>

#include <gmock/gmock.h>

#include "app/studio/background_bar.h"
#include "app/studio/compose_room.h"
#include "core/base/file.h"
#include "core/drawing/label_raster.h"
#include "core/imaging/dicom_source.h"
#include "core/imaging/label_mask.h"
#include "core/imaging/png.h"
#include "tests/imaging/dicom_builder.h"
#include "tests/imaging/dicom_check.h"
#include "tests/studio/studio_fixture.h"
#include "tests/support/golden.h"
#include "widgets/canvas/canvas.h"
#include "widgets/common/error_panel.h"

namespace chexgen::studio {
namespace {

using testing::HasSubstr;

class MaskFiles : public StudioFixture {
 protected:
  void SetUp() override {
    StudioFixture::SetUp();
    start();
    QObject::connect(&compose(), &ComposeRoom::failed, &window(),
                     [this](const base::Error& error, const auto&) { refused_ = error; });
  }
  [[nodiscard]] BackgroundBar& bar() { return *compose().background(); }
  [[nodiscard]] std::filesystem::path file(const char* name) const {
    return projectFolder().parent_path() / name;
  }
  [[nodiscard]] const imaging::Image8& labels() { return compose().canvas()->document().labels(); }
  // What the banner says; empty when there is none.
  [[nodiscard]] std::string banner() {
    const auto* panel = window().findChild<widgets::ErrorPanel*>();
    if (panel == nullptr || !panel->isVisible()) return {};
    std::string text;
    for (const QLabel* label : panel->findChildren<QLabel*>())
      if (label->isVisible()) text += label->text().toStdString() + "\n";
    return text;
  }
  std::filesystem::path radiograph(const char* name, int width, int height) {
    imaging::Image8 image{width, height, 1, {}};
    image.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 90);
    EXPECT_TRUE(imaging::writePng(file(name), image));
    return file(name);
  }
  std::filesystem::path mask(const char* name, int width, int height,
                             const std::function<int(int, int)>& valueAt) {
    imaging::Image8 image{width, height, 1, {}};
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) image.pixels.push_back(static_cast<std::uint8_t>(valueAt(x, y)));
    EXPECT_TRUE(imaging::writePng(file(name), image));
    return file(name);
  }
  // A blob, a line of one pixel and a speck.
  void draw() {
    imaging::Image8 drawn{1024, 1024, 1, {}};
    drawn.pixels.resize(1024U * 1024U);
    drawing::paintStroke(drawn, {300, 300}, {340, 600}, 80, 1);
    drawing::paintStroke(drawn, {500, 201}, {900, 207}, 0.5, 2);
    drawn.pixels[drawn.index(801, 901)] = 3;
    compose().canvas()->importMask(drawn);
  }

  std::optional<base::Error> refused_;
};

TEST_F(MaskFiles, LieOverTheRadiographPixelForPixelWhateverItsSize) {
  for (const auto& [width, height] : {std::pair{256, 256}, {300, 200}, {700, 900}, {2500, 2048}}) {
    SCOPED_TRACE(testing::Message() << width << " x " << height);
    bar().openRadiograph(radiograph("radiograph.png", width, height));
    draw();
    for (const char* name : {"mask.png", "mask.nii", "mask.nii.gz"}) {
      bar().exportMask(file(name));
      ASSERT_FALSE(refused_) << refused_->message;
      const auto mask = imaging::readMask(file(name));
      ASSERT_TRUE(mask);
      EXPECT_EQ(mask->labels.width, width);
      EXPECT_EQ(mask->labels.height, height);
      for (const int label : {1, 2, 3})
        EXPECT_GT(std::count(mask->labels.pixels.begin(), mask->labels.pixels.end(), label), 0) << label;
    }
    // Once it has the radiograph's pixels a mask stays as it is, out and in again.
    const auto first = imaging::readMask(file("mask.png"));
    bar().importMask(file("mask.nii.gz"));
    ASSERT_FALSE(refused_);
    bar().exportMask(file("again.png"));
    EXPECT_EQ(imaging::readMask(file("again.png"))->labels, first->labels);
  }
}

TEST_F(MaskFiles, OverADicomRadiographHaveItsSpacingAndReferToIt) {
  tests::DicomBuilder dicom("1.2.840.10008.1.2.1");
  dicom.grey(40, 30, 8, 8).text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.1");
  dicom.text(0x0008, 0x0018, "UI", "2.25.11").text(0x0008, 0x0060, "CS", "CR");
  dicom.text(0x0020, 0x000d, "UI", "2.25.13").text(0x0020, 0x000e, "UI", "2.25.12");
  dicom.text(0x0020, 0x0052, "UI", "2.25.14").text(0x0028, 0x0030, "DS", "0.4\\0.2");
  dicom.element(0x7fe0, 0x0010, "OB", std::string(1200, '\x40'));
  ASSERT_TRUE(base::writeFileAtomically(file("radiograph.dcm"), dicom.bytes()));
  bar().openRadiograph(file("radiograph.dcm"));
  draw();
  bar().exportMask(file("mask.dcm"));
  bar().exportMask(file("mask.nii"));
  ASSERT_FALSE(refused_) << refused_->message;
  const auto seg = imaging::readMask(file("mask.dcm")), nifti = imaging::readMask(file("mask.nii"));
  ASSERT_TRUE(seg);
  ASSERT_TRUE(nifti);
  EXPECT_EQ(seg->labels.width, 40);
  EXPECT_EQ(seg->labels.height, 30);
  EXPECT_EQ(nifti->labels, seg->labels);
  const auto bytes = base::readFile(file("mask.dcm"), 1U << 20U);
  EXPECT_THAT(*bytes, HasSubstr("2.25.11"));
  EXPECT_THAT(*bytes, HasSubstr("2.25.14")) << "the radiograph's frame of reference";
  EXPECT_THAT(*bytes, HasSubstr("0.4\\0.2"));
  EXPECT_EQ(tests::dicomErrors(file("mask.dcm")).value_or(""), "");
  const auto header = base::readFile(file("mask.nii"), 1U << 20U);
  std::array<float, 4> spacing{};
  std::memcpy(spacing.data(), header->data() + 76, sizeof spacing);
  EXPECT_FLOAT_EQ(spacing[1], 0.2F) << "from column to column";
  EXPECT_FLOAT_EQ(spacing[2], 0.4F);
}

TEST_F(MaskFiles, WithLabelsOrAPaletteAreTakenAsTheyAre) {
  bar().importMask(mask("labels.png", 256, 256, [](int x, int y) {
    return y > 60 && y < 200 ? (x > 40 && x < 110 ? 1 : x > 140 && x < 220 ? 2 : 0) : 0;
  }));
  ASSERT_FALSE(refused_) << refused_->message;
  EXPECT_EQ(labels().pixels[labels().index(300, 500)], 1);
  EXPECT_EQ(labels().pixels[labels().index(700, 500)], 2);
  EXPECT_EQ(banner(), "");
  screenshot(QStringLiteral("mask-labels"));
  bar().importMask(tests::sourcePath("tests/imaging/peer_masks/voc.png"));
  EXPECT_EQ(labels().pixels[labels().index(100, 900)], 3);
}

TEST_F(MaskFiles, ThatCannotBeMeantAreToldOrRefusedAndTheDrawingStays) {
  draw();
  const imaging::Image8 drawn = labels();
  bar().importMask(mask("values.png", 128, 128, [](int x, int y) {
    return y > 30 && y < 90 ? (x < 30 ? 12 : x < 60 ? 40 : x < 100 ? 255 : 0) : 0;
  }));
  ASSERT_TRUE(refused_);
  EXPECT_THAT(refused_->message, HasSubstr("0, 12, 40 and 255"));
  EXPECT_THAT(banner(), HasSubstr("0, 12, 40 and 255"));
  EXPECT_THAT(banner(), HasSubstr("values.png"));
  EXPECT_EQ(labels(), drawn);
  screenshot(QStringLiteral("mask-refused"));

  bar().importMask(mask("radiograph.png", 128, 128, [](int x, int y) { return (x * 2 + y) % 256; }));
  EXPECT_THAT(banner(), HasSubstr("radiograph"));
  EXPECT_EQ(labels(), drawn);

  bar().importMask(mask("empty.png", 128, 128, [](int, int) { return 0; }));
  EXPECT_THAT(banner(), HasSubstr("The mask is empty"));
  screenshot(QStringLiteral("mask-empty"));
  bar().importMask(mask("full.png", 128, 128, [](int, int) { return 255; }));
  EXPECT_THAT(banner(), HasSubstr("The mask is full"));
  bar().importMask(mask("wide.png", 200, 100, [](int x, int) { return x < 60 ? 255 : 0; }));
  EXPECT_THAT(banner(), HasSubstr("not square"));
  EXPECT_THAT(banner(), HasSubstr("% of what is marked"));
  bar().openRadiograph(radiograph("radiograph.png", 300, 400));
  bar().importMask(
      mask("other.png", 100, 100, [](int x, int y) { return x > 20 && x < 60 && y > 30 ? 1 : 0; }));
  EXPECT_THAT(banner(), HasSubstr("The mask is 100 x 100 pixels, its radiograph 300 x 400"));
  bar().importMask(
      mask("good.png", 300, 400, [](int x, int y) { return x > 20 && x < 90 && y > 130 && y < 290; }));
  EXPECT_THAT(banner(), HasSubstr("only its centre"));
  bar().openRadiograph(radiograph("square.png", 300, 300));
  bar().importMask(
      mask("fits.png", 300, 300, [](int x, int y) { return x > 20 && x < 90 && y > 130 && y < 290; }));
  EXPECT_EQ(banner(), "") << "nothing is odd about it";
}

}  // namespace
}  // namespace chexgen::studio
