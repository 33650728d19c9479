// Agreement of readers against published worked examples, and where there is none to be had.
#include "core/statistics/agreement.h"

#include <gmock/gmock.h>

#include "core/statistics/intraclass.h"

namespace chexgen::statistics {
namespace {

using testing::HasSubstr;

ReaderRatings all(std::initializer_list<double> values) { return {values.begin(), values.end()}; }

// Shrout and Fleiss, "Intraclass correlations: uses in assessing rater reliability", Psychological Bulletin
// 1979, table 2: six targets, four judges; coefficients of table 4, intervals as psych's ICC() prints them.
const std::vector<ReaderRatings> shroutAndFleiss{all({9, 6, 8, 7, 10, 6}), all({2, 1, 4, 1, 5, 2}),
                                                 all({5, 3, 6, 2, 6, 4}), all({8, 2, 8, 6, 9, 7})};

TEST(IntraclassCorrelation, OfShroutAndFleissWorkedExample) {
  const auto one = intraclassCorrelation(shroutAndFleiss, IntraclassForm::oneSingle);
  const auto agreement = intraclassCorrelation(shroutAndFleiss, IntraclassForm::agreementSingle);
  const auto consistency = intraclassCorrelation(shroutAndFleiss, IntraclassForm::consistencySingle);
  ASSERT_TRUE(one && agreement && consistency);
  EXPECT_NEAR(one->value, 0.17, 0.005);
  EXPECT_NEAR(agreement->value, 0.29, 0.005);
  EXPECT_NEAR(consistency->value, 0.71, 0.005);
  EXPECT_NEAR(one->interval.low, -0.133, 0.0005);
  EXPECT_NEAR(one->interval.high, 0.723, 0.0005);
  EXPECT_NEAR(agreement->interval.low, 0.019, 0.0005);
  EXPECT_NEAR(agreement->interval.high, 0.761, 0.0005);
  EXPECT_NEAR(consistency->interval.low, 0.342, 0.0005);
  EXPECT_NEAR(consistency->interval.high, 0.946, 0.0005);
  EXPECT_NEAR(intraclassCorrelation(shroutAndFleiss, IntraclassForm::agreementMean)->value, 0.62, 0.005);
}

TEST(IntraclassCorrelation, IsCompleteWhenAllAgreeAndToldToBeMissingWhenNothingVaries) {
  const std::vector<ReaderRatings> same{all({1, 2, 3}), all({1, 2, 3})};
  const auto complete = intraclassCorrelation(same, IntraclassForm::agreementSingle);
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->value, 1);
  EXPECT_EQ(complete->interval, (Interval{1, 1}));
  const std::vector<ReaderRatings> flat{all({2, 2}), all({2, 2})};
  EXPECT_THAT(intraclassCorrelation(flat, IntraclassForm::agreementSingle).error().message,
              HasSubstr("alike"));
  EXPECT_FALSE(
      intraclassCorrelation(std::vector<ReaderRatings>{all({1, 2})}, IntraclassForm::agreementSingle));
  const std::vector<ReaderRatings> holed{all({1, 2}), {1.0, std::nullopt}};
  EXPECT_THAT(intraclassCorrelation(holed, IntraclassForm::agreementSingle).error().message,
              HasSubstr("every case"));
}

// Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), section C: four observers, twelve units.
TEST(KrippendorffAlpha, OfHisOwnWorkedExample) {
  const auto none = std::nullopt;
  const std::vector<ReaderRatings> observers{{1.0, 2.0, 3.0, 3.0, 2.0, 1.0, 4.0, 1.0, 2.0, none, none, none},
                                             {1.0, 2.0, 3.0, 3.0, 2.0, 2.0, 4.0, 1.0, 2.0, 5.0, none, 3.0},
                                             {none, 3.0, 3.0, 3.0, 2.0, 3.0, 4.0, 2.0, 2.0, 5.0, 1.0, none},
                                             {1.0, 2.0, 3.0, 3.0, 2.0, 4.0, 4.0, 1.0, 2.0, 5.0, 1.0, none}};
  EXPECT_NEAR(krippendorffAlpha(observers, Difference::nominal).value(), 0.743, 0.0005);
  EXPECT_NEAR(krippendorffAlpha(observers, Difference::ordinal).value(), 0.815, 0.0005);
  EXPECT_NEAR(krippendorffAlpha(observers, Difference::interval).value(), 0.849, 0.0005);
}

// Fleiss, "Measuring nominal scale agreement among many raters", 1971, as worked in many text books: ten
// subjects, fourteen raters, five categories.
TEST(FleissKappa, OfTheWorkedExample) {
  const std::vector<std::vector<int>> counts{
      {0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
      {7, 7, 0, 0, 0},  {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}};
  std::vector<ReaderRatings> raters(14);
  for (const auto& subject : counts) {
    std::size_t rater = 0;
    for (std::size_t category = 0; category < subject.size(); ++category)
      for (int i = 0; i < subject[category]; ++i) raters[rater++].emplace_back(static_cast<double>(category));
  }
  EXPECT_NEAR(fleissKappa(raters).value(), 0.210, 0.0005);
}

TEST(CohenKappa, WithoutASecondValueIsASentenceAndNoNumber) {
  EXPECT_THAT(cohenKappa(all({1, 1}), all({1, 1}), Weighting::none).error().message,
              HasSubstr("same rating"));
  EXPECT_THAT(cohenKappa({1.0, std::nullopt}, {std::nullopt, 1.0}, Weighting::none).error().message,
              HasSubstr("No case"));
  EXPECT_FALSE(cohenKappa(all({1, 2}), all({1}), Weighting::none));
  EXPECT_EQ(cohenKappa(all({1, 2, 1}), all({1, 2, 1}), Weighting::quadratic).value(), 1);
}

TEST(Agreement, OfNobodyIsASentence) {
  EXPECT_FALSE(fleissKappa(std::vector<ReaderRatings>{all({1, 2})}));
  EXPECT_FALSE(fleissKappa(std::vector<ReaderRatings>{all({1, 1}), all({1, 1})}));
  EXPECT_FALSE(fleissKappa(std::vector<ReaderRatings>{{1.0, std::nullopt}, {1.0, 2.0}}));
  EXPECT_FALSE(krippendorffAlpha(std::vector<ReaderRatings>{{1.0, std::nullopt}, {std::nullopt, 2.0}},
                                 Difference::ordinal));
  EXPECT_FALSE(krippendorffAlpha(std::vector<ReaderRatings>{all({3, 3}), all({3, 3})}, Difference::ordinal));
}

}  // namespace
}  // namespace chexgen::statistics
