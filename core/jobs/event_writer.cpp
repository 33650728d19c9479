#include "core/jobs/event_writer.h"

#include <array>
#include <cerrno>
#include <random>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include "core/base/open_file.h"
#include "core/jobs/event_reader.h"
#include "core/jobs/line_splitter.h"

namespace chexgen::jobs {
namespace {

// 128 random bits: unique without any registry, so runs of different machines can meet in one project.
std::string newRunId() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::random_device source;
  std::string id;
  for (int i = 0; i < 32; ++i) id += digits[source() & 15U];
  return id;
}

// A torn line gets its newline before anything is read: should it be whole but for that, it counts, and so
// does its attempt.
base::Result<void> endTornLine(int descriptor, const std::filesystem::path& file) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) {
    return base::failFromErrno(errno, "The events file cannot be examined", file);
  }
  if (status.st_size == 0) return {};
  char last = 0;
  if (::pread(descriptor, &last, 1, status.st_size - 1) != 1) {
    return base::failFromErrno(errno, "The events file cannot be read", file);
  }
  if (last != '\n' && ::write(descriptor, "\n", 1) != 1) {
    return base::failFromErrno(errno, "The events file cannot be written", file);
  }
  return {};
}

}  // namespace

struct EventWriter::State {
  State(std::filesystem::path eventsFile, base::Descriptor descriptor, Clock clock)
      : path(std::move(eventsFile)), file(std::move(descriptor)), limit(progressInterval, std::move(clock)) {}

  base::Result<void> append(std::string_view name, const base::OrderedJson& data,
                            std::optional<std::int64_t> step, Durability durability);
  base::Result<void> flushProgress();

  std::filesystem::path path;
  base::Descriptor file;
  RateLimit limit;
  std::mutex mutex;
  std::string run;
  std::int64_t attempt = 1;
  std::int64_t sequence = 0;
  bool insideLine = false;
  std::optional<Progress> held;
};

base::Result<void> EventWriter::State::append(std::string_view name, const base::OrderedJson& data,
                                              std::optional<std::int64_t> step, Durability durability) {
  Event event{run, attempt, sequence + 1, timeNow(), step, std::string(name), base::Json(data)};
  const std::string line = formatEvent(event);
  if (line.size() > lineLimit) {
    return base::fail(base::ErrorCode::argumentInvalid,
                      "The event \"" + event.name + "\" is too long for a line of the events file.", path);
  }
  // The number is used up even if writing fails: a part of the line may stand in the file.
  ++sequence;
  const std::string bytes = (insideLine ? "\n" : "") + line + "\n";
  insideLine = true;
  if (!base::writeAll(file.number(), std::as_bytes(std::span(bytes)))) {
    return base::failFromErrno(errno, "The event cannot be written", path);
  }
  insideLine = false;
  if (durability == Durability::synced && ::fdatasync(file.number()) != 0) {
    return base::failFromErrno(errno, "The event cannot be written", path);
  }
  return {};
}

base::Result<void> EventWriter::State::flushProgress() {
  if (!held) return {};
  const auto data = toJson(*std::exchange(held, std::nullopt));
  return append(event_name::progress, data, std::nullopt, Durability::lazy);
}

EventWriter::EventWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
EventWriter::EventWriter(EventWriter&&) noexcept = default;
EventWriter& EventWriter::operator=(EventWriter&&) noexcept = default;

EventWriter::~EventWriter() {
  if (!state_) return;
  const std::scoped_lock guard(state_->mutex);
  // Nobody is left to tell; progress informs and is not part of the result.
  static_cast<void>(state_->flushProgress());
}

base::Result<EventWriter> EventWriter::open(const std::filesystem::path& file, Clock clock) {
  CHEXGEN_ASSIGN(base::Descriptor descriptor, base::openToWrite(file, base::Writing::append));
  base::syncFolder(file.parent_path());
  CHEXGEN_TRY(endTornLine(descriptor.number(), file));
  auto state = std::make_unique<State>(file, std::move(descriptor), std::move(clock));
  EventReader reader(file);
  CHEXGEN_TRY(reader.read([&](const Event& event) {
    if (state->run.empty()) state->run = event.run;
    state->attempt = std::max(state->attempt, event.attempt + 1);
  }));
  if (state->run.empty()) state->run = newRunId();
  return EventWriter(std::move(state));
}

const std::string& EventWriter::run() const { return state_->run; }
std::int64_t EventWriter::attempt() const { return state_->attempt; }

base::Result<void> EventWriter::write(std::string_view name, const base::OrderedJson& data,
                                      std::optional<std::int64_t> step, Durability durability) {
  const std::scoped_lock guard(state_->mutex);
  CHEXGEN_TRY(state_->flushProgress());
  return state_->append(name, data, step, durability);
}

base::Result<void> EventWriter::progress(const Progress& progress) {
  const std::scoped_lock guard(state_->mutex);
  state_->held = progress;
  if (!state_->limit.pass()) return {};
  return state_->flushProgress();
}

}  // namespace chexgen::jobs
