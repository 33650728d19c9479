// A back end without a model: its pictures depend on the seed alone, and tests can look in at every step.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "core/jobs/backend.h"

namespace chexgen::tests {

// A recipe as a user leaves it: a report, a seed, the rest open.
[[nodiscard]] imaging::Recipe askFor(std::uint64_t seed, int steps = 0);

class FakeBackend : public jobs::Backend {
 public:
  // `modelLoaded`: as if load() had been called.
  explicit FakeBackend(bool modelLoaded = true) : loaded_(modelLoaded) {}

  base::Result<jobs::ModelInfo> load(const std::filesystem::path& model, const jobs::ModelOptions& options,
                                     const weights::CheckWatch& watch) override;
  base::Result<imaging::Recipe> complete(const imaging::Recipe& recipe) const override;
  base::Result<std::vector<jobs::GeneratedImage>> generate(
      std::span<const imaging::Recipe> recipes, const std::function<void(const jobs::StepProgress&)>& onStep,
      const base::CancelToken& cancel) override;

  // Called before each step with the recipe and the number of steps done; may wait, kill, or throw.
  std::function<void(const imaging::Recipe&, int)> beforeStep;
  // Called for each image that is finished but not yet handed out.
  std::function<void(const imaging::Recipe&)> onMade;
  std::set<std::uint64_t> brokenSeeds;  // fail with numericalFailure
  std::size_t largestBatch = 0;
  std::size_t made = 0;

 private:
  bool loaded_;
};

[[nodiscard]] imaging::Image8 fakePixels(const imaging::Recipe& recipe);

}  // namespace chexgen::tests
