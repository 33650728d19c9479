#include "core/weights/zip_archive.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <zlib.h>

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

// Record signatures and fixed sizes: PKWARE APPNOTE 6.3, sections 4.3.7 to 4.3.16.
constexpr std::uint32_t localSignature = 0x04034b50;
constexpr std::uint32_t centralSignature = 0x02014b50;
constexpr std::uint32_t endSignature = 0x06054b50;
constexpr std::uint32_t end64Signature = 0x06064b50;
constexpr std::uint32_t locator64Signature = 0x07064b50;
constexpr std::uint64_t localBytes = 30;
constexpr std::uint64_t centralBytes = 46;
constexpr std::uint64_t endBytes = 22;
constexpr std::uint64_t end64Bytes = 56;
constexpr std::uint64_t locator64Bytes = 20;
constexpr std::uint16_t extra64 = 0x0001;
constexpr std::uint16_t flagEncrypted = 0x0001;
constexpr std::uint16_t flagDescriptor = 0x0008;
constexpr std::uint16_t methodStored = 0;
constexpr std::uint16_t methodDeflated = 8;
constexpr std::uint32_t full32 = 0xFFFFFFFF;
constexpr std::uint16_t full16 = 0xFFFF;

constexpr std::uint64_t mostEntries = 1'000'000;
constexpr std::size_t longestName = 1024;
// The format of deflate cannot do better; a larger claim would only make us reserve memory.
constexpr std::uint64_t bestDeflation = 1032;

std::uint64_t number(std::span<const std::byte> bytes, std::uint64_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) {
    value = (value << 8U) | std::to_integer<std::uint64_t>(bytes[static_cast<std::size_t>(at) + i]);
  }
  return value;
}
std::uint16_t number16(std::span<const std::byte> bytes, std::uint64_t at) {
  return static_cast<std::uint16_t>(number(bytes, at, 2));
}
std::uint32_t number32(std::span<const std::byte> bytes, std::uint64_t at) {
  return static_cast<std::uint32_t>(number(bytes, at, 4));
}
std::uint64_t number64(std::span<const std::byte> bytes, std::uint64_t at) { return number(bytes, at, 8); }

std::string text(std::span<const std::byte> bytes) {
  std::string result;
  result.reserve(bytes.size());
  for (const std::byte byte : bytes) result += std::to_integer<char>(byte);
  return result;
}

// One line of the central directory.
struct Record {
  std::string name;
  std::uint16_t flags = 0;
  std::uint16_t method = methodStored;
  std::uint32_t crc = 0;
  std::uint64_t size = 0;      // of the content
  std::uint64_t stored = 0;    // as it lies in the archive
  std::uint64_t headerAt = 0;  // position of the local header
  std::uint64_t dataAt = 0;
};

struct Directory {
  std::uint64_t at = 0;
  std::uint64_t bytes = 0;
  std::uint64_t entries = 0;
};

bool leavesTheArchive(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find_first_of(std::string_view("\\\0", 2)) != name.npos) {
    return true;
  }
  for (std::size_t start = 0; start <= name.size();) {
    const std::size_t end = std::min(name.find('/', start), name.size());
    const std::string_view part = name.substr(start, end - start);
    if (part == ".." || part == "." || part.empty()) return true;
    start = end + 1;
  }
  return false;
}

class Parser {
 public:
  Parser(std::span<const std::byte> bytes, const std::filesystem::path& source, ZipMethods allowed)
      : bytes_(bytes), source_(source), allowed_(allowed) {}

  Result<std::vector<Record>> parse() {
    CHEXGEN_ASSIGN(const Directory directory, findDirectory());
    CHEXGEN_ASSIGN(auto records, readDirectory(directory));
    for (Record& record : records) CHEXGEN_TRY(checkLocalHeader(record, directory.at));
    CHEXGEN_TRY(checkOverlaps(records));
    return records;
  }

 private:
  [[nodiscard]] tl::unexpected<base::Error> refuse(const std::string& message,
                                                   ErrorCode code = ErrorCode::formatInvalid) const {
    return fail(code, message, source_, "Nothing was loaded.",
                code == ErrorCode::fileTruncated ? "Copy or download the file again." : "");
  }
  [[nodiscard]] tl::unexpected<base::Error> refuseEntry(const std::string& entry, const std::string& rule,
                                                        ErrorCode code = ErrorCode::formatInvalid) const {
    return refuse("ZIP entry \"" + entry + "\": " + rule + ".", code);
  }
  [[nodiscard]] bool inside(std::uint64_t at, std::uint64_t count, std::uint64_t limit) const {
    return at <= limit && count <= limit - at;
  }

  // Neither torch nor numpy writes an archive comment, so the end record stands at the very end; where it
  // does not, the file was cut or something was appended.
  Result<Directory> findDirectory() const {
    if (bytes_.size() < endBytes) return refuse("The ZIP archive is cut short.", ErrorCode::fileTruncated);
    const std::uint64_t endAt = bytes_.size() - endBytes;
    if (number32(bytes_, endAt) != endSignature) {
      return refuse(
          "The ZIP archive does not end with its end record: it is cut short or has other data behind it.",
          ErrorCode::fileTruncated);
    }
    if (number16(bytes_, endAt + 20) != 0)
      return refuse("The ZIP archive has a comment, which neither torch nor numpy writes.");
    if (number16(bytes_, endAt + 4) != 0 || number16(bytes_, endAt + 6) != 0) {
      return refuse("The ZIP archive is spread over several disks.", ErrorCode::formatUnsupported);
    }
    Directory directory{number32(bytes_, endAt + 16), number32(bytes_, endAt + 12),
                        number16(bytes_, endAt + 10)};
    if (number16(bytes_, endAt + 8) != directory.entries)
      return refuse("The ZIP end record contradicts itself.");
    std::uint64_t limit = endAt;
    const bool has64 =
        endAt >= locator64Bytes && number32(bytes_, endAt - locator64Bytes) == locator64Signature;
    if (has64) {
      CHEXGEN_ASSIGN(limit, readEnd64(endAt - locator64Bytes, directory));
    } else if (directory.at == full32 || directory.bytes == full32 || directory.entries == full16) {
      return refuse("The ZIP archive needs a ZIP64 end record and has none.");
    }
    if (!inside(directory.at, directory.bytes, limit) || directory.at + directory.bytes != limit) {
      return refuse("The ZIP directory does not lie directly before the end record.");
    }
    if (directory.entries > mostEntries || directory.entries > directory.bytes / centralBytes) {
      return refuse("The ZIP directory claims " + std::to_string(directory.entries) +
                    " entries, more than it can hold.");
    }
    return directory;
  }

  // Fills the directory from the ZIP64 record and gives that record's position.
  Result<std::uint64_t> readEnd64(std::uint64_t locatorAt, Directory& directory) const {
    const std::uint64_t at = number64(bytes_, locatorAt + 8);
    if (!inside(at, end64Bytes, locatorAt) || at + end64Bytes != locatorAt ||
        number32(bytes_, at) != end64Signature) {
      return refuse("The ZIP64 end record does not lie where its locator says.");
    }
    if (number32(bytes_, at + 16) != 0 || number32(bytes_, at + 20) != 0) {
      return refuse("The ZIP archive is spread over several disks.", ErrorCode::formatUnsupported);
    }
    const Directory wide{number64(bytes_, at + 48), number64(bytes_, at + 40), number64(bytes_, at + 32)};
    const auto agrees = [](std::uint64_t narrow, std::uint64_t full, std::uint64_t value) {
      return narrow == full || narrow == value;
    };
    if (!agrees(directory.at, full32, wide.at) || !agrees(directory.bytes, full32, wide.bytes) ||
        !agrees(directory.entries, full16, wide.entries) || number64(bytes_, at + 24) != wide.entries) {
      return refuse("The two ZIP end records contradict each other.");
    }
    directory = wide;
    return at;
  }

  Result<std::vector<Record>> readDirectory(const Directory& directory) const {
    std::vector<Record> records;
    records.reserve(static_cast<std::size_t>(directory.entries));
    const std::uint64_t end = directory.at + directory.bytes;
    std::uint64_t at = directory.at;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
      if (!inside(at, centralBytes, end) || number32(bytes_, at) != centralSignature) {
        return refuse("The ZIP directory ends before its last entry.");
      }
      const std::uint64_t nameBytes = number16(bytes_, at + 28);
      const std::uint64_t extraBytes = number16(bytes_, at + 30);
      const std::uint64_t commentBytes = number16(bytes_, at + 32);
      if (!inside(at + centralBytes, nameBytes + extraBytes + commentBytes, end)) {
        return refuse("The ZIP directory ends before its last entry.");
      }
      CHEXGEN_ASSIGN(Record record, readRecord(at, nameBytes, extraBytes));
      records.push_back(std::move(record));
      at += centralBytes + nameBytes + extraBytes + commentBytes;
    }
    if (at != end) return refuse("The ZIP directory holds more than its entries.");
    return records;
  }

  Result<Record> readRecord(std::uint64_t at, std::uint64_t nameBytes, std::uint64_t extraBytes) const {
    Record record;
    record.name = text(slice(at + centralBytes, nameBytes));
    if (record.name.size() > longestName) return refuse("A name in the ZIP directory is too long.");
    if (leavesTheArchive(record.name)) {
      return refuseEntry(record.name, "its name would leave the archive", ErrorCode::formatForbidden);
    }
    record.flags = number16(bytes_, at + 8);
    record.crc = number32(bytes_, at + 16);
    if ((record.flags & flagEncrypted) != 0) {
      return refuseEntry(record.name, "it is encrypted", ErrorCode::formatUnsupported);
    }
    record.method = number16(bytes_, at + 10);
    CHEXGEN_TRY(checkMethod(record));
    record.stored = number32(bytes_, at + 20);
    record.size = number32(bytes_, at + 24);
    record.headerAt = number32(bytes_, at + 42);
    if (number16(bytes_, at + 34) != 0) {
      return refuseEntry(record.name, "it lies on another disk", ErrorCode::formatUnsupported);
    }
    CHEXGEN_TRY(readExtra64(slice(at + centralBytes + nameBytes, extraBytes), record));
    if (record.method == methodStored && record.stored != record.size) {
      return refuseEntry(record.name, "it is stored, but its two sizes differ");
    }
    if (record.size / bestDeflation > record.stored) {
      return refuseEntry(record.name, "it claims more content than its bytes can hold");
    }
    return record;
  }

  Result<void> checkMethod(const Record& record) const {
    if (record.method == methodStored) return {};
    if (allowed_ == ZipMethods::stored) {
      return refuseEntry(record.name, "it is compressed, which torch.save never does",
                         ErrorCode::formatUnsupported);
    }
    if (record.method != methodDeflated) {
      return refuseEntry(record.name, "it is compressed by another method than deflate",
                         ErrorCode::formatUnsupported);
    }
    return {};
  }

  // ZIP64 values stand in this order and only for those of the three fields that are filled with ones.
  Result<void> readExtra64(std::span<const std::byte> extra, Record& record) const {
    std::span<const std::byte> values;
    for (std::uint64_t at = 0; at + 4 <= extra.size();) {
      const std::uint64_t size = number16(extra, at + 2);
      if (size > extra.size() - at - 4) return refuseEntry(record.name, "its extra field is damaged");
      if (number16(extra, at) == extra64) {
        values = extra.subspan(static_cast<std::size_t>(at + 4), static_cast<std::size_t>(size));
      }
      at += 4 + size;
    }
    for (std::uint64_t* field : {&record.size, &record.stored, &record.headerAt}) {
      if (*field != full32) continue;
      if (values.size() < 8) return refuseEntry(record.name, "its ZIP64 sizes are missing");
      *field = number64(values, 0);
      values = values.subspan(8);
    }
    return {};
  }

  Result<void> checkLocalHeader(Record& record, std::uint64_t directoryAt) const {
    const std::uint64_t at = record.headerAt;
    if (!inside(at, localBytes, directoryAt) || number32(bytes_, at) != localSignature) {
      return refuseEntry(record.name, "there is no local header where the directory says");
    }
    const std::uint64_t nameBytes = number16(bytes_, at + 26);
    const std::uint64_t extraBytes = number16(bytes_, at + 28);
    if (!inside(at + localBytes, nameBytes + extraBytes, directoryAt)) {
      return refuseEntry(record.name, "its local header runs into the directory");
    }
    const bool sizesFollow = (record.flags & flagDescriptor) != 0;
    const std::uint32_t localCrc = number32(bytes_, at + 14);
    const std::uint32_t localSize = number32(bytes_, at + 22);
    const bool sizeAgrees =
        localSize == record.size || localSize == full32 || (sizesFollow && localSize == 0);
    const bool crcAgrees = localCrc == record.crc || (sizesFollow && localCrc == 0);
    if (text(slice(at + localBytes, nameBytes)) != record.name || number16(bytes_, at + 6) != record.flags ||
        number16(bytes_, at + 8) != record.method || !sizeAgrees || !crcAgrees) {
      return refuseEntry(record.name, "its local header differs from the directory");
    }
    record.dataAt = at + localBytes + nameBytes + extraBytes;
    if (!inside(record.dataAt, record.stored, directoryAt)) {
      return refuseEntry(record.name,
                         "its " + std::to_string(record.stored) + " bytes do not fit into the file");
    }
    return {};
  }

  Result<void> checkOverlaps(const std::vector<Record>& records) const {
    std::vector<const Record*> order;
    for (const Record& record : records) order.push_back(&record);
    std::sort(order.begin(), order.end(),
              [](const Record* a, const Record* b) { return a->headerAt < b->headerAt; });
    std::uint64_t position = 0;
    for (const Record* record : order) {
      if (record->headerAt < position) return refuseEntry(record->name, "it overlaps another entry");
      position = record->dataAt + record->stored;
    }
    return {};
  }

  [[nodiscard]] std::span<const std::byte> slice(std::uint64_t at, std::uint64_t count) const {
    return bytes_.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(count));
  }

  std::span<const std::byte> bytes_;
  const std::filesystem::path& source_;
  ZipMethods allowed_;
};

}  // namespace

Result<ZipArchive> ZipArchive::parse(std::span<const std::byte> bytes, const std::filesystem::path& source,
                                     ZipMethods allowed) {
  CHEXGEN_ASSIGN(auto records, Parser(bytes, source, allowed).parse());
  ZipArchive archive;
  for (Record& record : records) {
    const auto data =
        bytes.subspan(static_cast<std::size_t>(record.dataAt), static_cast<std::size_t>(record.stored));
    const ZipEntry entry{data, record.crc, record.size, record.method == methodDeflated};
    const auto [place, isNew] = archive.entries_.emplace(std::move(record.name), entry);
    if (!isNew) {
      return fail(ErrorCode::formatInvalid, "ZIP entry \"" + place->first + "\" stands twice.", source,
                  "Nothing was loaded.");
    }
  }
  return archive;
}

const ZipEntry* ZipArchive::find(std::string_view name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

namespace {

bool hasCrc(std::span<const std::byte> content, std::uint32_t crc) {
  return crc32_z(0, reinterpret_cast<const unsigned char*>(content.data()), content.size()) == crc;
}

}  // namespace

std::optional<std::vector<std::byte>> inflate(const ZipEntry& entry) {
  std::vector<std::byte> content(static_cast<std::size_t>(entry.size));
  z_stream stream{};
  if (::inflateInit2(&stream, -MAX_WBITS) != Z_OK) return std::nullopt;  // negative: no zlib header in a ZIP
  // zlib counts in 32 bits, so both sides go in pieces.
  constexpr std::size_t piece = std::size_t{1} << 30U;
  std::size_t read = 0;
  std::size_t written = 0;
  Bytef nowhere = 0;  // zlib wants an address even where there is nothing to write
  int state = Z_OK;
  while (state == Z_OK) {
    const auto in = entry.data.subspan(read, std::min(piece, entry.data.size() - read));
    const auto out = std::span(content).subspan(written, std::min(piece, content.size() - written));
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in.data()));
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = out.empty() ? &nowhere : reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    state = ::inflate(&stream, Z_NO_FLUSH);  // Z_BUF_ERROR when neither side can go on
    read += in.size() - stream.avail_in;
    written += out.size() - stream.avail_out;
  }
  ::inflateEnd(&stream);
  const bool isWhole = state == Z_STREAM_END && read == entry.data.size() && written == content.size();
  if (!isWhole || !hasCrc(content, entry.crc32)) return std::nullopt;
  return content;
}

bool crcMatches(const ZipEntry& entry) { return hasCrc(entry.data, entry.crc32); }

}  // namespace chexgen::weights
