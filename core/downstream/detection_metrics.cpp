#include "core/downstream/detection_metrics.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace chexgen::downstream {
namespace {

constexpr double smallArea = 32.0 * 32.0;
constexpr double mediumArea = 96.0 * 96.0;
constexpr double endless = 1e10;
constexpr std::array<std::pair<double, double>, cocoSizes> sizeRanges{
    {{0, endless}, {0, smallArea}, {smallArea, mediumArea}, {mediumArea, endless}}};

double thresholdAt(std::size_t index) { return 0.5 + 0.05 * static_cast<double>(index); }

double intersection(const Rect& a, const Rect& b) {
  const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

// COCO's overlap of a detection: with a crowd, the share of the detection that lies in it.
double cocoOverlap(const Rect& detection, const TruthBox& truth) {
  if (!truth.crowd) return intersectionOverUnion(detection, truth.box);
  const double area = detection.width * detection.height;
  return area > 0 ? intersection(detection, truth.box) / area : 0;
}

bool outside(double area, std::size_t size) {
  return area < sizeRanges[size].first || area > sizeRanges[size].second;
}

// One detection as one image's matching left it, at each threshold of the overlap.
struct Outcome {
  double score = 0;
  std::array<bool, cocoThresholds> matched{}, ignored{};
};

// One image and category.
struct ImageBoxes {
  std::vector<const TruthBox*> truths;
  std::vector<const DetectedBox*> detections;  // by falling score
};

// What became of the detections, by rank in the image, at one range of sizes.
struct ImageOutcome {
  std::vector<Outcome> detections;
  std::size_t wanted = 0;  // true boxes that count
};

ImageOutcome matchedBoxes(const ImageBoxes& boxes, std::size_t size) {
  // Those that need not be found come last.
  std::vector<const TruthBox*> truths = boxes.truths;
  const auto ignored = [&](const TruthBox* truth) { return truth->crowd || outside(truth->area, size); };
  std::stable_partition(truths.begin(), truths.end(), [&](const TruthBox* truth) { return !ignored(truth); });
  ImageOutcome outcome;
  for (const TruthBox* truth : truths)
    if (!ignored(truth)) ++outcome.wanted;
  for (const DetectedBox* detection : boxes.detections)
    outcome.detections.push_back({.score = detection->score});

  for (std::size_t t = 0; t < cocoThresholds; ++t) {
    std::vector<bool> taken(truths.size(), false);
    for (std::size_t d = 0; d < boxes.detections.size(); ++d) {
      double best = std::min(thresholdAt(t), 1 - 1e-10);
      std::optional<std::size_t> match;
      for (std::size_t g = 0; g < truths.size(); ++g) {
        if (taken[g] && !truths[g]->crowd) continue;
        if (match && *match < outcome.wanted && g >= outcome.wanted) break;
        const double overlap = cocoOverlap(boxes.detections[d]->box, *truths[g]);
        if (overlap < best) continue;
        best = overlap;
        match = g;
      }
      Outcome& detection = outcome.detections[d];
      if (match) {
        taken[*match] = true;
        detection.matched[t] = true;
        detection.ignored[t] = *match >= outcome.wanted;
      } else {
        const Rect& box = boxes.detections[d]->box;
        detection.ignored[t] = outside(box.width * box.height, size);
      }
    }
  }
  return outcome;
}

// Precision at each recall, made monotone from the right, and the recall that is reached.
struct Curve {
  std::array<double, cocoRecalls> precision{};
  double recall = 0;
};

Curve curveOf(const std::vector<const Outcome*>& ranked, std::size_t threshold, std::size_t wanted) {
  Curve curve;
  std::vector<double> recalls, precisions;
  double found = 0;
  double wrong = 0;
  for (const Outcome* outcome : ranked) {
    if (!outcome->ignored[threshold]) (outcome->matched[threshold] ? found : wrong) += 1;
    recalls.push_back(found / static_cast<double>(wanted));
    precisions.push_back(found / (found + wrong + std::numeric_limits<double>::epsilon()));
  }
  if (recalls.empty()) return curve;
  curve.recall = recalls.back();
  for (std::size_t i = precisions.size() - 1; i > 0; --i)
    precisions[i - 1] = std::max(precisions[i - 1], precisions[i]);
  for (std::size_t r = 0; r < cocoRecalls; ++r) {
    const auto at = std::lower_bound(recalls.begin(), recalls.end(), static_cast<double>(r) * 0.01);
    if (at == recalls.end()) break;
    curve.precision[r] = precisions[static_cast<std::size_t>(at - recalls.begin())];
  }
  return curve;
}

std::vector<const Outcome*> ranked(const std::vector<ImageOutcome>& images, std::size_t most) {
  std::vector<const Outcome*> all;
  for (const ImageOutcome& image : images)
    for (std::size_t d = 0; d < std::min(most, image.detections.size()); ++d)
      all.push_back(&image.detections[d]);
  std::stable_sort(all.begin(), all.end(), [](auto* a, auto* b) { return a->score > b->score; });
  return all;
}

bool hits(const Rect& detection, const Rect& truth, HitRule rule) {
  if (rule == HitRule::overlap) return intersectionOverUnion(detection, truth) >= 0.5;
  const double x = detection.x + detection.width / 2;
  const double y = detection.y + detection.height / 2;
  return x >= truth.x && x <= truth.x + truth.width && y >= truth.y && y <= truth.y + truth.height;
}

// The mean of what is not −1.
class DefinedMean {
 public:
  void add(double value) {
    if (value < 0) return;
    sum_ += value;
    ++count_;
  }
  [[nodiscard]] std::optional<double> value() const {
    if (count_ == 0) return std::nullopt;
    return sum_ / static_cast<double>(count_);
  }

 private:
  double sum_ = 0;
  std::size_t count_ = 0;
};

}  // namespace

double intersectionOverUnion(const Rect& a, const Rect& b) {
  const double common = intersection(a, b);
  return common > 0 ? common / (a.width * a.height + b.width * b.height - common) : 0;
}

CocoEvaluation::CocoEvaluation(std::vector<std::int64_t> images, std::vector<std::int64_t> categories,
                               std::span<const TruthBox> truths, std::span<const DetectedBox> detections)
    : categories_(categories.size()),
      precision_(cocoThresholds * cocoRecalls * categories.size() * cocoSizes * cocoDetections.size(), -1),
      recall_(cocoThresholds * categories.size() * cocoSizes * cocoDetections.size(), -1),
      truths_(categories.size(), 0) {
  std::sort(images.begin(), images.end());
  for (std::size_t k = 0; k < categories.size(); ++k) {
    std::map<std::int64_t, ImageBoxes> boxes;
    for (const std::int64_t image : images) boxes[image];
    for (const TruthBox& truth : truths) {
      if (truth.category != categories[k] || !boxes.contains(truth.image)) continue;
      boxes[truth.image].truths.push_back(&truth);
      if (!truth.crowd) ++truths_[k];
    }
    for (const DetectedBox& detection : detections)
      if (detection.category == categories[k] && boxes.contains(detection.image))
        boxes[detection.image].detections.push_back(&detection);
    for (auto& [image, one] : boxes) {
      std::stable_sort(one.detections.begin(), one.detections.end(),
                       [](auto* a, auto* b) { return a->score > b->score; });
      if (one.detections.size() > cocoDetections.back()) one.detections.resize(cocoDetections.back());
    }
    for (std::size_t a = 0; a < cocoSizes; ++a) {
      std::vector<ImageOutcome> outcomes;
      std::size_t wanted = 0;
      for (const auto& [image, one] : boxes) {
        outcomes.push_back(matchedBoxes(one, a));
        wanted += outcomes.back().wanted;
      }
      if (wanted == 0) continue;
      for (std::size_t m = 0; m < cocoDetections.size(); ++m) {
        const auto order = ranked(outcomes, cocoDetections[m]);
        for (std::size_t t = 0; t < cocoThresholds; ++t) {
          const Curve curve = curveOf(order, t, wanted);
          recall_[((t * categories_ + k) * cocoSizes + a) * cocoDetections.size() + m] = curve.recall;
          for (std::size_t r = 0; r < cocoRecalls; ++r)
            precision_[(((t * cocoRecalls + r) * categories_ + k) * cocoSizes + a) * cocoDetections.size() +
                       m] = curve.precision[r];
        }
      }
    }
  }
}

double CocoEvaluation::precision(std::size_t threshold, std::size_t recall, std::size_t category,
                                 std::size_t size, std::size_t most) const {
  return precision_.at((((threshold * cocoRecalls + recall) * categories_ + category) * cocoSizes + size) *
                           cocoDetections.size() +
                       most);
}

double CocoEvaluation::recall(std::size_t threshold, std::size_t category, std::size_t size,
                              std::size_t most) const {
  return recall_.at(((threshold * categories_ + category) * cocoSizes + size) * cocoDetections.size() + most);
}

std::optional<double> CocoEvaluation::meanPrecision(std::optional<std::size_t> threshold,
                                                    std::optional<std::size_t> category,
                                                    std::size_t size) const {
  DefinedMean mean;
  for (std::size_t t = 0; t < cocoThresholds; ++t)
    for (std::size_t k = 0; k < categories_; ++k)
      if ((!threshold || *threshold == t) && (!category || *category == k))
        for (std::size_t r = 0; r < cocoRecalls; ++r)
          mean.add(precision(t, r, k, size, cocoDetections.size() - 1));
  return mean.value();
}

std::optional<double> CocoEvaluation::meanRecall(std::optional<std::size_t> category, std::size_t size,
                                                 std::size_t most) const {
  DefinedMean mean;
  for (std::size_t t = 0; t < cocoThresholds; ++t)
    for (std::size_t k = 0; k < categories_; ++k)
      if (!category || *category == k) mean.add(recall(t, k, size, most));
  return mean.value();
}

CocoFigures CocoEvaluation::figures(std::optional<std::size_t> category) const {
  constexpr std::size_t at75 = 5;
  return {.ap = meanPrecision({}, category, 0),
          .ap50 = meanPrecision(0, category, 0),
          .ap75 = meanPrecision(at75, category, 0),
          .apSmall = meanPrecision({}, category, 1),
          .apMedium = meanPrecision({}, category, 2),
          .apLarge = meanPrecision({}, category, 3),
          .ar1 = meanRecall(category, 0, 0),
          .ar10 = meanRecall(category, 0, 1),
          .ar100 = meanRecall(category, 0, 2),
          .arSmall = meanRecall(category, 1, 2),
          .arMedium = meanRecall(category, 2, 2),
          .arLarge = meanRecall(category, 3, 2)};
}

Froc frocCurve(std::span<const std::int64_t> images, std::int64_t category, std::span<const TruthBox> truths,
               std::span<const DetectedBox> detections, HitRule hit, RepeatRule repeats) {
  Froc froc{.images = images.size()};
  const std::set<std::int64_t> known(images.begin(), images.end());
  std::map<std::int64_t, std::vector<const TruthBox*>> lesions, crowds;
  for (const TruthBox& truth : truths) {
    if (truth.category != category || !known.contains(truth.image)) continue;
    (truth.crowd ? crowds : lesions)[truth.image].push_back(&truth);
    if (!truth.crowd) ++froc.lesions;
  }
  if (froc.lesions == 0) return froc;
  std::vector<const DetectedBox*> order;
  for (const DetectedBox& detection : detections)
    if (detection.category == category && known.contains(detection.image)) order.push_back(&detection);
  std::stable_sort(order.begin(), order.end(), [](auto* a, auto* b) { return a->score > b->score; });

  std::set<const TruthBox*> found;
  double wrong = 0;
  std::optional<double> lastScore;
  for (const DetectedBox* detection : order) {
    const TruthBox* best = nullptr;
    double bestOverlap = -1;
    bool again = false;
    for (const TruthBox* lesion : lesions[detection->image]) {
      if (!hits(detection->box, lesion->box, hit)) continue;
      again = true;
      const double overlap = intersectionOverUnion(detection->box, lesion->box);
      if (found.contains(lesion) || overlap <= bestOverlap) continue;
      best = lesion;
      bestOverlap = overlap;
    }
    if (best != nullptr) {
      found.insert(best);
    } else if (again) {
      if (repeats == RepeatRule::falsePositive) wrong += 1;
    } else {
      const auto& near = crowds[detection->image];
      if (std::any_of(near.begin(), near.end(),
                      [&](const TruthBox* crowd) { return hits(detection->box, crowd->box, hit); }))
        continue;
      wrong += 1;
    }
    const FrocPoint point{wrong / static_cast<double>(froc.images),
                          static_cast<double>(found.size()) / static_cast<double>(froc.lesions)};
    if (lastScore == detection->score) {
      froc.points.back() = point;
    } else {
      froc.points.push_back(point);
    }
    lastScore = detection->score;
  }
  return froc;
}

double sensitivityAt(const Froc& froc, double rate) {
  double best = 0;
  for (const FrocPoint& point : froc.points)
    if (point.falsePositives <= rate) best = std::max(best, point.sensitivity);
  return best;
}

double interpolatedSensitivityAt(const Froc& froc, double rate) {
  // Both coordinates only rise: of one rate the last point is the best.
  std::map<double, double> best;
  for (const FrocPoint& point : froc.points) best[point.falsePositives] = point.sensitivity;
  if (best.empty()) return 0;
  const auto above = best.lower_bound(rate);
  if (above == best.end()) return best.rbegin()->second;
  if (above == best.begin() || above->first == rate) return above->second;
  const auto below = std::prev(above);
  return below->second +
         (above->second - below->second) * (rate - below->first) / (above->first - below->first);
}

}  // namespace chexgen::downstream
