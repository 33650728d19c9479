// The rows of runs and their events.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/jobs/event.h"
#include "core/project/database.h"
#include "core/project/stored_run.h"

namespace chexgen::project {

[[nodiscard]] base::Result<std::vector<StoredRun>> listRuns(Database& database);
[[nodiscard]] base::Result<std::vector<jobs::Event>> listEvents(Database& database, const std::string& run,
                                                                const std::string& name);

// What a run folder says about itself.
struct RunDescription {
  std::filesystem::path folder;  // as StoredRun has it
  std::string kind;
  std::string name;
};

// Inside a transaction. False when the event was there already.
[[nodiscard]] base::Result<bool> addEvent(Database& database, const RunDescription& run,
                                          const jobs::Event& event);

// Where the next look at an events file starts, in bytes; 0 for a file never read.
[[nodiscard]] base::Result<std::uint64_t> eventsReadTo(Database& database, const std::string& file);
[[nodiscard]] base::Result<void> setEventsReadTo(Database& database, const std::string& file,
                                                 std::uint64_t offset);

}  // namespace chexgen::project
