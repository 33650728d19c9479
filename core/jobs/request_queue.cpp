#include "core/jobs/request_queue.h"

#include <algorithm>
#include <utility>

namespace chexgen::jobs {
namespace {

using base::ErrorCode;

// Bounds the memory that a client can make the worker hold.
constexpr std::size_t waitingLimit = 256;

}  // namespace

base::Result<void> RequestQueue::push(Request request) {
  const std::scoped_lock guard(mutex_);
  if (closed_) return base::fail(ErrorCode::cancelled, "The worker is ending.");
  const auto hasId = [&request](const Job& job) { return job.request.id == request.id; };
  if ((running_ && hasId(*running_)) || std::any_of(waiting_.begin(), waiting_.end(), hasId)) {
    return base::fail(ErrorCode::protocolInvalid, "The id \"" + request.id + "\" is in use by a request.", {},
                      "The earlier request goes on; this line was ignored.");
  }
  if (waiting_.size() >= waitingLimit) {
    return base::fail(ErrorCode::protocolInvalid, "Too many requests are waiting.", {},
                      "The waiting requests go on; this line was ignored.", "Send it again later.");
  }
  waiting_.push_back({std::move(request), {}});
  changed_.notify_one();
  return {};
}

std::optional<Job> RequestQueue::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
  if (waiting_.empty()) return std::nullopt;
  running_ = std::move(waiting_.front());
  waiting_.pop_front();
  return running_;
}

void RequestQueue::finish() {
  const std::scoped_lock guard(mutex_);
  running_.reset();
}

void RequestQueue::cancel(const std::string& id) {
  const std::scoped_lock guard(mutex_);
  if (running_ && running_->request.id == id) running_->cancel.cancel();
  for (Job& job : waiting_) {
    if (job.request.id == id) job.cancel.cancel();
  }
}

void RequestQueue::end() {
  const std::scoped_lock guard(mutex_);
  closed_ = true;
  changed_.notify_all();
}

void RequestQueue::close() {
  const std::scoped_lock guard(mutex_);
  closed_ = true;
  if (running_) running_->cancel.cancel();
  for (Job& job : waiting_) job.cancel.cancel();
  changed_.notify_all();
}

}  // namespace chexgen::jobs
