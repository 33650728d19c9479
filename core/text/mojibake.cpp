#include "core/text/mojibake.h"

#include <string>
#include <vector>

#include "core/text/misread_bytes.h"
#include "core/text/python_text.h"
#include "core/text/single_byte_encoding.h"

namespace chexgen::text {
namespace {

// Characters that occur in misread UTF-8, by the part they play in ordinary text.
#define COMMON u"\\u00A0\\u00AD\\u00B4\\u00B7\\u2013-\\u2015\\u2019\\u2026"
#define C1 u"\\u0080-\\u009F"
#define BAD                                                                                             \
  u"\\u00A4\\u00A6\\u00A8\\u00AA\\u00AC\\u00AF\\u00B8\\u00BA\\u0192\\u02C6\\u02C7\\u02D8\\u02DB\\u02DC" \
  u"\\u2020\\u2021\\u2030\\u2310\\u25CA\\uFFFD"
#define LAW u"\\u00A7\\u00B6"
#define CURRENCY u"\\u00A2\\u00A3\\u00A5\\u20A7\\u20AC"
#define OPENING u"\\u00A1\\u00A9\\u00AB\\u00BF\\u0384\\u0385\\u2018\\u201A\\u201C\\u201E\\u2022\\u2039\\uF8FF"
#define CLOSING u"\\u00AE\\u00BB\\u02DD\\u201D\\u203A\\u2122"
#define NUMERIC                                                             \
  u"\\u00B1-\\u00B3\\u00B5\\u00B9\\u00BC-"                                  \
  u"\\u00BE\\u00D7\\u00F7\\u2044\\u2116\\u2202\\u2206\\u220F\\u2211\\u221A" \
  u"\\u221E\\u2229\\u222B\\u2248\\u2260\\u2261\\u2264\\u2265"
#define FACES \
  u"\\u00B0\\u00D2-\\u00D6\\u00D9-\\u00DC\\u00F2-\\u00F6\\u00F8-\\u00FC\\u014C\\u0150\\u016A\\u0172"
#define UPPER_ACCENTED                                                                                       \
  u"\\u00C0-"                                                                                                \
  u"\\u00D1\\u00D8\\u00DC\\u00DD\\u0100\\u0102\\u0104\\u0106\\u010C\\u010E\\u0110\\u0112\\u0116\\u0118"      \
  u"\\u011A\\u011E\\u0122\\u012A\\u0130\\u0136\\u0139\\u013B\\u013D\\u0141\\u0143\\u0145\\u0147\\u0152\\u01" \
  u"58"                                                                                                      \
  u"\\u015A\\u015E\\u0160\\u0162\\u0164\\u016E\\u0170\\u0178\\u0179\\u017B\\u017D\\u0490"
#define LOWER_ACCENTED                                                                                       \
  u"\\u00DF-"                                                                                                \
  u"\\u00F1\\u00FC\\u0101\\u0103\\u0105\\u0107\\u010D\\u010F\\u0111\\u0113\\u0117\\u0119\\u011B\\u011F"      \
  u"\\u0123\\u012B\\u012F\\u0137\\u013A\\u013C\\u013E\\u0142\\u0153\\u0155\\u015B\\u015F\\u0161\\u0165\\u01" \
  u"7A"                                                                                                      \
  u"\\u017C\\u017E\\u0491\\uFB01\\uFB02"
#define UPPER_COMMON u"\\u00DE\\u0386\\u0388-\\u038A\\u038C\\u038E\\u038F\\u0391-\\u03AB\\u0401-\\u042F"
#define LOWER_COMMON u"\\u03AC-\\u03C9\\u0430-\\u045F"
#define BOX                                                           \
  u"\\u2502\\u250C\\u2510\\u2518\\u251C\\u2524\\u252C\\u253C\\u2550-" \
  u"\\u256C\\u2580\\u2584\\u2588\\u258C\\u2590-"                      \
  u"\\u2593"

// Neighbours that hardly ever occur in text that somebody meant to write; by ftfy 6.3's statistics.
const Pattern& misreading() {
  static const Pattern pattern(
      u"[" C1 u"]"
      u"|[" BAD LOWER_ACCENTED UPPER_ACCENTED BOX OPENING CLOSING CURRENCY NUMERIC LAW u"][" BAD u"]"
      u"|[a-zA-Z][" LOWER_COMMON UPPER_COMMON u"][" BAD u"]"
      u"|[" BAD u"][" LOWER_ACCENTED UPPER_ACCENTED BOX OPENING CLOSING CURRENCY NUMERIC LAW u"]"
      u"|[" LOWER_ACCENTED LOWER_COMMON BOX CLOSING CURRENCY NUMERIC u"][" UPPER_ACCENTED u"]"
      u"|[" BOX CLOSING CURRENCY NUMERIC u"][" LOWER_ACCENTED u"]"
      u"|[" LOWER_ACCENTED BOX CLOSING u"][" CURRENCY u"]"
      u"|\\s[" UPPER_ACCENTED u"][" CURRENCY u"]"
      u"|[" UPPER_ACCENTED BOX u"][" NUMERIC LAW u"]"
      u"|[" LOWER_ACCENTED UPPER_ACCENTED BOX CURRENCY CLOSING u"][" OPENING u"][" NUMERIC u"]"
      u"|[" LOWER_ACCENTED UPPER_ACCENTED CURRENCY NUMERIC BOX LAW u"][" CLOSING u"][" OPENING u"]"
      u"|[" CURRENCY NUMERIC BOX u"][" OPENING u"]"
      u"|[a-z][" UPPER_ACCENTED u"][" OPENING CURRENCY u"]"
      u"|[" BOX u"][" FACES u"]"
      u"|[" LOWER_ACCENTED UPPER_ACCENTED CURRENCY NUMERIC OPENING CLOSING LAW u"][" BOX u"]"
      u"|[" BOX u"][" CLOSING u"]"
      u"|[" LOWER_ACCENTED UPPER_ACCENTED u"][" OPENING CLOSING u"]\\w"
      u"|[Œœ][^A-Za-z]"
      u"|[" UPPER_ACCENTED u"]°"
      // windows-1252
      u"|[ÂÃÎÐ][€œŠš¢£Ÿž\\u00A0\\u00AD®©°·»" OPENING CLOSING u"–—´]"
      u"|×[²³]"
      u"|(?:[ØÙ][" COMMON CURRENCY BAD NUMERIC OPENING u"ŸŠ®°µ»]){2}"
      u"|à[²µ¹¼½¾]"
      // Mac OS Roman
      u"|√[±∂†≠®™´≤≥¥µø]"
      u"|≈[°¢]"
      u"|‚Ä[ìîïòôúùû†°¢π]"
      u"|‚[âó][àä°ê]"
      // windows-1251
      u"|вЂ"
      u"|[ВГРС][" C1 BAD OPENING CLOSING CURRENCY u"°µ][ВГРС]"
      u"|ГўВЂВ.[A-Za-z ]"
      // windows-1252 with a space for A0
      u"|Ã[\\u00A0¡]"
      u"|[a-z]\\s?[ÃÂ][ ]"
      u"|^[ÃÂ][ ]"
      u"|[a-z.,?!" CLOSING u"]Â[ " OPENING CLOSING u"]"
      // windows-1253
      u"|β€[™\\u00A0Ά\\u00AD®°]"
      u"|[ΒΓΞΟ][" C1 BAD OPENING CLOSING CURRENCY u"°][ΒΓΞΟ]"
      // windows-1257
      u"|ā€");
  return pattern;
}

// What UTF-8's lead bytes (of sequences of two, three, four) and continuation bytes look like when misread in
// any of the encodings. A space may be a lost A0.
#define LEAD_OF_2                                                                                            \
  u"\\u00C2-"                                                                                                \
  u"\\u00DF\\u0100\\u0102\\u0106\\u010C\\u010E\\u0110\\u0112\\u0116\\u0118\\u011A\\u011E\\u0122\\u012A"      \
  u"\\u0130\\u0136\\u0139\\u013B\\u0141\\u0143\\u0145\\u0147\\u014C\\u0150\\u0158\\u015A\\u015E\\u0160\\u01" \
  u"62\\u016A"                                                                                               \
  u"\\u016E\\u0170\\u0172\\u0179\\u017B\\u017D\\u0392-\\u03A1\\u03A3-\\u03AF\\u0412-\\u042F"
#define LEAD_OF_3                                                                                            \
  u"\\u00E0-"                                                                                                \
  u"\\u00EF\\u0101\\u0103\\u0105\\u0107\\u010D\\u010F\\u0113\\u0117\\u0119\\u011B\\u0123\\u012B\\u012F\\u01" \
  u"37"                                                                                                      \
  u"\\u013A\\u013C\\u0155\\u015B\\u017A\\u03B0-\\u03BF\\u0430-\\u043F"
#define LEAD_OF_4 u"\\u00F0\\u00F3\\u0111\\u011F\\u0161\\u03C0\\u03C3\\u0440\\u0443"
#define CERTAIN_CONTINUATION                                                                                 \
  u"\\u0080-"                                                                                                \
  u"\\u00BF\\u00C6\\u00D8\\u00E6\\u00F8\\u0104\\u0105\\u013D\\u013E\\u0141\\u0142\\u0152\\u0153\\u0156\\u01" \
  u"57"                                                                                                      \
  u"\\u015A\\u015B\\u015E-\\u0161\\u0164\\u0165\\u0178-\\u017E\\u0192\\u02C6\\u02C7\\u02D8\\u02DB-"          \
  u"\\u02DD\\u0384-"                                                                                         \
  u"\\u0386\\u0388-\\u038A\\u038C\\u038E\\u038F\\u0401-\\u040C\\u040E\\u040F\\u0451-"                        \
  u"\\u045C\\u045E\\u045F\\u0490"                                                                            \
  u"\\u0491\\u2020\\u2021\\u2030\\u2039\\u203A\\u20AC\\u2116\\u2122"
#define CONTINUATION \
  u"[" CERTAIN_CONTINUATION u" \\u2013-\\u2015\\u2018-\\u201A\\u201C-\\u201E\\u2022\\u2026]"

// A run of such sequences; not in the middle of a longer garble, where repairing a part makes it worse.
const Pattern& misreadRun() {
  static const Pattern pattern(u"(?<![" CERTAIN_CONTINUATION u"])(?:[" LEAD_OF_2 u"]" CONTINUATION u"|[" LEAD_OF_3
                               u"]" CONTINUATION u"{2}|[" LEAD_OF_4 u"]" CONTINUATION u"{3})+");
  return pattern;
}

bool isC1(char16_t c) { return c >= 0x80 && c <= 0x9F; }

// The whole text as UTF-8 that was misread in one encoding, if that explains it.
std::optional<icu::UnicodeString> reread(const std::string& encoded, SingleByteEncoding::Kind kind) {
  using Kind = SingleByteEncoding::Kind;
  // In Mac OS Roman an en dash before a space would look like a lost A0.
  std::string bytes = kind == Kind::macRoman ? encoded : restoreNoBreakSpaces(encoded);
  if (kind == Kind::windows) bytes = replaceLossySequences(bytes);
  return decodeTolerantUtf8(bytes);
}

// Misread pieces inside text that is otherwise sound.
icu::UnicodeString repairPieces(const icu::UnicodeString& text) {
  return misreadRun().replaceEach(text, [&](const icu::UnicodeString& piece) {
    return piece.length() < text.length() && looksMisread(piece) ? repairEncoding(piece) : piece;
  });
}

// Latin-1 text with control characters was meant as windows-1252, if every byte has a meaning there.
std::optional<icu::UnicodeString> asWindows1252(const icu::UnicodeString& latin1) {
  icu::UnicodeString decoded;
  for (std::int32_t i = 0; i < latin1.length(); ++i) {
    const auto character = strictWindows1252(static_cast<unsigned char>(latin1[i]));
    if (!character) return std::nullopt;
    decoded.append(*character);
  }
  return decoded;
}

icu::UnicodeString repairOnce(const icu::UnicodeString& text) {
  if (!looksMisread(text)) return text;
  bool isLatin1 = false;
  for (const SingleByteEncoding& encoding : misreadEncodings()) {
    const auto bytes = encoding.encode(text);
    if (!bytes) continue;
    isLatin1 = isLatin1 || encoding.kind() == SingleByteEncoding::Kind::latin1;
    if (auto repaired = reread(*bytes, encoding.kind())) return *std::move(repaired);
  }
  if (icu::UnicodeString repaired = repairPieces(text); repaired != text) return repaired;
  if (isLatin1) {
    if (auto repaired = asWindows1252(text); repaired && *repaired != text) return *std::move(repaired);
  }
  icu::UnicodeString repaired(text);
  for (std::int32_t i = 0; i < repaired.length(); ++i) {
    if (isC1(repaired[i])) repaired.setCharAt(i, windows1252(static_cast<unsigned char>(repaired[i])));
  }
  return repaired;
}

}  // namespace

bool looksMisread(const icu::UnicodeString& text) {
  for (std::int32_t i = 0; i < text.length(); ++i) {
    if (text[i] >= 0x80) return misreading().isIn(text);
  }
  return false;
}

icu::UnicodeString repairEncoding(const icu::UnicodeString& text) {
  icu::UnicodeString repaired(text);
  while (true) {
    icu::UnicodeString next = repairOnce(repaired);
    if (next == repaired) return repaired;
    repaired = std::move(next);
  }
}

}  // namespace chexgen::text
