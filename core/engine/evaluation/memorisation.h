// Whether generated radiographs are near-copies of those that a model was trained on (Carlini et al.,
// "Extracting training data from diffusion models", USENIX Security 2023). No torch type stands here.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/imaging/remark_tally.h"
#include "core/jobs/backend.h"
#include "core/training/data_table.h"

namespace chexgen::engine {

// Three ways to compare two radiographs, each a root mean square difference:
// - pixels: 64 × 64 greys by a box filter, each radiograph brought to mean 0 and deviation 1, so that
// brightness does not count;
// - latent: the means that the model's autoencoder gives, times its scaling factor;
// - features: PictureEncoder::views, the deepest layer of its encoder.
inline constexpr std::array<const char*, 3> spaceNames{"pixels", "latent", "features"};

// How near a radiograph is to a set. `ratio` is the distance to the nearest over the mean distance to the 50
// nearest: a copy is far nearer to one than to the others, a blurred or plain radiograph is near to all.
struct Nearest {
  std::size_t index = 0;  // in the set
  double distance = 0;
  double ratio = 1;  // above 0, at most 1
};

// Of the nearest in each space, least first.
struct Spread {
  double least = 0;
  double percentile1 = 0;
  double median = 0;
};

struct SampleMatch {
  std::filesystem::path sample;
  std::array<std::filesystem::path, spaceNames.size()> training;  // the nearest, by space
  std::array<Nearest, spaceNames.size()> nearest;
  bool nearCopy = false;  // its ratio is less than that of any held-out radiograph, in some space
};

struct MemorisationReport {
  std::size_t samples = 0, training = 0, heldOut = 0;
  // From generated to training, and, as the floor, from held-out (patients that the model never saw) to
  // training.
  std::array<Spread, spaceNames.size()> distance, distanceFloor, ratio, ratioFloor;  // by space
  std::vector<SampleMatch> matches;  // by the least ratio of a space, the most suspicious first
  imaging::RemarkTally remarks;      // on the radiographs that were read
  [[nodiscard]] std::size_t nearCopies() const;
};

[[nodiscard]] base::OrderedJson toJson(const MemorisationReport& report);

// Compares the radiographs `samples` with those of the table's split "train"; "val" gives the floor.
// `onImage` hears how many of all are read. Fails with argumentInvalid when a set has less than two
// radiographs, and with the errors of the model and the pictures.
[[nodiscard]] base::Result<MemorisationReport> measureMemorisation(
    const std::vector<std::filesystem::path>& samples, const training::DataTable& table,
    const std::filesystem::path& model, const jobs::ModelOptions& compute,
    const std::function<void(std::size_t done, std::size_t total)>& onImage = {},
    const base::CancelToken& cancel = {});

}  // namespace chexgen::engine
