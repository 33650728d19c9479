#include "tests/studio/studio_fixture.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPixmap>
#include <QScreen>
#include <QTest>

#include "tests/support/program.h"

namespace chexgen::studio {

bool waitFor(const std::function<bool()>& condition, int milliseconds) {
  QElapsedTimer timer;
  timer.start();
  while (!condition() && timer.elapsed() < milliseconds) QTest::qWait(10);
  return condition();
}

void StudioFixture::SetUp() {
  qputenv("XDG_CONFIG_HOME", QByteArray::fromStdString((folder_.path() / "config").string()));
  qputenv("XDG_CACHE_HOME", QByteArray::fromStdString((folder_.path() / "cache").string()));
  qputenv("XDG_DATA_HOME", QByteArray::fromStdString((folder_.path() / "data").string()));
  qputenv("CHEXGEN_PROGRAM", QByteArray::fromStdString(tests::programPath()));
  qputenv("CHEXGEN_MODEL", QByteArray::fromStdString(tests::smallModel()));
}

void StudioFixture::TearDown() { quit(); }

void StudioFixture::show() {
  session_ = std::make_unique<Session>();
  window_ = std::make_unique<MainWindow>(*session_);
  window_->resize(1440, 900);
  window_->show();
  // Without a window manager nobody else gives the window the keyboard.
  window_->activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(window_.get()));
}

void StudioFixture::start() {
  ASSERT_NO_FATAL_FAILURE(show());
  window_->openOrCreate(QString::fromStdString(projectFolder().string()));
  ASSERT_NE(session_->project(), nullptr);
}

void StudioFixture::quit() {
  if (window_) window_->close();
  window_.reset();
  session_.reset();
}

void StudioFixture::screenshot(const QString& name) {
  const QByteArray folder = qgetenv("CHEXGEN_SCREENSHOTS");
  if (folder.isEmpty()) return;
  QTest::qWait(100);
  window_->screen()
      ->grabWindow(window_->winId())
      .save(QString::fromLocal8Bit(folder) + QLatin1Char('/') + name + QStringLiteral(".png"));
}

}  // namespace chexgen::studio
