// The rows of images and masks: reading them.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "core/project/database.h"
#include "core/project/stored_image.h"

namespace chexgen::project {

[[nodiscard]] base::Result<std::vector<StoredImage>> listImages(Database& database,
                                                                const ImageFilter& filter);
[[nodiscard]] base::Result<std::int64_t> countImages(Database& database, const ImageFilter& filter);
// Fails with argumentInvalid when there is none.
[[nodiscard]] base::Result<StoredImage> findImage(Database& database, std::int64_t id);

// The name of a kind in the table.
[[nodiscard]] const char* kindName(ImageKind kind);

}  // namespace chexgen::project
