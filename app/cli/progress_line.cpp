#include "app/cli/progress_line.h"

#include <algorithm>
#include <cmath>
#include <iostream>

#include <unistd.h>

#include "app/cli/command.h"

namespace chexgen::cli {
namespace {

std::string duration(double seconds) {
  constexpr double longest = 1e9;
  const auto whole = static_cast<long>(std::ceil(std::clamp(seconds, 0.0, longest)));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

}  // namespace

std::string progressText(const jobs::Progress& progress) {
  constexpr std::int64_t width = 24;
  const std::int64_t total = std::max<std::int64_t>(progress.total, 1);
  std::string text = "[";
  for (std::int64_t i = 0; i < width; ++i) text += i * total < progress.done * width ? '#' : '.';
  text += "] " + std::to_string(progress.done) + "/" + std::to_string(progress.total) + " " + progress.unit +
          (progress.unit.starts_with("MB") ? "  " : "s  ") + std::to_string(100 * progress.done / total) +
          " %";
  if (progress.etaSeconds && progress.done < progress.total)
    text += "  " + duration(*progress.etaSeconds) + " left";
  return text;
}

ProgressLine::ProgressLine(bool enabled) : enabled_(enabled && ::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::show(const jobs::Progress& progress) {
  if (!enabled_) return;
  std::cerr << "\r\x1b[K" << progressText(progress) << std::flush;
  shown_ = true;
}

weights::CheckWatch ProgressLine::watch() {
  return {.cancel = interruption(),
          .onBytes = jobs::inMegabytes([this](const jobs::Progress& progress) -> base::Result<void> {
            show(progress);
            return {};
          })};
}

void ProgressLine::clear() {
  if (shown_) std::cerr << "\r\x1b[K" << std::flush;
  shown_ = false;
}

}  // namespace chexgen::cli
