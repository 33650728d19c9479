#include "core/engine/training/diffusion_data.h"

#include <utility>

#include "core/engine/checkpoint/load_weights.h"

namespace chexgen::engine {

using training::Split;

DiffusionData::DiffusionData(training::FeatureStore store)
    : store_(std::move(store)), validation_(store_.rowsIn(Split::validation)) {
  for (std::size_t row = 0; row < store_.rows().size(); ++row) {
    const Split split = store_.rows()[row].split;
    if (training::isLearnedFrom(split)) training_.push_back(row);
  }
}

base::Result<DiffusionSample> DiffusionData::sample(std::size_t row, std::size_t variant) const {
  const auto wide = [](const weights::TensorView& view) { return asTensor(view).to(at::kFloat); };
  DiffusionSample sample;
  CHEXGEN_ASSIGN(const auto latent, store_.latent(row, variant));
  sample.latent = wide(latent);
  if (!store_.index().conditions.empty()) {
    CHEXGEN_ASSIGN(const auto condition, store_.condition(row, variant));
    sample.condition = wide(condition);
  }
  if (store_.index().captionWidth > 0) {
    CHEXGEN_ASSIGN(const auto caption, store_.caption(row));
    sample.caption = wide(caption);
  }
  return sample;
}

}  // namespace chexgen::engine
