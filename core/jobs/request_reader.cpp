#include "core/jobs/request_reader.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

#include <poll.h>
#include <unistd.h>

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
    queue_.end();
    watch();
    if (!ended_.isCancelled()) queue_.close();
  });
}

RequestReader::~RequestReader() {
  ended_.cancel();
  thread_.join();
}

void RequestReader::readAll() {
  LineSplitter splitter(messageLimit);
  std::array<char, 1U << 16U> chunk{};
  const auto onLine = [this](std::string_view line, bool oversize, std::uint64_t) {
    if (!ended_.isCancelled()) take(line, oversize);
  };
  while (!isOver()) {
    struct pollfd input {
      descriptor_, POLLIN, 0
    };
    const int ready = ::poll(&input, 1, pollMilliseconds);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const ssize_t count = ready < 0 ? -1 : ::read(descriptor_, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return takeLast(splitter);
    splitter.feed({chunk.data(), static_cast<std::size_t>(count)}, onLine);
  }
}

bool RequestReader::isOver() const {
  return ended_.isCancelled() || stop_.isCancelled() || replies_.isBroken();
}

// What stands behind the last newline: a request like any other when it is whole, else an error and not a
// silence.
void RequestReader::takeLast(const LineSplitter& splitter) {
  if (!splitter.rest().empty()) take(splitter.rest(), false);
}

// Requests may still run after the end of input: whoever reads the replies may go away, and a signal may
// come.
void RequestReader::watch() {
  while (!isOver()) std::this_thread::sleep_for(std::chrono::milliseconds(pollMilliseconds));
}

void RequestReader::take(std::string_view line, bool oversize) {
  if (oversize) {
    replies_.send({idAtTheStart(line),
                   ErrorReply{{ErrorCode::protocolInvalid,
                               "The line is longer than " + std::to_string(messageLimit >> 20U) + " MiB.",
                               {},
                               "The line was ignored; the worker goes on.",
                               "Ask for fewer radiographs at once."}}});
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
