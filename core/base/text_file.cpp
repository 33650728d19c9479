#include "core/base/text_file.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "core/base/file.h"

namespace chexgen::base {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

constexpr std::string_view utf8Mark = "\xEF\xBB\xBF";

std::uint8_t byteAt(std::string_view bytes, std::size_t position) {
  return static_cast<std::uint8_t>(bytes[position]);
}

// ---- files that are no text ----

struct FileKind {
  std::string_view start;
  std::string_view inside;  // must stand somewhere; empty: nothing more
  std::string_view what;
  bool isSpreadsheet = false;
};

// The first that fits. Names inside a zip file stand in clear.
constexpr std::array<FileKind, 18> fileKinds{{
    {"PK\x03\x04"sv, "xl/", "an Excel workbook", true},
    {"PK\x03\x04"sv, "opendocument.spreadsheet", "a LibreOffice spreadsheet", true},
    {"PK\x03\x04"sv, ".iwa", "an Apple Numbers spreadsheet", true},
    {"PK\x03\x04"sv, "Index.zip", "an Apple Numbers spreadsheet", true},
    {"PK\x03\x04"sv, "word/", "a Word document"},
    {"PK\x03\x04"sv, "", "a zip archive, as an Excel workbook (.xlsx) is one", true},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "W\0o\0r\0k\0b\0o\0o\0k"sv, "an Excel workbook", true},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "", "an Office document"},
    {"%PDF-", "", "a PDF"},
    {"{\\rtf", "", "a document in rich text"},
    {"\x1F\x8B"sv, "", "a file compressed by gzip"},
    {"BZh", "\x31\x41\x59\x26\x53\x59", "a file compressed by bzip2"},
    {"\xFD\x37zXZ", "", "a file compressed by xz"},
    {"\x28\xB5\x2F\xFD", "", "a file compressed by Zstandard"},
    {"SQLite format 3", "", "a database"},
    {"PAR1", "\0"sv, "a Parquet table"},
    {"\x89PNG", "", "a PNG picture"},
    {"\xFF\xD8\xFF", "", "a JPEG picture"},
}};

Result<void> refuseOtherKinds(std::string_view bytes, const fs::path& file) {
  for (const FileKind& kind : fileKinds) {
    if (!bytes.starts_with(kind.start)) continue;
    if (!kind.inside.empty() && bytes.find(kind.inside) == std::string_view::npos) continue;
    return fail(ErrorCode::formatUnsupported, "This is " + std::string(kind.what) + ", not a text.", file,
                "Nothing was changed.",
                kind.isSpreadsheet ? "Open it in its program and save the sheet as CSV (UTF-8)."
                                   : "Give the text itself, in UTF-8.");
  }
  constexpr std::size_t preamble = 128;
  if (bytes.size() > preamble && bytes.substr(preamble).starts_with("DICM"))
    return fail(ErrorCode::formatUnsupported, "This is a DICOM file, not a text.", file,
                "Nothing was changed.", "Give the text itself, in UTF-8.");
  return {};
}

// ---- places ----

struct Place {
  std::size_t line = 1;
  std::size_t column = 1;  // in characters
};

// Of a byte in a text whose characters before it have one byte each, or are UTF-8.
Place placeOf(std::string_view bytes, std::size_t position, bool isUtf8) {
  Place place;
  for (std::size_t i = 0; i < position; ++i) {
    const bool lineEnd =
        bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 >= bytes.size() || bytes[i + 1] != '\n'));
    if (lineEnd) {
      place = {place.line + 1, 1};
    } else if (!isUtf8 || (byteAt(bytes, i) & 0xC0U) != 0x80U) {
      ++place.column;
    }
  }
  return place;
}

std::string inWords(const Place& place) {
  return "line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
}

// ---- UTF-8 ----

void appendUtf8(std::string& text, std::uint32_t code) {
  const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | ((code >> shift) & 0x3FU)); };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0U | (code >> 6U));
    tail(0);
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0U | (code >> 12U));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0U | (code >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

// The length of the character that starts here; 0 where none does.
std::size_t characterLength(std::string_view bytes, std::size_t position) {
  const std::uint8_t first = byteAt(bytes, position);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || position + length > bytes.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byteAt(bytes, position + i) & 0xC0U) != 0x80U) return 0;
  const std::uint8_t second = byteAt(bytes, position + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool outside = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
  return overlong || outside ? 0 : length;
}

struct Utf8Count {
  std::size_t longer = 0;      // characters of more than one byte
  std::size_t western = 0;     // of these, letters and signs of Western Europe
  std::size_t wrong = 0;       // bytes that belong to none
  std::size_t firstWrong = 0;  // where the first of these stands
  std::size_t letters = 0;     // of ASCII
};

Utf8Count countUtf8(std::string_view bytes) {
  Utf8Count count;
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t length = characterLength(bytes, i);
    if (length == 0) {
      if (count.wrong == 0) count.firstWrong = i;
      ++count.wrong;
      ++i;
      continue;
    }
    const auto lower = static_cast<std::uint8_t>(byteAt(bytes, i) | 0x20U);
    if (length > 1) ++count.longer;
    if (byteAt(bytes, i) == 0xC2 || byteAt(bytes, i) == 0xC3) ++count.western;
    if (length == 1 && lower >= 'a' && lower <= 'z') ++count.letters;
    i += length;
  }
  return count;
}

// ---- UTF-16 ----

Result<DecodedText> decodeUtf16(std::string_view bytes, bool bigEndian, const fs::path& file) {
  if (bytes.size() % 2 != 0)
    return fail(ErrorCode::formatInvalid, "The UTF-16 text ends in the middle of a character.", file,
                "Nothing was changed.", "Save the file anew, as UTF-8.");
  DecodedText decoded;
  decoded.text.reserve(bytes.size() / 2 + bytes.size() / 8);
  const auto unitAt = [&](std::size_t i) {
    const std::uint32_t first = byteAt(bytes, i);
    const std::uint32_t second = byteAt(bytes, i + 1);
    return bigEndian ? (first << 8U) | second : (second << 8U) | first;
  };
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    std::uint32_t code = unitAt(i);
    if (code >= 0xD800 && code < 0xE000) {
      const std::uint32_t next = i + 3 < bytes.size() ? unitAt(i + 2) : 0;
      if (code >= 0xDC00 || next < 0xDC00 || next >= 0xE000)
        return fail(ErrorCode::formatInvalid,
                    "The UTF-16 text holds half a character at " +
                        inWords(placeOf(decoded.text, decoded.text.size(), true)) + ".",
                    file, "Nothing was changed.", "Save the file anew, as UTF-8.");
      code = 0x10000U + ((code - 0xD800U) << 10U) + (next - 0xDC00U);
      i += 2;
    }
    if (code == 0)
      return fail(ErrorCode::formatInvalid,
                  "The UTF-16 text holds a zero at " +
                      inWords(placeOf(decoded.text, decoded.text.size(), true)) + ".",
                  file, "Nothing was changed.", "Save the file anew, as UTF-8.");
    appendUtf8(decoded.text, code);
  }
  return decoded;
}

// Plain text in UTF-16 without a mark: most high bytes are zero, and hardly a low one.
enum class Plain16 { no, little, big };

Plain16 plainUtf16(std::string_view bytes) {
  if (bytes.size() < 4 || bytes.size() % 2 != 0) return Plain16::no;
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i] == '\0') ++zeros.at(i % 2);
  const std::size_t half = bytes.size() / 4;  // half of the characters
  if (zeros[1] >= half && zeros[0] == 0) return Plain16::little;
  if (zeros[0] >= half && zeros[1] == 0) return Plain16::big;
  return Plain16::no;
}

// ---- Windows-1252 ----

// What bytes 80 to 9F stand for (https://encoding.spec.whatwg.org/index-windows-1252.txt); 0: nothing.
constexpr std::array<std::uint16_t, 32> windowsCharacters{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::uint32_t windowsCharacter(std::uint8_t byte) {
  return byte >= 0x80 && byte < 0xA0 ? windowsCharacters.at(byte - 0x80U) : byte;
}

std::string named(const fs::path& file) {
  return file.empty() ? std::string("The text") : file.filename().string();
}

// The word around a byte, to look at.
std::string wordAt(std::string_view bytes, std::size_t position) {
  constexpr std::string_view ends = " \t\r\n,;|\"'";
  constexpr std::size_t most = 24;
  std::size_t begin = position;
  while (begin > 0 && position - begin < most && ends.find(bytes[begin - 1]) == std::string_view::npos)
    --begin;
  std::string word;
  for (std::size_t i = begin; i < bytes.size() && i < position + most; ++i) {
    if (i > position && ends.find(bytes[i]) != std::string_view::npos) break;
    appendUtf8(word, windowsCharacter(byteAt(bytes, i)));
  }
  return word;
}

Result<DecodedText> decodeWindows1252(std::string_view bytes, const Utf8Count& count, const fs::path& file) {
  const auto refuse = [&](const std::string& what, std::size_t position, bool isUtf8) {
    return fail(ErrorCode::formatInvalid, what + " " + inWords(placeOf(bytes, position, isUtf8)) + ".", file,
                "Nothing was changed.", "Save the file anew, as UTF-8.");
  };
  // Read as one-byte characters, what is UTF-8 in it would turn into others without a trace. One or the other
  // may be chance, as "ß“" is.
  if (count.western > 0 || count.longer >= count.wrong)
    return refuse("The text is UTF-8, but for what stands at", count.firstWrong, true);
  constexpr std::size_t few = 8;
  constexpr double mostForeign = 0.3;  // of the letters; German, French and Portuguese have below 0.1
  DecodedText decoded;
  decoded.text.reserve(bytes.size() + count.wrong);
  std::size_t high = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint8_t byte = byteAt(bytes, i);
    if (byte >= 0x80) ++high;
    const std::uint32_t code = windowsCharacter(byte);
    if (code == 0 && byte != 0) return refuse("The text is neither UTF-8 nor Windows-1252; see", i, false);
    appendUtf8(decoded.text, code);
  }
  if (high >= few && static_cast<double>(high) > mostForeign * static_cast<double>(high + count.letters))
    return refuse("The text is not UTF-8, and hardly Western European; its encoding is not known. See",
                  count.firstWrong, false);
  decoded.remarks.push_back(
      named(file) + " is not UTF-8 and was read as Windows-1252 (Western European); see " +
      inWords(placeOf(bytes, count.firstWrong, false)) + ": \"" + wordAt(bytes, count.firstWrong) +
      "\". If that is not what was written, save the file as UTF-8.");
  return decoded;
}

}  // namespace

Result<DecodedText> decodeText(std::string_view bytes, const fs::path& file) {
  if (bytes.starts_with("\xFF\xFE\0\0"sv) || bytes.starts_with("\0\0\xFE\xFF"sv))
    return fail(ErrorCode::formatUnsupported, "The text is UTF-32, which is not read here.", file,
                "Nothing was changed.", "Save the file anew, as UTF-8.");
  if (bytes.starts_with("\xFF\xFE"sv)) return decodeUtf16(bytes.substr(2), false, file);
  if (bytes.starts_with("\xFE\xFF"sv)) return decodeUtf16(bytes.substr(2), true, file);
  const bool marked = bytes.starts_with(utf8Mark);
  if (marked) bytes.remove_prefix(utf8Mark.size());
  if (!marked) CHEXGEN_TRY(refuseOtherKinds(bytes, file));
  if (const std::size_t zero = bytes.find('\0'); zero != std::string_view::npos) {
    if (const Plain16 plain = plainUtf16(bytes); plain != Plain16::no) {
      CHEXGEN_ASSIGN(DecodedText decoded, decodeUtf16(bytes, plain == Plain16::big, file));
      decoded.remarks.push_back(named(file) + " has no byte-order mark and was read as UTF-16 (" +
                                (plain == Plain16::big ? "big" : "little") + "-endian).");
      return decoded;
    }
    return fail(ErrorCode::formatUnsupported,
                "This is not a text: byte " + std::to_string(zero) + " is zero.", file,
                "Nothing was changed.", "Give a text in UTF-8.");
  }
  const Utf8Count count = countUtf8(bytes);
  if (count.wrong == 0) return DecodedText{.text = std::string(bytes), .remarks = {}};
  if (marked)
    return fail(ErrorCode::formatInvalid,
                "The text says that it is UTF-8, but at " + inWords(placeOf(bytes, count.firstWrong, true)) +
                    " it is not.",
                file, "Nothing was changed.", "Save the file anew, as UTF-8.");
  return decodeWindows1252(bytes, count, file);
}

Result<DecodedText> readTextFile(const fs::path& path, std::uint64_t limit) {
  CHEXGEN_ASSIGN(const std::string bytes, readFile(path, limit));
  return decodeText(bytes, path);
}

}  // namespace chexgen::base
