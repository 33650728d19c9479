#include "core/text/spiece_file.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace chexgen::text {
namespace {

// Protocol-buffer wire format: the fields of one message, in order.
class Fields {
 public:
  explicit Fields(std::string_view message) : rest_(message) {}

  // Moves to the next field; false at the end or at a field that is cut off (then broken() is true).
  bool next() {
    if (rest_.empty() || broken_) return false;
    const std::uint64_t key = varint();
    number_ = key >> 3U;
    switch (key & 7U) {
      case 0: value_ = varint(); break;
      case 1: take(8); break;
      case 2: content_ = take(varint()); break;
      case 5: take(4); break;
      default: broken_ = true;
    }
    hasContent_ = (key & 7U) == 2;
    hasValue_ = (key & 7U) == 0;
    return !broken_;
  }

  [[nodiscard]] bool broken() const { return broken_; }
  // True when the current field is number `number` and holds bytes, text or a message.
  [[nodiscard]] bool isContent(std::uint64_t number) const { return hasContent_ && number_ == number; }
  [[nodiscard]] std::string_view content() const { return content_; }
  [[nodiscard]] bool isValue(std::uint64_t number) const { return hasValue_ && number_ == number; }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    broken_ = true;
    return 0;
  }

  std::string_view take(std::uint64_t length) {
    if (length > rest_.size()) {
      broken_ = true;
      return {};
    }
    const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(length));
    rest_.remove_prefix(static_cast<std::size_t>(length));
    return taken;
  }

  std::string_view rest_;
  std::string_view content_;
  std::uint64_t number_ = 0;
  std::uint64_t value_ = 0;
  bool hasContent_ = false;
  bool hasValue_ = false;
  bool broken_ = false;
};

std::uint32_t littleEndian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  }
  return value;
}

// One unit of a Darts-clone double array: a label, the way to its children, and whether a value is among
// them.
struct Unit {
  std::uint32_t bits;
  [[nodiscard]] std::uint32_t label() const { return bits & 0x800000FFU; }
  [[nodiscard]] std::uint32_t offset() const { return (bits >> 10U) << ((bits & 0x200U) >> 6U); }
  [[nodiscard]] bool hasValue() const { return ((bits >> 8U) & 1U) != 0; }
  [[nodiscard]] std::uint32_t value() const { return bits & 0x7FFFFFFFU; }
};

// Whether every lookup stays inside `units` and every value inside a text of `textSize` bytes.
bool isSound(const std::vector<Unit>& units, std::size_t textSize) {
  std::vector<bool> seen(units.size());
  std::vector<std::size_t> toVisit = {0};
  seen[0] = true;
  while (!toVisit.empty()) {
    const std::size_t node = toVisit.back();
    toVisit.pop_back();
    const std::size_t children = node ^ units[node].offset();
    // A child is at `children ^ byte`, so within one aligned block of 256.
    if ((children | 0xFFU) >= units.size()) return false;
    if (node != 0 && units[node].hasValue() && units[children].value() >= textSize) return false;
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
      const std::size_t child = children ^ byte;
      if (units[child].label() != byte || seen[child]) continue;
      seen[child] = true;
      toVisit.push_back(child);
    }
  }
  return true;
}

// The table: size of the double array (32 bits, little-endian), the array, null-terminated replacement texts.
bool isSoundTable(std::string_view table) {
  if (table.empty()) return true;  // the model normalizes nothing
  if (table.size() < 4) return false;
  const std::size_t arraySize = littleEndian(table, 0);
  if (arraySize % 4 != 0 || arraySize < 4 || arraySize >= table.size() - 4) return false;
  std::vector<Unit> units;
  units.reserve(arraySize / 4);
  for (std::size_t at = 4; at < 4 + arraySize; at += 4) units.push_back({littleEndian(table, at)});
  return table.back() == '\0' && isSound(units, table.size() - 4 - arraySize);
}

}  // namespace

std::optional<std::string> findDamage(std::string_view file) {
  bool hasPieces = false;
  Fields model(file);
  while (model.next()) {
    hasPieces = hasPieces || model.isContent(1);
    // The normalizer's and the denormalizer's specifications; their field 2 is the table.
    if (!model.isContent(3) && !model.isContent(5)) continue;
    Fields specification(model.content());
    while (specification.next()) {
      if (specification.isContent(2) && !isSoundTable(specification.content())) {
        return "its normalization table is damaged";
      }
    }
    if (specification.broken()) return "its normalization rules are cut off";
  }
  if (model.broken()) return "it is cut off or is no SentencePiece model";
  if (!hasPieces) return "it has no pieces";
  return std::nullopt;
}

bool isUnigram(std::string_view file) {
  constexpr std::uint64_t unigram = 1;
  std::uint64_t type = unigram;  // also when the file does not say
  Fields model(file);
  while (model.next()) {
    if (!model.isContent(2)) continue;
    // The trainer's specification; its field 3 is the model type.
    Fields specification(model.content());
    while (specification.next()) {
      if (specification.isValue(3)) type = specification.value();
    }
  }
  return type == unigram;
}

}  // namespace chexgen::text
