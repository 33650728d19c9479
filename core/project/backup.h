// A second copy of a project.
#pragma once

#include <filesystem>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/project/check.h"

namespace chexgen::project {

// Makes `target`, a project folder of its own with the database as it is now, every image and mask, and the
// exports; run folders stay behind, since the images that they published are in it. On the same disk files
// that never change are hard links, which cost no space but do not outlive that disk. The copy is checked
// like checkProject() does before it appears; the project itself is not changed and may be in use. Progress
// counts bytes twice: to copy and to check. Fails with argumentInvalid (the target exists, lies inside the
// project or does not end in .chexgen), hashMismatch or fileMissing (an image of the project is damaged: see
// checkProject), formatInvalid (its database is), diskFull, permissionDenied, fileUnwritable or cancelled;
// nothing is left behind then.
[[nodiscard]] base::Result<void> backupProject(const std::filesystem::path& folder,
                                               const std::filesystem::path& target,
                                               const ByteProgress& onProgress = {},
                                               const base::CancelToken& cancel = {});

}  // namespace chexgen::project
