// Reads events.jsonl, also while it grows, and keeps what counts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <utility>

#include "core/jobs/event.h"

namespace chexgen::jobs {

// Reads on from where it stopped. Needs no lock: a line counts once its newline is there.
class EventReader {
 public:
  // `offset` is a place where an earlier reader stopped, in bytes.
  explicit EventReader(std::filesystem::path file, std::uint64_t offset = 0);

  // Calls `onEvent` for every complete line from the offset on, in file order, and moves the offset behind
  // them. A torn last line is left for the next call; a line that is no event, or is over lineLimit, is
  // skipped and counted. An absent file has no events. Fails with fileUnreadable, or fileTruncated when the
  // file is shorter than the offset: it is another file, start from 0.
  [[nodiscard]] base::Result<void> read(const std::function<void(const Event&)>& onEvent);

  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  [[nodiscard]] std::int64_t skippedLines() const { return skippedLines_; }

 private:
  std::filesystem::path file_;
  std::uint64_t offset_;
  std::int64_t skippedLines_ = 0;
};

// The events of a run folder as they stand after all attempts.
class EventLedger {
 public:
  // Takes an event in; false when it was there already. Events of one attempt come in the order of their
  // sequence, as a file has them.
  bool add(const Event& event);

  // The latest event of this name, and the one about this step: the latest attempt wins. nullptr if none.
  [[nodiscard]] const Event* latest(const std::string& name) const;
  [[nodiscard]] const Event* atStep(const std::string& name, std::int64_t step) const;
  // All steps of this name in order.
  [[nodiscard]] const std::map<std::int64_t, Event>& steps(const std::string& name) const;

  [[nodiscard]] std::int64_t attempt() const { return attempt_; }  // the highest; 0 when there is none
  [[nodiscard]] std::int64_t size() const { return size_; }

 private:
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> lastSequence_;  // by run and attempt
  std::map<std::string, Event> latest_;
  std::map<std::string, std::map<std::int64_t, Event>> steps_;
  std::int64_t attempt_ = 0;
  std::int64_t size_ = 0;
};

// Everything that stands in the file now.
[[nodiscard]] base::Result<EventLedger> readLedger(const std::filesystem::path& file);

}  // namespace chexgen::jobs
