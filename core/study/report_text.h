// Figures as a study's report writes them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/study/analysis.h"

namespace chexgen::study {

// As base::readableText.
[[nodiscard]] std::string fixed(double value, int digits = 2);
// "3.20 (2.90 to 3.50)", without the bracket where there is no interval, "–" where there is no value.
[[nodiscard]] std::string valueText(const Figure& figure);
[[nodiscard]] std::string pText(const Figure& figure);
[[nodiscard]] std::string percent(double share);
[[nodiscard]] std::string counted(std::size_t count, const char* one, const char* many);
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, const char* between = ", ");

}  // namespace chexgen::study
