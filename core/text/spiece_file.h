// A first look at a SentencePiece model file. The library trusts the lookup table inside it and would read
// out of bounds on a damaged one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chexgen::text {

// What is wrong with the file's structure or with its normalization table, or nothing if the library can load
// it.
[[nodiscard]] std::optional<std::string> findDamage(std::string_view file);

// Whether the model chooses the likeliest sequence of pieces (as T5's does) and does not merge pairs or split
// at words.
[[nodiscard]] bool isUnigram(std::string_view file);

}  // namespace chexgen::text
