// The worker's way in: reads request lines on a thread of its own, so that a cancel is obeyed at once.
#pragma once

#include <string_view>
#include <thread>

#include "core/base/cancel_token.h"
#include "core/jobs/reply_writer.h"
#include "core/jobs/request_queue.h"

namespace chexgen::jobs {

// Reads from construction to destruction. Closes the queue at the end of input, at a quit request, when the
// replies find no reader, or when `stop` is set.
class RequestReader {
 public:
  // The descriptor, the queue and the replies are borrowed.
  RequestReader(int descriptor, RequestQueue& queue, ReplyWriter& replies, base::CancelToken stop);
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;
  ~RequestReader();

 private:
  void readAll();
  void take(std::string_view line, bool oversize);
  void takeRequest(Request request);

  int descriptor_;
  RequestQueue& queue_;
  ReplyWriter& replies_;
  base::CancelToken stop_;
  base::CancelToken ended_;  // set by quit and by destruction
  std::thread thread_;
};

}  // namespace chexgen::jobs
