#include "core/text/single_byte_encoding.h"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <unicode/ucnv.h>

namespace chexgen::text {
namespace {

constexpr char16_t replacement = 0xFFFD;
constexpr unsigned char substitute = 0x1A;

using UpperHalf = std::array<char16_t, 128>;

// What bytes 80 to FF stand for; `replacement` where the encoding leaves them unassigned.
UpperHalf upperHalf(const char* converterName) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(converterName, &status),
                                                                     &ucnv_close);
  if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU lacks the encoding ") + converterName);
  UpperHalf characters{};
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const char byte = static_cast<char>(0x80 + i);
    std::array<char16_t, 2> units{};
    const auto length = ucnv_toUChars(converter.get(), units.data(), 2, &byte, 1, &status);
    characters[i] = U_SUCCESS(status) && length == 1 ? units[0] : replacement;
    status = U_ZERO_ERROR;
  }
  // ICU follows IBM, for whom this is the Greek letter; everybody else's code page 437 has the micro sign.
  if (std::string_view(converterName) == "cp437") characters[0xE6 - 0x80] = 0xB5;
  return characters;
}

}  // namespace

char16_t windows1252(unsigned char byte) {
  static const UpperHalf characters = upperHalf("windows-1252");
  return byte < 0x80 ? byte : characters[byte - 0x80U];
}

std::optional<char16_t> strictWindows1252(unsigned char byte) {
  const char16_t character = windows1252(byte);
  if (byte >= 0x80 && character == byte && byte < 0xA0) return std::nullopt;
  return character;
}

SingleByteEncoding::SingleByteEncoding(const char* converter, Kind kind) : kind_(kind) {
  const UpperHalf characters = upperHalf(converter);
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const auto byte = static_cast<unsigned char>(0x80 + i);
    upperHalf_.push_back({characters[i] == replacement ? char16_t{byte} : characters[i], byte});
  }
  std::sort(upperHalf_.begin(), upperHalf_.end(),
            [](const Mapping& a, const Mapping& b) { return a.character < b.character; });
}

std::optional<std::string> SingleByteEncoding::encode(const icu::UnicodeString& text) const {
  const bool windows = kind_ == Kind::windows;
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(text.length()));
  for (std::int32_t i = 0; i < text.length(); ++i) {
    const char16_t character = text[i];
    if (character < 0x80 && !(windows && character == substitute)) {
      bytes += static_cast<char>(character);
      continue;
    }
    if (windows && character == replacement) {
      bytes += static_cast<char>(substitute);
      continue;
    }
    const auto found =
        std::lower_bound(upperHalf_.begin(), upperHalf_.end(), character,
                         [](const Mapping& mapping, char16_t key) { return mapping.character < key; });
    if (found == upperHalf_.end() || found->character != character) return std::nullopt;
    bytes += static_cast<char>(found->byte);
  }
  return bytes;
}

std::span<const SingleByteEncoding> misreadEncodings() {
  using Kind = SingleByteEncoding::Kind;
  static const std::vector<SingleByteEncoding> encodings = [] {
    std::vector<SingleByteEncoding> list;
    list.emplace_back("iso-8859-1", Kind::latin1);
    for (const char* name :
         {"windows-1252", "windows-1251", "windows-1250", "windows-1253", "windows-1254", "windows-1257"}) {
      list.emplace_back(name, Kind::windows);
    }
    list.emplace_back("iso-8859-2", Kind::other);
    list.emplace_back("macintosh", Kind::macRoman);
    list.emplace_back("cp437", Kind::other);
    return list;
  }();
  return encodings;
}

}  // namespace chexgen::text
