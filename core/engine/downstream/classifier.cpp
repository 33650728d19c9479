#include "core/engine/downstream/classifier.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/model/layers.h"

namespace chexgen::engine {
namespace {

constexpr double normEpsilon = 1e-5;
constexpr double normMomentum = 0.1;

}  // namespace

Classifier::Classifier(const downstream::ClassifierArchitecture& architecture, WeightMap weights)
    : architecture_(architecture), weights_(std::move(weights)) {}

Tensor Classifier::convolution(const Tensor& x, const std::string& name, std::int64_t stride,
                               std::int64_t padding) const {
  return at::conv2d(x, weightAt(weights_, name + ".weight").to(x.scalar_type()), {}, stride, padding);
}

Tensor Classifier::norm(const Tensor& x, const std::string& name, NetworkMode mode) const {
  const bool training = mode == NetworkMode::training;
  if (training) {
    const auto counter = weights_.find(name + ".num_batches_tracked");
    if (counter != weights_.end()) Tensor(counter->second).add_(1);
  }
  return at::batch_norm(x, weightAt(weights_, name + ".weight"), weightAt(weights_, name + ".bias"),
                        weightAt(weights_, name + ".running_mean"), weightAt(weights_, name + ".running_var"),
                        training, normMomentum, normEpsilon, true);
}

Tensor Classifier::residualBlock(const Tensor& x, const std::string& name, std::int64_t stride,
                                 NetworkMode mode) const {
  Tensor out;
  if (downstream::hasBottlenecks(architecture_.family)) {
    // torchvision strides in the 3 × 3 convolution, not in the first as the paper does.
    out = at::relu(norm(convolution(x, name + ".conv1", 1, 0), name + ".bn1", mode));
    out = at::relu(norm(convolution(out, name + ".conv2", stride, 1), name + ".bn2", mode));
    out = norm(convolution(out, name + ".conv3", 1, 0), name + ".bn3", mode);
  } else {
    out = at::relu(norm(convolution(x, name + ".conv1", stride, 1), name + ".bn1", mode));
    out = norm(convolution(out, name + ".conv2", 1, 1), name + ".bn2", mode);
  }
  const std::string shortcut = name + ".downsample";
  if (!weights_.contains(shortcut + ".0.weight")) return at::relu(out + x);
  return at::relu(out + norm(convolution(x, shortcut + ".0", stride, 0), shortcut + ".1", mode));
}

Tensor Classifier::residualFeatures(const Tensor& x, NetworkMode mode) const {
  Tensor out = at::relu(norm(convolution(x, "conv1", 2, 3), "bn1", mode));
  out = at::max_pool2d(out, 3, 2, 1);
  const auto blocks = downstream::blocksOf(architecture_.family);
  for (std::size_t stage = 0; stage < blocks.size(); ++stage)
    for (std::int64_t block = 0; block < blocks[stage]; ++block) {
      const std::string name = "layer" + std::to_string(stage + 1) + "." + std::to_string(block);
      out = residualBlock(out, name, stage > 0 && block == 0 ? 2 : 1, mode);
    }
  return out;
}

Tensor Classifier::denseFeatures(const Tensor& x, NetworkMode mode) const {
  Tensor out = at::relu(norm(convolution(x, "features.conv0", 2, 3), "features.norm0", mode));
  out = at::max_pool2d(out, 3, 2, 1);
  const auto blocks = downstream::blocksOf(architecture_.family);
  for (std::size_t stage = 0; stage < blocks.size(); ++stage) {
    const std::string number = std::to_string(stage + 1);
    std::vector<Tensor> parts{out};
    for (std::int64_t layer = 1; layer <= blocks[stage]; ++layer) {
      const std::string name = "features.denseblock" + number + ".denselayer" + std::to_string(layer);
      const Tensor narrow =
          convolution(at::relu(norm(at::cat(parts, 1), name + ".norm1", mode)), name + ".conv1", 1, 0);
      parts.push_back(convolution(at::relu(norm(narrow, name + ".norm2", mode)), name + ".conv2", 1, 1));
    }
    out = at::cat(parts, 1);
    if (stage + 1 == blocks.size()) break;
    const std::string name = "features.transition" + number;
    out = at::avg_pool2d(convolution(at::relu(norm(out, name + ".norm", mode)), name + ".conv", 1, 0), 2);
  }
  return at::relu(norm(out, "features.norm5", mode));
}

ClassifierOutput Classifier::operator()(const Tensor& x, NetworkMode mode) const {
  ClassifierOutput output;
  output.maps =
      downstream::isDense(architecture_.family) ? denseFeatures(x, mode) : residualFeatures(x, mode);
  output.pooled = output.maps.mean({2, 3}, false, at::kFloat);
  output.logits = Linear(weights_, std::string(downstream::headOf(architecture_.family)))(output.pooled);
  return output;
}

Tensor maskedBinaryLoss(const Tensor& logits, const Tensor& labels, const Tensor& positiveWeight) {
  const Tensor known = labels.ge(0);
  const auto count = known.sum().item<double>();
  const std::optional<Tensor> weight =
      positiveWeight.defined() ? std::optional<Tensor>(positiveWeight) : std::nullopt;
  const Tensor terms =
      at::binary_cross_entropy_with_logits(logits, labels.clamp_min(0), {}, weight, at::Reduction::None);
  return (terms * known).sum() / std::max(count, 1.0);
}

}  // namespace chexgen::engine
