// Takes what a run folder tells into the project, a piece at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/jobs/event.h"
#include "core/jobs/run_folder.h"
#include "core/project/database.h"
#include "core/project/run_table.h"
#include "core/project/stored_run.h"
#include "core/project/write_queue.h"

namespace chexgen::project {

// An operation of the write queue. Each step is one transaction of a few images or some hundred events, so
// that a long list does not keep a brush stroke waiting; killed in between, the next look goes on.
class Ingest {
 public:
  Ingest(std::filesystem::path projectFolder, const std::filesystem::path& runFolder,
         std::function<void(const IngestReport&)> done);

  [[nodiscard]] base::Result<Step> step(Database& database);

 private:
  struct EventsFile {
    std::filesystem::path path;
    std::string key;  // as the table knows it
    std::uint64_t end = 0;
    std::vector<jobs::Event> events;  // those that were not read before, without progress
    std::size_t next = 0;
  };

  base::Result<void> read(Database& database);
  base::Result<void> readEvents(Database& database, EventsFile& file);
  base::Result<void> takePiece(Database& database, EventsFile& file, std::size_t& next, IngestReport& found);
  base::Result<void> takeImage(Database& database, const jobs::Event& event, IngestReport& found);

  std::filesystem::path projectFolder_;
  std::filesystem::path runFolder_;
  std::function<void(const IngestReport&)> done_;
  RunDescription run_;
  IngestReport report_;
  bool isRead_ = false;
  std::vector<EventsFile> files_;
};

}  // namespace chexgen::project
