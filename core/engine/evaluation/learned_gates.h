// The checks of a cohort that learn from real radiographs, with the model's autoencoder or without.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/cohort/gates.h"
#include "core/jobs/backend.h"

namespace chexgen::engine {

// Hears what was noticed about the real radiographs, once they are read.
using TellRemarks = std::function<base::Result<void>(const std::vector<std::string>&)>;

// Opens what the plan asks for; nullptr when that is nothing. The real radiographs are those of the plan's
// `reference`; their features are kept in the cohort's folder (reference-….safetensors), so that a run that
// goes on need not compute them again.
// - memorisation: as measureMemorisation says, a near-copy is nearer to one training radiograph, against the
// 50 nearest, than
//   any held-out one is; in pixels, latent and features. The note names the space, `other` the training
//   radiograph.
// - labels: for each finding of the plan a linear classifier of imaging::appearanceOf (RidgeClassifier),
//   learned on the split train. A case that has the finding fails below the score under which the share
//   `labelShare` of held-out positives lie, one without it above that over which this share of negatives lie.
//   Radiographs whose labels do not say whether there is the finding, uncertain (-1) or blank, are left out
//   unless the plan's labelRules count them. A finding is left out, and the note says so, when either split
//   has fewer than 8 with or without it, or the held-out area under the curve may be chance (its 95 %
//   interval reaches 0.5).
// `betweenPictures` is asked while the real ones are read. Fails with argumentInvalid when a split is empty,
// and with the errors of the table, the model and the pictures.
[[nodiscard]] base::Result<std::unique_ptr<cohort::LearnedGates>> openLearnedGates(
    const cohort::Cohort& cohort, const std::filesystem::path& model, const jobs::ModelOptions& options,
    const std::function<base::Result<void>()>& betweenPictures = {}, const TellRemarks& tellRemarks = {});

}  // namespace chexgen::engine
