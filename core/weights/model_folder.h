// A model folder in the making: everything goes to a temporary neighbour, which takes its name at the end.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/weights/manifest.h"

namespace chexgen::weights {

class ModelFolder {
 public:
  // argumentInvalid when `target` exists and is not an empty folder.
  [[nodiscard]] static base::Result<ModelFolder> create(const std::filesystem::path& target);
  ModelFolder(ModelFolder&& other) noexcept;
  ModelFolder& operator=(ModelFolder&& other) noexcept;
  // Removes what was not published.
  ~ModelFolder();

  // Where to write the files for now.
  [[nodiscard]] const std::filesystem::path& path() const { return temporary_; }
  // Copies a file into the folder under `name` and gives its manifest entry. At most 256 MiB.
  [[nodiscard]] base::Result<ManifestFile> copyIn(const std::filesystem::path& source,
                                                  const std::string& name);
  // Hard-links it instead; false when the file system cannot, and then nothing happened.
  [[nodiscard]] bool linkIn(const std::filesystem::path& source, const std::string& name);
  // Writes model.json last and gives the folder its name.
  [[nodiscard]] base::Result<void> publish(const Manifest& manifest);

 private:
  ModelFolder(std::filesystem::path target, std::filesystem::path temporary);
  void removeTemporary();

  std::filesystem::path target_;
  std::filesystem::path temporary_;  // empty when published or moved from
};

}  // namespace chexgen::weights
