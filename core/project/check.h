// Looks whether a project is whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"

namespace chexgen::project {

struct CheckProblem {
  enum class Kind {
    database,     // SQLite finds its own file damaged
    reference,    // a row refers to one that is not there
    fileMissing,  // a file that the database knows is gone
    fileChanged,  // its content is not what was put there, or it cannot be read
    fileOutside,  // a row names a file that is not the project's
  };
  Kind kind = Kind::database;
  std::filesystem::path file;  // relative to the project folder; of the database for the first two
  std::string message;         // one plain sentence
};

struct CheckReport {
  std::vector<CheckProblem> problems;
  // Files in images/ and masks/ that the database does not know: left by a kill, or put there by hand.
  // Harmless.
  std::vector<std::filesystem::path> orphans;
  std::int64_t files = 0;   // compared with their hash
  std::uint64_t bytes = 0;  // of these

  [[nodiscard]] bool isSound() const { return problems.empty(); }
};

// Bytes done and in all.
using ByteProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

// Checks the database (integrity_check, foreign keys) and every image and mask against its SHA-256. Changes
// nothing, whether or not the project is open somewhere. What is wrong is in the report; fails only when
// there is no project to check (fileMissing, formatUnsupported) or with cancelled.
[[nodiscard]] base::Result<CheckReport> checkProject(const std::filesystem::path& folder,
                                                     const ByteProgress& onProgress = {},
                                                     const base::CancelToken& cancel = {});

}  // namespace chexgen::project
