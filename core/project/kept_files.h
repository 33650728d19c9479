// Every file that the database answers for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/project/database.h"

namespace chexgen::project {

struct KeptFile {
  std::filesystem::path file;  // relative to the project folder
  std::string sha256;
  std::uint64_t bytes = 0;
};

// Images, also binned ones, and masks.
[[nodiscard]] base::Result<std::vector<KeptFile>> listKeptFiles(Database& database);

}  // namespace chexgen::project
