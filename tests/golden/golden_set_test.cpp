// Guards the golden data themselves: a missing set must not turn into quiet skips, and the committed part
// must be a part of the full set.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/sha256.h"
#include "tests/support/golden.h"

namespace chexgen::tests {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

// The committed data files, relative to tests/golden. What links lead to is committed elsewhere.
std::vector<fs::path> committedFiles() {
  const fs::path folder = sourcePath("tests/golden");
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string extension = entry.path().extension();
    const bool isData = extension == ".json" || extension == ".safetensors" || extension == ".pth";
    if (isData && entry.is_regular_file()) files.push_back(fs::relative(entry.path(), folder));
  }
  return files;
}

// Whether `part` is `whole` with nothing but list entries of its top level left out.
::testing::AssertionResult isPartOf(const base::Json& part, const base::Json& whole) {
  if (part == whole) return ::testing::AssertionSuccess();
  for (const auto& [key, value] : part.items()) {
    if (!whole.contains(key)) return ::testing::AssertionFailure() << "the full set lacks " << key;
    if (value == whole[key]) continue;
    if (!value.is_array() || !whole[key].is_array())
      return ::testing::AssertionFailure() << key << " differs";
    for (const base::Json& item : value) {
      if (std::find(whole[key].begin(), whole[key].end(), item) == whole[key].end()) {
        return ::testing::AssertionFailure() << key << " holds another entry: " << item;
      }
    }
  }
  return ::testing::AssertionSuccess();
}

TEST(GoldenSet, IsPresentWhereItIsRequired) {
  const std::string chosen = environment("CHEXGEN_GOLDEN_DIR");
  if (!chosen.empty()) {
    EXPECT_TRUE(fs::is_directory(chosen)) << "CHEXGEN_GOLDEN_DIR names no folder: " << chosen;
    return;
  }
  const bool isFull = !fs::equivalent(goldenFolder(), sourcePath("tests/golden"));
  if (environment("CI") == "true") {
    EXPECT_TRUE(isFull) << "the full golden set must be beside the project (shared/golden) or named by "
                           "CHEXGEN_GOLDEN_DIR";
  } else if (!isFull) {
    GTEST_SKIP() << "only the committed part is here; golden tests of the rest skip";
  }
}

TEST(GoldenSet, CommittedPartAgreesWithTheFullSet) {
  // Not goldenFolder(): another set of the same form has other content.
  const fs::path full = sourcePath("../shared/golden");
  if (!fs::is_directory(full)) GTEST_SKIP() << "the full golden set is not beside the project";
  const fs::path committed = sourcePath("tests/golden");
  for (const fs::path& file : committedFiles()) {
    SCOPED_TRACE(file.string());
    if (file.extension() == ".json") {
      const auto part = base::readJsonFile(committed / file);
      const auto whole = base::readJsonFile(full / file);
      ASSERT_TRUE(part && whole);
      EXPECT_TRUE(isPartOf(*part, *whole));
    } else {
      const auto whole = base::sha256OfFile(full / file);
      ASSERT_TRUE(whole);
      EXPECT_EQ(base::sha256OfFile(committed / file).value(), *whole);
    }
  }
}

TEST(GoldenSet, CommittedPartStaysSmall) {
  std::uintmax_t bytes = 0;
  const auto files = committedFiles();
  for (const fs::path& file : files) bytes += fs::file_size(sourcePath("tests/golden") / file);
  EXPECT_GT(files.size(), 10U);
  EXPECT_LT(bytes, 5'000'000U);
}

}  // namespace
}  // namespace chexgen::tests
