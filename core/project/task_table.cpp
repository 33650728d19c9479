#include "core/project/task_table.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/jobs/clock.h"
#include "core/project/file_keeping.h"

namespace chexgen::project {
namespace {

jobs::Wish wishNamed(const std::string& text) {
  for (const jobs::Wish wish : {jobs::Wish::pause, jobs::Wish::cancel})
    if (jobs::name(wish) == text) return wish;
  return jobs::Wish::run;
}

}  // namespace

base::Result<base::InsidePath> taskFolder(const std::filesystem::path& projectFolder,
                                          const std::filesystem::path& written) {
  CHEXGEN_ASSIGN(base::InsidePath path, base::InsidePath::in(projectFolder, written.string()));
  if (*path.relative().begin() == runsFolder && path.relative() != runsFolder) return path;
  return base::fail(base::ErrorCode::formatForbidden,
                    "The database names the task folder \"" + written.string() + "\", which is none in runs.",
                    projectFolder, "Nothing there was touched.", "Ask whoever gave you this project.");
}

base::Result<std::vector<StoredTask>> listTasks(Database& database) {
  CHEXGEN_ASSIGN(Statement row,
                 database.prepare("SELECT folder, kind, name, device, wanted, after, position, created "
                                  "FROM task ORDER BY position, created, folder"));
  std::vector<StoredTask> tasks;
  for (;;) {
    CHEXGEN_ASSIGN(const bool found, row.step());
    if (!found) return tasks;
    tasks.push_back({row.text(0), row.text(1), row.text(2), row.text(3), wishNamed(row.text(4)), row.text(5),
                     row.integer(6), row.text(7)});
  }
}

base::Result<void> addTask(Database& database, const StoredTask& task) {
  const auto after = task.after.empty() ? std::nullopt : std::optional(task.after.string());
  return database.run(
      "INSERT INTO task (folder, kind, name, device, wanted, after, position, created) VALUES (?1, ?2, ?3, "
      "?4, ?5, "
      "?6, (SELECT coalesce(max(position), 0) + 1 FROM task), ?7)",
      task.folder.string(), task.kind, task.name, task.device, jobs::name(task.wanted), after,
      jobs::timeNow());
}

base::Result<void> moveTask(Database& database, const std::filesystem::path& folder,
                            const std::filesystem::path& before) {
  CHEXGEN_ASSIGN(auto tasks, listTasks(database));
  const auto place = [&](const std::filesystem::path& wanted) {
    return std::find_if(tasks.begin(), tasks.end(),
                        [&](const StoredTask& task) { return task.folder == wanted; });
  };
  const auto from = place(folder);
  if (from == tasks.end() || folder == before) return {};
  const StoredTask moved = *from;
  tasks.erase(from);
  tasks.insert(place(before), moved);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    CHEXGEN_TRY(database.run("UPDATE task SET position = ?2 WHERE folder = ?1", tasks[i].folder.string(),
                             static_cast<std::int64_t>(i)));
  }
  return {};
}

}  // namespace chexgen::project
