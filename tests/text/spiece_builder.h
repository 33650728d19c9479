// SentencePiece model files made by hand: small ones that work, and ones that must be refused.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chexgen::tests {

enum class PieceType : std::uint8_t { normal = 1, unknown = 2, control = 3 };

struct SpiecePiece {
  std::string_view text;
  float score = 0;
  PieceType type = PieceType::normal;
};

inline std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7U) bytes += static_cast<char>((value & 0x7FU) | 0x80U);
  return bytes + static_cast<char>(value);
}

inline std::string contentField(std::uint64_t number, std::string_view content) {
  return varint(number << 3U | 2U) + varint(content.size()) + std::string(content);
}

inline std::string valueField(std::uint64_t number, std::uint64_t value) {
  return varint(number << 3U) + varint(value);
}

inline std::string floatField(std::uint64_t number, float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  std::string bytes = varint(number << 3U | 5U);
  for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>(bits >> (8 * i));
  return bytes;
}

inline std::string littleEndian(std::uint32_t value) {
  std::string bytes;
  for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

// A model over `pieces` with `table` as its normalization table; `unigram` false makes it a byte-pair model.
inline std::string spieceFile(const std::vector<SpiecePiece>& pieces, std::string_view table = {},
                              bool unigram = true) {
  std::string file;
  for (const SpiecePiece& piece : pieces) {
    file += contentField(1, contentField(1, piece.text) + floatField(2, piece.score) +
                                valueField(3, static_cast<std::uint64_t>(piece.type)));
  }
  file += contentField(2, valueField(3, unigram ? 1 : 2));
  return file + contentField(3, table.empty() ? std::string() : contentField(2, table));
}

inline std::vector<SpiecePiece> specialPieces() {
  return {
      {"<pad>", 0, PieceType::control}, {"</s>", 0, PieceType::control}, {"<unk>", 0, PieceType::unknown}};
}

}  // namespace chexgen::tests
