// A person who never stops: opens the project named on the command line in the real windows, paints, types
// and asks for radiographs, and writes to standard output what has been done, until somebody kills it.
//
//   restless_user PROJECT SEED
//
// Each line: milliseconds of the steady clock, then "ready", "stroking HASH" and "stroke HASH" before and
// after a stroke ends (HASH of the mask after it), "typing LENGTH" and "text LENGTH" before and after a
// letter.
#include <QApplication>
#include <QPlainTextEdit>
#include <QTest>
#include <QTimer>

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <string>

#include "app/studio/compose_room.h"
#include "app/studio/generate_panel.h"
#include "app/studio/main_window.h"
#include "app/studio/session.h"
#include "core/base/sha256.h"
#include "widgets/canvas/canvas.h"
#include "widgets/report/report_editor.h"
#include "widgets/viewer/viewer.h"

namespace {

using namespace chexgen;

void say(const std::string& text) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const std::string line =
      std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()) + ' ' + text + '\n';
  // In one piece and past any buffer: the next moment may be the last.
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(1);
}

class RestlessUser {
 public:
  RestlessUser(studio::MainWindow& window, unsigned seed)
      : compose_(*window.compose()),
        findings_(*compose_.report()->findChild<QPlainTextEdit*>(QStringLiteral("findings"))),
        random_(seed) {}

  void act() {
    const int choice = below(10);
    if (choice < 4) {
      paint();
    } else if (choice < 9) {
      type();
    } else {
      compose_.generate();
    }
  }

 private:
  int below(int limit) { return std::uniform_int_distribution<>(0, limit - 1)(random_); }
  QPoint somewhere() {
    const QPoint middle = compose_.canvas()->viewer()->rect().center();
    return middle + QPoint(below(300) - 150, below(300) - 150);
  }
  void paint() {
    auto* viewer = compose_.canvas()->viewer();
    compose_.canvas()->setTool(below(4) == 0 ? widgets::CanvasTool::eraser : widgets::CanvasTool::brush);
    QTest::mousePress(viewer, Qt::LeftButton, {}, somewhere());
    QPoint last;
    for (int i = 0; i < 5; ++i) QTest::mouseMove(viewer, last = somewhere());
    // The release where the last move was changes no pixel, so the mask is known before it is kept.
    const std::string mask =
        base::sha256(std::as_bytes(std::span(compose_.canvas()->document().labels().pixels)));
    say("stroking " + mask);
    QTest::mouseRelease(viewer, Qt::LeftButton, {}, last);
    say("stroke " + mask);
  }
  void type() {
    say("typing " + std::to_string(findings_.toPlainText().size() + 1));
    // Only at the end, so that what is there is always a beginning of what was typed.
    findings_.moveCursor(QTextCursor::End);
    QTest::keyClick(&findings_, static_cast<Qt::Key>(Qt::Key_A + below(26)));
    say("text " + std::to_string(findings_.toPlainText().size()));
  }

  studio::ComposeRoom& compose_;
  QPlainTextEdit& findings_;
  std::mt19937 random_;
};

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication::setAttribute(Qt::AA_CompressHighFrequencyEvents, false);
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("chexgen-studio"));
  if (argc < 3) return 2;
  studio::Session session;
  studio::MainWindow window(session);
  window.resize(1200, 800);
  window.show();
  window.openOrCreate(QString::fromLocal8Bit(argv[1]));
  if (session.project() == nullptr || session.readOnly()) return 3;
  auto settings = window.compose()->panel()->settings();
  settings.steps = 2;
  window.compose()->panel()->setSettings(settings);

  RestlessUser user(window, static_cast<unsigned>(std::atoi(argv[2])));
  QTimer timer;
  QObject::connect(&timer, &QTimer::timeout, &timer, [&] { user.act(); });
  timer.start(15);
  say("ready");
  return QApplication::exec();
}
