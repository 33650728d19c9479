// What becomes of a typed prompt, cheap enough to show while somebody types.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/text/tokenizer.h"

namespace chexgen::text {

// Bytes [begin, end).
struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

struct PromptLens {
  std::string cleaned;             // after both passes of the cleaner
  std::vector<ByteRange> removed;  // of the typed text: what the model does not see, ascending, not adjacent
  std::vector<Token> tokens;       // of the whole cleaned text, without the end mark
  std::size_t tokensUsed = 0;      // with the end mark; may be more than the limit
  std::size_t tokenLimit = 0;
  std::optional<std::size_t> cut;  // the byte of the cleaned text from which on the model reads nothing
};

// Cleans, compares and tokenizes `typed` (any bytes). A change of case, of the kind of dash, quote or white
// space is not a removal. Fails like cleanPrompt, and with argumentInvalid when `tokenLimit` is 0.
[[nodiscard]] base::Result<PromptLens> examinePrompt(std::string_view typed, const Tokenizer& tokenizer,
                                                     std::size_t tokenLimit);

// The parts of `typed` that have no counterpart in `cleaned`.
[[nodiscard]] std::vector<ByteRange> removedRanges(std::string_view typed, std::string_view cleaned);

}  // namespace chexgen::text
