// The one table of what labels mean: the classes that boxes may name, each with a letter and a colour of its
// own (findings, and the organs whose boxes the segmentation derives), and the other labels of data sets.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace chexgen::imaging {

struct Finding {
  std::string name;  // as ChestX-Det or ChestX-ray14 spells it, with spaces
  char letter = ' ';
  std::array<std::uint8_t, 3> colour{};  // RGB; never black (background) or white (masks)
  std::vector<std::string> sets;         // "ChestX-Det", "ChestX-ray14"; "derived" for organs
  std::vector<std::string> aliases;      // other spellings of the name
};

// All classes in alphabetical order, from resources/findings.json (compiled in).
[[nodiscard]] const std::vector<Finding>& findings();

// The class with this name or alias, in singular or plural; case does not matter, and "_", "-" and "/" are
// spaces. argumentInvalid for an unknown label; the message lists the known ones.
[[nodiscard]] base::Result<Finding> findingNamed(std::string_view label);

enum class LabelKind {
  finding,  // one of findings(), but no organ
  other,    // a condition that is known and not among them: "Lung Opacity"
  device,   // no disease: "Support Devices"
  none,     // says that nothing is found: "No Finding", "normal"
};

struct KnownLabel {
  std::string name;  // in the table's spelling
  LabelKind kind = LabelKind::finding;
};

// What a label of a data set means, spelled as findingNamed has it; nothing for one that is not known.
[[nodiscard]] std::optional<KnownLabel> labelNamed(std::string_view label);

}  // namespace chexgen::imaging
