#include "core/weights/safetensors.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/base/file.h"
#include "core/base/json.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::Result;

constexpr std::uint64_t lengthBytes = 8;
constexpr std::size_t mostDimensions = 16;

std::uint64_t littleEndian64(std::span<const std::byte> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = lengthBytes; i-- > 0;)
    value = (value << 8U) | std::to_integer<std::uint64_t>(bytes[i]);
  return value;
}

std::optional<DataType> dataTypeNamed(std::string_view text) {
  constexpr std::array types{DataType::boolean, DataType::uint8,  DataType::int8,    DataType::int16,
                             DataType::int32,   DataType::int64,  DataType::float16, DataType::bfloat16,
                             DataType::float32, DataType::float64};
  for (const DataType type : types) {
    if (name(type) == text) return type;
  }
  return std::nullopt;
}

// One entry of the header, checked on its own; begin and end count from the first byte after the header.
struct TensorEntry {
  std::string key;
  DataType type = DataType::float32;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

class Parser {
 public:
  Parser(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, std::filesystem::path source)
      : bytes_(bytes), owner_(std::move(owner)), source_(std::move(source)) {}

  Result<TensorStore> parse() {
    CHEXGEN_ASSIGN(const Json header, readHeader());
    TensorStore store;
    store.source = source_;
    std::vector<TensorEntry> listed;
    for (const auto& [key, value] : header.items()) {
      if (key == "__metadata__") {
        CHEXGEN_ASSIGN(store.metadata, readMetadata(value));
        continue;
      }
      CHEXGEN_ASSIGN(TensorEntry entry, readEntry(key, value));
      listed.push_back(std::move(entry));
    }
    CHEXGEN_TRY(checkLayout(listed));
    for (TensorEntry& entry : listed) {
      const auto size = static_cast<std::size_t>(entry.end - entry.begin);
      const auto data = payload_.subspan(static_cast<std::size_t>(entry.begin), size);
      store.tensors.emplace(std::move(entry.key),
                            TensorView{entry.type, std::move(entry.shape), data, owner_});
    }
    return store;
  }

 private:
  [[nodiscard]] tl::unexpected<base::Error> refuse(const std::string& message,
                                                   ErrorCode code = ErrorCode::formatInvalid) const {
    return fail(code, message, source_, "Nothing was loaded.",
                code == ErrorCode::fileTruncated ? "Copy or download the file again." : "");
  }
  [[nodiscard]] tl::unexpected<base::Error> refuse(const std::string& key, const std::string& rule) const {
    return refuse("Tensor \"" + key + "\": " + rule + ".");
  }

  Result<Json> readHeader() {
    if (bytes_.size() < lengthBytes) {
      return refuse("The file is shorter than the 8 bytes of a header length.", ErrorCode::fileTruncated);
    }
    const std::uint64_t length = littleEndian64(bytes_);
    if (length > largestSafetensorsHeader) {
      return refuse("The header claims " + std::to_string(length) + " bytes; at most " +
                    std::to_string(largestSafetensorsHeader) + " are allowed.");
    }
    if (length > bytes_.size() - lengthBytes) {
      return refuse("The file ends inside its header of " + std::to_string(length) + " bytes.",
                    ErrorCode::fileTruncated);
    }
    const auto header = bytes_.subspan(lengthBytes, static_cast<std::size_t>(length));
    payload_ = bytes_.subspan(lengthBytes + static_cast<std::size_t>(length));
    if (header.empty() || std::to_integer<char>(header.front()) != '{') {
      return refuse("The header does not start with \"{\".");
    }
    // char may alias any object; the JSON parser wants characters.
    const std::string_view text(reinterpret_cast<const char*>(header.data()), header.size());
    constexpr std::size_t headerDepth = 4;
    CHEXGEN_ASSIGN(Json value, base::parseJson(text, source_, {largestSafetensorsHeader, headerDepth}));
    return value;
  }

  Result<Json> readMetadata(const Json& value) const {
    if (!value.is_object()) return refuse("The entry \"__metadata__\" is not an object.");
    for (const auto& [key, entry] : value.items()) {
      if (!entry.is_string()) return refuse("The metadata \"" + key + "\" is not a text.");
    }
    return value;
  }

  Result<TensorEntry> readEntry(const std::string& key, const Json& value) const {
    if (!value.is_object()) return refuse(key, "its entry is not an object");
    for (const auto& [field, ignored] : value.items()) {
      if (field != "dtype" && field != "shape" && field != "data_offsets") {
        return refuse(key, "its entry has the unknown field \"" + field + "\"");
      }
    }
    TensorEntry entry;
    entry.key = key;
    if (!value.contains("dtype") || !value["dtype"].is_string()) return refuse(key, "it has no dtype");
    const auto& typeName = value["dtype"].get_ref<const std::string&>();
    const auto type = dataTypeNamed(typeName);
    if (!type) {
      return refuse("Tensor \"" + key + "\": the dtype \"" + typeName + "\" is not known here.",
                    ErrorCode::formatUnsupported);
    }
    entry.type = *type;
    CHEXGEN_TRY(readShape(key, value, entry));
    CHEXGEN_TRY(readOffsets(key, value, entry));
    return entry;
  }

  Result<void> readShape(const std::string& key, const Json& value, TensorEntry& entry) const {
    if (!value.contains("shape") || !value["shape"].is_array()) return refuse(key, "it has no shape");
    if (value["shape"].size() > mostDimensions) {
      return refuse(key, "its shape has more than " + std::to_string(mostDimensions) + " dimensions");
    }
    for (const Json& size : value["shape"]) {
      if (!size.is_number_integer() || (!size.is_number_unsigned() && size.get<std::int64_t>() < 0)) {
        return refuse(key, "its shape has a size that is not a whole number from 0");
      }
      if (size.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return refuse(key, "its shape is too large to be counted");
      }
      entry.shape.push_back(size.get<std::int64_t>());
    }
    return {};
  }

  Result<void> readOffsets(const std::string& key, const Json& value, TensorEntry& entry) const {
    const auto found = value.find("data_offsets");
    if (found == value.end() || !found->is_array() || found->size() != 2 ||
        !(*found)[0].is_number_unsigned() || !(*found)[1].is_number_unsigned()) {
      return refuse(key, "data_offsets is not a pair of whole numbers from 0");
    }
    entry.begin = (*found)[0].get<std::uint64_t>();
    entry.end = (*found)[1].get<std::uint64_t>();
    if (entry.begin > entry.end) return refuse(key, "its data ends before it begins");
    const auto bytes = bytesOfShape(entry.shape, entry.type);
    if (!bytes) return refuse(key, "its shape " + shapeText(entry.shape) + " is too large to be counted");
    if (*bytes != entry.end - entry.begin) {
      return refuse(key, "its shape " + shapeText(entry.shape) + " of " + std::string(name(entry.type)) +
                             " needs " + std::to_string(*bytes) + " bytes, but its offsets span " +
                             std::to_string(entry.end - entry.begin));
    }
    return {};
  }

  // The tensors must fill the rest of the file exactly, one after the other.
  Result<void> checkLayout(std::vector<TensorEntry>& listed) const {
    std::sort(listed.begin(), listed.end(), [](const TensorEntry& a, const TensorEntry& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t position = 0;
    for (const TensorEntry& entry : listed) {
      if (entry.begin < position) return refuse(entry.key, "its data overlaps the tensor before it");
      if (entry.begin > position) return refuse(entry.key, "there is a hole before its data");
      if (entry.end > payload_.size()) {
        return refuse("Tensor \"" + entry.key + "\": its data ends at byte " + std::to_string(entry.end) +
                          ", but the file holds " + std::to_string(payload_.size()) + " bytes of data.",
                      ErrorCode::fileTruncated);
      }
      position = entry.end;
    }
    if (position != payload_.size()) {
      return refuse("There are " + std::to_string(payload_.size() - position) +
                    " bytes after the last tensor that belong to none.");
    }
    return {};
  }

  std::span<const std::byte> bytes_;
  std::span<const std::byte> payload_;
  std::shared_ptr<const void> owner_;
  std::filesystem::path source_;
};

}  // namespace

Result<TensorStore> parseSafetensors(std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                                     const std::filesystem::path& source) {
  return Parser(bytes, std::move(owner), source).parse();
}

Result<TensorStore> openSafetensors(const std::filesystem::path& path) {
  CHEXGEN_ASSIGN(const auto file, base::MappedFile::open(path));
  return parseSafetensors(file.bytes(), file.owner(), path);
}

}  // namespace chexgen::weights
