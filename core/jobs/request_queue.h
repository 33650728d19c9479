// The requests that wait for the worker's main thread, and the means to stop them from another.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/jobs/protocol.h"

namespace chexgen::jobs {

// A request with the token that stops it.
struct Job {
  Request request;
  base::CancelToken cancel;
};

// May be used from any thread.
class RequestQueue {
 public:
  // Fails with protocolInvalid when the id is in use or too many requests wait; after close(), with
  // cancelled.
  [[nodiscard]] base::Result<void> push(Request request);

  // Waits for the next request, which then runs until finish(). Requests that were cancelled while waiting
  // come out too, with their token set. Nothing once the queue is closed and empty.
  [[nodiscard]] std::optional<Job> next();
  void finish();

  // Sets the token of the waiting or running request with this id; an unknown id has ended already.
  void cancel(const std::string& id);
  // Takes no more requests; those there are still run.
  void end();
  // Takes no more requests and cancels all there are.
  void close();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  std::optional<Job> running_;
  bool closed_ = false;
};

}  // namespace chexgen::jobs
