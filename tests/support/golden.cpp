#include "tests/support/golden.h"

#include <cstdlib>

namespace chexgen::tests {
namespace {

const std::filesystem::path sourceFolder = CHEXGEN_SOURCE_DIR;

std::filesystem::path folderFrom(const char* variable, const std::filesystem::path& fallback) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0' ? std::filesystem::path(value) : fallback;
}

std::optional<std::filesystem::path> existing(const std::filesystem::path& path) {
  if (std::filesystem::exists(path)) return path;
  return std::nullopt;
}

}  // namespace

std::filesystem::path goldenFolder() {
  const auto folder = folderFrom("CHEXGEN_GOLDEN_DIR", sourceFolder.parent_path() / "shared/golden");
  return std::filesystem::exists(folder) ? folder : sourceFolder / "tests/golden";
}

std::optional<std::filesystem::path> goldenPath(const std::filesystem::path& relative) {
  return existing(goldenFolder() / relative);
}

std::optional<std::filesystem::path> golden2Path(const std::filesystem::path& relative) {
  return existing(folderFrom("CHEXGEN_GOLDEN2_DIR", sourceFolder.parent_path() / "shared/golden2") /
                  relative);
}

std::optional<std::filesystem::path> dataPath(const std::filesystem::path& relative) {
  return existing(folderFrom("CHEXGEN_DATA_DIR", sourceFolder.parent_path() / "shared/data") / relative);
}

std::optional<std::filesystem::path> casePath(const std::filesystem::path& relative) {
  return existing(folderFrom("CHEXGEN_CASES_DIR", sourceFolder.parent_path() / "shared/cases") / relative);
}

std::filesystem::path sourcePath(const std::filesystem::path& relative) { return sourceFolder / relative; }

}  // namespace chexgen::tests
