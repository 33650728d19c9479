#include "tests/studio/viewer_fixture.h"

#include <QApplication>
#include <QPixmap>
#include <QScreen>
#include <QTest>
#include <QWheelEvent>

namespace chexgen::widgets {

imaging::GreyImage phantom(int width, int height) {
  imaging::GreyImage image;
  image.width = width;
  image.height = height;
  for (int value = 0; value < 4096; ++value) image.modality.push_back(static_cast<float>(value));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int quarter = (x < width / 2 ? 0 : 900) + (y < height / 2 ? 0 : 1900);
      image.pixels.push_back(static_cast<std::uint16_t>(quarter + (x + 2 * y) * 1200 / (width + 2 * height)));
    }
  }
  image.pixels[static_cast<std::size_t>(3 * width + 5)] = 4095;
  image.presentations = {{"WHOLE", {2048, 4096, imaging::WindowShape::linear}, std::nullopt}};
  return image;
}

void ViewerFixture::open(int width, int height, const imaging::GreyImage& image) {
  viewer_ = std::make_unique<Viewer>();
  viewer_->resize(width, height);
  viewer_->show();
  viewer_->activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowExposed(viewer_.get()));
  viewer_->setFocus();
  viewer_->setImage(0, std::make_shared<const imaging::GreyImage>(image));
  bare();
}

void ViewerFixture::bare() {
  for (int i = 0; i < viewer_->viewportCount(); ++i) viewer_->setOrientationTags(i, false);
}

QImage ViewerFixture::screen() {
  // Two rounds: the first may only ask for the painting.
  for (int i = 0; i < 2; ++i) {
    QTest::qWait(20);
    QCoreApplication::processEvents();
  }
  if (QGuiApplication::platformName() != QLatin1String("xcb")) return viewer_->grab().toImage();
  return viewer_->screen()->grabWindow(viewer_->winId()).toImage();
}

int ViewerFixture::greyAt(const QImage& screen, int x, int y, int viewport) {
  const QPointF point = viewer_->toWidget(viewport, {x + 0.5, y + 0.5}) * screen.devicePixelRatio();
  const QColor colour = screen.pixelColor(static_cast<int>(point.x()), static_cast<int>(point.y()));
  EXPECT_EQ(colour.red(), colour.green());
  EXPECT_EQ(colour.red(), colour.blue());
  return colour.red();
}

void ViewerFixture::wheel(QPoint at, int delta, Qt::KeyboardModifiers modifiers) {
  QWheelEvent event(at, viewer_->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers, Qt::NoScrollPhase,
                    false);
  QCoreApplication::sendEvent(viewer_.get(), &event);
}

void ViewerFixture::hover(QPoint to, Qt::MouseButtons held) {
  // QTest::mouseMove tells no buttons.
  QMouseEvent move(QEvent::MouseMove, to, viewer_->mapToGlobal(to), Qt::NoButton, held, {});
  QCoreApplication::sendEvent(viewer_.get(), &move);
}

void ViewerFixture::drag(Qt::MouseButton button, QPoint from, QPoint to) {
  QTest::mousePress(viewer_.get(), button, {}, from);
  for (int i = 1; i <= 8; ++i) hover(from + (to - from) * i / 8, button);
  QTest::mouseRelease(viewer_.get(), button, {}, to);
}

void ViewerFixture::screenshot(const char* name) {
  const QByteArray folder = qgetenv("CHEXGEN_SCREENSHOTS");
  if (!folder.isEmpty())
    screen().save(QString::fromLocal8Bit(folder) + QLatin1Char('/') + QLatin1String(name) +
                  QStringLiteral(".png"));
}

}  // namespace chexgen::widgets
