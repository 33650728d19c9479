// A folder that appears whole or not at all.
#pragma once

#include <filesystem>

#include "core/base/error.h"

namespace chexgen::base {

// Everything is written into a temporary neighbour, which takes the folder's name at the end.
class StagedFolder {
 public:
  // argumentInvalid when `target` exists and is not an empty folder; otherwise the errors of making folders.
  [[nodiscard]] static Result<StagedFolder> create(const std::filesystem::path& target);
  StagedFolder(StagedFolder&& other) noexcept;
  StagedFolder& operator=(StagedFolder&& other) noexcept;
  // Removes what was not published.
  ~StagedFolder();

  // Where to write for now.
  [[nodiscard]] const std::filesystem::path& path() const { return temporary_; }
  // Gives the folder its name. The files in it must be on the disk already, as writeFileAtomically leaves
  // them.
  [[nodiscard]] Result<void> publish();

 private:
  StagedFolder(std::filesystem::path target, std::filesystem::path temporary);
  void removeTemporary();

  std::filesystem::path target_;
  std::filesystem::path temporary_;  // empty when published or moved from
};

}  // namespace chexgen::base
