// How well detected boxes fit true ones: average precision and recall by COCO's rules, and the free-response
// ROC.
//
// COCO: Lin et al., ECCV 2014, as pycocotools computes it. FROC: Bunch et al., Proc. SPIE 1977.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace chexgen::downstream {

// Pixels; x and y are those of the upper left corner.
struct Rect {
  double x = 0, y = 0, width = 0, height = 0;
};

// Intersection over union; 0 when either has no area.
[[nodiscard]] double intersectionOverUnion(const Rect& a, const Rect& b);

struct TruthBox {
  std::int64_t image = 0, category = 0;
  Rect box;
  double area = 0;     // which decides small, medium or large; not always that of the box
  bool crowd = false;  // several objects in one box: may be found any number of times, and need not be
};

struct DetectedBox {
  std::int64_t image = 0, category = 0;
  Rect box;
  double score = 0;
};

inline constexpr std::size_t cocoThresholds = 10;  // of the overlap: 0.5, 0.55 … 0.95
inline constexpr std::size_t cocoRecalls = 101;    // 0, 0.01 … 1
inline constexpr std::size_t cocoSizes = 4;        // all, small (to 32²), medium, large (from 96² on)
inline constexpr std::array<std::size_t, 3> cocoDetections{1, 10, 100};  // best so many of an image and class

// The figures that COCO lists; nothing where there is no true box to be found.
struct CocoFigures {
  std::optional<double> ap, ap50, ap75, apSmall, apMedium, apLarge;
  std::optional<double> ar1, ar10, ar100, arSmall, arMedium, arLarge;
};

class CocoEvaluation {
 public:
  // `images` are all that were looked at, those without any box among them; `categories` in the order of the
  // arrays. Boxes of other images or categories count for nothing.
  CocoEvaluation(std::vector<std::int64_t> images, std::vector<std::int64_t> categories,
                 std::span<const TruthBox> truths, std::span<const DetectedBox> detections);

  // −1: no true box. Indices as the constants above have them; `most` is a position in cocoDetections.
  [[nodiscard]] double precision(std::size_t threshold, std::size_t recall, std::size_t category,
                                 std::size_t size, std::size_t most) const;
  [[nodiscard]] double recall(std::size_t threshold, std::size_t category, std::size_t size,
                              std::size_t most) const;

  // Means over all categories, or of one.
  [[nodiscard]] CocoFigures figures(std::optional<std::size_t> category = std::nullopt) const;
  // True boxes of a category that are no crowds.
  [[nodiscard]] std::size_t truths(std::size_t category) const { return truths_.at(category); }

 private:
  [[nodiscard]] std::optional<double> meanPrecision(std::optional<std::size_t> threshold,
                                                    std::optional<std::size_t> category,
                                                    std::size_t size) const;
  [[nodiscard]] std::optional<double> meanRecall(std::optional<std::size_t> category, std::size_t size,
                                                 std::size_t most) const;

  std::size_t categories_ = 0;
  std::vector<double> precision_, recall_;
  std::vector<std::size_t> truths_;
};

enum class HitRule {
  overlap,  // intersection over union of at least 0.5
  centre    // the detection's centre lies in the true box
};
enum class RepeatRule {
  ignored,       // a further detection of a box that was found counts for nothing
  falsePositive  // it is a false positive
};

struct FrocPoint {
  double falsePositives = 0;  // of an image, on the average
  double sensitivity = 0;     // share of the true boxes that were found
};

struct Froc {
  std::size_t lesions = 0, images = 0;
  std::vector<FrocPoint> points;  // by falling score; equal scores are one point
};

// Of one category. Detections are taken by falling score and find the best of the boxes that they hit and
// that were not found before; what hits only a crowd counts for nothing. No points without a true box.
[[nodiscard]] Froc frocCurve(std::span<const std::int64_t> images, std::int64_t category,
                             std::span<const TruthBox> truths, std::span<const DetectedBox> detections,
                             HitRule hit, RepeatRule repeats);

// The best sensitivity with at most `rate` false positives of an image (0 when there is no such point), and
// the same between the points in proportion, constant outside them.
[[nodiscard]] double sensitivityAt(const Froc& froc, double rate);
[[nodiscard]] double interpolatedSensitivityAt(const Froc& froc, double rate);

}  // namespace chexgen::downstream
