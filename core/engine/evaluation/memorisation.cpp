#include "core/engine/evaluation/memorisation.h"

#include <algorithm>
#include <utility>

#include "core/engine/evaluation/picture_features.h"

namespace chexgen::engine {
namespace {

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
  double least = 1;
  for (const Nearest& one : match.nearest) least = std::min(least, one.ratio);
  return least;
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
  json["remarks"] = report.remarks.lines();
  return json;
}

base::Result<MemorisationReport> measureMemorisation(
    const std::vector<std::filesystem::path>& samples, const training::DataTable& table,
    const std::filesystem::path& model, const jobs::ModelOptions& options,
    const std::function<void(std::size_t, std::size_t)>& onImage, const base::CancelToken& cancel) {
  const c10::InferenceMode inference;
  std::vector<std::filesystem::path> training, heldOut;
  for (const training::TableRow& row : table.rows) {
    if (training::isLearnedFrom(row.split)) training.push_back(row.image);
    if (row.split == training::Split::validation) heldOut.push_back(row.image);
  }
  if (samples.size() < 2 || training.size() < 2 || heldOut.size() < 2) {
    return base::fail(
        base::ErrorCode::argumentInvalid,
        "Two radiographs at least are needed of each: generated, training and held out (split \"val\").",
        table.file);
  }
  CHEXGEN_ASSIGN(const PictureEncoder encoder, PictureEncoder::open(model, options, {.cancel = cancel}));
  imaging::RemarkTally remarks;
  std::size_t done = 0;
  const std::size_t total = samples.size() + training.size() + heldOut.size();
  const auto read = [&](const std::vector<std::filesystem::path>& files) -> base::Result<PictureFeatures> {
    std::vector<PictureFeatures> rows;
    for (const auto& file : files) {
      if (cancel.isCancelled())
        return base::fail(base::ErrorCode::cancelled, "The comparison was cancelled.");
      CHEXGEN_ASSIGN(const imaging::Image8 square, encoder.read(file, remarks));
      CHEXGEN_ASSIGN(PictureFeatures row, featuresOf(encoder, square));
      rows.push_back(std::move(row));
      if (onImage) onImage(++done, total);
    }
    return stacked(rows);
  };
  CHEXGEN_ASSIGN(const PictureFeatures trained, read(training));
  CHEXGEN_ASSIGN(const PictureFeatures unseen, read(heldOut));
  CHEXGEN_ASSIGN(const PictureFeatures made, read(samples));

  MemorisationReport report{
      .samples = samples.size(), .training = training.size(), .heldOut = heldOut.size()};
  report.remarks = std::move(remarks);
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
