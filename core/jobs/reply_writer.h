// The worker's way out: reply lines on a file descriptor.
#pragma once

#include <atomic>
#include <mutex>

#include "core/jobs/protocol.h"

namespace chexgen::jobs {

// May be used from any thread; a line is never mixed with another. The descriptor is borrowed, and SIGPIPE
// must be ignored: a reader that went away shows as isBroken().
class ReplyWriter {
 public:
  explicit ReplyWriter(int descriptor) : descriptor_(descriptor) {}

  void send(const Reply& reply);
  // Whether a line could not be written; nothing is sent any more.
  [[nodiscard]] bool isBroken() const { return broken_; }

 private:
  int descriptor_;
  std::mutex mutex_;
  std::atomic<bool> broken_ = false;
};

}  // namespace chexgen::jobs
