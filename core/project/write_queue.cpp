#include "core/project/write_queue.h"

#include <algorithm>
#include <utility>

#include "core/base/log.h"
#include "core/jobs/guard.h"

namespace chexgen::project {

WriteQueue::WriteQueue(Database database, std::chrono::milliseconds firstPause)
    : database_(std::move(database)), firstPause_(firstPause), thread_([this] { work(); }) {}

WriteQueue::~WriteQueue() { stop(); }

void WriteQueue::stop() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void WriteQueue::post(Operation operation) {
  {
    const std::scoped_lock lock(mutex_);
    queue_.push_back({++lastTicket_, std::move(operation), {}});
  }
  changed_.notify_all();
}

void WriteQueue::put(const std::string& key, ValueWrite write) {
  {
    const std::scoped_lock lock(mutex_);
    // Only the last entry may take it in: a value must not overtake what was posted before it.
    if (queue_.empty() || queue_.back().operation) queue_.push_back({++lastTicket_, {}, {}});
    queue_.back().values[key] = std::move(write);
  }
  changed_.notify_all();
}

void WriteQueue::onState(std::function<void(const std::optional<base::Error>&)> callback) {
  const std::scoped_lock lock(mutex_);
  callback_ = std::move(callback);
}

void WriteQueue::retryNow() {
  {
    const std::scoped_lock lock(mutex_);
    retry_ = true;
  }
  changed_.notify_all();
}

bool WriteQueue::isWaiting(std::uint64_t ticket) const {
  return (current_ && *current_ <= ticket) ||
         std::any_of(queue_.begin(), queue_.end(),
                     [&](const Entry& entry) { return entry.ticket <= ticket; });
}

base::Result<void> WriteQueue::flush() {
  std::unique_lock lock(mutex_);
  const std::uint64_t last = lastTicket_;
  const std::uint64_t failuresBefore = failures_;
  retry_ = true;
  changed_.notify_all();
  changed_.wait(lock, [&] { return !isWaiting(last) || failures_ != failuresBefore; });
  if (isWaiting(last) && error_) return tl::unexpected<base::Error>(*error_);
  return {};
}

base::Result<Step> WriteQueue::execute(const Entry& entry) {
  return jobs::guarded([&]() -> base::Result<Step> {
    if (entry.operation) return entry.operation(database_);
    const auto written = transaction(database_, [&]() -> base::Result<void> {
      for (const auto& [key, write] : entry.values) CHEXGEN_TRY(write(database_));
      return {};
    });
    if (!written) return tl::unexpected<base::Error>(written.error());
    return Step::finished;
  });
}

void WriteQueue::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Entry entry = std::move(queue_.front());
    queue_.pop_front();
    current_ = entry.ticket;
    lock.unlock();
    const auto result = execute(entry);
    lock.lock();
    if (result) {
      if (*result == Step::more && !stopping_) queue_.push_back(std::move(entry));
      failuresInARow_ = 0;
      retry_ = false;
      tell(lock, std::nullopt);
      continue;
    }
    const bool isFault = result.error().code == base::ErrorCode::internal;
    if (!isFault) {
      queue_.push_front(std::move(entry));
      ++failuresInARow_;
      retry_ = false;
    }
    tell(lock, result.error());
    if (isFault) continue;
    if (stopping_) {
      base::logError("The project was closed with " + std::to_string(queue_.size()) +
                     " changes that could not be written: " + result.error().message);
      return;
    }
    pause(lock);
  }
}

// Only what is new is told, and before flush() returns.
void WriteQueue::tell(std::unique_lock<std::mutex>& lock, const std::optional<base::Error>& outcome) {
  const bool isFault = outcome && outcome->code == base::ErrorCode::internal;
  const bool isNews =
      isFault || outcome.has_value() != error_.has_value() || (outcome && outcome->code != error_->code);
  if (isNews && callback_) {
    const auto callback = callback_;
    lock.unlock();
    callback(outcome);
    lock.lock();
  }
  if (!isFault) error_ = outcome;
  if (outcome && !isFault) ++failures_;
  current_.reset();
  changed_.notify_all();
}

void WriteQueue::pause(std::unique_lock<std::mutex>& lock) {
  const auto growth = std::min(1 << std::min(failuresInARow_ - 1, 5), 30);
  changed_.wait_for(lock, firstPause_ * growth, [this] { return retry_ || stopping_; });
  retry_ = false;
}

}  // namespace chexgen::project
