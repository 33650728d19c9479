// ResNet and DenseNet, in the arithmetic of torchvision.
#pragma once

#include "core/downstream/classifier_architecture.h"
#include "core/engine/tensor.h"

namespace chexgen::engine {

enum class NetworkMode {
  evaluation,  // batch norm by the statistics that were kept
  training     // batch norm by the batch; the kept statistics move a tenth of the way towards it
};

struct ClassifierOutput {
  Tensor logits;  // [N, outputs] fp32
  Tensor pooled;  // [N, featuresOf] fp32: what the last layer reads
  Tensor maps;    // [N, featuresOf, h, w]: the same before pooling
};

class Classifier {
 public:
  // `weights` by the keys of downstream::expectedTensors, shared and not copied; counters may be missing.
  // Training changes the running statistics in place.
  Classifier(const downstream::ClassifierArchitecture& architecture, WeightMap weights);

  // x [N, channels, h, w], of at least 32 × 32 pixels. Convolutions compute in the type of x (fp32 or bf16),
  // with the weights converted to it.
  [[nodiscard]] ClassifierOutput operator()(const Tensor& x, NetworkMode mode) const;

  [[nodiscard]] const downstream::ClassifierArchitecture& architecture() const { return architecture_; }

 private:
  [[nodiscard]] Tensor residualFeatures(const Tensor& x, NetworkMode mode) const;
  [[nodiscard]] Tensor denseFeatures(const Tensor& x, NetworkMode mode) const;
  [[nodiscard]] Tensor residualBlock(const Tensor& x, const std::string& name, std::int64_t stride,
                                     NetworkMode mode) const;
  [[nodiscard]] Tensor convolution(const Tensor& x, const std::string& name, std::int64_t stride,
                                   std::int64_t padding) const;
  [[nodiscard]] Tensor norm(const Tensor& x, const std::string& name, NetworkMode mode) const;

  downstream::ClassifierArchitecture architecture_;
  WeightMap weights_;
};

// Binary cross-entropy of logits over the labels that are at least 0, divided by their number; 0 when there
// is none. `positiveWeight` [outputs] multiplies the term of positives; undefined: 1.
[[nodiscard]] Tensor maskedBinaryLoss(const Tensor& logits, const Tensor& labels,
                                      const Tensor& positiveWeight = {});

}  // namespace chexgen::engine
