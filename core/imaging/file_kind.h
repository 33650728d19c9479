// What a file is by its content, whatever its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "core/base/error.h"

namespace chexgen::imaging {

enum class FileKind {
  png,
  jpeg,
  dicomImage,      // DICOM that holds, or may hold, a picture of greys
  dicomDirectory,  // DICOMDIR: the table of contents of a medium
  dicomOther,      // DICOM of another kind: a report, a presentation state, a segmentation, …
  other,           // anything else, an empty file too
};

struct KnownFile {
  FileKind kind = FileKind::other;
  // What it is, to stand after "is": "a PNG picture", "a DICOM structured report", "text", "a ZIP archive",
  // "empty", "of no kind that is known here".
  std::string what;
};

// The head of a file that is enough to tell its kind.
inline constexpr std::size_t kindHeadBytes = 4096;

// The kind of a file of `fileSize` bytes whose first kindHeadBytes (or all, when it is shorter) are `head`.
// Only the head is judged: a damaged picture is still a picture.
[[nodiscard]] KnownFile kindOf(std::span<const std::byte> head, std::uint64_t fileSize);
// Fails with fileMissing or fileUnreadable; a folder or a device is argumentInvalid.
[[nodiscard]] base::Result<KnownFile> kindOfFile(const std::filesystem::path& file);

}  // namespace chexgen::imaging
