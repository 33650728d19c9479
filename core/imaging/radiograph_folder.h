// The radiographs of a folder or a medium: which files they are, by content and never by name, and what else
// lies there.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace chexgen::imaging {

// A file that is no radiograph; the reason follows its name in a sentence: "is text", "is a DICOM structured
// report", "is named by the DICOMDIR, but is not there".
struct PassedOver {
  std::filesystem::path file;
  std::string reason;
  friend bool operator==(const PassedOver&, const PassedOver&) = default;
};

struct RadiographList {
  std::vector<std::filesystem::path> files;  // PNG, JPEG and DICOM images, not opened but told apart
  std::vector<PassedOver> passedOver;
};

enum class FolderDepth { onlyThis, andBelow };

// Every picture file in the folder (and below), in natural order of its path (see naturallyBefore); links to
// folders are not followed, hidden files and folders (".…") are passed over. A DICOMDIR is followed: what it
// names is listed too, and what it names that is not there is passed over. fileMissing or fileUnreadable when
// the folder cannot be read; a folder below that cannot be read is passed over.
[[nodiscard]] base::Result<RadiographList> radiographsInFolder(const std::filesystem::path& folder,
                                                               FolderDepth depth = FolderDepth::andBelow);

// The same for what a person named, in that order: a file stands for itself whatever it is, so that reading
// it says what is wrong with it; a folder and a DICOMDIR for what they hold. Nothing is listed twice.
[[nodiscard]] base::Result<RadiographList> radiographsNamed(const std::vector<std::filesystem::path>& named);

// The files that a DICOMDIR names, as paths beside it, whether or not they are there; letters are matched in
// either case, as media need it. Fails like readGreyImage for a damaged file, and with formatInvalid for one
// that is no DICOMDIR; a name that would lead out of its folder is left out.
[[nodiscard]] base::Result<std::vector<std::filesystem::path>> filesOfDicomDirectory(
    const std::filesystem::path& dicomdir);

// "3 files passed over: notes.txt is text, …", naming at most `named` of them; empty for none.
[[nodiscard]] std::string passedOverLine(const std::vector<PassedOver>& passedOver, std::size_t named = 10);

// Whether a path stands before another in a list for people: numbers count as numbers (IM2 before IM10), a
// folder's files stand together.
[[nodiscard]] bool naturallyBefore(std::string_view one, std::string_view other);

}  // namespace chexgen::imaging
