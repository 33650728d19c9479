// What `chexgen job status` says.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/jobs/job_spec.h"
#include "core/jobs/state.h"

namespace chexgen::cli {

struct RunPart {
  jobs::Shard shard;
  jobs::RunStatus status;
};

// The parts of the run in this folder: the one shard named by `shard` ("i/n"), or all that ever started; a
// run that never started is one queued part. Fails with argumentInvalid and the errors of jobs::readStatus.
[[nodiscard]] base::Result<std::vector<RunPart>> readParts(const std::filesystem::path& runFolder,
                                                           const std::string& shard);

// Prints one line or JSON object for each part.
[[nodiscard]] base::Result<void> printStatus(const std::filesystem::path& runFolder, const std::string& shard,
                                             bool json);

}  // namespace chexgen::cli
