// A model folder in the making: everything goes to a temporary neighbour, which takes its name at the end.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/base/staged_folder.h"
#include "core/weights/manifest.h"

namespace chexgen::weights {

class ModelFolder {
 public:
  // Fails as base::StagedFolder::create does.
  [[nodiscard]] static base::Result<ModelFolder> create(const std::filesystem::path& target);

  // Where to write the files for now.
  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
  // Copies a file into the folder under `name` and gives its manifest entry. At most 256 MiB.
  [[nodiscard]] base::Result<ManifestFile> copyIn(const std::filesystem::path& source,
                                                  const std::string& name);
  // Hard-links it instead; false when the file system cannot, and then nothing happened.
  [[nodiscard]] bool linkIn(const std::filesystem::path& source, const std::string& name);
  // Writes model.json last and gives the folder its name.
  [[nodiscard]] base::Result<void> publish(const Manifest& manifest);

 private:
  explicit ModelFolder(base::StagedFolder folder) : folder_(std::move(folder)) {}

  base::StagedFolder folder_;
};

}  // namespace chexgen::weights
