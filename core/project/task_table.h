// The rows of the task queue.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/error.h"
#include "core/base/inside_path.h"
#include "core/project/database.h"
#include "core/project/stored_task.h"

namespace chexgen::project {

// The run folder of a task: runs/NAME in the project folder. formatForbidden for everything else.
[[nodiscard]] base::Result<base::InsidePath> taskFolder(const std::filesystem::path& projectFolder,
                                                        const std::filesystem::path& written);

// The next first.
[[nodiscard]] base::Result<std::vector<StoredTask>> listTasks(Database& database);
// At the end of the queue; position and created of `task` are not looked at.
[[nodiscard]] base::Result<void> addTask(Database& database, const StoredTask& task);
// In front of another; at the end when that is empty or not there. Inside a transaction.
[[nodiscard]] base::Result<void> moveTask(Database& database, const std::filesystem::path& folder,
                                          const std::filesystem::path& before);

}  // namespace chexgen::project
