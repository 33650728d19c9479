// What the checks of a cohort are called, and what they and people said of a radiograph.
#pragma once

#include <QString>
#include <string>

#include "core/cohort/ledger.h"

namespace chexgen::studio {

// As the decision of a person is written down.
inline constexpr const char* decidedByPerson = "person";

// "mirrored", "near-duplicate": a check's name as people read it.
[[nodiscard]] QString gateText(const std::string& gate);
// "sex", "age", "race", "view" or "finding".
[[nodiscard]] QString attributeText(const std::string& attribute);
// What checks and people said of a try.
[[nodiscard]] QString foundText(const cohort::CaseRecord& record, const cohort::Try& made);

}  // namespace chexgen::studio
