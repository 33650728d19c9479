#include "core/text/prompt.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace chexgen::text {
namespace {

void append(std::string& prefix, std::string_view name, const std::optional<std::string>& value) {
  if (!value || value->empty()) return;
  if (!prefix.empty()) prefix += ", ";
  prefix.append(name).append(":").append(*value);
}

}  // namespace

std::string pythonFloat(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific)
                       .ptr;
  std::string text(digits.data(), end);
  if (plain && text.find('.') == std::string::npos) text += ".0";
  return text;
}

std::string joinPrompt(const PromptParts& parts) {
  std::string prefix;
  append(prefix, "sex", parts.sex);
  append(prefix, "age", parts.age ? std::optional(pythonFloat(*parts.age)) : std::nullopt);
  append(prefix, "race", parts.race);
  append(prefix, "view", parts.view);
  if (prefix.empty()) return parts.report;
  prefix += ".";
  return parts.report.empty() ? prefix : prefix + " " + parts.report;
}

}  // namespace chexgen::text
