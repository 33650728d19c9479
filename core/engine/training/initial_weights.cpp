#include "core/engine/training/initial_weights.h"

#include <cmath>
#include <functional>
#include <string>
#include <string_view>

#include "core/engine/model/transformer.h"
#include "core/engine/training/randomness.h"

namespace chexgen::engine {
namespace {

double fanIn(const std::vector<std::int64_t>& shape) {
  double product = 1;
  for (std::size_t i = 1; i < shape.size(); ++i) product *= static_cast<double>(shape[i]);
  return product;
}

// Draws one network's weights, each from a stream of its own.
class Drawer {
 public:
  explicit Drawer(std::uint64_t seed) : seed_(seed) {}

  Tensor normal(const std::vector<std::int64_t>& shape, double deviation) {
    return trainingNormal(seed_, TrainingStream::initialWeights, next_++, shape) * deviation;
  }

  Tensor uniform(const std::vector<std::int64_t>& shape, double bound) {
    const Tensor values = at::empty(shape, at::kFloat);
    const auto random = trainingStream(seed_, TrainingStream::initialWeights, next_++);
    auto* data = values.data_ptr<float>();
    for (std::int64_t i = 0; i < values.numel(); ++i) {
      data[i] = static_cast<float>(bound * (2.0 * random.uniform(static_cast<std::uint64_t>(i)) - 1.0));
    }
    return values;
  }

  // Glorot and Bengio, AISTATS 2010, for a weight [out, in, ...] seen as a matrix.
  Tensor xavier(const std::vector<std::int64_t>& shape) {
    return uniform(shape, std::sqrt(6.0 / (static_cast<double>(shape[0]) + fanIn(shape))));
  }

 private:
  std::uint64_t seed_;
  std::uint64_t next_ = 0;
};

bool isNormScale(std::string_view key) {
  for (const std::string_view ending : {"norm.weight", "norm1.weight", "norm2.weight", "norm_out.weight"}) {
    if (key.ends_with(ending)) return true;
  }
  return false;
}

using Rule = std::function<Tensor(const weights::ExpectedTensor&)>;

WeightMap draw(const std::vector<weights::ExpectedTensor>& expected, const Rule& rule) {
  WeightMap drawn;
  for (const weights::ExpectedTensor& tensor : expected) drawn[tensor.key] = rule(tensor);
  return drawn;
}

}  // namespace

WeightMap initialTransformer(const weights::TransformerArchitecture& architecture, std::uint64_t seed) {
  Drawer drawer(seed);
  const std::int64_t side = architecture.inputSize / architecture.patch;
  return draw(weights::expectedTensors(architecture), [&](const weights::ExpectedTensor& tensor) -> Tensor {
    const std::string_view key = tensor.key;
    if (key == "pos_embed")
      return sinCosPositions(side, side, architecture.width, architecture.positionScale);
    if (key == "y_embedder.y_embedding") {
      return drawer.normal(tensor.shape, 1.0 / std::sqrt(static_cast<double>(architecture.captionWidth)));
    }
    if (key.ends_with("_table")) {
      return drawer.normal(tensor.shape, 1.0 / std::sqrt(static_cast<double>(architecture.width)));
    }
    const bool startsAtZero = key.starts_with("final_layer.") || key.find("cross_attn.proj.") != key.npos;
    if (startsAtZero || key.ends_with(".bias")) return at::zeros(tensor.shape);
    if (key.starts_with("t_embedder.") || key.starts_with("t_block.") || key.starts_with("y_embedder.")) {
      return drawer.normal(tensor.shape, 0.02);
    }
    return drawer.xavier(tensor.shape);
  });
}

WeightMap initialVae(const weights::VaeArchitecture& architecture, std::uint64_t seed) {
  Drawer drawer(seed);
  WeightMap drawn = draw(weights::expectedTensors(architecture), [&](const weights::ExpectedTensor& tensor) {
    if (isNormScale(tensor.key)) return at::ones(tensor.shape);
    if (tensor.key.ends_with(".bias")) return at::zeros(tensor.shape);
    return drawer.uniform(tensor.shape, 1.0 / std::sqrt(fanIn(tensor.shape)));
  });
  Tensor& last = drawn.at("decoder.conv_out.weight");
  last = last.narrow(0, 0, 1).expand_as(last).contiguous();
  return drawn;
}

WeightMap initialTextEncoder(const weights::TextEncoderArchitecture& architecture, std::uint64_t seed) {
  Drawer drawer(seed);
  const auto width = static_cast<double>(architecture.width);
  const double inner = static_cast<double>(architecture.heads * architecture.headWidth);
  return draw(weights::expectedTensors(architecture), [&](const weights::ExpectedTensor& tensor) -> Tensor {
    const std::string_view key = tensor.key;
    if (key.ends_with("norm.weight")) return at::ones(tensor.shape);
    if (key.ends_with("relative_attention_bias.weight"))
      return drawer.normal(tensor.shape, 1 / std::sqrt(width));
    if (key.ends_with("shared.weight")) return drawer.normal(tensor.shape, 1.0);
    // Attention is not divided by the root of the head's width: the query weights carry that.
    if (key.ends_with("SelfAttention.q.weight")) {
      return drawer.normal(tensor.shape, 1 / std::sqrt(width * static_cast<double>(architecture.headWidth)));
    }
    if (key.ends_with("SelfAttention.o.weight")) return drawer.normal(tensor.shape, 1 / std::sqrt(inner));
    if (key.ends_with(".wo.weight")) {
      return drawer.normal(tensor.shape, 1 / std::sqrt(static_cast<double>(architecture.feedForward)));
    }
    return drawer.normal(tensor.shape, 1 / std::sqrt(width));
  });
}

WeightMap initialControl(const weights::ControlArchitecture& control,
                         const weights::TransformerArchitecture& architecture, const WeightMap& base) {
  constexpr std::string_view copied = "copied_block.";
  return draw(weights::expectedTensors(control, architecture), [&](const weights::ExpectedTensor& tensor) {
    const auto at = tensor.key.find(copied);
    if (at == tensor.key.npos) return at::zeros(tensor.shape);
    // controlnet.N.copied_block.REST comes from blocks.N.REST.
    const std::string number = tensor.key.substr(std::string_view("controlnet.").size(),
                                                 at - std::string_view("controlnet.").size());
    return base.at("blocks." + number + tensor.key.substr(at + copied.size()))
        .detach()
        .to(at::kFloat)
        .clone();
  });
}

}  // namespace chexgen::engine
