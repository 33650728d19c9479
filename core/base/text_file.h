// Text as people's programs save it, made UTF-8: the one place where the encoding of a file is found out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace chexgen::base {

struct DecodedText {
  std::string text;                  // UTF-8 without a byte-order mark
  std::vector<std::string> remarks;  // plain sentences: what was guessed, and where to look
};

// Reads UTF-8 with or without a byte-order mark, UTF-16 of either byte order with one (or without, where
// every other byte of plain text is zero), and what is none of these as Windows-1252, with a remark that
// names the encoding, the first line and column concerned and the word that came out. formatUnsupported,
// naming the kind, for spreadsheets, archives and other files that are no text; formatInvalid, naming line
// and column, for text that mixes encodings, breaks off inside a character or is in an encoding of other
// scripts. `file` only names the source.
[[nodiscard]] Result<DecodedText> decodeText(std::string_view bytes, const std::filesystem::path& file = {});
// The same of a file of at most `limit` bytes; also fails like readFile.
[[nodiscard]] Result<DecodedText> readTextFile(const std::filesystem::path& path, std::uint64_t limit);

}  // namespace chexgen::base
