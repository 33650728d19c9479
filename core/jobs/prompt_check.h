// What a model makes of the prompts of a list, before anything is made.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/jobs/case_list.h"
#include "core/text/tokenizer.h"
#include "core/weights/manifest.h"

namespace chexgen::jobs {

// Sentences on what the model cannot read of each report and where it is cut, with the line of the table; of
// many, the first twenty and how many more. Fails with architectureMismatch for the first case that states
// what the model's prompts do not, and with argumentInvalid for the first of whose report nothing is left. Of
// a recipe that is repeated the same is only told.
[[nodiscard]] base::Result<std::vector<std::string>> checkPrompts(const CaseList& list,
                                                                  const weights::Manifest& manifest,
                                                                  const text::Tokenizer& tokenizer);

}  // namespace chexgen::jobs
