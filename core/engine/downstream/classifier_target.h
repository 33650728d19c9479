// A classifier being trained, as the training loop sees it.
#pragma once

#include <vector>

#include "core/downstream/augmentation.h"
#include "core/downstream/classifier_architecture.h"
#include "core/engine/compute.h"
#include "core/engine/training/target.h"

namespace chexgen::engine {

// Radiographs in memory, and what is asked of them.
struct LabelledPictures {
  Tensor pictures;  // [N, size, size] uint8
  Tensor labels;    // [N, outputs] fp32: 1, 0, or −1 where it is not known
};

struct ClassifierTargetSettings {
  downstream::AugmentSettings augment;
  double mean = 0.5, deviation = 0.25;  // the network reads (grey / 255 − mean) / deviation
  Tensor positiveWeight;                // [outputs]; undefined: 1
  std::optional<SgdSettings> sgd;       // else AdamW
  std::uint64_t seed = 0;
};

// For each output (negatives / positives) of the training labels, at most 100; 1 where one kind is missing.
[[nodiscard]] Tensor balancingWeights(const Tensor& labels);

class ClassifierTarget final : public Target {
 public:
  // `initial` holds every weight but counters. The groups are "network" and "statistics" (of batch norm,
  // which nothing but the passes themselves changes).
  ClassifierTarget(const downstream::ClassifierArchitecture& architecture, const WeightMap& initial,
                   LabelledPictures training, LabelledPictures validation, ClassifierTargetSettings settings,
                   const Compute& compute);

  std::vector<ParameterGroup>& groups() override { return groups_; }
  [[nodiscard]] std::size_t trainingRows() const override;
  [[nodiscard]] std::size_t validationRows() const override;
  [[nodiscard]] double ordinaryLoss() const override { return 5; }
  base::Result<LossParts> backward(std::span<const TrainingSample> batch, std::int64_t step,
                                   double share) override;
  base::Result<LossParts> validate(std::size_t rows,
                                   const std::map<std::string, WeightMap>& averages) override;

  // All weights under their keys, those of the statistics among them; shared with the training.
  [[nodiscard]] WeightMap weights() const;
  // The pictures of a batch as the network sees them, changed as their positions say.
  [[nodiscard]] Tensor batchOf(std::span<const TrainingSample> batch) const;

 private:
  downstream::ClassifierArchitecture architecture_;
  ClassifierTargetSettings settings_;
  Compute compute_;
  LabelledPictures training_, validation_;
  std::vector<ParameterGroup> groups_;
};

// Probabilities [N, outputs] fp64 of pictures [N, size, size] uint8.
[[nodiscard]] Tensor classifierScores(const downstream::ClassifierArchitecture& architecture,
                                      const WeightMap& weights, const Tensor& pictures, double mean,
                                      double deviation, const Compute& compute);

// How a classifier starts that is trained from nothing: He's normal rule for convolutions, ones and zeros for
// norms, torch's uniform rule for the last layer. The same seed gives the same weights.
[[nodiscard]] WeightMap initialClassifier(const downstream::ClassifierArchitecture& architecture,
                                          std::uint64_t seed);

}  // namespace chexgen::engine
