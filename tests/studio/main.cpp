// Runs the tests of windows on a virtual display of their own (Xvfb), so that they need no screen and never
// appear on one. QT_QPA_PLATFORM chooses another platform, for example offscreen.
#include <QApplication>
#include <QSurfaceFormat>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "widgets/common/theme.h"

namespace {

// The number of a display that an Xvfb which ends with this process serves; empty when there is no Xvfb.
std::string startDisplay(pid_t& server) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return {};
  server = ::fork();
  if (server == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::close(ends[0]);
    const std::string number = std::to_string(ends[1]);
    std::freopen("/dev/null", "w", stderr);
    ::execlp("Xvfb", "Xvfb", "-displayfd", number.c_str(), "-screen", "0", "1600x1000x24", "-nolisten", "tcp",
             nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string display;
  for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) display += c;
  ::close(ends[0]);
  return display;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (testing::GTEST_FLAG(list_tests)) return RUN_ALL_TESTS();

  pid_t server = -1;
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
    const std::string display = startDisplay(server);
    if (display.empty()) {
      std::fputs("Xvfb does not start; install it, or set QT_QPA_PLATFORM=offscreen.\n", stderr);
      return 1;
    }
    qputenv("DISPLAY", QByteArray::fromStdString(":" + display));
    qputenv("QT_QPA_PLATFORM", "xcb");
  }
  int result = 1;
  {
    QSurfaceFormat format;
    format.setVersion(3, 2);
    format.setProfile(QSurfaceFormat::CoreProfile);
    QSurfaceFormat::setDefaultFormat(format);
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QCoreApplication::setAttribute(Qt::AA_CompressHighFrequencyEvents, false);
    const QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("chexgen-studio"));
    chexgen::widgets::applyTheme(*qApp, chexgen::widgets::Theme::dark);
    result = RUN_ALL_TESTS();
  }
  if (server > 0) {
    ::kill(server, SIGTERM);
    ::waitpid(server, nullptr, 0);
  }
  return result;
}
