// Thresholds, calibration and intervals over patients: beside scikit-learn and statsmodels, and at the edges.
#include <cmath>
#include <limits>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/csv.h"
#include "core/base/json.h"
#include "core/statistics/bootstrap.h"
#include "core/statistics/calibration.h"
#include "core/statistics/classification.h"
#include "core/statistics/roc.h"
#include "tests/support/golden.h"

namespace chexgen::statistics {
namespace {

using Truths = std::vector<std::uint8_t>;

// Scores and truths of one model and finding in the golden table.
class GoldenScores {
 public:
  explicit GoldenScores(const std::filesystem::path& folder)
      : table_(base::readCsvFile(folder / "table.csv").value()) {}

  void read(const std::string& model, const std::string& finding, const std::string& split,
            const std::string& sex = "") {
    scores.clear();
    truths.clear();
    const auto column = [&](const std::string& name) { return table_.column(name).value(); };
    for (const auto& row : table_.rows) {
      if (row[column("split")] != split || (!sex.empty() && row[column("sex")] != sex)) continue;
      truths.push_back(row[column("label:" + finding)] == "1" ? 1 : 0);
      scores.push_back(table_.number(row[column(model + ":" + finding)]).value());
    }
  }
  std::vector<double> scores;
  Truths truths;

 private:
  base::CsvTable table_;
};

base::Json jsonOf(const std::filesystem::path& file) { return base::readJsonFile(file).value(); }

TEST(Thresholds, AreScikitLearns) {
  CHEXGEN_GOLDEN2_OR_SKIP(folder, "fairness");
  GoldenScores golden(folder);
  const std::string split = jsonOf(folder / "case.json").at("fit_split");
  const base::Json listed = jsonOf(folder / "expected_other.json").at("thresholds");
  for (const auto& [model, findings] : listed.items())
    for (const auto& [finding, wanted] : findings.items()) {
      golden.read(model, finding, split);
      const auto youden = bestThreshold(golden.scores, golden.truths, ThresholdRule::youden);
      const auto f1 = bestThreshold(golden.scores, golden.truths, ThresholdRule::f1);
      ASSERT_TRUE(youden && f1);
      EXPECT_EQ(youden->value, wanted.at("youden").at("threshold").get<double>()) << finding;
      EXPECT_NEAR(youden->figure, wanted.at("youden").at("J").get<double>(), 1e-12);
      EXPECT_EQ(f1->value, wanted.at("f1").at("threshold").get<double>()) << finding;
      EXPECT_NEAR(f1->figure, wanted.at("f1").at("F1").get<double>(), 1e-12);
      const Confusion at = confusionAt(golden.scores, golden.truths, youden->value);
      EXPECT_NEAR(at.sensitivity().value(), wanted.at("youden").at("tpr").get<double>(), 1e-12);
      EXPECT_NEAR(1 - at.specificity().value(), wanted.at("youden").at("fpr").get<double>(), 1e-12);
    }
}

TEST(Thresholds, GiveTheGroupsFiguresOfScikitLearn) {
  CHEXGEN_GOLDEN2_OR_SKIP(folder, "fairness");
  GoldenScores golden(folder);
  const std::string split = jsonOf(folder / "case.json").at("audit_split");
  const base::Json thresholds = jsonOf(folder / "expected_other.json").at("thresholds");
  std::size_t compared = 0;
  const base::Json listed = jsonOf(folder / "expected_groups.json");
  for (const auto& [model, findings] : listed.items())
    for (const auto& [finding, groupings] : findings.items())
      for (const base::Json& grouping : groupings) {
        if (grouping.at("attributes") != base::Json::array({"sex"})) continue;
        for (const base::Json& group : grouping.at("groups")) {
          golden.read(model, finding, split, group.at("group").at("sex"));
          const base::Json& wanted = group.at("values");
          const std::string where = model + finding;
          const Confusion found =
              confusionAt(golden.scores, golden.truths,
                          thresholds.at(model).at(finding).at("youden").at("threshold").get<double>());
          const auto same = [&](const std::optional<double>& value, const char* name) {
            if (wanted.at(name).is_null()) {
              EXPECT_FALSE(value) << name;
            } else {
              ASSERT_TRUE(value) << name;
              EXPECT_NEAR(*value, wanted.at(name).get<double>(), 1e-12) << where << name;
            }
          };
          EXPECT_EQ(found.truePositives, group.at("tp").get<std::size_t>());
          same(found.sensitivity(), "tpr");
          same(found.specificity(), "tnr");
          same(found.precision(), "precision");
          same(found.accuracy(), "accuracy");
          same(averagePrecision(golden.scores, golden.truths), "average_precision");
          same(brierScore(golden.scores, golden.truths), "brier");
          same(expectedCalibrationError(
                   calibrationBins(golden.scores, golden.truths, 15, Binning::equalWidth)),
               "ece15_width");
          same(
              expectedCalibrationError(calibrationBins(golden.scores, golden.truths, 15, Binning::equalMass)),
              "ece15_mass");
          ++compared;
        }
      }
  EXPECT_GT(compared, 8U);
}

TEST(Calibration, IsStatsmodels) {
  CHEXGEN_GOLDEN2_OR_SKIP(folder, "fairness");
  GoldenScores golden(folder);
  const std::string split = jsonOf(folder / "case.json").at("audit_split");
  const base::Json listed = jsonOf(folder / "expected_calibration.json");
  for (const auto& [name, wanted] : listed.items()) {
    if (!wanted.contains("slope") || wanted.at("slope").is_null()) continue;
    const auto slash = name.find('/');
    golden.read(name.substr(0, slash), name.substr(slash + 1), split);
    const auto fit = calibrationFit(golden.scores, golden.truths);
    ASSERT_TRUE(fit) << name;
    EXPECT_NEAR(fit->slope, wanted.at("slope").get<double>(), 1e-7) << name;
    EXPECT_NEAR(fit->intercept, wanted.at("intercept").get<double>(), 1e-7) << name;
    EXPECT_NEAR(fit->inTheLarge, wanted.at("calibration_in_the_large").get<double>(), 1e-7) << name;
    for (const auto& [key, binning] :
         {std::pair{"equal_width_15", Binning::equalWidth}, std::pair{"equal_mass_15", Binning::equalMass}}) {
      const auto bins = calibrationBins(golden.scores, golden.truths, 15, binning);
      EXPECT_NEAR(expectedCalibrationError(bins), wanted.at(key).at("ece").get<double>(), 1e-12) << name;
      for (std::size_t i = 0; i < bins.size(); ++i)
        EXPECT_EQ(bins[i].cases, wanted.at(key).at("n")[i].get<std::size_t>()) << name << key << i;
    }
  }
}

TEST(Calibration, OfPerfectSeparationHasNoSlope) {
  EXPECT_FALSE(calibrationFit(std::vector{0.1, 0.2, 0.8, 0.9}, Truths{0, 0, 1, 1}));
  EXPECT_FALSE(calibrationFit(std::vector{0.1, 0.2}, Truths{1, 1}));
  EXPECT_FALSE(calibrationFit(std::vector{0.1, 1.2}, Truths{0, 1}));
}

TEST(Thresholds, NeedBothKindsAndNumbers) {
  EXPECT_FALSE(bestThreshold(std::vector{0.1, 0.2}, Truths{1, 1}, ThresholdRule::youden));
  EXPECT_FALSE(bestThreshold(std::vector{0.1, 0.2}, Truths{0, 0}, ThresholdRule::f1));
  EXPECT_FALSE(bestThreshold(std::vector{0.1, std::nan("")}, Truths{0, 1}, ThresholdRule::f1));
  EXPECT_FALSE(bestThreshold(std::vector{0.1}, Truths{0, 1}, ThresholdRule::f1));
  EXPECT_FALSE(averagePrecision(std::vector{0.1}, Truths{0}));
  const Confusion none = confusionAt(std::vector{0.1}, Truths{0}, 0.5);
  EXPECT_FALSE(none.sensitivity());
  EXPECT_FALSE(none.precision());
  EXPECT_FALSE(none.f1());
}

// Many images of few patients: rows are no independent cases, and the interval must say so.
TEST(BootstrapByGroup, IsWiderWherePatientsHaveManyImages) {
  constexpr std::size_t patients = 20;
  constexpr std::size_t images = 10;
  std::vector<double> values;
  std::vector<std::size_t> groups, alone;
  for (std::size_t patient = 0; patient < patients; ++patient)
    for (std::size_t image = 0; image < images; ++image) {
      values.push_back(static_cast<double>(patient % 5));
      groups.push_back(patient);
      alone.push_back(alone.size());
    }
  const auto mean = [&](std::span<const std::size_t> cases) -> std::optional<double> {
    double sum = 0;
    for (const std::size_t i : cases) sum += values[i];
    return sum / static_cast<double>(cases.size());
  };
  const auto byPatient = bootstrapByGroup(groups, mean);
  const auto byImage = bootstrapByGroup(alone, mean);
  ASSERT_TRUE(byPatient && byImage);
  EXPECT_EQ(byPatient->groups, patients);
  EXPECT_EQ(byPatient->estimate.value, 2);
  const auto width = [](const GroupedEstimate& found) {
    return found.estimate.interval.high - found.estimate.interval.low;
  };
  // √10 times as wide, give or take what 2,000 draws leave open.
  EXPECT_NEAR(width(*byPatient) / width(*byImage), std::sqrt(10.0), 0.5);
  EXPECT_EQ(bootstrapByGroup(groups, mean)->estimate.interval, byPatient->estimate.interval) << "same seed";
}

TEST(BootstrapByGroup, KeepsAllImagesOfAPatientTogether) {
  const std::vector<std::size_t> groups{7, 7, 3, 7, 3};
  const auto checked = [&](std::span<const std::size_t> cases) -> std::optional<double> {
    const auto of = [&](std::size_t row) { return std::count(cases.begin(), cases.end(), row); };
    EXPECT_TRUE(of(0) == of(1) && of(1) == of(3) && of(2) == of(4));
    return of(0);
  };
  EXPECT_TRUE(bootstrapByGroup(groups, checked, {.draws = 50}));
}

TEST(BootstrapByGroup, LeavesOutDrawsWithoutAValueUpToAHalf) {
  const std::vector<std::size_t> groups{0, 1, 2, 3};
  const auto unlessAlone = [](std::span<const std::size_t> cases) -> std::optional<double> {
    if (std::set(cases.begin(), cases.end()).size() < 2) return std::nullopt;
    return 1.0;
  };
  const auto found = bootstrapByGroup(groups, unlessAlone);
  ASSERT_TRUE(found);
  EXPECT_GT(found->withoutValue, 0U);
  const auto onlyAll = [](std::span<const std::size_t> cases) -> std::optional<double> {
    if (std::set(cases.begin(), cases.end()).size() < 4) return std::nullopt;
    return 1.0;
  };
  EXPECT_FALSE(bootstrapByGroup(groups, onlyAll));
  EXPECT_FALSE(bootstrapByGroup(std::vector<std::size_t>{4, 4}, unlessAlone)) << "one patient";
}

}  // namespace
}  // namespace chexgen::statistics
