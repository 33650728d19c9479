// The classes that boxes may name, each with a letter and a colour of its own: findings, and the organs whose
// boxes the segmentation derives.
#pragma once

#include <array>
#include <cstdint>
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

// The class with this name or alias; case does not matter and "_" is a space. argumentInvalid for an unknown
// label; the message lists the known ones.
[[nodiscard]] base::Result<Finding> findingNamed(std::string_view label);

}  // namespace chexgen::imaging
