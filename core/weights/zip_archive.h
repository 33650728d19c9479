// The part of the ZIP format that torch.save writes, read strictly: stored entries, ZIP64, nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace chexgen::weights {

struct ZipEntry {
  std::span<const std::byte> data;
  std::uint32_t crc32 = 0;  // as the archive records it; not checked on opening, weights may be large
};

class ZipArchive {
 public:
  // Reads the central directory and checks every entry against its local header: compressed or encrypted
  // entries are formatUnsupported; names that leave the archive are formatForbidden; overlaps, differing
  // headers, repeated names and sizes beyond the file are formatInvalid or fileTruncated.
  [[nodiscard]] static base::Result<ZipArchive> parse(std::span<const std::byte> bytes,
                                                      const std::filesystem::path& source);

  [[nodiscard]] const std::map<std::string, ZipEntry, std::less<>>& entries() const { return entries_; }
  [[nodiscard]] const ZipEntry* find(std::string_view name) const;

 private:
  std::map<std::string, ZipEntry, std::less<>> entries_;
};

// Whether the entry's bytes have the recorded CRC-32; reads them all.
[[nodiscard]] bool crcMatches(const ZipEntry& entry);

}  // namespace chexgen::weights
