// Appends to events.jsonl.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "core/base/descriptor.h"
#include "core/jobs/event.h"
#include "core/jobs/progress.h"

namespace chexgen::jobs {

// Whether an event must outlive a power cut at once (an image, a state) or may wait for the next that must.
enum class Durability { lazy, synced };

// The one writer of an events file; the caller holds the lock of the run folder. May be used from any thread.
class EventWriter {
 public:
  // Starts a new attempt: one more than the last attempt in the file, under the run's identity (made at the
  // first attempt). A torn last line of a killed attempt gets a newline, so that it spoils nothing after it.
  // Fails with the errors of EventReader, fileUnwritable, diskFull or permissionDenied.
  [[nodiscard]] static base::Result<EventWriter> open(const std::filesystem::path& file,
                                                      Clock clock = steadyClock());
  EventWriter(EventWriter&&) noexcept;
  EventWriter& operator=(EventWriter&&) noexcept;
  // Writes progress that was held back.
  ~EventWriter();

  [[nodiscard]] const std::string& run() const;
  [[nodiscard]] std::int64_t attempt() const;

  // Writes one event as one line; fails with diskFull, permissionDenied, fileUnwritable, or argumentInvalid
  // when the line would be over lineLimit. After a failure the next event starts on a line of its own.
  [[nodiscard]] base::Result<void> write(std::string_view name, const base::OrderedJson& data,
                                         std::optional<std::int64_t> step = {},
                                         Durability durability = Durability::synced);

  // At most ten a second reach the file; the latest one that was held back comes before the next other event
  // or at the end, so the last always arrives.
  [[nodiscard]] base::Result<void> progress(const Progress& progress);

 private:
  struct State;
  explicit EventWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace chexgen::jobs
