// Where the golden tensors, the real radiographs and the real-world inputs are for this test run.
#pragma once

#include <filesystem>
#include <optional>

namespace chexgen::tests {

// The golden folder: CHEXGEN_GOLDEN_DIR, else shared/golden beside the project, else the committed subset in
// tests/golden.
[[nodiscard]] std::filesystem::path goldenFolder();
// A file or folder of it, or nothing when this set lacks it (the committed subset holds only a part).
[[nodiscard]] std::optional<std::filesystem::path> goldenPath(const std::filesystem::path& relative);

// The same of the golden data of evaluation, fairness and the networks that read radiographs:
// CHEXGEN_GOLDEN2_DIR, else shared/golden2 beside the project; nothing when absent.
[[nodiscard]] std::optional<std::filesystem::path> golden2Path(const std::filesystem::path& relative);

// The folder of real radiographs: CHEXGEN_DATA_DIR, else shared/data beside the project; nothing when absent.
[[nodiscard]] std::optional<std::filesystem::path> dataPath(const std::filesystem::path& relative);

// A file or folder of the real-world inputs: CHEXGEN_CASES_DIR, else shared/cases beside the project; nothing
// when absent.
[[nodiscard]] std::optional<std::filesystem::path> casePath(const std::filesystem::path& relative);

// A file of the project itself, for example resources/tokenizer/t5/spiece.model.
[[nodiscard]] std::filesystem::path sourcePath(const std::filesystem::path& relative);

}  // namespace chexgen::tests

// Binds `variable` to a golden path or skips the test with the reason. (`GoldenSet.IsPresent` fails where a
// full set is required, so a skip cannot hide a missing set there.)
#define CHEXGEN_GOLDEN_OR_SKIP(variable, relative)                                 \
  const auto variable##Found = ::chexgen::tests::goldenPath(relative);             \
  if (!variable##Found) {                                                          \
    GTEST_SKIP() << relative << " is not in " << ::chexgen::tests::goldenFolder(); \
  }                                                                                \
  [[maybe_unused]] const std::filesystem::path& variable = *variable##Found

#define CHEXGEN_GOLDEN2_OR_SKIP(variable, relative)                                        \
  const auto variable##Found = ::chexgen::tests::golden2Path(relative);                    \
  if (!variable##Found) {                                                                  \
    GTEST_SKIP() << relative << " is not here; set CHEXGEN_GOLDEN2_DIR to the golden set"; \
  }                                                                                        \
  [[maybe_unused]] const std::filesystem::path& variable = *variable##Found

#define CHEXGEN_DATA_OR_SKIP(variable, relative)                                         \
  const auto variable##Found = ::chexgen::tests::dataPath(relative);                     \
  if (!variable##Found) {                                                                \
    GTEST_SKIP() << relative << " is not here; set CHEXGEN_DATA_DIR to the data folder"; \
  }                                                                                      \
  [[maybe_unused]] const std::filesystem::path& variable = *variable##Found

#define CHEXGEN_CASE_OR_SKIP(variable, relative)                                           \
  const auto variable##Found = ::chexgen::tests::casePath(relative);                       \
  if (!variable##Found) {                                                                  \
    GTEST_SKIP() << relative << " is not here; set CHEXGEN_CASES_DIR to the cases folder"; \
  }                                                                                        \
  [[maybe_unused]] const std::filesystem::path& variable = *variable##Found
