#include "app/cli/job_status.h"

#include <iostream>

#include "app/cli/progress_line.h"
#include "core/base/json.h"

namespace chexgen::cli {
namespace {

base::OrderedJson toJson(const RunPart& part) {
  const jobs::RunStatus& status = part.status;
  base::OrderedJson value{{"event", "status"}, {"state", jobs::name(status.state)}};
  if (part.shard.count > 1) value["shard"] = {{"index", part.shard.index}, {"count", part.shard.count}};
  value["run"] = status.run;
  value["attempt"] = status.attempt;
  value["images"] = status.images;
  value["last_event_time"] = status.lastEventTime;
  value["damaged_lines"] = status.skippedLines;
  if (status.progress) value["progress"] = jobs::toJson(*status.progress);
  if (status.error) value["error"] = base::errorToJson(*status.error);
  if (status.lock.held && status.lock.owner) {
    const auto& owner = *status.lock.owner;
    value["owner"] = {{"pid", owner.pid}, {"host", owner.host}, {"since", owner.since}};
  }
  return value;
}

void printText(const RunPart& part) {
  const jobs::RunStatus& status = part.status;
  if (part.shard.count > 1) std::cout << part.shard.index + 1 << "/" << part.shard.count << "  ";
  std::cout << jobs::name(status.state);
  if (status.attempt > 0) std::cout << ", attempt " << status.attempt;
  if (status.images > 0) std::cout << ", " << status.images << " images";
  if (status.progress && jobs::isActive(status.state)) std::cout << ", " << progressText(*status.progress);
  if (status.lock.held && status.lock.owner) {
    std::cout << ", process " << status.lock.owner->pid << " on " << status.lock.owner->host;
  }
  std::cout << "\n";
  if (status.state == jobs::JobState::interrupted)
    std::cout << "  Its process is gone; run it again to go on.\n";
  if (status.state == jobs::JobState::failed && status.error)
    std::cout << "  " << base::describe(*status.error) << "\n";
}

}  // namespace

base::Result<std::vector<RunPart>> readParts(const std::filesystem::path& runFolder,
                                             const std::string& shard) {
  std::vector<jobs::Shard> shards = jobs::shardsIn(runFolder);
  if (shards.empty()) shards.push_back({});
  if (!shard.empty()) {
    CHEXGEN_ASSIGN(const jobs::Shard only, jobs::parseShard(shard));
    shards.assign(1, only);
  }
  std::vector<RunPart> parts;
  for (const jobs::Shard& one : shards) {
    CHEXGEN_ASSIGN(auto status, jobs::readStatus(jobs::runFiles(runFolder, one)));
    parts.push_back({one, std::move(status)});
  }
  return parts;
}

base::Result<void> printStatus(const std::filesystem::path& runFolder, const std::string& shard, bool json) {
  CHEXGEN_ASSIGN(const auto parts, readParts(runFolder, shard));
  for (const RunPart& part : parts) {
    if (json) {
      std::cout << toJson(part).dump(-1, ' ', false, base::OrderedJson::error_handler_t::replace)
                << std::endl;
    } else {
      printText(part);
    }
  }
  return {};
}

}  // namespace chexgen::cli
