// The worker's way in: reads request lines on a thread of its own, so that a cancel is obeyed at once.
#pragma once

#include <string_view>
#include <thread>

#include "core/base/cancel_token.h"
#include "core/jobs/line_splitter.h"
#include "core/jobs/reply_writer.h"
#include "core/jobs/request_queue.h"

namespace chexgen::jobs {

// Reads from construction to destruction. At the end of input the queue takes no more requests, and those it
// has are still served: a list of requests may come from a file. A quit request, `stop`, or replies that find
// no reader cancel them.
class RequestReader {
 public:
  // The descriptor, the queue and the replies are borrowed.
  RequestReader(int descriptor, RequestQueue& queue, ReplyWriter& replies, base::CancelToken stop);
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;
  ~RequestReader();

 private:
  void readAll();
  void takeLast(const LineSplitter& splitter);
  void watch();
  [[nodiscard]] bool isOver() const;
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
