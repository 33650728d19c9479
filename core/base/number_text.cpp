#include "core/base/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace chexgen::base {
namespace {

constexpr int mostDecimals = 30, mostSignificant = std::numeric_limits<double>::max_digits10;
// A sign, every digit before the point, the point, the decimals.
constexpr std::size_t longestNumber = 3 + std::numeric_limits<double>::max_exponent10 + mostDecimals;

template <class... Form>
std::string numberAsText(double value, Form... form) {
  std::array<char, longestNumber> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value, form...);
  return {text.data(), written.ec == std::errc() ? written.ptr : text.data()};
}

std::string padded(std::uint64_t value, std::size_t width, int base) {
  std::array<char, 64> text{};
  const std::string digits(text.data(),
                           std::to_chars(text.data(), text.data() + text.size(), value, base).ptr);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

}  // namespace

std::string fixedText(double value, int digits) {
  return numberAsText(value, std::chars_format::fixed, std::clamp(digits, 0, mostDecimals));
}

std::string readableText(double value, int digits) {
  constexpr double longWithoutExponent = 1e15;
  const bool isLong = std::abs(value) >= longWithoutExponent;
  const std::string text = isLong ? significantText(value, 6) : fixedText(value, digits);
  if (!text.starts_with('-')) return text;
  const bool isZero = text.find_first_not_of("-0.") == std::string::npos;
  return (isZero ? "" : "−") + text.substr(1);
}

std::string significantText(double value, int digits) {
  return numberAsText(value, std::chars_format::general, std::clamp(digits, 1, mostSignificant));
}

std::string shortestText(double value) { return numberAsText(value); }

std::string paddedText(std::uint64_t value, std::size_t width) { return padded(value, width, 10); }

std::string paddedHexText(std::uint64_t value, std::size_t width) { return padded(value, width, 16); }

}  // namespace chexgen::base
