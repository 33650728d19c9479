// The part of the ZIP format that torch.save and numpy write, read strictly: stored entries, on request
// deflated ones, ZIP64, nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace chexgen::weights {

struct ZipEntry {
  std::span<const std::byte> data;  // as it lies in the archive
  std::uint32_t crc32 = 0;          // as the archive records it; not checked on opening, weights may be large
  std::uint64_t size = 0;           // of the content; the same as data's unless it is deflated
  bool isDeflated = false;
};

// What an archive may use. torch.save only stores; numpy.savez_compressed deflates.
enum class ZipMethods { stored, storedOrDeflated };

class ZipArchive {
 public:
  // Reads the central directory and checks every entry against its local header: encrypted entries and those
  // with another method than `allowed` are formatUnsupported; names that leave the archive are
  // formatForbidden; overlaps, differing headers, repeated names and sizes beyond the file are formatInvalid
  // or fileTruncated.
  [[nodiscard]] static base::Result<ZipArchive> parse(std::span<const std::byte> bytes,
                                                      const std::filesystem::path& source,
                                                      ZipMethods allowed = ZipMethods::stored);

  [[nodiscard]] const std::map<std::string, ZipEntry, std::less<>>& entries() const { return entries_; }
  [[nodiscard]] const ZipEntry* find(std::string_view name) const;

 private:
  std::map<std::string, ZipEntry, std::less<>> entries_;
};

// The content of a deflated entry: nothing when it does not inflate to exactly its size, or has another
// CRC-32 than recorded. The caller limits the size before asking.
[[nodiscard]] std::optional<std::vector<std::byte>> inflate(const ZipEntry& entry);

// Whether a stored entry's bytes have the recorded CRC-32; reads them all.
[[nodiscard]] bool crcMatches(const ZipEntry& entry);

}  // namespace chexgen::weights
