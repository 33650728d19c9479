#include "core/engine/training/lora.h"

#include <cmath>
#include <string>

#include "core/engine/training/randomness.h"

namespace chexgen::engine {
namespace {

const std::string weightEnding = ".weight";
const std::string firstFactor = ".lora_a";
const std::string secondFactor = ".lora_b";
// Apart from the streams of whole networks.
constexpr std::uint64_t loraNumbers = 1U << 21U;

bool isAdapted(const std::string& key, const Tensor& weight) {
  return key.starts_with("blocks.") && key.ends_with(weightEnding) && weight.dim() == 2;
}

}  // namespace

WeightMap initialLora(const WeightMap& base, std::int64_t rank, std::uint64_t seed) {
  WeightMap lora;
  std::uint64_t number = loraNumbers;
  for (const auto& [key, weight] : base) {
    if (!isAdapted(key, weight)) continue;
    const std::string layer = key.substr(0, key.size() - weightEnding.size());
    const double deviation = 1.0 / std::sqrt(static_cast<double>(weight.size(1)));
    lora[layer + firstFactor] =
        trainingNormal(seed, TrainingStream::initialWeights, number++, {rank, weight.size(1)}) * deviation;
    lora[layer + secondFactor] = at::zeros({weight.size(0), rank});
  }
  return lora;
}

WeightMap withLora(const WeightMap& base, const WeightMap& lora, double alpha) {
  WeightMap merged = base;
  for (const auto& [key, first] : lora) {
    if (!key.ends_with(firstFactor)) continue;
    const std::string layer = key.substr(0, key.size() - firstFactor.size());
    const Tensor& second = lora.at(layer + secondFactor);
    const double scale = alpha / static_cast<double>(first.size(0));
    Tensor& weight = merged.at(layer + weightEnding);
    weight = at::add(weight, at::mm(second, first).to(weight.scalar_type()), scale);
  }
  return merged;
}

}  // namespace chexgen::engine
