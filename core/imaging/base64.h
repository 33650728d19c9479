// Base64 (RFC 4648) for bytes inside JSON.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace chexgen::imaging {

[[nodiscard]] std::string base64Encode(std::span<const std::byte> bytes);
// formatInvalid for any character outside the alphabet, a wrong length or wrong padding.
[[nodiscard]] base::Result<std::string> base64Decode(std::string_view text);

}  // namespace chexgen::imaging
