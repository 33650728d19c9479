#include "tests/engine/formula_weights.h"

#include <array>
#include <cmath>
#include <stdexcept>

namespace chexgen::tests {
namespace {

std::uint32_t crc32(const std::string& text) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

std::uint32_t mixed(std::uint32_t h) {  // murmur3's finaliser
  h ^= h >> 16U;
  h *= 0x85EBCA6BU;
  h ^= h >> 13U;
  h *= 0xC2B2AE35U;
  return h ^ (h >> 16U);
}

// What a value in (-1, 1) becomes under this key: scale and offset.
struct Rule {
  double scale = 0;
  double offset = 0;
  bool halfRange = false;  // by u in (0, 1) instead
};

Rule ruleOf(const std::string& key, at::IntArrayRef shape, double gain) {
  if (key.ends_with("running_mean")) return {.scale = 0.1};
  if (key.ends_with("running_var")) return {.scale = 0.5, .offset = 1, .halfRange = true};
  if (key.ends_with("position_embedding.weight")) return {.scale = 0.02};
  if (key.ends_with("bias")) return {.scale = 0.1};
  if (key.ends_with("weight") && shape.size() == 1) return {.scale = 0.1, .offset = 1};
  if (key.ends_with("weight")) {
    std::int64_t elements = 1;
    for (const std::int64_t size : shape) elements *= size;
    return {.scale = std::sqrt(3.0 / static_cast<double>(elements / shape[0])) * gain};
  }
  return {.scale = 0.02};
}

}  // namespace

std::uint32_t formulaHash(const std::string& key, std::uint64_t index) {
  return mixed(static_cast<std::uint32_t>(index) + crc32(key));
}

at::Tensor formulaTensor(const std::string& key, at::IntArrayRef shape, double gain) {
  if (key.ends_with("num_batches_tracked")) return at::zeros(shape, at::kLong);
  const at::Tensor tensor = at::empty(shape, at::kFloat);
  const Rule rule = ruleOf(key, shape, gain);
  const std::uint32_t base = crc32(key);
  auto* data = tensor.data_ptr<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    const double u = mixed(static_cast<std::uint32_t>(i) + base) / 4294967296.0;
    data[i] = static_cast<float>(rule.offset + rule.scale * (rule.halfRange ? u : 2 * u - 1));
  }
  return tensor;
}

engine::WeightMap formulaWeights(std::span<const weights::ExpectedTensor> expected, double gain) {
  engine::WeightMap all;
  for (const auto& tensor : expected) all[tensor.key] = formulaTensor(tensor.key, tensor.shape, gain);
  return all;
}

std::map<std::string, std::vector<std::int64_t>> keyList(const base::Json& json) {
  return json.get<std::map<std::string, std::vector<std::int64_t>>>();
}

base::Json readGoldenJson(const std::filesystem::path& file) {
  auto json = base::readJsonFile(file);
  if (!json) throw std::runtime_error(base::describe(json.error()));
  return *json;
}

}  // namespace chexgen::tests
