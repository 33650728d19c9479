#include "core/text/misread_bytes.h"

#include <string_view>

#include "core/text/python_text.h"

namespace chexgen::text {
namespace {

constexpr int lost = 0x1A;

// Byte `i` as 0..255, or -1 behind the end.
int at(std::string_view bytes, std::size_t i) {
  return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : -1;
}

bool within(int byte, int first, int last) { return byte >= first && byte <= last; }
bool isContinuation(int byte) { return within(byte, 0x80, 0xBF); }

// Continuation bytes other than 85, which stands for an ellipsis more often than for half a letter, and A0
// itself.
bool isPlainContinuation(int byte) { return isContinuation(byte) && byte != 0x85 && byte != 0xA0; }

// The length of a sequence at `i` that would be UTF-8 if its space were A0; 0 if there is none. Only lead
// bytes whose characters are common are considered.
std::size_t spacedSequence(std::string_view bytes, std::size_t i) {
  const int lead = at(bytes, i);
  const int second = at(bytes, i + 1);
  const int third = at(bytes, i + 2);
  const int fourth = at(bytes, i + 3);
  switch (lead) {
    case 0xC2:
    case 0xC3:
    case 0xC5:
    case 0xCE:
    case 0xD0:
    case 0xD9: return second == ' ' ? 2 : 0;
    case 0xE0:
    case 0xE1: return isPlainContinuation(second) && third == ' ' ? 3 : 0;
    case 0xE2:
    case 0xE3:
      return (second == ' ' && isPlainContinuation(third)) || (isPlainContinuation(second) && third == ' ')
                 ? 3
                 : 0;
    case 0xF0:
      return (second == ' ' && isContinuation(third) && isContinuation(fourth)) ||
                     (isContinuation(second) && third == ' ' && isContinuation(fourth)) ||
                     (isContinuation(second) && isContinuation(third) && fourth == ' ')
                 ? 4
                 : 0;
    default: return 0;
  }
}

bool hasSpacedSequence(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (spacedSequence(bytes, i) != 0) return true;
  }
  return false;
}

// "à" is nearly always a word of its own, except at the head of a few Portuguese ones: elsewhere its space
// stays.
std::string separateGraveWords(std::string_view bytes) {
  std::string separated;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    separated += bytes[i];
    if (at(bytes, i) != 0xC3 || at(bytes, i + 1) != ' ') continue;
    const std::string_view rest = bytes.substr(i + 2);
    bool belongsToNextWord = false;
    for (const std::string_view head : {" ", "quele", "quela", "quilo", "s "}) {
      belongsToNextWord = belongsToNextWord || rest.starts_with(head);
    }
    if (!belongsToNextWord) separated += '\xA0';
  }
  return separated;
}

bool isLost(int byte) { return byte == lost || byte == '?'; }
bool isLostOrContinuation(int byte) { return byte == lost || isContinuation(byte); }

bool isLossySurrogatePair(std::string_view bytes, std::size_t i) {
  if (at(bytes, i) != 0xED || !within(at(bytes, i + 1), 0xA0, 0xAF) || at(bytes, i + 3) != 0xED ||
      !within(at(bytes, i + 4), 0xB0, 0xBF)) {
    return false;
  }
  const int third = at(bytes, i + 2);
  const int sixth = at(bytes, i + 5);
  return (isLost(third) && (isLost(sixth) || isContinuation(sixth))) ||
         ((isLost(third) || isContinuation(third)) && isLost(sixth));
}

// The length of a UTF-8 sequence at `i` of which at least one byte is lost; '?' counts as lost at most once.
std::size_t lossySequence(std::string_view bytes, std::size_t i) {
  const int lead = at(bytes, i);
  const int second = at(bytes, i + 1);
  const int third = at(bytes, i + 2);
  const int fourth = at(bytes, i + 3);
  if (lead == lost) return 1;
  if (within(lead, 0xC2, 0xDF)) return second == lost || (lead <= 0xC3 && second == '?') ? 2 : 0;
  if (isLossySurrogatePair(bytes, i)) return 6;
  if (within(lead, 0xE0, 0xEF)) {
    return (isLost(second) && isLostOrContinuation(third)) || (isLostOrContinuation(second) && isLost(third))
               ? 3
               : 0;
  }
  if (!within(lead, 0xF0, 0xF4)) return 0;
  return (isLost(second) && isLostOrContinuation(third) && isLostOrContinuation(fourth)) ||
                 (isLostOrContinuation(second) && isLost(third) && isLostOrContinuation(fourth)) ||
                 (isLostOrContinuation(second) && isLostOrContinuation(third) && isLost(fourth))
             ? 4
             : 0;
}

// Where a variant of UTF-8 starts at `i`: its character and length. The reference decoder takes the end of
// the text to lie before a last newline, so there a newline can stand for the last byte; kept, since lines
// end in one.
struct Variant {
  UChar32 character = 0;
  std::size_t length = 0;
};

Variant variantAt(std::string_view bytes, std::size_t i) {
  const auto isFinalNewline = [&](std::size_t k) { return k + 1 == bytes.size() && bytes[k] == '\n'; };
  if (at(bytes, i) == 0xC0 && (at(bytes, i + 1) == 0x80 || isFinalNewline(i + 1))) return {0, 2};
  const bool pair = at(bytes, i) == 0xED && within(at(bytes, i + 1), 0xA0, 0xAF) &&
                    isContinuation(at(bytes, i + 2)) && at(bytes, i + 3) == 0xED &&
                    within(at(bytes, i + 4), 0xB0, 0xBF) &&
                    (isContinuation(at(bytes, i + 5)) || isFinalNewline(i + 5));
  if (!pair) return {};
  const auto bits = [&](std::size_t k, int mask) { return at(bytes, i + k) & mask; };
  return {(bits(1, 0x0F) << 16) + (bits(2, 0x3F) << 10) + (bits(4, 0x0F) << 6) + bits(5, 0x3F) + 0x10000, 6};
}

}  // namespace

std::string restoreNoBreakSpaces(const std::string& bytes) {
  if (!hasSpacedSequence(bytes)) return bytes;
  std::string restored = separateGraveWords(bytes);
  for (std::size_t i = 0; i < restored.size();) {
    const std::size_t length = spacedSequence(restored, i);
    for (std::size_t k = i; k < i + length; ++k) {
      if (restored[k] == ' ') restored[k] = '\xA0';
    }
    i += length == 0 ? 1 : length;
  }
  return restored;
}

std::string replaceLossySequences(const std::string& bytes) {
  std::string replaced;
  replaced.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t length = lossySequence(bytes, i);
    if (length == 0) {
      replaced += bytes[i++];
    } else {
      replaced += "\xEF\xBF\xBD";
      i += length;
    }
  }
  return replaced;
}

std::optional<icu::UnicodeString> decodeTolerantUtf8(const std::string& bytes) {
  const std::string_view all = bytes;
  icu::UnicodeString decoded;
  icu::UnicodeString piece;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < all.size();) {
    const Variant variant = variantAt(all, i);
    if (variant.length == 0) {
      ++i;
      continue;
    }
    if (!decodeStrictUtf8(all.substr(begin, i - begin), piece)) return std::nullopt;
    decoded.append(piece).append(variant.character);
    i += variant.length;
    begin = i;
  }
  if (!decodeStrictUtf8(all.substr(begin), piece)) return std::nullopt;
  return decoded.append(piece);
}

}  // namespace chexgen::text
