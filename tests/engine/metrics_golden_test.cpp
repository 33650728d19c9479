#include <gtest/gtest.h>

#include <cmath>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/engine/evaluation/metrics.h"
#include "tests/engine/golden_tensors.h"
#include "tests/support/golden.h"

namespace chexgen::engine {
namespace {

// scipy and torchmetrics say what is expected.
TEST(MetricsGolden, AreThoseOfTheReferenceLibraries) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, "metrics");
  const WeightMap inputs = tests::readTensors(folder / "inputs.safetensors");
  const auto text = base::readFile(folder / "expected.json", 1U << 20U);
  ASSERT_TRUE(text);
  const auto expected = base::parseJson(*text);
  ASSERT_TRUE(expected);
  const auto value = [&](const char* name) { return expected->at(name).get<double>(); };
  const Tensor& one = inputs.at("image.0");
  const Tensor& two = inputs.at("image.1");
  EXPECT_NEAR(psnr(one, two), value("psnr_01"), 1e-4);
  EXPECT_NEAR(ssim(one, two), value("ssim_01"), 1e-5);
  const Tensor& real = inputs.at("features.real");
  const Tensor& fake = inputs.at("features.fake");
  EXPECT_NEAR(kernelDistance(real, fake), value("kid_unbiased_full_set"),
              std::abs(value("kid_unbiased_full_set")) * 1e-5);
  EXPECT_NEAR(frechetDistance(real, fake), value("fid"), value("fid") * 1e-5);
}

TEST(MetricsGolden, OfASetWithItselfAreNothing) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, "metrics");
  const Tensor real = tests::readTensors(folder / "inputs.safetensors").at("features.real");
  EXPECT_NEAR(frechetDistance(real, real), 0, 1e-6);
  EXPECT_LT(kernelDistance(real, real), 0);  // the unbiased figure of equal sets lies below 0
}

}  // namespace
}  // namespace chexgen::engine
