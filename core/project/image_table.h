// The rows of images and masks: reading them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/project/database.h"
#include "core/project/stored_image.h"

namespace chexgen::project {

// `folder` is the project's. A row that names something else than a file of the project is left out here, and
// formatForbidden when it is asked for alone.
[[nodiscard]] base::Result<std::vector<StoredImage>> listImages(Database& database,
                                                                const std::filesystem::path& folder,
                                                                const ImageFilter& filter);
// Only their numbers, which is quick also for ten thousand.
[[nodiscard]] base::Result<std::vector<std::int64_t>> listImageIds(Database& database,
                                                                   const ImageFilter& filter);
[[nodiscard]] base::Result<std::int64_t> countImages(Database& database, const ImageFilter& filter);
// Fails with argumentInvalid when there is none.
[[nodiscard]] base::Result<StoredImage> findImage(Database& database, const std::filesystem::path& folder,
                                                  std::int64_t id);

// What there is to filter by, in alphabetical order: the models and the findings of images outside the bin.
[[nodiscard]] base::Result<std::vector<std::string>> listModels(Database& database);
[[nodiscard]] base::Result<std::vector<std::string>> listFindings(Database& database);

// "|Edema|Effusion|" as the column has them; empty for none.
[[nodiscard]] std::string findingsText(const std::vector<std::string>& findings);

// The name of a kind in the table.
[[nodiscard]] const char* kindName(ImageKind kind);

}  // namespace chexgen::project
