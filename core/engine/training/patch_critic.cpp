#include "core/engine/training/patch_critic.h"

#include <cmath>
#include <string>

#include "core/engine/model/layers.h"
#include "core/engine/training/randomness.h"

namespace chexgen::engine {
namespace {

constexpr double slope = 0.2;
constexpr std::int64_t criticNormGroups = 8;
// Apart from the streams of the network that it judges.
constexpr std::uint64_t criticNumbers = 1U << 20U;

struct CriticLayer {
  std::int64_t in, out, kernel, stride;  // in units of the width; 0 stands for one channel
};
constexpr CriticLayer criticLayers[] = {{0, 1, 4, 2}, {1, 2, 4, 2}, {2, 4, 4, 2}, {4, 4, 3, 1}, {4, 0, 3, 1}};

}  // namespace

WeightMap initialCritic(std::int64_t width, std::uint64_t seed) {
  WeightMap critic;
  std::uint64_t index = 0;
  for (const CriticLayer& layer : criticLayers) {
    const std::int64_t in = layer.in == 0 ? 1 : layer.in * width;
    const std::int64_t out = layer.out == 0 ? 1 : layer.out * width;
    const std::string key = "layers." + std::to_string(index);
    const double deviation = std::sqrt(2.0 / static_cast<double>(in * layer.kernel * layer.kernel));
    critic[key + ".weight"] = trainingNormal(seed, TrainingStream::initialWeights, criticNumbers + index,
                                             {out, in, layer.kernel, layer.kernel}) *
                              deviation;
    critic[key + ".bias"] = at::zeros({out});
    ++index;
  }
  return critic;
}

Criticism criticise(const WeightMap& critic, const Tensor& image) {
  Criticism result;
  Tensor x = image;
  std::size_t index = 0;
  for (const CriticLayer& layer : criticLayers) {
    const std::string key = "layers." + std::to_string(index);
    x = at::conv2d(x, weightAt(critic, key + ".weight"), weightAt(critic, key + ".bias"), layer.stride, 1);
    if (layer.out == 0) break;
    if (index > 0) x = at::group_norm(x, criticNormGroups);
    x = at::leaky_relu(x, slope);
    result.features.push_back(x);
    ++index;
  }
  result.score = x;
  return result;
}

}  // namespace chexgen::engine
