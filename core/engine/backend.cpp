// The engine behind the interface that worker and jobs use.
#include <utility>

#include "core/engine/generator.h"

namespace chexgen::engine {
namespace {

class EngineBackend final : public jobs::Backend {
 public:
  base::Result<jobs::ModelInfo> load(const std::filesystem::path& model, const jobs::ModelOptions& options,
                                     const weights::CheckWatch& watch) override {
    generator_.reset();  // first, so that two models never need memory at once
    CHEXGEN_ASSIGN(generator_, Generator::load(model, options, watch));
    return generator_->info();
  }

  base::Result<imaging::Recipe> complete(const imaging::Recipe& recipe) const override {
    if (!generator_) return noModel();
    return generator_->complete(recipe);
  }

  base::Result<std::vector<jobs::GeneratedImage>> generate(
      std::span<const imaging::Recipe> recipes, const std::function<void(const jobs::StepProgress&)>& onStep,
      const base::CancelToken& cancel) override {
    if (!generator_) return noModel();
    return generator_->generate(recipes, onStep, cancel);
  }

 private:
  static tl::unexpected<base::Error> noModel() {
    return base::fail(base::ErrorCode::argumentInvalid, "No model is loaded.", {}, "", "Load a model first.");
  }

  std::unique_ptr<Generator> generator_;
};

}  // namespace

std::unique_ptr<jobs::Backend> makeBackend() { return std::make_unique<EngineBackend>(); }

}  // namespace chexgen::engine
