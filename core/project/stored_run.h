// A run as the project knows it from the events that it has taken in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace chexgen::project {

struct StoredRun {
  std::string id;
  std::filesystem::path folder;  // relative to the project folder, or absolute when the run is elsewhere
  std::string kind;              // of the job; "worker" for interactive generation
  std::string name;              // for people; may be empty
  std::int64_t attempt = 0;      // the latest
  // As the latest attempt told it last. A killed run still says "running" here: ask jobs::readStatus.
  std::string state;
  std::string started;  // ISO 8601, UTC, of the first event
  std::string changed;  // of the last
};

// What one look at a run folder brought.
struct IngestReport {
  std::int64_t events = 0;            // new ones
  std::int64_t images = 0;            // new ones
  std::vector<base::Error> problems;  // images that could not be taken, each with its reason
};

}  // namespace chexgen::project
