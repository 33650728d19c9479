// How far a set of generated radiographs lies from real ones, beside how far real ones lie from each other.
// No torch type stands here.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/imaging/remark_tally.h"
#include "core/jobs/backend.h"
#include "core/training/data_table.h"

namespace chexgen::engine {

// Over pairs of random subsets, as kernel distances are reported (Bińkowski et al., ICLR 2018).
struct SubsetDistance {
  double mean = 0;
  double deviation = 0;  // between subsets
};

struct SetDistanceReport {
  std::size_t generated = 0, training = 0, heldOut = 0;
  std::size_t subsetSize = 0, subsets = 0;
  SubsetDistance distance;       // generated to held-out
  SubsetDistance floor;          // training to held-out, both real
  imaging::RemarkTally remarks;  // on the radiographs that were read
};

[[nodiscard]] base::OrderedJson toJson(const SetDistanceReport& report);

// The kernel distance (metrics.h) of the latents of the model's autoencoder: not Inception's features, so the
// figure compares only with its own floor. The table's split "val" is held out. 100 pairs of subsets without
// repeats, each of 100 radiographs or as many as the smallest set has; the same files give the same figures.
// argumentInvalid when a set has less than ten radiographs, else the errors of the model and the pictures.
[[nodiscard]] base::Result<SetDistanceReport> measureSetDistance(
    const std::vector<std::filesystem::path>& generated, const training::DataTable& table,
    const std::filesystem::path& model, const jobs::ModelOptions& compute,
    const base::CancelToken& cancel = {});

}  // namespace chexgen::engine
