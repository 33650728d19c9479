// The bytes of a picture file, refused by its head where it is too large.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/error.h"

namespace chexgen::imaging {

// The whole file, which has at most maxFileBytes. A PNG says in its first bytes how large its picture is: one
// beyond the limits of checkImageSize(), or one that has many times the bytes that its picture could need, is
// fileTooLarge before the rest is read. Also fails like base::readFile().
[[nodiscard]] base::Result<std::string> readPicture(const std::filesystem::path& path);

}  // namespace chexgen::imaging
