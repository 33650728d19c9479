// Progress on a terminal: one line that is written over.
#pragma once

#include <string>

#include "core/jobs/progress.h"
#include "core/weights/file_check.h"

namespace chexgen::cli {

// Draws on stderr when that is a terminal and stays silent otherwise.
class ProgressLine {
 public:
  explicit ProgressLine(bool enabled);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const jobs::Progress& progress);
  // For a check of a model's files, until it is interrupted.
  [[nodiscard]] weights::CheckWatch watch();
  // Removes the line, so that other text can be printed.
  void clear();

 private:
  bool enabled_;
  bool shown_ = false;
};

// "14/25 steps  56 %  6 s left", with a bar in front.
[[nodiscard]] std::string progressText(const jobs::Progress& progress);

}  // namespace chexgen::cli
