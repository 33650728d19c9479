// The check of a study's blinding as JSON, in the organiser's roster.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/study/leak_check.h"

namespace chexgen::study {

[[nodiscard]] base::OrderedJson leaksJson(const std::vector<ArmLeak>& leaks);
// Also of earlier versions, whose check looked at less (`narrow`). formatInvalid when it is none.
[[nodiscard]] base::Result<std::vector<ArmLeak>> leaksFrom(const base::Json& list,
                                                           const std::filesystem::path& file = {});

}  // namespace chexgen::study
