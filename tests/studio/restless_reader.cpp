// A reader who never stops: reads the package named on the command line in the real window with keys, and
// writes to standard output what has been answered, until somebody kills it.
//
//   restless_reader PACKAGE SEED
//
// Each line: "ready", then "answering PRESENTATION STEP" before Enter and "answered PRESENTATION" after it;
// "done" when nothing is left.
#include <QApplication>
#include <QTest>
#include <QTimer>

#include <unistd.h>

#include <cstdlib>
#include <random>
#include <string>

#include "app/studio/reading_window.h"
#include "widgets/reading/question_panel.h"

namespace {

using namespace chexgen;

void say(const std::string& text) {
  const std::string line = text + '\n';
  // In one piece and past any buffer: the next moment may be the last.
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("chexgen-studio"));
  if (argc < 3) return 2;
  auto session = study::ReadingSession::open(argv[1]);
  if (!session) return 3;
  studio::ReadingWindow window(std::move(*session), false);
  window.resize(1000, 700);
  window.show();
  window.begin();
  std::mt19937 random(static_cast<unsigned>(std::atoi(argv[2])));
  QObject::connect(&window, &studio::ReadingWindow::answered, &window,
                   [](std::size_t presentation) { say("answered " + std::to_string(presentation)); });
  QTimer timer;
  QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
    const auto current = window.reading().current();
    if (!current) {
      say("done");
      return QApplication::exit(0);
    }
    const int digit = std::uniform_int_distribution<>(4, 5)(random);
    QTest::keyClick(&window, static_cast<Qt::Key>(Qt::Key_0 + digit));
    say("answering " + std::to_string(*current) + " " + std::to_string(digit - 3));
    QTest::keyClick(&window, Qt::Key_Return);
  });
  timer.start(15);
  say("ready");
  return QApplication::exec();
}
