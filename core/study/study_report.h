// What a reviewer wants to read about a study: design, blinding and seal, exclusions, figures, tests.
#pragma once

#include <vector>

#include "core/report/document.h"
#include "core/study/analysis.h"

namespace chexgen::study {

struct StudyResult;

[[nodiscard]] report::Document reportOf(const StudyResult& result, const std::vector<Analysis>& analyses);

}  // namespace chexgen::study
