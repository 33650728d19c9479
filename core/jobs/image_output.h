// Finished images on the disk, and the leftovers of killed attempts.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/base/error.h"
#include "core/jobs/backend.h"

namespace chexgen::jobs {

struct PublishedImage {
  std::filesystem::path file;  // relative to the folder
  std::string sha256;          // of the PNG
};

// Writes FOLDER/FILE as a PNG with its recipe, all or nothing. Fails with the errors of encodeRecipePng and
// writeFileAtomically.
[[nodiscard]] base::Result<PublishedImage> publishImage(const std::filesystem::path& folder,
                                                        const std::filesystem::path& file,
                                                        const GeneratedImage& image);

// Removes what base::AtomicFileWriter leaves when its process is killed: NAME.….tmp in this folder, for every
// NAME that `isOurs`. Only the holder of the run's lock may call it, since nobody else then writes these
// names.
void removeLeftovers(const std::filesystem::path& folder,
                     const std::function<bool(const std::string& name)>& isOurs);

}  // namespace chexgen::jobs
