// Numbers as text: whole at any size, and the same in every locale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace chexgen::base {

// With `digits` (0 to 30) after the point, however large the value; what is no number is "nan", "inf" or
// "-inf".
[[nodiscard]] std::string fixedText(double value, int digits);
// The same for people: with a minus sign "−", never "−0", with an exponent where it would be 16 digits long.
[[nodiscard]] std::string readableText(double value, int digits);
// With at most `digits` (1 to 17) significant ones, and an exponent where the number would be long without
// it.
[[nodiscard]] std::string significantText(double value, int digits);
// The shortest that reads back as the same number.
[[nodiscard]] std::string shortestText(double value);
// A whole number with zeros before it, `width` characters at least.
[[nodiscard]] std::string paddedText(std::uint64_t value, std::size_t width);
// The same in hexadecimal digits, in lower case.
[[nodiscard]] std::string paddedHexText(std::uint64_t value, std::size_t width);

}  // namespace chexgen::base
