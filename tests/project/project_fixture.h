// What the tests of a project share: a folder and the state of all files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "core/project/project.h"
#include "tests/project/made_images.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::tests {

// The SHA-256 of every file below a folder, by relative path.
[[nodiscard]] std::map<std::string, std::string> hashesBelow(const std::filesystem::path& folder);

// The first value that a statement gives, read from the database without the code under test in between.
[[nodiscard]] std::string sqlText(const std::filesystem::path& database, const std::string& sql);
// Runs statements on a database file, which is made when it is not there; throws when one fails.
void runSql(const std::filesystem::path& database, const std::string& sql);

class ProjectTest : public testing::Test {
 protected:
  [[nodiscard]] static std::unique_ptr<project::Project> opened(
      base::Result<std::unique_ptr<project::Project>> result) {
    if (!result) {
      ADD_FAILURE() << base::describe(result.error());
      throw std::runtime_error("the project cannot be opened");
    }
    return std::move(*result);
  }
  [[nodiscard]] std::unique_ptr<project::Project> create() const {
    return opened(project::Project::create(place));
  }
  [[nodiscard]] std::unique_ptr<project::Project> reopen(const project::OpenOptions& options = {}) const {
    return opened(project::Project::open(place, options));
  }
  // The image, once it is in.
  [[nodiscard]] static base::Result<project::StoredImage> take(project::Project& project,
                                                               const std::filesystem::path& runFolder,
                                                               const jobs::ImageReply& reply);

  TemporaryFolder folder;
  std::filesystem::path place = folder / "Chest.chexgen";
  std::filesystem::path database = place / "project.sqlite";
  std::filesystem::path run = place / "runs/worker";
};

}  // namespace chexgen::tests
