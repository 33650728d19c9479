// Files that come into the project folder under a name made of their SHA-256, and never change afterwards.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace chexgen::project {

inline constexpr const char* imagesFolder = "images";
inline constexpr const char* masksFolder = "masks";
inline constexpr const char* runsFolder = "runs";
inline constexpr const char* exportsFolder = "exports";

struct Content {
  std::string_view bytes;
  std::string sha256;
  std::string extension;           // ".png"; may be empty
  std::filesystem::path linkFrom;  // a file with these bytes that never changes; empty: write the bytes
};

// Puts the content into FOLDER/SUBFOLDER, on the disk when this returns, and gives its path relative to
// FOLDER. Content that is there already is left alone. Fails with the errors of base::writeFileAtomically.
[[nodiscard]] base::Result<std::filesystem::path> keepFile(const std::filesystem::path& folder,
                                                           const std::filesystem::path& subfolder,
                                                           const Content& content);

// A path as the database keeps it: relative to the folder when inside, else absolute.
[[nodiscard]] std::filesystem::path relativeTo(const std::filesystem::path& folder,
                                               const std::filesystem::path& path);

// Whether a relative path stays below the folder that it starts at.
[[nodiscard]] bool staysInside(const std::filesystem::path& relative);

}  // namespace chexgen::project
