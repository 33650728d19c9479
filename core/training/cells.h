// What the readers of tables share about a cell.
#pragma once

#include <string_view>

namespace chexgen::training {

// Without the white space around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace chexgen::training
