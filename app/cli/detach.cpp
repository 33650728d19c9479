#include "app/cli/detach.h"

#include <array>
#include <cerrno>
#include <span>
#include <string>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/json.h"
#include "core/base/open_file.h"

namespace chexgen::cli {
namespace {

using base::ErrorCode;

void send(base::Descriptor& pipe, const base::OrderedJson& word) {
  if (!pipe.isOpen()) return;
  const std::string text = word.dump(-1, ' ', false, base::OrderedJson::error_handler_t::replace);
  // Nobody may be listening any more; the work goes on all the same.
  static_cast<void>(base::writeAll(pipe.number(), std::as_bytes(std::span(text))));
  pipe.close();
}

// Standard input becomes empty, both outputs go to the log.
base::Result<void> redirect(const std::filesystem::path& log) {
  std::error_code error;
  std::filesystem::create_directories(log.parent_path(), error);
  const base::Descriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  CHEXGEN_ASSIGN(const base::Descriptor file, base::openToWrite(log, base::Writing::append));
  if (::dup2(nothing.number(), STDIN_FILENO) < 0 || ::dup2(file.number(), STDOUT_FILENO) < 0 ||
      ::dup2(file.number(), STDERR_FILENO) < 0) {
    return base::failFromErrno(errno, "The output cannot be sent to the log", log);
  }
  return {};
}

// The second fork gives up the lead of the session, so that no terminal can ever be acquired.
[[noreturn]] void becomeDetached(base::Descriptor pipe, const std::filesystem::path& log,
                                 const std::function<int(Launch&)>& work) {
  ::setsid();
  const pid_t child = ::fork();
  if (child != 0) ::_exit(child < 0 ? 1 : 0);
  Launch launch(std::move(pipe));
  if (const auto redirected = redirect(log); !redirected) {
    launch.failed(redirected.error());
    ::_exit(1);
  }
  std::exit(work(launch));
}

std::string readAll(const base::Descriptor& pipe) {
  std::string text;
  std::array<char, 4096> chunk{};
  for (;;) {
    const ssize_t count = ::read(pipe.number(), chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

void Launch::started() { send(pipe_, {{"pid", ::getpid()}}); }
void Launch::failed(const base::Error& error) { send(pipe_, {{"error", base::errorToJson(error)}}); }

base::Result<pid_t> detach(const std::filesystem::path& log, const std::function<int(Launch&)>& work) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::failFromErrno(errno, "No pipe can be made", {});
  const base::Descriptor reading(ends[0]);
  base::Descriptor writing(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return base::failFromErrno(errno, "No process can be started", {});
  if (child == 0) becomeDetached(std::move(writing), log, work);
  writing.close();
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  const auto word = base::parseJson(readAll(reading));
  if (word && word->contains("error")) return tl::unexpected(base::errorFromJson((*word)["error"]));
  const auto pid = word ? base::jsonValue<pid_t>(*word, "pid") : base::Result<pid_t>(0);
  if (word && pid) return *pid;
  return base::fail(ErrorCode::interrupted, "The job's process ended before it started to work.", log, {},
                    "Read the log for the reason.");
}

}  // namespace chexgen::cli
