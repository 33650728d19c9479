// Sex, age, race and view as people and DICOM write them, in the one spelling that models are trained with.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/text/prompt.h"

namespace chexgen::text {

// Each of the following gives nothing where the words say that it is not known ("", "unknown", "n/a"; for the
// sex also DICOM's "O"), and fails with argumentInvalid, in one sentence that quotes them, where they say
// something that no prompt states. Case, spaces and full stops do not count.

// "Male" or "Female": "m", "FEMALE", "m.", "w", "weiblich", …
[[nodiscard]] base::Result<std::optional<std::string>> sexFrom(std::string_view words);

// Years, 0 … 120: "71", "71.0", "71,5", "64 years", "64-year-old", or as DICOM writes it, "071Y", "018M",
// "006W", "010D". Parts of a year come out in tenths.
[[nodiscard]] base::Result<std::optional<double>> ageFrom(std::string_view words);

// "Asian", "Black", "Hispanic", "Native American", "Pacific Islander" or "White": "BLACK/AFRICAN AMERICAN",
// "caucasian", "asian - chinese", …
[[nodiscard]] base::Result<std::optional<std::string>> raceFrom(std::string_view words);

// "PA" or "AP": "pa", "p.a.", "postero-anterior", "AP supine", "portable AP", … A lateral view, and a frontal
// one that does not say which, is refused.
[[nodiscard]] base::Result<std::optional<std::string>> viewFrom(std::string_view words);

// The parts as a prompt shall state them: every attribute in its one spelling, and a prefix of the report
// ("sex:Male, age:70. …", in any spelling) taken into them, so that nothing is stated twice. What is right
// already comes back as it is. Fails like the functions above, and with argumentInvalid where prefix and
// attribute, or two prefixes, contradict each other. For what people write: a recipe that is repeated keeps
// the prompt it has.
[[nodiscard]] base::Result<PromptParts> understoodParts(const PromptParts& written);

// Where the report behind such a prefix begins; 0 when there is none, or one that cannot be understood.
[[nodiscard]] std::size_t prefixEnd(std::string_view report);

// Why a model cannot be asked for this attribute ("sex", "age", "race", "view"), as one sentence; empty when
// it is among `known`, which its manifest lists.
[[nodiscard]] std::string whyNotStated(std::string_view attribute, std::span<const std::string> known,
                                       std::string_view modelName);

// architectureMismatch with that sentence for the first part that the model's prompts cannot state.
[[nodiscard]] base::Result<void> checkStated(const PromptParts& parts, std::span<const std::string> known,
                                             std::string_view modelName);

}  // namespace chexgen::text
