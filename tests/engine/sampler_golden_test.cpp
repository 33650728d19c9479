// Whole chains against the release and against diffusers' schedulers.
#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/engine/diffusion/denoiser.h"
#include "core/engine/diffusion/sampler.h"
#include "core/engine/diffusion/schedule.h"
#include "tests/engine/golden_tensors.h"
#include "tests/support/golden.h"

namespace chexgen::engine {
namespace {

using tests::relativeError;

TEST(RespacingGolden, KeepsTheStepsThatTheReleaseKeeps) {
  CHEXGEN_GOLDEN_OR_SKIP(file, "samplers/respacing.json");
  const auto json = base::readJsonFile(file);
  ASSERT_TRUE(json.has_value());
  int compared = 0;
  for (const auto& [sections, steps] : json->items()) {
    if (!steps.is_array() || sections.find_first_not_of("0123456789") != std::string::npos) continue;
    const auto kept = keptSteps(std::stoi(sections));
    if (!kept) {
      EXPECT_EQ(sections, "1") << "only a chain of one step is refused";
      continue;
    }
    EXPECT_EQ(*kept, steps.get<std::vector<int>>()) << sections << " sections";
    ++compared;
  }
  EXPECT_GT(compared, 3);
}

// The golden model and its inputs, one image at a time as the product runs them.
struct Chain {
  explicit Chain(const std::filesystem::path& folder)
      : trace(tests::readTensors(folder / "trace.safetensors")),
        transformer(tests::readGoldenArchitecture(folder / "model.json"),
                    tests::readTensors(folder / "model.pth")),
        captions(tests::captionsOf(trace.at("y"), trace.at("mask"))) {}

  // Runs the chain of image `index`; `noise(step)` is the noise drawn for it; calls `check` after every step.
  Tensor run(std::int64_t index, const Sampler& sampler, Profile profile,
             const std::function<Tensor(int)>& noise,
             const std::function<void(int, const Tensor&)>& check = {}) const {
    const TimeEmbedding time = transformer.embedTime(at::tensor(sampler.timesteps(), at::kLong));
    const Tensor& caption = captions[static_cast<std::size_t>(index)];
    const Denoiser denoiser(transformer, nullptr, time, {.profile = profile, .scale = 4.0}, caption,
                            transformer.nullCaption(caption.size(0)), std::nullopt);
    Tensor x = trace.at("x_T").narrow(0, index, 1);
    Sampler::History history;
    for (int step = 0; step < sampler.steps(); ++step) {
      x = sampler.advance(
          step, x, denoiser.predict(x, step), [&] { return noise(step); }, history);
      if (check) check(step, x);
    }
    return x;
  }

  [[nodiscard]] std::int64_t images() const { return trace.at("x_T").size(0); }

  WeightMap trace;
  Transformer transformer;
  std::vector<Tensor> captions;
};

struct AncestralCase {
  std::string name;
  Profile profile;
};

class AncestralGolden : public ::testing::TestWithParam<AncestralCase> {};

TEST_P(AncestralGolden, EveryStepOfTheChainMatches) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, "samplers");
  const Chain chain(folder);
  const Tensor noise = chain.trace.at(GetParam().name + ".noise");
  const Tensor states = chain.trace.at(GetParam().name + ".x");
  const auto sampler = makeSampler("ancestral", static_cast<int>(noise.size(0))).value();
  for (std::int64_t image = 0; image < chain.images(); ++image) {
    chain.run(
        image, *sampler, GetParam().profile, [&](int step) { return noise[step].narrow(0, image, 1); },
        [&](int step, const Tensor& x) {
          EXPECT_LT(relativeError(x, states[step].narrow(0, image, 1)), 1e-4)
              << "image " << image << " step " << step;
        });
  }
}

INSTANTIATE_TEST_SUITE_P(Guidance, AncestralGolden,
                         ::testing::Values(AncestralCase{"published10", Profile::published},
                                           AncestralCase{"four10", Profile::studio}),
                         [](const auto& chain) { return chain.param.name; });

TEST(AncestralGoldenLong, AHundredStepsMatch) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, "samplers");
  const Chain chain(folder);
  const Tensor noise = chain.trace.at("published100.noise");
  const auto sampler = makeSampler("ancestral", static_cast<int>(noise.size(0))).value();
  for (std::int64_t image = 0; image < chain.images(); ++image) {
    const Tensor x = chain.run(image, *sampler, Profile::published,
                               [&](int step) { return noise[step].narrow(0, image, 1); });
    EXPECT_LT(relativeError(x, chain.trace.at("published100.x_final").narrow(0, image, 1)), 1e-3) << image;
  }
}

struct DeterministicCase {
  std::string key;
  std::string sampler;
};

class DeterministicGolden : public ::testing::TestWithParam<DeterministicCase> {};

TEST_P(DeterministicGolden, TimestepsAndResultMatch) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, "samplers");
  const Chain chain(folder);
  // The number of steps is in the key ("ddim20"): take it from the trace, whichever it is.
  const Tensor expected = chain.trace.at(GetParam().key + ".timesteps");
  const auto sampler = makeSampler(GetParam().sampler, static_cast<int>(expected.numel())).value();
  EXPECT_TRUE(at::equal(at::tensor(sampler->timesteps(), at::kLong), expected));
  for (std::int64_t image = 0; image < chain.images(); ++image) {
    const Tensor x = chain.run(image, *sampler, Profile::studio,
                               [](int) -> Tensor { throw std::logic_error("no noise here"); });
    EXPECT_LT(relativeError(x, chain.trace.at(GetParam().key + ".x_final").narrow(0, image, 1)), 1e-4)
        << image;
  }
}

INSTANTIATE_TEST_SUITE_P(Solver, DeterministicGolden,
                         ::testing::Values(DeterministicCase{"ddim20", "ddim"},
                                           DeterministicCase{"dpmpp2m20", "dpmpp2m"}),
                         [](const auto& solver) { return solver.param.sampler; });

}  // namespace
}  // namespace chexgen::engine
