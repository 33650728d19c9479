#include "core/project/ingest.h"

#include <algorithm>
#include <utility>

#include "core/base/json.h"
#include "core/jobs/event_reader.h"
#include "core/project/file_keeping.h"
#include "core/project/image_writes.h"

namespace chexgen::project {
namespace {

constexpr std::size_t eventsAtOnce = 256;
constexpr std::int64_t imagesAtOnce = 4;

// Kind and name out of the job's file; a worker has none.
RunDescription describeRun(const std::filesystem::path& projectFolder, const std::filesystem::path& runFolder,
                           const jobs::Shard& shard) {
  RunDescription run{relativeTo(projectFolder, runFolder), "worker", ""};
  const auto file = jobs::runFiles(runFolder, shard).spec;
  if (const auto spec = base::readJsonFile(file)) {
    run.kind = base::jsonValueOr<std::string>(*spec, "kind", "worker").value_or("worker");
    run.name = base::jsonValueOr<std::string>(*spec, "name", "").value_or("");
  }
  return run;
}

}  // namespace

Ingest::Ingest(std::filesystem::path projectFolder, const std::filesystem::path& runFolder,
               std::function<void(const IngestReport&)> done)
    : projectFolder_(std::move(projectFolder)),
      runFolder_(std::filesystem::absolute(runFolder).lexically_normal()),
      done_(std::move(done)) {}

base::Result<Step> Ingest::step(Database& database) {
  if (!isRead_) CHEXGEN_TRY(read(database));
  isRead_ = true;
  while (!files_.empty() && files_.back().next == files_.back().events.size()) files_.pop_back();
  if (files_.empty()) {
    if (done_) done_(report_);
    return Step::finished;
  }
  EventsFile& file = files_.back();
  // Counted only once it is on the disk: a refused transaction is tried again.
  IngestReport found;
  std::size_t next = file.next;
  CHEXGEN_TRY(transaction(database, [&] { return takePiece(database, file, next, found); }));
  file.next = next;
  report_.events += found.events;
  report_.images += found.images;
  for (auto& problem : found.problems) report_.problems.push_back(std::move(problem));
  return Step::more;
}

base::Result<void> Ingest::read(Database& database) {
  files_.clear();
  report_ = {};
  auto shards = jobs::shardsIn(runFolder_);
  if (shards.empty()) shards.emplace_back();
  run_ = describeRun(projectFolder_, runFolder_, shards.front());
  for (const auto& shard : shards) {
    EventsFile file;
    file.path = jobs::runFiles(runFolder_, shard).events;
    file.key = relativeTo(projectFolder_, file.path).string();
    CHEXGEN_TRY(readEvents(database, file));
    if (!file.events.empty()) files_.push_back(std::move(file));
  }
  return {};
}

base::Result<void> Ingest::readEvents(Database& database, EventsFile& file) {
  CHEXGEN_ASSIGN(const std::uint64_t start, eventsReadTo(database, file.key));
  const auto take = [&file](const jobs::Event& event) {
    // Progress informs while a run lives; ten lines a second would be most of the database.
    if (event.name != jobs::event_name::progress) file.events.push_back(event);
  };
  jobs::EventReader reader(file.path, start);
  auto result = reader.read(take);
  if (!result && result.error().code == base::ErrorCode::fileTruncated) {
    // Another file under the same name.
    file.events.clear();
    reader = jobs::EventReader(file.path);
    result = reader.read(take);
  }
  if (!result) {
    report_.problems.push_back(result.error());
    file.events.clear();
    return {};
  }
  file.end = reader.offset();
  return {};
}

base::Result<void> Ingest::takePiece(Database& database, EventsFile& file, std::size_t& next,
                                     IngestReport& found) {
  const std::size_t last = std::min(file.events.size(), next + eventsAtOnce);
  while (next < last && found.images < imagesAtOnce) {
    const jobs::Event& event = file.events[next++];
    CHEXGEN_ASSIGN(const bool isNew, addEvent(database, run_, event));
    if (!isNew) continue;
    ++found.events;
    if (event.name == jobs::event_name::image) CHEXGEN_TRY(takeImage(database, event, found));
  }
  if (next < file.events.size()) return {};
  return setEventsReadTo(database, file.key, file.end);
}

base::Result<void> Ingest::takeImage(Database& database, const jobs::Event& event, IngestReport& found) {
  const auto name = base::jsonValue<std::string>(event.data, "file");
  const auto sha256 = base::jsonValue<std::string>(event.data, "sha256");
  if (!name || !sha256) {
    found.problems.push_back((name ? sha256 : name).error());
    return {};
  }
  CHEXGEN_ASSIGN(const bool known,
                 wasTaken(database, relativeTo(projectFolder_, runFolder_ / *name).string(), *sha256));
  if (known) return {};
  const auto published = readPublished(projectFolder_, runFolder_, *name, *sha256);
  if (!published) {
    found.problems.push_back(published.error());
    return {};
  }
  CHEXGEN_TRY(keepGenerated(database, projectFolder_, *published, event.time));
  ++found.images;
  return {};
}

}  // namespace chexgen::project
