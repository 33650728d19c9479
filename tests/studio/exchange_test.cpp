// Drawings to and from the files of other programs, from the Compose room.
#include <QComboBox>
#include <QInputDialog>
#include <QLabel>
#include <QSpinBox>
#include <QTest>
#include <cmath>
#include <optional>

#include <gmock/gmock.h>

#include "app/studio/background_bar.h"
#include "app/studio/compose_room.h"
#include "app/studio/generate_panel.h"
#include "app/studio/result_strip.h"
#include "core/base/file.h"
#include "core/drawing/placement.h"
#include "core/imaging/condition.h"
#include "core/imaging/dicom_source.h"
#include "core/imaging/label_mask.h"
#include "core/imaging/png.h"
#include "core/imaging/recipe_png.h"
#include "core/imaging/synthetic_dicom.h"
#include "core/project/project.h"
#include "tests/imaging/dicom_builder.h"
#include "tests/studio/studio_fixture.h"
#include "tests/support/golden.h"
#include "widgets/canvas/canvas.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::studio {
namespace {

// A different shape in every corner, so that a flip or a turn cannot pass.
imaging::Image8 corners(int width, int height) {
  imaging::Image8 mask{width, height, 1, {}};
  mask.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0);
  const auto fill = [&](double left, double top, double right, double bottom, std::uint8_t label) {
    for (int y = static_cast<int>(top * height); y < static_cast<int>(bottom * height); ++y)
      for (int x = static_cast<int>(left * width); x < static_cast<int>(right * width); ++x)
        mask.pixels[mask.index(x, y)] = label;
  };
  fill(0.30, 0.10, 0.45, 0.30, 1);
  fill(0.55, 0.15, 0.60, 0.45, 2);
  fill(0.40, 0.70, 0.50, 0.80, 3);
  return mask;
}

class Exchange : public StudioFixture {
 protected:
  void SetUp() override {
    StudioFixture::SetUp();
    start();
    QObject::connect(&compose(), &ComposeRoom::failed, &window(),
                     [this](const base::Error& error, const auto&) { told_ = error; });
  }
  [[nodiscard]] BackgroundBar& bar() { return *compose().background(); }
  [[nodiscard]] std::filesystem::path file(const char* name) const {
    return projectFolder().parent_path() / name;
  }
  [[nodiscard]] const imaging::Image8& labels() { return compose().canvas()->document().labels(); }
  void draw() {
    compose().canvas()->importMask(corners(1024, 1024));
    imaging::FindingBox box{imaging::findings().front(), 512.5, 300, 128.25, 64, {}};
    compose().canvas()->importBoxes({box});
  }
  void makeOne() {
    auto settings = compose().panel()->settings();
    settings.steps = 2;
    compose().panel()->setSettings(settings);
    QTest::keyClicks(compose().findChild<QWidget*>(QStringLiteral("findings")),
                     QStringLiteral("Clear lungs."));
    compose().generate();
    ASSERT_TRUE(waitFor([&] { return compose().strip()->count() == 1; }));
  }

  std::optional<base::Error> told_;
};

TEST_F(Exchange, AMaskComesBackFromEveryKindOfFileAsTheRadiographsPixelsShowIt) {
  draw();
  makeOne();
  bar().showStored(session().project()->images({})->front().id);
  const auto made = compose().canvas()->viewer()->image(0);
  ASSERT_TRUE(made);
  const drawing::Frame frame{made->width, made->height};
  ASSERT_LT(frame.width, drawing::documentSide);
  compose().canvas()->importMask(drawing::labelsOnSquare(drawing::labelsOnFrame(labels(), frame), frame));
  const imaging::Image8 drawn = labels();
  for (const char* name : {"mask.png", "mask.nii", "mask.nii.gz", "mask.dcm"}) {
    bar().exportMask(file(name));
    ASSERT_FALSE(told_) << name << ": " << told_->message;
    compose().canvas()->importMask(corners(64, 64));
    ASSERT_NE(labels(), drawn);
    bar().importMask(file(name));
    ASSERT_FALSE(told_) << name << ": " << told_->message;
    EXPECT_EQ(labels(), drawn) << name;
  }
}

TEST_F(Exchange, BoxesComeBackFromEveryKindOfFileAsTheyWereDrawn) {
  draw();
  const auto drawn = compose().canvas()->boxSheet().boxes;
  for (const char* name : {"boxes.json", "boxes.csv", "boxes.txt"}) {
    bar().exportBoxes(file(name));
    compose().canvas()->importBoxes({});
    bar().importBoxes(file(name));
    ASSERT_FALSE(told_) << name << ": " << told_->message;
    const auto back = compose().canvas()->boxSheet().boxes;
    ASSERT_EQ(back.size(), 1U) << name;
    EXPECT_EQ(back[0].finding.name, drawn[0].finding.name) << name;
    EXPECT_EQ(back[0].x, drawn[0].x) << name;
    EXPECT_EQ(back[0].y, drawn[0].y) << name;
    EXPECT_EQ(back[0].width, drawn[0].width) << name;
    EXPECT_EQ(back[0].height, drawn[0].height) << name;
  }
}

// What a person draws and exports guides the command line as it guides the Studio.
TEST_F(Exchange, ExportedBoxesGuideTheCommandLineAlike) {
  imaging::Image8 wide{1400, 1100, 1, {}};
  wide.pixels.resize(1400U * 1100U, 90);
  ASSERT_TRUE(imaging::writePng(file("wide.png"), wide));
  bar().openRadiograph(file("wide.png"));
  draw();
  const auto drawn = imaging::conditionFromBoxes(compose().canvas()->boxSheet(), 256);
  ASSERT_TRUE(drawn);
  for (const char* name : {"boxes.json", "boxes.csv", "boxes.txt"}) {
    bar().exportBoxes(file(name));
    ASSERT_FALSE(told_) << name << ": " << told_->message;
    // As `encode` asks, which knows the image, and as `generate` does, which does not.
    const auto known = imaging::loadBoxes(
        file(name), 256, {.image = file("wide.png").string(), .width = 1400, .height = 1100});
    ASSERT_TRUE(known) << name << base::describe(known.error());
    EXPECT_EQ(known->condition.image, drawn->image) << name;
    if (std::string_view(name) == "boxes.txt") continue;  // does not say how large the radiograph is
    const auto alone = imaging::loadBoxes(file(name), 256);
    ASSERT_TRUE(alone) << name << base::describe(alone.error());
    EXPECT_EQ(alone->condition.image, drawn->image) << name;
  }
}

class BoxesOfAProject : public Exchange {
 protected:
  void SetUp() override {
    Exchange::SetUp();
    QObject::connect(&bar(), &BackgroundBar::told, &window(), [this](const QString& text) { said_ = text; });
    imaging::Image8 grey{512, 512, 1, {}};
    grey.pixels.resize(512U * 512U, 90);
    for (const char* name : {"a.png", "d.png", "b c.png"}) ASSERT_TRUE(imaging::writePng(file(name), grey));
    ASSERT_TRUE(base::writeFileAtomically(
        file("project.json"),
        R"({"images": [{"id": 1, "file_name": "set/a.png", "width": 512, "height": 512},
                       {"id": 2, "file_name": "D.PNG", "width": 512, "height": 512},
                       {"id": 3, "file_name": "b%20c.png", "width": 512, "height": 512}],
            "categories": [{"id": 1, "name": "Mass"}, {"id": 2, "name": "Nodule"}, {"id": 3, "name": "ILD"}],
            "annotations": [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 128, 64]},
                            {"image_id": 1, "category_id": 3, "bbox": [0, 0, 128, 64]},
                            {"image_id": 2, "category_id": 2, "bbox": [256, 0, 128, 64]},
                            {"image_id": 3, "category_id": 2, "bbox": [384, 0, 128, 64]}]})"));
  }
  // "label x" of the boxes on the canvas, in the drawing's pixels.
  [[nodiscard]] std::string onCanvas() {
    std::string text;
    for (const auto& box : compose().canvas()->boxSheet().boxes)
      text += box.finding.name + " " + std::to_string(std::lround(box.x)) + ";";
    return text;
  }
  [[nodiscard]] QInputDialog* question() {
    return bar().findChild<QInputDialog*>(QStringLiteral("boxQuestion"));
  }
  QString said_;
};

TEST_F(BoxesOfAProject, AreThoseOfTheImageAtHand) {
  for (const auto& [image, boxes] :
       {std::pair("a.png", "Mass 0;"), {"d.png", "Nodule 512;"}, {"b c.png", "Nodule 768;"}}) {
    bar().openRadiograph(file(image));
    bar().importBoxes(file("project.json"));
    EXPECT_EQ(question(), nullptr) << image;
    EXPECT_EQ(onCanvas(), boxes) << image;
  }
  EXPECT_FALSE(told_);
  bar().openRadiograph(file("a.png"));
  bar().importBoxes(file("project.json"));
  EXPECT_THAT(said_.toStdString(), testing::HasSubstr("\"ILD\" (1)")) << "what was left out";
}

TEST_F(BoxesOfAProject, AskWhichImageIsMeantWhereNothingSays) {
  bar().importBoxes(file("project.json"));
  ASSERT_NE(question(), nullptr);
  EXPECT_EQ(question()->comboBoxItems().size(), 3);
  screenshot(QStringLiteral("compose-which-image"));
  question()->setTextValue(QStringLiteral("D.PNG"));
  question()->accept();
  ASSERT_TRUE(waitFor([&] { return onCanvas() == "Nodule 512;"; }));
  EXPECT_FALSE(told_);
}

TEST_F(BoxesOfAProject, AskHowTheirNumbersAreMeantWhereNothingSays) {
  ASSERT_TRUE(
      base::writeFileAtomically(file("open.csv"), "image,label,bbox\na.png,Mass,\"[128, 0, 256, 64]\"\n"));
  bar().openRadiograph(file("a.png"));
  bar().importBoxes(file("open.csv"));
  ASSERT_NE(question(), nullptr);
  question()->setTextValue(question()->comboBoxItems().at(1));
  question()->accept();
  ASSERT_TRUE(waitFor([&] { return onCanvas() == "Mass 256;"; }));
  EXPECT_EQ(compose().canvas()->boxSheet().boxes.at(0).width, 256) << "two corners";
  EXPECT_FALSE(told_);
}

TEST_F(BoxesOfAProject, OfTheGivenFilesAreFound) {
  CHEXGEN_CASE_OR_SKIP(coco, "coco-many-images-studio/c07_edge_rounding.json");
  bar().openRadiograph(file("a.png"));
  bar().importBoxes(coco);
  EXPECT_EQ(onCanvas(), "Lung 0;Heart 725;");
  CHEXGEN_CASE_OR_SKIP(polygons, "yolo-polygons-as-boxes/a.txt");
  bar().importBoxes(polygons);
  EXPECT_EQ(onCanvas(), "Lung 297;");
  CHEXGEN_CASE_OR_SKIP(numbered, "yolo-classes-ignored/a.txt");
  bar().importBoxes(numbered);
  EXPECT_EQ(onCanvas(), "Lung 120;Heart 380;");
  EXPECT_FALSE(told_);
}

TEST_F(Exchange, ASegmentationDrawnOverNothingRefersToTheExportedResult) {
  draw();
  bar().exportMask(file("early.dcm"));
  ASSERT_TRUE(told_);
  EXPECT_EQ(told_->code, base::ErrorCode::argumentInvalid);
  EXPECT_FALSE(std::filesystem::exists(file("early.dcm")));
  told_.reset();

  makeOne();
  bar().showNothing();
  bar().exportMask(file("mask.dcm"));
  ASSERT_FALSE(told_) << told_->message;
  std::vector<std::filesystem::path> beside;
  for (const auto& entry : std::filesystem::directory_iterator(file("mask.dcm").parent_path()))
    if (entry.path().filename().string().starts_with("mask-radiograph-")) beside.push_back(entry.path());
  ASSERT_EQ(beside.size(), 1U);
  const auto source = imaging::readDicomSource(beside.front());
  ASSERT_TRUE(source);
  const auto bytes = base::readFile(file("mask.dcm"), 1U << 26U);
  ASSERT_TRUE(bytes);
  EXPECT_THAT(*bytes, testing::HasSubstr(source->instanceUid));
  const auto made = session().project()->images({})->front();
  EXPECT_EQ(imaging::readMask(file("mask.dcm"))->labels.width, imaging::readPng(made.file.whole())->width)
      << "a segmentation has the pixels of the radiograph that it refers to";
  // The radiograph exported on its own is the same instance.
  bar().showStored(session().project()->images({})->front().id);
  bar().exportRadiograph(file("radiograph.dcm"));
  EXPECT_EQ(imaging::readDicomSource(file("radiograph.dcm"))->instanceUid, source->instanceUid);
}

TEST_F(Exchange, AnExportedRadiographCarriesItsRecipe) {
  makeOne();
  bar().exportRadiograph(file("out.png"));
  const auto recipe = imaging::readRecipePng(file("out.png"));
  ASSERT_TRUE(recipe);
  EXPECT_EQ(recipe->report, "Clear lungs.");
}

TEST_F(Exchange, OverARadiographThatIsNotSquareFilesHaveItsPixels) {
  imaging::Image8 wide{1400, 1100, 1, {}};
  wide.pixels.resize(1400U * 1100U, 90);
  ASSERT_TRUE(imaging::writePng(file("wide.png"), wide));
  bar().openRadiograph(file("wide.png"));
  draw();
  const imaging::Image8 drawn = labels();
  bar().exportMask(file("mask.png"));
  bar().exportBoxes(file("boxes.json"));
  ASSERT_FALSE(told_) << told_->message;
  const auto mask = imaging::readMask(file("mask.png"));
  ASSERT_TRUE(mask);
  EXPECT_EQ(mask->labels.width, 1400);
  EXPECT_EQ(mask->labels.height, 1100);
  const auto sheet = imaging::readBoxes(file("boxes.json"));
  ASSERT_TRUE(sheet);
  EXPECT_DOUBLE_EQ(sheet->boxes.at(0).x, 150 + 512.5 * 1100 / 1024);
  bar().importMask(file("mask.png"));
  EXPECT_EQ(labels(), drawn);
}

TEST_F(Exchange, AFileWithSeveralFramesOffersThemAndKeepsTheChosenOne) {
  tests::DicomBuilder dicom("1.2.840.10008.1.2.1");
  dicom.grey(8, 8, 8, 8).text(0x0028, 0x0008, "IS", "3");
  std::string pixels;
  for (const char grey : {'\x10', '\x20', '\x30'}) pixels += std::string(64, grey);
  dicom.element(0x7fe0, 0x0010, "OB", pixels);
  ASSERT_TRUE(base::writeFileAtomically(file("three.dcm"), dicom.bytes()));
  bar().openRadiograph(file("three.dcm"));
  auto* frame = bar().findChild<QSpinBox*>();
  ASSERT_TRUE(frame->isVisible());
  EXPECT_EQ(frame->maximum(), 3);
  EXPECT_EQ(compose().canvas()->viewer()->image(0)->valueAt(0, 0), 16);
  frame->setValue(3);
  EXPECT_EQ(compose().canvas()->viewer()->image(0)->valueAt(0, 0), 48);
  quit();
  start();
  EXPECT_EQ(compose().canvas()->viewer()->image(0)->valueAt(0, 0), 48);
}

TEST_F(Exchange, ADamagedFileIsToldAndTheDrawingStays) {
  draw();
  const imaging::Image8 drawn = labels();
  ASSERT_TRUE(base::writeFileAtomically(file("bad.png"), "\x89PNG\r\n\x1a\nrubbish"));
  bar().importMask(file("bad.png"));
  ASSERT_TRUE(told_);
  EXPECT_EQ(labels(), drawn);
  EXPECT_EQ(compose().canvas()->document().boxes().size(), 1U);
}

}  // namespace
}  // namespace chexgen::studio
