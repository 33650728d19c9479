// What scipy, scikit-learn and DeLong's own formulas say of the same numbers.
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "core/base/json.h"
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

}  // namespace
}  // namespace chexgen::statistics
