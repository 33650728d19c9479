// A command that goes on by itself after the terminal, or the Studio, is gone.
#pragma once

#include <filesystem>
#include <functional>

#include "core/base/descriptor.h"
#include "core/base/error.h"

namespace chexgen::cli {

// The detached process's word to the one that started it.
class Launch {
 public:
  explicit Launch(base::Descriptor pipe) : pipe_(std::move(pipe)) {}

  // Each may be called once; the second has no effect after the first.
  void started();
  void failed(const base::Error& error);

 private:
  base::Descriptor pipe_;
};

// Runs `work` in a process of its own session, without terminal, its output appended to `log`, and waits
// until it says that it started. Gives that process's id; or its error, when it failed before; or
// `interrupted`, when it ended without a word. Must be called before the program has a second thread.
[[nodiscard]] base::Result<pid_t> detach(const std::filesystem::path& log,
                                         const std::function<int(Launch&)>& work);

}  // namespace chexgen::cli
