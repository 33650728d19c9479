// Boxes beside pycocotools, masks beside MONAI and scipy.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/downstream/detection_metrics.h"
#include "core/downstream/segmentation_metrics.h"
#include "core/weights/safetensors.h"
#include "tests/support/golden.h"

namespace chexgen::downstream {
namespace {

namespace fs = std::filesystem;

base::Json jsonOf(const fs::path& file) {
  auto json = base::readJsonFile(file);
  EXPECT_TRUE(json) << file;
  return json ? *json : base::Json();
}

struct DetectionCase {
  std::vector<std::int64_t> images, categories;
  std::vector<TruthBox> truths;
  std::vector<DetectedBox> detections;
};

Rect rectOf(const base::Json& box) { return {box[0], box[1], box[2], box[3]}; }

DetectionCase readCase(const fs::path& folder, const std::string& name) {
  DetectionCase boxes;
  const base::Json truth = jsonOf(folder / (name + ".gt.json"));
  for (const base::Json& image : truth.at("images")) boxes.images.push_back(image.at("id"));
  for (const base::Json& category : truth.at("categories")) boxes.categories.push_back(category.at("id"));
  std::sort(boxes.categories.begin(), boxes.categories.end());
  for (const base::Json& box : truth.at("annotations"))
    boxes.truths.push_back({box.at("image_id"), box.at("category_id"), rectOf(box.at("bbox")), box.at("area"),
                            box.at("iscrowd").get<int>() != 0});
  const base::Json listed = jsonOf(folder / (name + ".dt.json"));
  for (const base::Json& box : listed)
    boxes.detections.push_back(
        {box.at("image_id"), box.at("category_id"), rectOf(box.at("bbox")), box.at("score")});
  return boxes;
}

void expectFigures(const CocoFigures& found, const base::Json& wanted, double tolerance,
                   const std::string& where) {
  const std::map<std::string, std::optional<double>> named{{"AP", found.ap},
                                                           {"AP50", found.ap50},
                                                           {"AP75", found.ap75},
                                                           {"AP_small", found.apSmall},
                                                           {"AP_medium", found.apMedium},
                                                           {"AP_large", found.apLarge},
                                                           {"AR1", found.ar1},
                                                           {"AR10", found.ar10},
                                                           {"AR100", found.ar100},
                                                           {"AR_small", found.arSmall},
                                                           {"AR_medium", found.arMedium},
                                                           {"AR_large", found.arLarge}};
  for (const auto& [figure, value] : named) {
    if (!wanted.contains(figure)) continue;
    EXPECT_NEAR(value.value_or(-1), wanted.at(figure).get<double>(), tolerance) << where << " " << figure;
  }
}

std::vector<double> doublesOf(const weights::TensorView& view) {
  EXPECT_EQ(view.type, weights::DataType::float64);
  std::vector<double> values(view.data.size() / sizeof(double));
  std::memcpy(values.data(), view.data.data(), view.data.size());
  return values;
}

TEST(DetectionMetrics, AgreeWithPycocotools) {
  CHEXGEN_GOLDEN2_OR_SKIP(folder, "detection_metrics");
  const base::Json facts = jsonOf(folder / "case.json");
  const double tolerance = facts.at("tolerance").at("coco");
  const auto curves = weights::openSafetensors(folder / "curves.safetensors");
  ASSERT_TRUE(curves);
  std::size_t compared = 0;
  const base::Json listed = jsonOf(folder / "expected.json");
  for (const auto& [name, wanted] : listed.items()) {
    const DetectionCase boxes = readCase(folder, name);
    const CocoEvaluation found(boxes.images, boxes.categories, boxes.truths, boxes.detections);
    expectFigures(found.figures(), wanted.at("stats"), tolerance, name);
    for (const auto& [label, figures] : wanted.at("per_class").items()) {
      const auto at = std::find(boxes.categories.begin(), boxes.categories.end(),
                                figures.at("category_id").get<std::int64_t>());
      const auto category = static_cast<std::size_t>(at - boxes.categories.begin());
      expectFigures(found.figures(category), figures, tolerance, name + " " + label);
      EXPECT_EQ(found.truths(category), figures.at("ground_truth").get<std::size_t>()) << name << label;
    }
    for (const auto& [key, view] : curves->tensors) {
      if (!key.starts_with(name + ".")) continue;
      const auto values = doublesOf(view);
      const bool precision = key.ends_with("precision");
      std::size_t i = 0;
      for (std::size_t t = 0; t < cocoThresholds; ++t)
        for (std::size_t r = 0; r < (precision ? cocoRecalls : 1); ++r)
          for (std::size_t k = 0; k < boxes.categories.size(); ++k)
            for (std::size_t a = 0; a < cocoSizes; ++a)
              for (std::size_t m = 0; m < cocoDetections.size(); ++m)
                ASSERT_NEAR(precision ? found.precision(t, r, k, a, m) : found.recall(t, k, a, m),
                            values.at(i++), tolerance)
                    << key;
      EXPECT_EQ(i, values.size());
      ++compared;
    }
  }
  EXPECT_EQ(compared, curves->tensors.size());
}

TEST(DetectionMetrics, OfFreeResponseFollowTheirDefinition) {
  CHEXGEN_GOLDEN2_OR_SKIP(folder, "detection_metrics");
  const base::Json facts = jsonOf(folder / "case.json");
  const double tolerance = facts.at("tolerance").at("froc");
  std::size_t curves = 0;
  const base::Json listed = jsonOf(folder / "expected.json");
  for (const auto& [name, wanted] : listed.items()) {
    const DetectionCase boxes = readCase(folder, name);
    for (const base::Json& one : wanted.at("froc")) {
      const Froc found = frocCurve(boxes.images, one.at("category_id"), boxes.truths, boxes.detections,
                                   one.at("hit") == "iou" ? HitRule::overlap : HitRule::centre,
                                   one.at("extra") == "fp" ? RepeatRule::falsePositive : RepeatRule::ignored);
      SCOPED_TRACE(name + one.dump());
      EXPECT_EQ(found.lesions, one.at("lesions").get<std::size_t>());
      EXPECT_EQ(found.images, one.at("images").get<std::size_t>());
      ASSERT_EQ(found.points.size(), one.at("points").get<std::size_t>());
      EXPECT_NEAR(found.points.back().falsePositives, one.at("last_point")[0].get<double>(), tolerance);
      EXPECT_NEAR(found.points.back().sensitivity, one.at("last_point")[1].get<double>(), tolerance);
      for (std::size_t i = 0; i < facts.at("froc_rates").size(); ++i) {
        const double rate = facts.at("froc_rates")[i];
        EXPECT_NEAR(sensitivityAt(found, rate), one.at("step")[i].get<double>(), tolerance) << rate;
        EXPECT_NEAR(interpolatedSensitivityAt(found, rate), one.at("linear")[i].get<double>(), tolerance)
            << rate;
      }
      ++curves;
    }
  }
  EXPECT_GT(curves, 0U);
}

TEST(DetectionMetrics, HaveNoValueWithoutATrueBox) {
  const std::vector<std::int64_t> images{1, 2};
  const std::vector<DetectedBox> detections{{1, 1, {0, 0, 10, 10}, 0.9}};
  const CocoEvaluation found(images, {1}, {}, detections);
  EXPECT_FALSE(found.figures().ap);
  EXPECT_FALSE(found.figures().ar100);
  const Froc froc = frocCurve(images, 1, {}, detections, HitRule::overlap, RepeatRule::ignored);
  EXPECT_TRUE(froc.points.empty());
  EXPECT_EQ(sensitivityAt(froc, 1), 0);
  EXPECT_EQ(intersectionOverUnion({0, 0, 0, 5}, {0, 0, 0, 5}), 0);
}

void expectValue(const std::optional<double>& found, const base::Json& wanted, double tolerance) {
  if (wanted.is_null()) {
    EXPECT_FALSE(found);
    return;
  }
  ASSERT_TRUE(found);
  EXPECT_NEAR(*found, wanted.get<double>(), tolerance);
}

TEST(SegmentationMetrics, AgreeWithMonaiAndScipy) {
  CHEXGEN_GOLDEN2_OR_SKIP(folder, "segmentation_metrics");
  const base::Json facts = jsonOf(folder / "case.json");
  const auto masks = weights::openSafetensors(folder / "masks.safetensors");
  ASSERT_TRUE(masks);
  const double exact = facts.at("tolerance").at("direct");
  const base::Json listed = jsonOf(folder / "expected.json");
  for (const auto& [name, wanted] : listed.items()) {
    SCOPED_TRACE(name);
    const std::string label = name;
    const auto maskOf = [&](const char* which) {
      const weights::TensorView& view = masks->tensors.at(label + which);
      return MaskView{view.shape[1],
                      view.shape[0],
                      {reinterpret_cast<const std::uint8_t*>(view.data.data()), view.data.size()}};
    };
    const MaskView prediction = maskOf(".prediction");
    const MaskView truth = maskOf(".truth");
    const auto overlap = overlapOf(prediction, truth);
    ASSERT_TRUE(overlap);
    EXPECT_EQ(overlap->prediction, wanted.at("pixels")[0].get<std::size_t>());
    EXPECT_EQ(overlap->truth, wanted.at("pixels")[1].get<std::size_t>());
    const double loose = facts.at("tolerance").at("monai");
    expectValue(overlap->dice(), wanted.at("dice"), loose);
    expectValue(overlap->iou(), wanted.at("iou"), loose);
    for (const base::Json& spaced : wanted.at("spacing")) {
      const auto found =
          SurfaceDistances::between(prediction, truth, {spaced.at("spacing")[0], spaced.at("spacing")[1]});
      ASSERT_TRUE(found);
      const base::Json& direct = spaced.at("direct");
      if (direct.is_null()) {
        EXPECT_FALSE(found->hausdorff() || found->meanSymmetric() || found->surfaceDice(1));
        continue;
      }
      expectValue(found->hausdorff(), direct.at("hd"), exact);
      expectValue(found->hausdorff95(), direct.at("hd95"), exact);
      expectValue(found->meanFromPrediction(), direct.at("asd"), exact);
      expectValue(found->meanSymmetric(), direct.at("assd"), exact);
      for (const base::Json& tolerance : facts.at("nsd_tolerances"))
        expectValue(found->surfaceDice(tolerance), direct.at("nsd_" + tolerance.dump()), exact);
    }
  }
}

TEST(SegmentationMetrics, RefuseMasksOfDifferentSizes) {
  const std::vector<std::uint8_t> pixels(12, 1);
  EXPECT_FALSE(overlapOf({4, 3, pixels}, {3, 4, pixels}));
  EXPECT_FALSE(SurfaceDistances::between({4, 3, pixels}, {3, 4, pixels}, {}));
  EXPECT_FALSE(SurfaceDistances::between({4, 3, pixels}, {4, 3, pixels}, {.row = 0}));
}

}  // namespace
}  // namespace chexgen::downstream
