// A request to stop, checked between two steps of work.
#pragma once

#include <atomic>
#include <memory>

namespace chexgen::base {

// Copies share one flag; any copy may be read or set from any thread (also from a signal handler).
class CancelToken {
 public:
  CancelToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}

  void cancel() noexcept { flag_->store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool isCancelled() const noexcept { return flag_->load(std::memory_order_relaxed); }

 private:
  std::shared_ptr<std::atomic<bool>> flag_;
};

}  // namespace chexgen::base
