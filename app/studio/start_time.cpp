#include "app/studio/start_time.h"

#include <QApplication>
#include <QTimer>
#include <QWidget>
#include <QWindow>

#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <sstream>
#include <string>

#include "core/base/system_info.h"

namespace chexgen::studio {

namespace {

// Seconds since the process was started; the kernel knows to a hundredth.
double age() {
  const std::string text = base::kernelText("/proc/self/stat");
  // The 20th entry after the name, which stands in parentheses and may hold anything.
  std::istringstream rest(text.substr(text.rfind(')') + 1));
  std::string entry;
  for (int i = 0; i < 20; ++i) rest >> entry;
  std::timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9 -
         std::stod(entry) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

void reportStartAndQuit(QWidget& window) {
  auto* timer = new QTimer(&window);
  QObject::connect(timer, &QTimer::timeout, &window, [&window, timer] {
    if (!window.windowHandle() || !window.windowHandle()->isExposed()) return;
    timer->stop();
    // After everything that waits now, the first painting among it.
    window.repaint();
    QTimer::singleShot(0, &window, [] {
      std::printf("ready after %.0f ms\n", age() * 1000);
      std::fflush(stdout);
      QApplication::quit();
    });
  });
  timer->start(1);
}

}  // namespace chexgen::studio
