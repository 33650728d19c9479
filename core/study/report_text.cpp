#include "core/study/report_text.h"

#include "core/base/number_text.h"

namespace chexgen::study {

std::string fixed(double value, int digits) { return base::readableText(value, digits); }

std::string valueText(const Figure& figure) {
  if (!figure.value) return "–";
  std::string text = fixed(*figure.value);
  if (figure.interval)
    text += " (" + fixed(figure.interval->low) + " to " + fixed(figure.interval->high) + ")";
  return text;
}

std::string pText(const Figure& figure) {
  if (!figure.value) return "–";
  return *figure.value < 0.001 ? "< 0.001" : fixed(*figure.value, 3);
}

std::string percent(double share) { return fixed(100 * share, 0) + " %"; }

std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

}  // namespace chexgen::study
