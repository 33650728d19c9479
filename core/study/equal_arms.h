// What only the images of some arms have: a reader who sees it knows the arm without a look at the picture.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/study/design.h"

namespace chexgen::study {

// How many images (or cases) of one arm have something.
struct ArmShare {
  std::string arm;
  std::size_t with = 0, of = 0;
};

// "Only the arm "real" has WHAT (40 of 40)" when some arms have none of it and others do; "The arm "real" has
// WHAT more often (40 of 40) than "ours" (9 of 40)" when the shares differ more than chance lets them, by
// Fisher's exact test at one per cent, corrected for the number of pairs. Nothing otherwise.
[[nodiscard]] std::optional<std::string> toldApartBy(const std::string& what,
                                                     const std::vector<ArmShare>& shares);

// Of the cases of each arm, those with a report; those whose report states an age; and those whose report
// has words blacked out, as real ones have ("XXXX", "___").
[[nodiscard]] std::vector<ArmShare> sharesOfReports(const Design& design);
[[nodiscard]] std::vector<ArmShare> sharesOfAges(const Design& design);
[[nodiscard]] std::vector<ArmShare> sharesOfBlackedOut(const Design& design);

// What must hold before a study is made of a design, beside what checkDesign asks; studies that were made
// earlier are not held to it. argumentInvalid, naming arms and what to do, when
// - a standard realism study has no arm "real", or none beside it,
// - reports are shown and only some arms have them, or an age or blacked-out words in them.
// Otherwise remarks: a realism study with so few images of a kind that there will be no area under the curve.
[[nodiscard]] base::Result<std::vector<std::string>> checkBeforeMaking(const Design& design);

}  // namespace chexgen::study
