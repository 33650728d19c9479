// Training of the denoiser: the transformer itself, adapters beside it, or a control branch on top of it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/compute.h"
#include "core/engine/training/diffusion_data.h"
#include "core/engine/training/target.h"
#include "core/weights/architecture.h"

namespace chexgen::engine {

struct DiffusionTargetSettings {
  double captionDropout = 0.1;  // how often the null caption stands in for a caption
  bool gradientCheckpointing = false;
  double loraAlpha = 16;
  double textLearningRateFactor = 1.0;
  std::uint64_t seed = 0;
};

// A small text encoder that learns with the transformer.
struct JointTextEncoder {
  weights::TextEncoderArchitecture architecture;
  WeightMap initial;
  std::vector<std::vector<std::int64_t>> ids;  // of each row of the data: its real tokens
};

// What learns. Exactly one of the three; with `lora` or `control` the base stays as it is.
enum class Learner { transformer, lora, control };

struct DiffusionNetworks {
  weights::TransformerArchitecture architecture;
  WeightMap base;  // fp32, under the project's keys
  Learner learner = Learner::transformer;
  WeightMap initial;  // of the adapter or the branch
  weights::ControlArchitecture control;
  std::optional<JointTextEncoder> text;  // only with Learner::transformer
};

// The hybrid loss on an encoded data set, batch means. Groups: "transformer" (and "text_encoder"), "lora" or
// "control". The position table is computed, not learned.
class DiffusionTarget final : public Target {
 public:
  DiffusionTarget(DiffusionNetworks networks, DiffusionData data, const DiffusionTargetSettings& settings,
                  const Compute& compute);

  std::vector<ParameterGroup>& groups() override { return groups_; }
  [[nodiscard]] const DiffusionNetworks& networks() const { return networks_; }
  [[nodiscard]] const DiffusionData& data() const { return data_; }
  [[nodiscard]] std::size_t trainingRows() const override { return data_.training().size(); }
  [[nodiscard]] std::size_t validationRows() const override { return data_.validation().size(); }
  base::Result<LossParts> backward(std::span<const TrainingSample> batch, std::int64_t step,
                                   double share) override;
  base::Result<LossParts> validate(std::size_t rows,
                                   const std::map<std::string, WeightMap>& averages) override;

  // The base with what was learned, as the transformer's weights: from these averages (by group).
  [[nodiscard]] WeightMap transformerWith(const std::map<std::string, WeightMap>& averages) const;

 private:
  // A batch with all its randomness drawn.
  struct Batch {
    Tensor clean, noise, timesteps;
    Tensor condition;               // undefined without control
    std::vector<std::size_t> rows;  // of the store, sorted by caption length
    std::vector<bool> dropped;      // whether the null caption stands in
    std::vector<Tensor> captions;   // undefined where a text encoder gives them
  };

  base::Result<Batch> draw(std::span<const TrainingSample> samples, std::span<const std::size_t> rows,
                           std::uint64_t seed, double captionDropout) const;
  // [N, 8, h, w] for the batch, with these weights of transformer, branch and text encoder.
  [[nodiscard]] Tensor predict(const Batch& batch, const Tensor& noisy, const WeightMap& transformer,
                               const WeightMap& control, const WeightMap& text) const;
  [[nodiscard]] const WeightMap& group(const std::string& name) const;

  DiffusionNetworks networks_;
  DiffusionData data_;
  DiffusionTargetSettings settings_;
  Compute compute_;
  std::vector<ParameterGroup> groups_;
  WeightMap frozen_;  // the transformer's weights that do not learn, in the compute type
};

}  // namespace chexgen::engine
