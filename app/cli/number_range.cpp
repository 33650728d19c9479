#include "app/cli/number_range.h"

#include <string>

#include "core/base/number_text.h"

namespace chexgen::cli {

CLI::Validator numberFrom(double low, double high) {
  const std::string range = base::significantText(low, 6) + " to " + base::significantText(high, 6);
  const auto refuse = [low, high, range](const std::string& text) {
    double value = 0;
    const bool isNumber = CLI::detail::lexical_cast(text, value);
    return isNumber && value >= low && value <= high ? std::string()
                                                     : "Value " + text + " not in range " + range;
  };
  return {refuse, "FLOAT from " + range, "numberFrom"};
}

}  // namespace chexgen::cli
