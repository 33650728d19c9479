// Arms as people spell them: one arm is one, however its name is written.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/study/design.h"

namespace chexgen::study {

// The arm that is not synthetic, of a realism study.
inline constexpr const char* realArm = "real";

// The text without white space around it (no-break spaces and byte-order marks, too), and single blanks
// inside.
[[nodiscard]] std::string withoutBlanks(std::string_view text);
// The same in small letters (ASCII and Latin-1), with blanks for "_" and "-": what two spellings of one name
// have in common.
[[nodiscard]] std::string folded(std::string_view text);

// Arms whose names differ only in white space, capitals, "_" and "-" become one, of the spelling that most
// images have; "Real" becomes "real", and so does the only arm that is called real images, real X-rays,
// authentic or genuine. A sentence for each name that was changed.
[[nodiscard]] std::vector<std::string> uniteArms(std::vector<Case>& cases);

// Calls the arm `arm` "real". argumentInvalid, naming the arms that there are, when it is not there or
// another arm is "real" already.
[[nodiscard]] base::Result<void> takeAsReal(std::vector<Case>& cases, const std::string& arm);

}  // namespace chexgen::study
