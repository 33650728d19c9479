// What a cohort is, for whoever uses it: after Gebru et al., "Datasheets for datasets", CACM 2021.
#pragma once

#include <cstddef>

#include "core/base/json.h"
#include "core/cohort/cohort_folder.h"
#include "core/cohort/ledger.h"
#include "core/cohort/summary.h"
#include "core/report/document.h"

namespace chexgen::cohort {

[[nodiscard]] report::Document datasheet(const Cohort& cohort, const Summary& summary);
// The same for programs.
[[nodiscard]] base::OrderedJson datasheetJson(const Cohort& cohort, const Summary& summary);

}  // namespace chexgen::cohort
