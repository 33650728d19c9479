// Mouse and keys of the viewer, and what lies over the radiograph.
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <vector>

#include "tests/studio/viewer_fixture.h"
#include "widgets/common/tokens.h"

namespace chexgen::widgets {
namespace {

class ViewerHands : public ViewerFixture {
 protected:
  void SetUp() override { open(640, 480, phantom(320, 240)); }
  void key(int key, Qt::KeyboardModifiers modifiers = {}) {
    QTest::keyClick(viewer_.get(), static_cast<Qt::Key>(key), modifiers);
  }
  [[nodiscard]] QPointF under(QPoint at, int viewport = 0) const { return viewer_->toImage(viewport, at); }
};

void expectNear(QPointF a, QPointF b, double tolerance = 0.6) {
  EXPECT_NEAR(a.x(), b.x(), tolerance);
  EXPECT_NEAR(a.y(), b.y(), tolerance);
}

TEST_F(ViewerHands, ZoomingKeepsThePointUnderTheCursor) {
  const QPoint at(200, 150);
  const QPointF before = under(at);
  const double zoom = viewer_->zoom(0);
  wheel(at, 240, Qt::ControlModifier);
  EXPECT_GT(viewer_->zoom(0), zoom * 1.1);
  expectNear(under(at), before);
  wheel(at, -480, Qt::ControlModifier);
  EXPECT_LT(viewer_->zoom(0), zoom);
}

TEST_F(ViewerHands, TheWheelAloneAsksForTheNextImage) {
  std::vector<int> steps;
  QObject::connect(viewer_.get(), &Viewer::nextImage, [&](int delta) { steps.push_back(delta); });
  wheel(middle(), -120);
  wheel(middle(), 120);
  wheel(middle(), -60);
  wheel(middle(), -60);
  EXPECT_EQ(steps, (std::vector<int>{1, -1, 1}));
}

TEST_F(ViewerHands, ARightDragUpGoesNearerAndAMiddleDragPans) {
  const double zoom = viewer_->zoom(0);
  drag(Qt::RightButton, middle(), middle() - QPoint(0, 60));
  EXPECT_GT(viewer_->zoom(0), zoom * 1.1);
  const QPointF held = under(middle());
  drag(Qt::MiddleButton, middle(), middle() + QPoint(40, 30));
  expectNear(under(middle() + QPoint(40, 30)), held);
}

TEST_F(ViewerHands, SpaceWithTheLeftButtonPans) {
  wheel(middle(), 480, Qt::ControlModifier);
  const QPointF held = under(middle());
  const WindowLevel window = viewer_->windowLevel(0);
  QTest::keyPress(viewer_.get(), Qt::Key_Space);
  drag(Qt::LeftButton, middle(), middle() + QPoint(-50, 20));
  QTest::keyRelease(viewer_.get(), Qt::Key_Space);
  expectNear(under(middle() + QPoint(-50, 20)), held);
  EXPECT_EQ(viewer_->windowLevel(0), window);
}

TEST_F(ViewerHands, ALeftDragToTheRightWidensTheWindowAndDownRaisesItsCentre) {
  const WindowLevel before = viewer_->windowLevel(0);
  drag(Qt::LeftButton, middle(), middle() + QPoint(80, 0));
  EXPECT_GT(viewer_->windowLevel(0).width, before.width);
  EXPECT_DOUBLE_EQ(viewer_->windowLevel(0).centre, before.centre);
  drag(Qt::LeftButton, middle(), middle() + QPoint(0, 80));
  EXPECT_GT(viewer_->windowLevel(0).centre, before.centre);
  key(Qt::Key_0);
  EXPECT_EQ(viewer_->windowLevel(0), before);
}

TEST_F(ViewerHands, EscapeLeavesADragAndBringsBackWhatWasThere) {
  const WindowLevel before = viewer_->windowLevel(0);
  QTest::mousePress(viewer_.get(), Qt::LeftButton, {}, middle());
  hover(middle() + QPoint(90, 40), Qt::LeftButton);
  ASSERT_NE(viewer_->windowLevel(0), before);
  key(Qt::Key_Escape);
  EXPECT_EQ(viewer_->windowLevel(0), before);
}

TEST_F(ViewerHands, KeysFitGoOneToOneInvertAndHide) {
  const double fitted = viewer_->zoom(0);
  EXPECT_DOUBLE_EQ(fitted, 2);
  key(Qt::Key_O);
  EXPECT_DOUBLE_EQ(viewer_->zoom(0), 1);
  key(Qt::Key_F);
  EXPECT_DOUBLE_EQ(viewer_->zoom(0), fitted);
  key(Qt::Key_I);
  EXPECT_TRUE(viewer_->isInverted(0));
  key(Qt::Key_I);
  EXPECT_FALSE(viewer_->isInverted(0));
  key(Qt::Key_Tab);
  EXPECT_FALSE(viewer_->overlaysVisible());
  key(Qt::Key_Tab);
  EXPECT_TRUE(viewer_->overlaysVisible());
  key(Qt::Key_L);
  EXPECT_TRUE(viewer_->isLinked());
  key(Qt::Key_O);
  QTest::mouseDClick(viewer_.get(), Qt::LeftButton, {}, middle());
  EXPECT_DOUBLE_EQ(viewer_->zoom(0), fitted);
}

TEST_F(ViewerHands, LinkedViewportsGoTogether) {
  viewer_->setGrid(1, 2);
  viewer_->setImage(1, std::make_shared<const imaging::GreyImage>(phantom(640, 480)));
  viewer_->setLinked(true);
  const QPoint left = viewer_->viewportRect(0).center().toPoint();
  const QPoint right = viewer_->viewportRect(1).center().toPoint();
  wheel(left, 480, Qt::ControlModifier);
  drag(Qt::MiddleButton, left, left + QPoint(30, 20));
  // The same part of the body, although the second radiograph has twice the pixels.
  expectNear(under(left, 0) * 2, under(right, 1), 2);
  EXPECT_NEAR(viewer_->zoom(0), viewer_->zoom(1) * 2, 0.05);
  const WindowLevel window = viewer_->windowLevel(1);
  drag(Qt::LeftButton, left, left + QPoint(60, 0));
  EXPECT_GT(viewer_->windowLevel(1).width, window.width);
}

TEST_F(ViewerHands, TheValueUnderTheCursorIsThePixels) {
  const imaging::GreyImage image = phantom(320, 240);
  std::optional<float> value;
  QPointF where;
  QObject::connect(viewer_.get(), &Viewer::cursorMoved,
                   [&](int, QPointF point, std::optional<float> found, const QString&) {
                     where = point;
                     value = found;
                   });
  for (const QPoint& pixel : {QPoint(5, 3), QPoint(300, 20), QPoint(100, 200)}) {
    hover(viewer_->toWidget(0, QPointF(pixel) + QPointF(0.5, 0.5)).toPoint());
    ASSERT_TRUE(value);
    EXPECT_EQ(*value, image.valueAt(static_cast<int>(where.x()), static_cast<int>(where.y())));
    EXPECT_NEAR(where.x(), pixel.x() + 0.5, 1);
  }
}

TEST_F(ViewerHands, MaskAndBoxesLieWhereTheyWereDrawnAndHide) {
  Overlay overlay;
  overlay.labels = {32, 24, 1,
                    std::vector<std::uint8_t>(32 * 24, 0)};  // a tenth of the radiograph's size: stretched
  overlay.labels.pixels[overlay.labels.index(4, 20)] = 1;
  overlay.colours[1] = QColor(255, 0, 0);
  overlay.opacity = 1;
  overlay.boxes = {
      {QRectF(200, 30, 60, 50), QColor(0, 255, 0), QLatin1Char('C'), QStringLiteral("Cardiomegaly"), false}};
  viewer_->setOverlay(0, overlay);
  const auto colourAt = [&](const QImage& shown, double x, double y) {
    return shown.pixelColor(viewer_->toWidget(0, {x, y}).toPoint());
  };
  QImage shown = screen();
  EXPECT_GT(colourAt(shown, 45, 205).red(), 200);
  EXPECT_LT(colourAt(shown, 45, 205).green(), 60);
  EXPECT_EQ(colourAt(shown, 55, 205).red(), colourAt(shown, 55, 205).green());
  EXPECT_GT(colourAt(shown, 230, 30).green(), 150);
  EXPECT_LT(colourAt(shown, 230, 30).red(), 60);
  screenshot("viewer-overlays");

  // Only the named region of a painted mask is read.
  overlay.labels.pixels[overlay.labels.index(10, 10)] = 1;
  overlay.labels.pixels[overlay.labels.index(20, 10)] = 1;
  viewer_->updateOverlayRegion(0, QRect(8, 8, 4, 4), overlay.labels);
  shown = screen();
  EXPECT_LT(colourAt(shown, 105, 105).green(), 60);
  EXPECT_EQ(colourAt(shown, 205, 105).red(), colourAt(shown, 205, 105).green());

  viewer_->setOverlaysVisible(false);
  shown = screen();
  EXPECT_EQ(colourAt(shown, 45, 205).red(), colourAt(shown, 45, 205).green());
}

TEST_F(ViewerHands, NoSettingHidesTheSyntheticMark) {
  const auto coloured = [&] {
    const QImage shown = screen();
    int count = 0;
    for (int y = 0; y < shown.height(); ++y)
      for (int x = 0; x < shown.width(); ++x) {
        const QColor colour = shown.pixelColor(x, y);
        count += std::abs(colour.red() - colour.green()) > 20 ? 1 : 0;
      }
    return count;
  };
  viewer_->clearFocus();
  const int without = coloured();
  viewer_->setSynthetic(0, true);
  const int with = coloured();
  EXPECT_GT(with, without + 100);
  screenshot("viewer-synthetic");
  viewer_->setOverlaysVisible(false);
  EXPECT_GT(coloured(), without + 100);
  viewer_->setImage(0, std::make_shared<const imaging::GreyImage>(phantom(320, 240)));
  EXPECT_GT(coloured(), without + 100);
}

TEST_F(ViewerHands, NoSettingHidesWhatIsAmissWithThePicture) {
  const auto lowerLeft = [this] {
    const QImage all = screen();
    return all.copy(0, all.height() * 3 / 4, all.width() / 2, all.height() / 4);
  };
  imaging::GreyImage image = phantom(320, 240);
  viewer_->setImage(0, std::make_shared<const imaging::GreyImage>(image));
  viewer_->setOverlaysVisible(false);
  const QImage without = lowerLeft();
  image.remarks = {"Window guessed: the file has none", "VOI LUT narrower than stated"};
  viewer_->setImage(0, std::make_shared<const imaging::GreyImage>(image));
  EXPECT_NE(lowerLeft(), without);
  screenshot("viewer-remarks");
  viewer_->setOverlaysVisible(true);
  viewer_->setSynthetic(0, true);
  EXPECT_NE(lowerLeft(), without);
  screenshot("viewer-remarks-synthetic");
}

// Contrast as WCAG 2 has it: text needs 4.5 : 1.
double contrast(const QColor& one, const QColor& other) {
  const auto luminance = [](const QColor& colour) {
    const auto linear = [](double part) {
      return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
  };
  const double a = luminance(one), b = luminance(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

TEST_F(ViewerHands, WhatIsAmissCanBeReadOverEveryGrey) {
  for (const int grey : {0, 100, 150, 200, 255}) {
    imaging::GreyImage image = phantom(320, 240);
    for (auto& pixel : image.pixels)
      pixel = static_cast<std::uint16_t>(grey * (static_cast<int>(image.modality.size()) - 1) / 255);
    image.presentations.front().window = {.centre = static_cast<double>(image.modality.size()) / 2,
                                          .width = static_cast<double>(image.modality.size())};
    image.remarks = {"Window guessed: the file has none; shown from its least to its greatest value"};
    viewer_->setImage(0, std::make_shared<const imaging::GreyImage>(image));
    const QImage all = screen();
    const QImage corner = all.copy(0, all.height() * 3 / 4, all.width() / 2, all.height() / 4);
    // The letters are what differs most from grey; the plate is the commonest colour of their rows.
    const QColor ink = widgets::tokens(widgets::Theme::dark).warn;
    int left = corner.width(), top = corner.height(), right = 0, bottom = 0;
    for (int y = 0; y < corner.height(); ++y)
      for (int x = 0; x < corner.width(); ++x) {
        const QColor seen = corner.pixelColor(x, y);
        if (seen.red() - seen.blue() < (ink.red() - ink.blue()) / 2) continue;
        left = std::min(left, x);
        top = std::min(top, y);
        right = std::max(right, x);
        bottom = std::max(bottom, y);
      }
    ASSERT_LT(left, right) << grey;
    std::map<QRgb, int> colours;
    for (int y = top; y <= bottom; ++y)
      for (int x = left; x <= right; ++x) ++colours[corner.pixel(x, y)];
    const auto commonest = std::max_element(colours.begin(), colours.end(),
                                            [](const auto& a, const auto& b) { return a.second < b.second; });
    EXPECT_GE(contrast(ink, QColor(commonest->first)), 4.5) << grey;
    if (grey == 150) screenshot("viewer-remarks-over-grey");
  }
}

TEST_F(ViewerHands, WindowAndLevelFollowTheMouseOnALargeRadiograph) {
  viewer_->setImage(0, std::make_shared<const imaging::GreyImage>(phantom(2048, 2048)));
  static_cast<void>(screen());
  QTest::mousePress(viewer_.get(), Qt::LeftButton, {}, middle());
  std::vector<double> times;
  for (int i = 1; i <= 40; ++i) {
    QElapsedTimer timer;
    timer.start();
    const QPoint at = middle() + QPoint(i, i % 7);
    hover(at, Qt::LeftButton);
    viewer_->repaint();
    QCoreApplication::processEvents();
    times.push_back(static_cast<double>(timer.nsecsElapsed()) * 1e-6);
  }
  QTest::mouseRelease(viewer_.get(), Qt::LeftButton, {}, middle());
  std::sort(times.begin(), times.end());
  std::printf("window and level of 2048 x 2048 at 640 x 480: median %.1f ms, slowest %.1f ms\n", times[20],
              times.back());
  EXPECT_LT(times[20], 250);
}

}  // namespace
}  // namespace chexgen::widgets
