// What scipy, scikit-learn, krippendorff, pingouin, statsmodels and DeLong's own formulas say of the same
// numbers.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/statistics/agreement.h"
#include "core/statistics/intraclass.h"
#include "core/statistics/paired.h"
#include "core/statistics/roc.h"
#include "core/weights/tensor_store.h"
#include "tests/support/golden.h"

namespace chexgen::statistics {
namespace {

class StatisticsGolden : public testing::Test {
 protected:
  void SetUp() override {
    CHEXGEN_GOLDEN_OR_SKIP(folder, "metrics");
    auto inputs = weights::openTensors(folder / "inputs.safetensors");
    ASSERT_TRUE(inputs);
    inputs_ = std::move(*inputs);
    auto expected = base::readJsonFile(folder / "expected.json");
    ASSERT_TRUE(expected);
    expected_ = std::move(*expected);
  }
  template <class T>
  std::vector<T> values(const char* name) const {
    const weights::TensorView& view = inputs_.tensors.at(name);
    std::vector<T> values(view.data.size() / sizeof(T));
    std::memcpy(values.data(), view.data.data(), view.data.size());
    return values;
  }

  std::vector<double> likert(const char* name) const {
    const auto whole = values<std::int64_t>(name);
    return {whole.begin(), whole.end()};
  }
  static ReaderRatings rated(const std::vector<double>& all) { return {all.begin(), all.end()}; }

  weights::TensorStore inputs_;
  base::Json expected_;
};

TEST_F(StatisticsGolden, AreasUnderRocAndTheirComparison) {
  const auto truth = values<std::int64_t>("roc.truth");
  const std::vector<std::uint8_t> truths(truth.begin(), truth.end());
  const auto found = compareAreas(values<double>("roc.s1"), values<double>("roc.s2"), truths);
  ASSERT_TRUE(found);
  const base::Json& delong = expected_.at("delong");
  EXPECT_NEAR(found->first.value, delong.at("auc1").get<double>(), 1e-12);
  EXPECT_NEAR(found->second.value, delong.at("auc2").get<double>(), 1e-12);
  EXPECT_NEAR(found->first.variance, delong.at("var1").get<double>(), 1e-12);
  EXPECT_NEAR(found->second.variance, delong.at("var2").get<double>(), 1e-12);
  EXPECT_NEAR(found->covariance, delong.at("cov").get<double>(), 1e-12);
  EXPECT_NEAR(found->z, delong.at("z").get<double>(), 1e-9);
  EXPECT_NEAR(found->p, delong.at("p").get<double>(), 1e-9);
}

TEST_F(StatisticsGolden, AreaOfOneLabelOfMany) {
  const auto labels = values<std::int64_t>("labels");
  const auto scores = values<double>("scores");
  const std::size_t kinds = labels.size() / 300;
  std::vector<double> score;
  std::vector<std::uint8_t> truth;
  for (std::size_t i = 0; i < 300; ++i) {
    score.push_back(scores[i * kinds]);
    truth.push_back(labels[i * kinds] != 0);
  }
  const auto found = areaUnderRoc(score, truth);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->value, expected_.at("auroc_0").get<double>(), 1e-12);
}

TEST_F(StatisticsGolden, PairedTests) {
  const auto x = values<double>("x"), y = values<double>("y");
  const auto t = pairedT(x, y);
  ASSERT_TRUE(t);
  EXPECT_NEAR(t->t, expected_.at("paired_t")[0].get<double>(), 1e-10);
  EXPECT_NEAR(t->p, expected_.at("paired_t")[1].get<double>(), 1e-10);
  const auto exact = wilcoxonSignedRank(std::span(x).first(12), std::span(y).first(12));
  ASSERT_TRUE(exact);
  EXPECT_TRUE(exact->exact);
  EXPECT_EQ(exact->statistic, expected_.at("wilcoxon_exact_first12_xy")[0].get<double>());
  EXPECT_NEAR(exact->p, expected_.at("wilcoxon_exact_first12_xy")[1].get<double>(), 1e-12);
  const auto first = likert("likert.1"), second = likert("likert.2");
  for (const bool continuity : {false, true}) {
    const auto found = wilcoxonSignedRank(first, second, {.continuity = continuity, .exactUpTo = 0});
    ASSERT_TRUE(found);
    const auto& wanted =
        expected_.at(continuity ? "wilcoxon_approx_correction" : "wilcoxon_approx_nocorrection");
    EXPECT_EQ(found->statistic, wanted[0].get<double>());
    EXPECT_NEAR(found->p, wanted[1].get<double>(), 1e-10) << continuity;
  }
}

TEST_F(StatisticsGolden, AgreementOfTwoReaders) {
  const std::vector<ReaderRatings> readers{rated(likert("likert.1")), rated(likert("likert.2"))};
  for (const auto& [name, weighting] :
       {std::pair{"kappa", Weighting::none}, std::pair{"kappa_linear", Weighting::linear},
        std::pair{"kappa_quadratic", Weighting::quadratic}})
    EXPECT_NEAR(cohenKappa(readers[0], readers[1], weighting).value(), expected_.at(name).get<double>(),
                1e-12)
        << name;
}

TEST_F(StatisticsGolden, AgreementOfSeveralReaders) {
  std::vector<ReaderRatings> readers, holed;
  const auto all = values<std::int64_t>("ratings");
  const auto missing = values<double>("ratings_missing");
  const std::size_t cases = all.size() / 4;
  for (std::size_t reader = 0; reader < 4; ++reader) {
    readers.emplace_back();
    holed.emplace_back();
    for (std::size_t i = 0; i < cases; ++i) {
      readers.back().emplace_back(static_cast<double>(all[reader * cases + i]));
      const double value = missing[reader * cases + i];
      holed.back().push_back(std::isnan(value) ? std::nullopt : std::optional(value));
    }
  }
  const auto near = [&](const base::Result<double>& found, const char* name) {
    ASSERT_TRUE(found) << name;
    EXPECT_NEAR(*found, expected_.at(name).get<double>(), 1e-10) << name;
  };
  near(fleissKappa(readers), "fleiss_kappa");
  near(krippendorffAlpha(readers, Difference::ordinal), "krippendorff_ordinal");
  near(krippendorffAlpha(holed, Difference::ordinal), "krippendorff_ordinal_missing");
  near(krippendorffAlpha(holed, Difference::interval), "krippendorff_interval_missing");
  for (const auto& [name, form] :
       {std::pair{"ICC(1,1)", IntraclassForm::oneSingle},
        std::pair{"ICC(A,1)", IntraclassForm::agreementSingle},
        std::pair{"ICC(C,1)", IntraclassForm::consistencySingle},
        std::pair{"ICC(1,k)", IntraclassForm::oneMean}, std::pair{"ICC(A,k)", IntraclassForm::agreementMean},
        std::pair{"ICC(C,k)", IntraclassForm::consistencyMean}})
    EXPECT_NEAR(intraclassCorrelation(readers, form)->value, expected_.at("icc").at(name).get<double>(),
                1e-10)
        << name;
}

}  // namespace
}  // namespace chexgen::statistics
