// How a project folder is made and opened: lock, version, damage, permission.
#pragma once

#include <filesystem>
#include <optional>

#include "core/base/error.h"
#include "core/jobs/run_folder.h"
#include "core/project/database.h"
#include "core/project/inspection.h"
#include "core/project/project.h"

namespace chexgen::project {

inline constexpr const char* folderEnding = ".chexgen";

[[nodiscard]] std::filesystem::path lockFileOf(const std::filesystem::path& folder);

struct OpenedProject {
  ProjectInfo info;
  std::optional<jobs::RunLock> lock;  // only when it is open for writing, like the writer
  std::optional<Database> writer;
  Database reader;
};

// See Project::create and Project::open.
[[nodiscard]] base::Result<void> makeProjectFolder(const std::filesystem::path& folder);
[[nodiscard]] base::Result<OpenedProject> openProjectFolder(const std::filesystem::path& folder,
                                                            const OpenOptions& options);

// A look at the database of a folder, whether or not it is in use.
[[nodiscard]] base::Result<Untouched> lookAt(const std::filesystem::path& folder);

}  // namespace chexgen::project
