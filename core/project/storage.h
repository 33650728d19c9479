// What a project takes on the disk.
#pragma once

#include <cstdint>
#include <filesystem>

namespace chexgen::project {

// Bytes. A file with hard links in several parts counts once, in the first of this order.
struct StorageUsed {
  std::uint64_t database = 0;  // with its log and copies from before an update
  std::uint64_t images = 0;
  std::uint64_t masks = 0;
  std::uint64_t exports = 0;
  std::uint64_t runs = 0;

  [[nodiscard]] std::uint64_t total() const { return database + images + masks + exports + runs; }
};

// What cannot be looked at counts as nothing.
[[nodiscard]] StorageUsed storageUsed(const std::filesystem::path& folder);

}  // namespace chexgen::project
