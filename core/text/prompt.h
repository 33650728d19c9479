// Demographics and report as the one line of text that the model was trained on.
#pragma once

#include <optional>
#include <string>

namespace chexgen::text {

// What is absent or empty is left out of the prompt.
struct PromptParts {
  std::optional<std::string> sex;
  std::optional<double> age;  // years
  std::optional<std::string> race;
  std::optional<std::string> view;
  std::string report;
};

// "sex:Male, age:71.0, race:Black, view:PA. <report>"; the report alone when nothing else is there.
[[nodiscard]] std::string joinPrompt(const PromptParts& parts);

// The number as the training captions have it, which Python printed: 71 is "71.0", not a number is "nan".
[[nodiscard]] std::string pythonFloat(double value);

}  // namespace chexgen::text
