#include "core/engine/evaluation/memorisation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/engine/evaluation/picture_encoder.h"
#include "core/imaging/prepare.h"
#include "core/imaging/resample.h"

namespace chexgen::engine {
namespace {

constexpr int pixelSide = 64;
constexpr std::int64_t neighbours = 50;

// Each [N, features], scaled so that the Euclidean distance of two rows is their root mean square difference.
using Features = std::array<Tensor, 2>;

Tensor scaled(const Tensor& row) { return row / std::sqrt(static_cast<double>(row.numel())); }

base::Result<Tensor> pixelFeatures(const imaging::Image8& square) {
  CHEXGEN_ASSIGN(const imaging::Image8 small,
                 imaging::resizeToSquare(square, pixelSide, imaging::Filter::box));
  Tensor greys = tensorOf(small).select(2, 0).flatten();
  greys = greys - greys.mean();
  return scaled(greys / greys.std(false).clamp_min(1e-6));
}

std::vector<Nearest> nearestOf(const Tensor& queries, const Tensor& set) {
  const Tensor distances = at::cdist(queries.to(at::kDouble), set.to(at::kDouble));
  const auto [values, indices] = distances.topk(std::min(neighbours, set.size(0)), 1, false, true);
  const Tensor around = values.mean(1);
  std::vector<Nearest> found;
  for (std::int64_t i = 0; i < queries.size(0); ++i) {
    const double nearest = values[i][0].item<double>();
    // All equal, and at no distance: as close a copy as there is.
    const double mean = around[i].item<double>();
    found.push_back({static_cast<std::size_t>(indices[i][0].item<std::int64_t>()), nearest,
                     mean > 0 ? nearest / mean : 0});
  }
  return found;
}

Spread spreadOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
  };
  return {at(0), at(0.01), at(0.5)};
}

Spread spreadOf(const std::vector<Nearest>& nearest, double Nearest::*value) {
  std::vector<double> values;
  for (const Nearest& one : nearest) values.push_back(one.*value);
  return spreadOf(std::move(values));
}

base::OrderedJson toJson(const Spread& spread) {
  return {{"least", spread.least}, {"percentile_1", spread.percentile1}, {"median", spread.median}};
}

double leastRatio(const SampleMatch& match) {
  return std::min(match.nearest[0].ratio, match.nearest[1].ratio);
}

}  // namespace

std::size_t MemorisationReport::nearCopies() const {
  return static_cast<std::size_t>(
      std::count_if(matches.begin(), matches.end(), [](const SampleMatch& match) { return match.nearCopy; }));
}

base::OrderedJson toJson(const MemorisationReport& report) {
  base::OrderedJson json{{"samples", report.samples},
                         {"training_images", report.training},
                         {"held_out_images", report.heldOut},
                         {"near_copies", report.nearCopies()}};
  for (std::size_t space = 0; space < spaceNames.size(); ++space) {
    json[spaceNames[space]] = {{"distance", toJson(report.distance[space])},
                               {"distance_floor", toJson(report.distanceFloor[space])},
                               {"ratio", toJson(report.ratio[space])},
                               {"ratio_floor", toJson(report.ratioFloor[space])}};
  }
  base::OrderedJson matches = base::OrderedJson::array();
  for (const SampleMatch& match : report.matches) {
    base::OrderedJson one{{"sample", match.sample.filename().string()}, {"near_copy", match.nearCopy}};
    for (std::size_t space = 0; space < spaceNames.size(); ++space) {
      one[spaceNames[space]] = {{"training_image", match.training[space].filename().string()},
                                {"distance", match.nearest[space].distance},
                                {"ratio", match.nearest[space].ratio}};
    }
    matches.push_back(std::move(one));
  }
  json["matches"] = std::move(matches);
  return json;
}

base::Result<MemorisationReport> measureMemorisation(
    const std::vector<std::filesystem::path>& samples, const training::DataTable& table,
    const std::filesystem::path& model, const jobs::ModelOptions& options,
    const std::function<void(std::size_t, std::size_t)>& onImage, const base::CancelToken& cancel) {
  const c10::InferenceMode inference;
  std::vector<std::filesystem::path> training, heldOut;
  for (const training::TableRow& row : table.rows) {
    if (row.split == training::Split::train || row.split == training::Split::none)
      training.push_back(row.image);
    if (row.split == training::Split::validation) heldOut.push_back(row.image);
  }
  if (samples.size() < 2 || training.size() < 2 || heldOut.size() < 2) {
    return base::fail(
        base::ErrorCode::argumentInvalid,
        "Two radiographs at least are needed of each: generated, training and held out (split \"val\").",
        table.file);
  }
  CHEXGEN_ASSIGN(const PictureEncoder encoder, PictureEncoder::open(model, options));
  std::size_t done = 0;
  const std::size_t total = samples.size() + training.size() + heldOut.size();
  const auto read = [&](const std::vector<std::filesystem::path>& files) -> base::Result<Features> {
    std::array<std::vector<Tensor>, 2> rows;
    for (const auto& file : files) {
      if (cancel.isCancelled())
        return base::fail(base::ErrorCode::cancelled, "The comparison was cancelled.");
      CHEXGEN_ASSIGN(const imaging::Image8 square, encoder.read(file));
      CHEXGEN_ASSIGN(Tensor pixels, pixelFeatures(square));
      rows[0].push_back(std::move(pixels));
      rows[1].push_back(scaled(encoder.latent(square).flatten()));
      if (onImage) onImage(++done, total);
    }
    return Features{at::stack(rows[0]), at::stack(rows[1])};
  };
  CHEXGEN_ASSIGN(const Features trained, read(training));
  CHEXGEN_ASSIGN(const Features unseen, read(heldOut));
  CHEXGEN_ASSIGN(const Features made, read(samples));

  MemorisationReport report{
      .samples = samples.size(), .training = training.size(), .heldOut = heldOut.size()};
  report.matches.resize(samples.size());
  for (std::size_t space = 0; space < spaceNames.size(); ++space) {
    const auto floor = nearestOf(unseen[space], trained[space]);
    const auto found = nearestOf(made[space], trained[space]);
    report.distance[space] = spreadOf(found, &Nearest::distance);
    report.distanceFloor[space] = spreadOf(floor, &Nearest::distance);
    report.ratio[space] = spreadOf(found, &Nearest::ratio);
    report.ratioFloor[space] = spreadOf(floor, &Nearest::ratio);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      SampleMatch& match = report.matches[i];
      match.sample = samples[i];
      match.training[space] = training[found[i].index];
      match.nearest[space] = found[i];
      match.nearCopy = match.nearCopy || found[i].ratio < report.ratioFloor[space].least;
    }
  }
  std::sort(report.matches.begin(), report.matches.end(),
            [](const SampleMatch& a, const SampleMatch& b) { return leastRatio(a) < leastRatio(b); });
  return report;
}

}  // namespace chexgen::engine
