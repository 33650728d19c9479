#include "core/jobs/request_reader.h"

#include <array>
#include <cerrno>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include "core/jobs/line_splitter.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;

// How often a silent input is left to look at the tokens.
constexpr int pollMilliseconds = 100;

}  // namespace

RequestReader::RequestReader(int descriptor, RequestQueue& queue, ReplyWriter& replies,
                             base::CancelToken stop)
    : descriptor_(descriptor), queue_(queue), replies_(replies), stop_(std::move(stop)) {
  thread_ = std::thread([this] {
    readAll();
    queue_.close();
  });
}

RequestReader::~RequestReader() {
  ended_.cancel();
  thread_.join();
}

void RequestReader::readAll() {
  LineSplitter splitter;
  std::array<char, 1U << 16U> chunk{};
  const auto onLine = [this](std::string_view line, bool oversize, std::uint64_t) {
    if (!ended_.isCancelled()) take(line, oversize);
  };
  while (!ended_.isCancelled() && !stop_.isCancelled() && !replies_.isBroken()) {
    struct pollfd input {
      descriptor_, POLLIN, 0
    };
    const int ready = ::poll(&input, 1, pollMilliseconds);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const ssize_t count = ready < 0 ? -1 : ::read(descriptor_, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    // A line without its newline at the end of input is torn and asks for nothing.
    if (count <= 0) return;
    splitter.feed({chunk.data(), static_cast<std::size_t>(count)}, onLine);
  }
}

void RequestReader::take(std::string_view line, bool oversize) {
  if (oversize) {
    replies_.send({"", ErrorReply{{ErrorCode::protocolInvalid,
                                   "The line is longer than 1 MiB.",
                                   {},
                                   "The line was ignored; the worker goes on."}}});
    return;
  }
  if (line.empty()) return;
  auto request = parseRequest(line);
  if (request) {
    takeRequest(std::move(*request));
  } else {
    replies_.send({request.error().id, ErrorReply{request.error().error}});
  }
}

void RequestReader::takeRequest(Request request) {
  if (std::holds_alternative<CancelRequest>(request.body)) return queue_.cancel(request.id);
  // Quit takes its turn in the queue so that it is answered last; all before it is cancelled.
  const bool quits = std::holds_alternative<QuitRequest>(request.body);
  const std::string id = request.id;
  if (const auto pushed = queue_.push(std::move(request)); !pushed) {
    replies_.send({id, ErrorReply{pushed.error()}});
  }
  if (quits) {
    queue_.close();
    ended_.cancel();
  }
}

}  // namespace chexgen::jobs
