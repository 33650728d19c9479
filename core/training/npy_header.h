// The header of an .npy array: a Python dictionary in text, of which only the form that numpy writes is read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chexgen::training {

struct NpyHeader {
  std::string type;  // as numpy names it, "<f4"; empty for a structured type (a list of fields)
  bool isFortranOrder = false;
  std::vector<std::int64_t> shape;
};

// Reads {'descr': …, 'fortran_order': …, 'shape': (…)} with its three entries in any order, each once.
// Nothing for any other text, more than 16 dimensions or a size beyond 63 bits.
[[nodiscard]] std::optional<NpyHeader> parseNpyHeader(std::string_view text);

}  // namespace chexgen::training
