#include "core/study/analysis.h"

#include <gmock/gmock.h>

#include <cmath>

namespace chexgen::study {
namespace {

using testing::HasSubstr;

Reading reading(const std::string& reader, int id, const std::string& arm, int score, bool repeat = false) {
  return {.reader = reader,
          .caseId = std::to_string(id),
          .stratum = "",
          .arms = {arm},
          .repeat = repeat,
          .answer = {.values = {{"match", score}}}};
}

Design design(StudyKind kind, int cases, const std::vector<std::string>& arms,
              const std::vector<std::string>& readers) {
  Design made{.name = "Ward", .kind = kind, .readers = readers};
  for (int i = 0; i < cases; ++i) {
    Case one{.id = std::to_string(i)};
    for (const std::string& arm : arms) one.candidates.push_back({arm, "x.png"});
    made.cases.push_back(one);
  }
  return made;
}

const ArmFigures& arm(const Analysis& analysis, const std::string& name, const std::string& reader) {
  for (const ArmFigures& figures : analysis.arms)
    if (figures.arm == name && figures.reader == reader) return figures;
  throw std::runtime_error("no such arm");
}

// Twelve cases of two arms, rated by two readers; the figures by hand.
class Twelve : public testing::Test {
 protected:
  Twelve() {
    const std::vector<int> ours{2, 1, 2, 0, 1, 2, 2, 1, 0, 2, 1, 2},
        theirs{0, 1, -1, 0, -2, 1, 0, -1, 0, 1, -1, 0};
    for (int i = 0; i < 12; ++i) {
      const auto at = static_cast<std::size_t>(i);
      readings.push_back(reading("ann", i, "ours", ours[at]));
      readings.push_back(reading("ann", i, "theirs", theirs[at]));
      readings.push_back(reading("ben", i, "ours", std::min(2, ours[at] + i % 2)));
      readings.push_back(reading("ben", i, "theirs", theirs[at]));
    }
  }
  std::vector<Reading> readings;
  Design study = design(StudyKind::reportMatch, 12, {"ours", "theirs"}, {"ann", "ben"});
};

TEST_F(Twelve, MeansSpreadsAndCountsByArmAndReader) {
  const auto analysis = analyse(study, readings);
  ASSERT_TRUE(analysis) << base::describe(analysis.error());
  EXPECT_EQ(analysis->question, "match");
  const ArmFigures& ann = arm(*analysis, "ours", "ann");
  EXPECT_EQ(ann.cases, 12U);
  EXPECT_EQ(ann.counts.at(2), 6U);
  EXPECT_NEAR(*ann.mean.value, 16.0 / 12, 1e-12);
  EXPECT_NEAR(*ann.spread.value, std::sqrt((28 - 16.0 * 16 / 12) / 11), 1e-12);
  EXPECT_LT(ann.mean.interval->low, *ann.mean.value);
  EXPECT_GT(ann.mean.interval->high, *ann.mean.value);
  EXPECT_NEAR(*arm(*analysis, "theirs", "mean").mean.value, -2.0 / 12, 1e-12);
}

TEST_F(Twelve, ComparesArmsForEachReaderAndForTheirMeanAndCorrectsTogether) {
  const auto analysis = analyse(study, readings);
  ASSERT_TRUE(analysis);
  ASSERT_EQ(analysis->comparisons.size(), 3U);
  double least = 1;
  for (const Comparison& comparison : analysis->comparisons) {
    EXPECT_EQ(comparison.cases, 12U);
    EXPECT_GT(*comparison.difference.value, 1);
    EXPECT_GT(comparison.difference.interval->low, 0);
    EXPECT_GE(*comparison.corrected.value, *comparison.pOfSignedRank.value);
    least = std::min(least, *comparison.pOfSignedRank.value);
  }
  bool tripled = false;
  for (const Comparison& comparison : analysis->comparisons)
    tripled = tripled || std::abs(*comparison.corrected.value - 3 * least) < 1e-12;
  EXPECT_TRUE(tripled) << "the smallest of three p values is multiplied by three";
}

TEST_F(Twelve, AgreementBetweenAndWithinReaders) {
  for (int i = 0; i < 4; ++i)
    readings.push_back(reading("ann", i, "ours", std::vector{2, 1, 2, 1}[static_cast<std::size_t>(i)], true));
  const auto analysis = analyse(study, readings);
  ASSERT_TRUE(analysis);
  EXPECT_GT(*analysis->agreement.kappa.at("ann, ben").value, 0.8);
  EXPECT_LT(*analysis->agreement.kappa.at("ann, ben").value, 1);
  EXPECT_LT(*analysis->agreement.unweighted.at("ann, ben").value,
            *analysis->agreement.kappa.at("ann, ben").value)
      << "they are never far apart, which only weights see";
  EXPECT_TRUE(analysis->agreement.fleiss.value && analysis->agreement.krippendorff.value);
  EXPECT_TRUE(analysis->agreement.intraclass.interval);
  EXPECT_GT(*analysis->agreement.within.at("ann").value, 0);
  EXPECT_EQ(arm(*analysis, "ours", "ann").cases, 12U) << "what was repeated is not counted twice";
}

TEST(Analysis, OfTooFewCasesOrOfNothingThatVariesIsSentences) {
  const Design study = design(StudyKind::reportMatch, 3, {"ours", "theirs"}, {"ann"});
  std::vector<Reading> readings{reading("ann", 0, "ours", 1), reading("ann", 0, "theirs", 1)};
  auto analysis = analyse(study, readings);
  ASSERT_TRUE(analysis);
  EXPECT_FALSE(arm(*analysis, "ours", "ann").mean.value);
  EXPECT_THAT(arm(*analysis, "ours", "ann").spread.why, HasSubstr("at least two"));
  EXPECT_THAT(analysis->comparisons[0].pOfSignedRank.why, HasSubstr("nothing to test"));
  EXPECT_THAT(analysis->agreement.krippendorff.why, HasSubstr("two readers"));
  for (int i = 1; i < 3; ++i)
    for (const char* name : {"ours", "theirs"}) readings.push_back(reading("ann", i, name, 1));
  analysis = analyse(study, readings);
  ASSERT_TRUE(analysis);
  EXPECT_THAT(analysis->comparisons[0].t.why, HasSubstr("same"));
  EXPECT_EQ(toJson(*analysis).dump().find("nan"), std::string::npos);
  EXPECT_TRUE(analyse(study, {})) << "of no answer, too";
}

TEST(Analysis, OfRealismIsTheAreaUnderTheCurve) {
  Design study = design(StudyKind::realism, 8, {"real"}, {"ann"});
  std::vector<Reading> readings;
  for (int i = 0; i < 8; ++i) {
    const bool real = i < 4;
    Reading one{.reader = "ann", .caseId = std::to_string(i), .arms = {real ? "real" : "ours"}};
    one.answer.values = {
        {"synthetic", real == (i % 4 != 3) ? "real" : "synthetic"}, {"confidence", 3}, {"realism", 4}};
    readings.push_back(one);
  }
  const auto analysis = analyse(study, readings);
  ASSERT_TRUE(analysis);
  EXPECT_EQ(analysis->question, "realism");
  // Of 16 pairs: 3 × 3 right, 1 × 1 wrong, 6 ties.
  EXPECT_NEAR(*analysis->realism->area.at("ann").value, (9 + 3) / 16.0, 1e-12);
}

// ---- what cannot be computed says why, and is never a number that means nothing ----

struct Areas {
  const char* what;
  const char* why;  // empty: there is an interval
  double value;     // below 0: none
  std::vector<double> real, synthetic;
};

TEST(Analysis, DegenerateAreasHaveNoIntervalAndSayWhy) {
  const Areas known[] = {{"perfect", "without a mistake", 1, {-5, -5, -4, -3}, {2, 3, 4, 5}},
                         {"reversed", "taken for each other", 0, {2, 3, 4, 5}, {-5, -5, -4, -3}},
                         {"all ties", "the same answer", 0.5, {-3, -3, -3}, {-3, -3, -3}},
                         {"one class", "there were 0 and 3", -1, {}, {1, 2, 3}},
                         {"other class", "there were 3 and 0", -1, {1, 2, 3}, {}},
                         {"one image", "there were 3 and 1", -1, {1, 2, 3}, {4}},
                         {"usual", "", 0.9375, {-5, -3, -4, 2}, {1, 3, 4, 5}}};
  for (const Areas& one : known) {
    std::vector<Reading> readings;
    const auto add = [&](const std::vector<double>& suspicions, const char* arm) {
      for (const double suspicion : suspicions) {
        Reading made{.reader = "ann", .caseId = std::to_string(readings.size()), .arms = {arm}};
        made.answer.values = {{"synthetic", suspicion > 0 ? "synthetic" : "real"},
                              {"confidence", static_cast<int>(std::abs(suspicion))},
                              {"realism", static_cast<int>(readings.size() % 5) + 1}};
        readings.push_back(made);
      }
    };
    add(one.real, "real");
    add(one.synthetic, "ours");
    const auto analysis = analyse(design(StudyKind::realism, 8, {"real"}, {"ann"}), readings);
    ASSERT_TRUE(analysis);
    const Figure& area = analysis->realism->area.at("ann");
    EXPECT_EQ(area.value.value_or(-1), one.value) << one.what;
    EXPECT_EQ(area.interval.has_value(), *one.why == '\0') << one.what;
    EXPECT_THAT(area.why, HasSubstr(one.why)) << one.what;
    if (*one.why == '\0') {
      EXPECT_EQ(area.why, "");
    }
  }
}

TEST(Analysis, AMeanThatDoesNotVaryHasNoInterval) {
  std::vector<Reading> readings;
  for (int i = 0; i < 5; ++i) readings.push_back(reading("ann", i, "ours", 2));
  const auto analysis = analyse(design(StudyKind::reportMatch, 5, {"ours"}, {"ann"}), readings);
  const Figure& mean = arm(*analysis, "ours", "ann").mean;
  EXPECT_EQ(mean.value, 2.0);
  EXPECT_FALSE(mean.interval);
  EXPECT_THAT(mean.why, HasSubstr("Nothing varies"));
}

// Three readers of eight cases in two arms; cy stops early.
std::vector<Reading> threeReaders(int ofCy, int ofBen = 16) {
  std::vector<Reading> readings;
  for (int i = 0; i < 16; ++i)
    for (const auto& [name, until] : {std::pair{"ann", 16}, std::pair{"ben", ofBen}, std::pair{"cy", ofCy}})
      if (i < until)
        readings.push_back(reading(name, i / 2, i % 2 == 0 ? "ours" : "theirs", (i * 7 + name[0]) % 5 - 2));
  return readings;
}
const std::vector<std::string> three{"ann", "ben", "cy"};

TEST(DropOuts, AReaderWhoStoppedEarlyIsNamedAndLeftOutOfTheMean) {
  const auto analysis =
      analyse(design(StudyKind::reportMatch, 8, {"ours", "theirs"}, three), threeReaders(3));
  ASSERT_TRUE(analysis);
  EXPECT_EQ(arm(*analysis, "ours", "mean").cases, 8U) << "of ann and ben";
  EXPECT_EQ(arm(*analysis, "ours", "cy").cases, 2U);
  EXPECT_THAT(analysis->remarks,
              testing::Contains(HasSubstr("cy has answered 3 of 16 (images), too little for the mean")));
  EXPECT_EQ(toJson(*analysis)["remarks"].size(), 1U);
}

TEST(DropOuts, WhoMissesAFewIsNamedAndTheMeanIsOfWhatAllHaveRated) {
  const auto analysis =
      analyse(design(StudyKind::reportMatch, 8, {"ours", "theirs"}, three), threeReaders(12));
  EXPECT_EQ(arm(*analysis, "ours", "mean").cases, 6U);
  EXPECT_THAT(analysis->remarks, testing::Contains(HasSubstr("cy has answered 12 of 16")));
  EXPECT_THAT(analysis->remarks,
              testing::Contains(HasSubstr("the 12 of 16 images that all of ann, ben and cy have rated")));
}

TEST(DropOuts, WithoutTwoReadersThereIsNoMeanAndItSaysWhoseAnswersAreMissing) {
  const auto analysis =
      analyse(design(StudyKind::reportMatch, 8, {"ours", "theirs"}, three), threeReaders(0, 2));
  const Figure& mean = arm(*analysis, "ours", "mean").mean;
  EXPECT_FALSE(mean.value);
  EXPECT_THAT(mean.why, testing::AllOf(HasSubstr("ben 2 of 16"), HasSubstr("cy 0 of 16")));
  EXPECT_THAT(analysis->remarks, testing::Contains(HasSubstr("cy has answered nothing")));
}

TEST(DropOuts, ReadersWithoutACommonImageHaveNoMeanAndAreNamed) {
  std::vector<Reading> readings;
  for (int i = 0; i < 8; ++i) readings.push_back(reading(i < 4 ? "ann" : "ben", i, "ours", i % 3));
  const auto analysis = analyse(design(StudyKind::reportMatch, 8, {"ours"}, {"ann", "ben"}), readings);
  EXPECT_THAT(arm(*analysis, "ours", "mean").mean.why, HasSubstr("No image was rated by all of ann and ben"));
}

TEST(DropOuts, WhoAnswersEverythingIsNotMentioned) {
  EXPECT_TRUE(analyse(design(StudyKind::reportMatch, 8, {"ours", "theirs"}, three), threeReaders(16))
                  ->remarks.empty());
}

TEST(Analysis, OfPreferencesIsBradleyAndTerry) {
  const Design study = design(StudyKind::preference, 4, {"a", "b"}, {"ann"});
  std::vector<Reading> readings;
  const std::vector<std::pair<std::vector<std::string>, std::string>> choices{
      {{"a", "b"}, "A"}, {{"b", "a"}, "B"}, {{"a", "b"}, "B"}, {{"b", "a"}, "B"}};  // a, a, b, a
  for (std::size_t i = 0; i < choices.size(); ++i) {
    Reading one{.reader = "ann", .caseId = std::to_string(i), .arms = choices[i].first};
    one.answer.values = {{"best", choices[i].second}};
    readings.push_back(one);
  }
  const auto analysis = analyse(study, readings);
  ASSERT_TRUE(analysis);
  EXPECT_EQ(analysis->preference->reference, "a");
  EXPECT_NEAR(*analysis->preference->logStrength.at("b").value, std::log(1.0 / 3), 1e-9) << "one of four";
}

}  // namespace
}  // namespace chexgen::study
