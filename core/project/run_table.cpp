#include "core/project/run_table.h"

#include <optional>

#include "core/base/json.h"

namespace chexgen::project {
namespace {

base::Result<void> updateRun(Database& database, const jobs::Event& event) {
  // The latest attempt wins; a later event of an older one, read after it, changes nothing.
  std::optional<std::string> state;
  if (event.name == jobs::event_name::state) {
    if (const auto told = base::jsonValue<std::string>(event.data, "state")) state = *told;
  }
  return database.run(
      "UPDATE run SET state = CASE WHEN ?2 >= attempt THEN coalesce(?3, state) ELSE state END, "
      "attempt = max(attempt, ?2), changed = max(changed, ?4) WHERE id = ?1",
      event.run, event.attempt, state, event.time);
}

}  // namespace

base::Result<std::vector<StoredRun>> listRuns(Database& database) {
  CHEXGEN_ASSIGN(Statement row,
                 database.prepare("SELECT id, folder, kind, name, attempt, state, started, changed "
                                  "FROM run ORDER BY changed DESC, id"));
  std::vector<StoredRun> runs;
  for (;;) {
    CHEXGEN_ASSIGN(const bool found, row.step());
    if (!found) return runs;
    runs.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4), row.text(5),
                    row.text(6), row.text(7)});
  }
}

base::Result<std::vector<jobs::Event>> listEvents(Database& database, const std::string& run,
                                                  const std::string& name) {
  CHEXGEN_ASSIGN(Statement row,
                 database.prepare("SELECT attempt, sequence, time, step, name, data FROM run_event "
                                  "WHERE run = ?1 AND (?2 = '' OR name = ?2) ORDER BY attempt, sequence"));
  row.bindAll(run, name);
  std::vector<jobs::Event> events;
  for (;;) {
    CHEXGEN_ASSIGN(const bool found, row.step());
    if (!found) return events;
    jobs::Event event{run, row.integer(0), row.integer(1), row.text(2), {}, row.text(4)};
    if (!row.isNull(3)) event.step = row.integer(3);
    CHEXGEN_ASSIGN(event.data, base::parseJson(row.text(5), database.file()));
    events.push_back(std::move(event));
  }
}

base::Result<bool> addEvent(Database& database, const RunDescription& run, const jobs::Event& event) {
  CHEXGEN_TRY(
      database.run("INSERT OR IGNORE INTO run (id, folder, kind, name, attempt, state, started, changed) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, 'queued', ?6, ?6)",
                   event.run, run.folder.string(), run.kind, run.name, event.attempt, event.time));
  const std::string data = event.data.dump(-1, ' ', false, base::Json::error_handler_t::replace);
  CHEXGEN_TRY(
      database.run("INSERT OR IGNORE INTO run_event (run, attempt, sequence, time, step, name, data) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?)",
                   event.run, event.attempt, event.sequence, event.time, event.step, event.name, data));
  if (database.changes() == 0) return false;
  CHEXGEN_TRY(updateRun(database, event));
  return true;
}

base::Result<std::uint64_t> eventsReadTo(Database& database, const std::string& file) {
  CHEXGEN_ASSIGN(const auto offset, database.integer("SELECT read_to FROM events_file WHERE file = ?", file));
  return static_cast<std::uint64_t>(offset.value_or(0));
}

base::Result<void> setEventsReadTo(Database& database, const std::string& file, std::uint64_t offset) {
  return database.run(
      "INSERT INTO events_file (file, read_to) VALUES (?1, ?2) "
      "ON CONFLICT (file) DO UPDATE SET read_to = ?2",
      file, static_cast<std::int64_t>(offset));
}

}  // namespace chexgen::project
