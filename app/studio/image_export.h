// Takes images of the project to a folder for others: the files as they are and a table that says what each
// is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/base/error.h"
#include "core/project/project.h"

namespace chexgen::studio {

// Makes `folder` with a copy of each image (byte for byte: a generated one carries its recipe and says that
// it is synthetic) and images.csv: file, kind, report, sex, age, race, view, patient, labels, model, seed,
// rating, comment, sha256. The folder appears whole or not at all. argumentInvalid when there is something in
// its place already; else the errors of the disk.
[[nodiscard]] base::Result<void> exportImages(const project::Project& project,
                                              const std::vector<std::int64_t>& ids,
                                              const std::filesystem::path& folder);

// The same table alone, with the absolute paths of the images where they are: for a training. Published
// atomically.
[[nodiscard]] base::Result<void> writeImageTable(const project::Project& project,
                                                 const std::vector<std::int64_t>& ids,
                                                 const std::filesystem::path& file);

}  // namespace chexgen::studio
