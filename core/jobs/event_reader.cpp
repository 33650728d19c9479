#include "core/jobs/event_reader.h"

#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/jobs/line_splitter.h"

namespace chexgen::jobs {
namespace {

constexpr std::size_t chunkBytes = std::size_t{1} << 18U;

tl::unexpected<base::Error> failReading(int number, const std::filesystem::path& file) {
  return base::fail(base::ErrorCode::fileUnreadable,
                    std::string("The events file cannot be read: ") + std::strerror(number) + ".", file);
}

}  // namespace

EventReader::EventReader(std::filesystem::path file, std::uint64_t offset)
    : file_(std::move(file)), offset_(offset) {}

base::Result<void> EventReader::read(const std::function<void(const Event&)>& onEvent) {
  const base::Descriptor file(::open(file_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.isOpen() && errno == ENOENT && offset_ == 0) return {};
  struct stat status {};
  if (!file.isOpen() || ::fstat(file.number(), &status) != 0) return failReading(errno, file_);
  if (static_cast<std::uint64_t>(status.st_size) < offset_) {
    return base::fail(base::ErrorCode::fileTruncated,
                      "The events file is shorter than what was read from it before.", file_,
                      "Nothing was changed.", "Read it again from its start.");
  }
  const std::uint64_t start = offset_;
  std::uint64_t position = start;
  LineSplitter splitter;
  const auto onLine = [&](std::string_view line, bool oversize, std::uint64_t end) {
    offset_ = start + end;
    if (line.empty()) return;
    const auto event = oversize ? base::fail(base::ErrorCode::formatInvalid, {}) : parseEvent(line, file_);
    event ? onEvent(*event) : static_cast<void>(++skippedLines_);
  };
  std::vector<char> chunk(chunkBytes);
  for (;;) {
    const ssize_t count = ::pread(file.number(), chunk.data(), chunk.size(), static_cast<off_t>(position));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failReading(errno, file_);
    if (count == 0) return {};
    position += static_cast<std::uint64_t>(count);
    splitter.feed({chunk.data(), static_cast<std::size_t>(count)}, onLine);
  }
}

bool EventLedger::add(const Event& event) {
  std::int64_t& last = lastSequence_[{event.run, event.attempt}];
  if (event.sequence <= last) return false;
  last = event.sequence;
  ++size_;
  attempt_ = std::max(attempt_, event.attempt);
  const auto put = [&event](Event& place) {
    if (event.attempt >= place.attempt) place = event;
  };
  put(latest_[event.name]);
  if (event.step) put(steps_[event.name][*event.step]);
  return true;
}

const Event* EventLedger::latest(const std::string& name) const {
  const auto found = latest_.find(name);
  return found == latest_.end() ? nullptr : &found->second;
}

const Event* EventLedger::atStep(const std::string& name, std::int64_t step) const {
  const auto& known = steps(name);
  const auto found = known.find(step);
  return found == known.end() ? nullptr : &found->second;
}

const std::map<std::int64_t, Event>& EventLedger::steps(const std::string& name) const {
  static const std::map<std::int64_t, Event> none;
  const auto found = steps_.find(name);
  return found == steps_.end() ? none : found->second;
}

base::Result<EventLedger> readLedger(const std::filesystem::path& file) {
  EventLedger ledger;
  EventReader reader(file);
  CHEXGEN_TRY(reader.read([&ledger](const Event& event) { ledger.add(event); }));
  return ledger;
}

}  // namespace chexgen::jobs
