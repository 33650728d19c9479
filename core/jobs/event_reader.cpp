#include "core/jobs/event_reader.h"

#include <span>
#include <string_view>

#include "core/base/open_file.h"
#include "core/jobs/line_splitter.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;

// A disk that failed may leave zeros; more of them than this were put there (a file of nothing but a hole is
// read for ever).
constexpr std::uint64_t longestNoise = std::uint64_t{64} << 20U;

}  // namespace

EventReader::EventReader(std::filesystem::path file, std::uint64_t offset)
    : file_(std::move(file)), offset_(offset) {}

base::Result<void> EventReader::read(const std::function<void(const Event&)>& onEvent) {
  const auto file = base::openToRead(file_);
  if (!file && file.error().code == ErrorCode::fileMissing && offset_ == 0) return {};
  if (!file) return tl::unexpected(file.error());
  if (file->bytes < offset_) {
    return base::fail(base::ErrorCode::fileTruncated,
                      "The events file is shorter than what was read from it before.", file_,
                      "Nothing was changed.", "Read it again from its start.");
  }
  const std::uint64_t start = offset_;
  LineSplitter splitter;
  const auto onLine = [&](std::string_view line, bool oversize, std::uint64_t end) {
    offset_ = start + end;
    if (line.empty()) return;
    const auto event = oversize ? base::fail(base::ErrorCode::formatInvalid, {}) : parseEvent(line, file_);
    event ? onEvent(*event) : static_cast<void>(++skippedLines_);
  };
  std::uint64_t sinceLine = 0;
  return base::readPieces(*file, start, [&](std::span<const std::byte> piece) -> base::Result<void> {
    const std::string_view text(reinterpret_cast<const char*>(piece.data()), piece.size());
    sinceLine = text.find('\n') == std::string_view::npos ? sinceLine + text.size() : 0;
    if (sinceLine > longestNoise) {
      return base::fail(ErrorCode::formatInvalid,
                        "This is no events file: it has no end of a line in " +
                            std::to_string(longestNoise >> 20U) + " MiB.",
                        file_, "Nothing was changed.");
    }
    splitter.feed(text, onLine);
    return {};
  });
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
