// Properties of networks and samplers that need no golden tensors.
#include <gtest/gtest.h>

#include "core/engine/diffusion/guidance.h"
#include "core/engine/diffusion/noise.h"
#include "core/engine/diffusion/sampler.h"
#include "core/engine/model/transformer.h"
#include "core/engine/text/t5_encoder.h"
#include "tests/engine/golden_tensors.h"

namespace chexgen::engine {
namespace {

// The shapes of T5-v1.1-XXL with one of its 24 layers: 0.7 GB in bf16 instead of 9.
TEST(T5Xxl, OneLayerOfTheRealShapesEncodesInFp32FromBf16Weights) {
  weights::TextEncoderArchitecture architecture;
  architecture.layers = 1;
  WeightMap weights;
  for (const auto& tensor : weights::expectedTensors(architecture)) {
    weights[tensor.key] = at::empty(tensor.shape, at::kBFloat16).uniform_(-0.02, 0.02);
  }
  const T5Encoder encoder(architecture, weights, at::kFloat);
  const std::vector<std::int64_t> ids{100, 2000, 32000, 1};
  const Tensor encoded = encoder.encode(ids);
  EXPECT_EQ(encoded.sizes(), (std::vector<std::int64_t>{4, 4096}));
  EXPECT_EQ(encoded.scalar_type(), at::kFloat);
  EXPECT_TRUE(at::isfinite(encoded).all().item<bool>());
}

// Worked by hand from the definition: 32 buckets, half for each direction, 8 exact, the rest logarithmic up
// to 128.
TEST(RelativePositionBucket, CountsExactlyNearByAndLogarithmicallyFarAway) {
  EXPECT_EQ(relativePositionBucket(0, 32, 128), 0);
  EXPECT_EQ(relativePositionBucket(-7, 32, 128), 7);
  EXPECT_EQ(relativePositionBucket(7, 32, 128), 16 + 7);
  EXPECT_EQ(relativePositionBucket(-8, 32, 128), 8);
  EXPECT_EQ(relativePositionBucket(-16, 32, 128), 10);  // 8 + 8 · log(2) / log(16)
  EXPECT_EQ(relativePositionBucket(-1000, 32, 128), 15);
  EXPECT_EQ(relativePositionBucket(1000, 32, 128), 31);
}

TEST(SinCosPositions, PutColumnsFirstAndScaleTheCoordinates) {
  const Tensor table = sinCosPositions(2, 3, 8, 2.0)[0];          // [6, 8]: token 5 is row 1, column 2
  EXPECT_NEAR(table[5][0].item<double>(), std::sin(1.0), 1e-6);   // column 2 / 2, frequency 1
  EXPECT_NEAR(table[5][1].item<double>(), std::sin(0.01), 1e-6);  // frequency 10000^(-1/2)
  EXPECT_NEAR(table[5][2].item<double>(), std::cos(1.0), 1e-6);
  EXPECT_NEAR(table[5][4].item<double>(), std::sin(0.5), 1e-6);  // row 1 / 2
}

TEST(Guide, MixesOnlyTheAskedChannels) {
  const Tensor with = at::full({1, 8, 2, 2}, 3.0);
  const Tensor without = at::full({1, 8, 2, 2}, 1.0);
  const Tensor guided = guide(with, without, 4.0, 3);
  EXPECT_EQ(guided[0][2][0][0].item<float>(), 9.0F);
  EXPECT_EQ(guided[0][3][0][0].item<float>(), 3.0F);
  EXPECT_EQ(guided[0][7][1][1].item<float>(), 3.0F);
}

// A model that knows the noise exactly brings every sampler to the clean latent.
TEST(Samplers, ReachTheCleanLatentWhenTheNoiseIsKnown) {
  const Tensor clean = imageNoise(1, NoiseStream::initialLatent, 0, {1, 4, 4, 4}, at::kCPU) * 0.5;
  for (const char* name : {"ancestral", "ddim", "dpmpp2m"}) {
    const auto sampler = makeSampler(name, 50).value();
    Tensor x = imageNoise(2, NoiseStream::initialLatent, 0, {1, 4, 4, 4}, at::kCPU);
    Sampler::History history;
    for (int step = 0; step < sampler->steps(); ++step) {
      // β from 1e-4 to 0.02, as the definition says.
      double bar = 1.0;
      for (std::int64_t t = 0; t <= sampler->timesteps()[static_cast<std::size_t>(step)]; ++t) {
        bar *= 1.0 - (1e-4 + (0.02 - 1e-4) * static_cast<double>(t) / 999.0);
      }
      const Tensor epsilon = (x - std::sqrt(bar) * clean) / std::sqrt(1.0 - bar);
      const Tensor output = at::cat({epsilon, at::zeros_like(epsilon)}, 1);
      const auto noise = [&] {
        return imageNoise(3, NoiseStream::ancestralStep, static_cast<std::uint32_t>(step), x.sizes(),
                          at::kCPU);
      };
      x = sampler->advance(step, x, output, noise, history);
    }
    EXPECT_LT(tests::relativeError(x, clean), 0.03) << name;
  }
}

TEST(Samplers, RefuseImpossibleCounts) {
  for (const auto& [name, steps] : std::vector<std::pair<std::string, int>>{
           {"ancestral", 1}, {"ancestral", 1001}, {"ddim", 0}, {"dpmpp2m", 1001}, {"euler", 10}}) {
    EXPECT_FALSE(makeSampler(name, steps).has_value()) << name << " " << steps;
  }
  EXPECT_TRUE(makeSampler("ddim", 1).has_value());
  EXPECT_TRUE(makeSampler("ancestral", 1000).has_value());
}

}  // namespace
}  // namespace chexgen::engine
