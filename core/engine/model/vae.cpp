#include "core/engine/model/vae.h"

#include <utility>

#include "core/engine/model/layers.h"

namespace chexgen::engine {
namespace {

constexpr double groupNormEpsilon = 1e-6;

std::string indexed(const std::string& prefix, std::size_t index) {
  return prefix + "." + std::to_string(index);
}

}  // namespace

Tensor LatentDistribution::sample(const Tensor& noise) const {
  return mean + at::exp(0.5 * logVariance) * noise;
}

Vae::Vae(weights::VaeArchitecture architecture, WeightMap weights)
    : architecture_(std::move(architecture)), weights_(std::move(weights)) {}

Tensor Vae::convolve(const Tensor& x, const std::string& key, std::int64_t stride,
                     std::int64_t padding) const {
  return at::conv2d(x, weightAt(weights_, key + ".weight"), weightAt(weights_, key + ".bias"), stride,
                    padding);
}

Tensor Vae::normalise(const Tensor& x, const std::string& key) const {
  return at::group_norm(x, architecture_.normGroups, weightAt(weights_, key + ".weight"),
                        weightAt(weights_, key + ".bias"), groupNormEpsilon);
}

Tensor Vae::residual(const Tensor& x, const std::string& key) const {
  Tensor h = convolve(at::silu(normalise(x, key + ".norm1")), key + ".conv1");
  h = convolve(at::silu(normalise(h, key + ".norm2")), key + ".conv2");
  const std::string shortcut = key + ".conv_shortcut";
  return h + (weights_.contains(shortcut + ".weight") ? convolve(x, shortcut, 1, 0) : x);
}

Tensor Vae::attention(const Tensor& x, const std::string& key) const {
  const auto tokens = [&] {
    return normalise(x, key + ".group_norm").flatten(2).transpose(1, 2).contiguous();
  }();
  const Tensor k = splitHeads(Linear(weights_, key + ".to_k")(tokens), 1);
  const Tensor v = splitHeads(Linear(weights_, key + ".to_v")(tokens), 1);
  const Tensor out =
      Linear(weights_, key + ".to_out.0")(attend(Linear(weights_, key + ".to_q")(tokens), k, v));
  return x + out.transpose(1, 2).reshape(x.sizes());
}

Tensor Vae::middle(const Tensor& x, const std::string& key) const {
  Tensor h = residual(x, key + ".resnets.0");
  if (architecture_.midAttention) h = attention(h, key + ".attentions.0");
  return residual(h, key + ".resnets.1");
}

Tensor Vae::encoderFeatures(const Tensor& image) const {
  Tensor h = convolve(image, "encoder.conv_in");
  const std::size_t blocks = architecture_.blockChannels.size();
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::string key = indexed("encoder.down_blocks", block);
    for (std::int64_t i = 0; i < architecture_.layersPerBlock; ++i) {
      h = residual(h, indexed(key + ".resnets", static_cast<std::size_t>(i)));
    }
    if (block + 1 < blocks) {
      // The layout pads on the right and below only, so that halving keeps the grid aligned.
      h = convolve(at::constant_pad_nd(h, {0, 1, 0, 1}), key + ".downsamplers.0.conv", 2, 0);
    }
  }
  return middle(h, "encoder.mid_block");
}

LatentDistribution Vae::encode(const Tensor& image) const { return latentFrom(encoderFeatures(image)); }

LatentDistribution Vae::latentFrom(const Tensor& features) const {
  Tensor h = convolve(at::silu(normalise(features, "encoder.conv_norm_out")), "encoder.conv_out");
  if (architecture_.quantConvolution) h = convolve(h, "quant_conv", 1, 0);
  const auto moments = h.chunk(2, 1);
  return {.mean = moments[0], .logVariance = moments[1].clamp(-30.0, 20.0)};
}

Tensor Vae::decode(const Tensor& latent) const {
  Tensor h = architecture_.postQuantConvolution ? convolve(latent, "post_quant_conv", 1, 0) : latent;
  h = middle(convolve(h, "decoder.conv_in"), "decoder.mid_block");
  const std::size_t blocks = architecture_.blockChannels.size();
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::string key = indexed("decoder.up_blocks", block);
    for (std::int64_t i = 0; i <= architecture_.layersPerBlock; ++i) {
      h = residual(h, indexed(key + ".resnets", static_cast<std::size_t>(i)));
    }
    if (block + 1 < blocks) {
      h = at::upsample_nearest2d(h, {h.size(2) * 2, h.size(3) * 2});
      h = convolve(h, key + ".upsamplers.0.conv");
    }
  }
  return convolve(at::silu(normalise(h, "decoder.conv_norm_out")), "decoder.conv_out");
}

}  // namespace chexgen::engine
