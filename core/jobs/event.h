// One line of events.jsonl: what a run tells about itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"

namespace chexgen::jobs {

// Names of events that this library itself writes or reads; a kind of job may add its own.
namespace event_name {
inline constexpr std::string_view state = "state";        // data: {"state", "error"?}
inline constexpr std::string_view progress = "progress";  // data: see Progress
inline constexpr std::string_view image = "image";        // data: {"file", "sha256", "recipe"}
inline constexpr std::string_view model = "model";        // data: see ModelInfo
inline constexpr std::string_view remarks = "remarks";    // data: {"remarks"}, what a person should know
}  // namespace event_name

// (run, attempt, sequence) identifies an event for ever; whoever takes events in keeps each once.
struct Event {
  std::string run;                   // stays the same through all attempts of a run
  std::int64_t attempt = 0;          // from 1; each start of a process on the run folder is one
  std::int64_t sequence = 0;         // from 1 within its attempt, strictly increasing
  std::string time;                  // ISO 8601, UTC
  std::optional<std::int64_t> step;  // what the event is about, where it is about one of many
  std::string name;
  base::Json data = base::Json::object();

  friend bool operator==(const Event&, const Event&) = default;
};

// The line without its newline.
[[nodiscard]] std::string formatEvent(const Event& event);
// Fails with formatInvalid when an entry is missing, of the wrong kind or out of range.
[[nodiscard]] base::Result<Event> parseEvent(std::string_view line, const std::filesystem::path& file = {});

}  // namespace chexgen::jobs
