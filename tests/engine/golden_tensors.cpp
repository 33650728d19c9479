#include "tests/engine/golden_tensors.h"

#include <limits>
#include <stdexcept>

#include "core/base/json.h"
#include "core/engine/checkpoint/load_weights.h"
#include "core/weights/safetensors.h"
#include "core/weights/tensor_store.h"

namespace chexgen::tests {
namespace {

base::Json readJson(const std::filesystem::path& path) {
  auto json = base::readJsonFile(path);
  if (!json) throw std::runtime_error(base::describe(json.error()));
  return *json;
}

}  // namespace

engine::WeightMap readTensors(const std::filesystem::path& path) {
  // Cases are read as they stand; checkpoints, which lie in torch's own form, lose their wrappings.
  auto store =
      path.extension() == ".safetensors" ? weights::openSafetensors(path) : weights::openTensors(path);
  if (!store) throw std::runtime_error(base::describe(store.error()));
  engine::WeightMap tensors;
  for (const auto& [key, view] : store->tensors) tensors[key] = engine::asTensor(view);
  return tensors;
}

double relativeError(const at::Tensor& actual, const at::Tensor& expected) {
  if (actual.sizes() != expected.sizes() || !at::isfinite(actual).all().item<bool>()) {
    return std::numeric_limits<double>::infinity();
  }
  const at::Tensor reference = expected.to(at::kCPU, at::kDouble);
  const double norm = reference.norm().item<double>();
  const double distance = (actual.to(at::kCPU, at::kDouble) - reference).norm().item<double>();
  return norm > 0 ? distance / norm : distance;
}

std::vector<at::Tensor> captionsOf(const at::Tensor& y, const at::Tensor& mask) {
  std::vector<at::Tensor> captions;
  for (std::int64_t i = 0; i < y.size(0); ++i) {
    // A doubled batch (caption, null caption) shares the masks of its first half.
    const auto tokens = mask[i % mask.size(0)].sum().item<std::int64_t>();
    captions.push_back(y[i].reshape({-1, y.size(-1)}).narrow(0, 0, tokens));
  }
  return captions;
}

weights::TransformerArchitecture readGoldenArchitecture(const std::filesystem::path& path) {
  const base::Json json = readJson(path);
  weights::TransformerArchitecture architecture;
  architecture.inputSize = json.at("input_size");
  architecture.patch = json.at("patch_size");
  architecture.width = json.at("hidden_size");
  architecture.depth = json.at("depth");
  architecture.heads = json.at("num_heads");
  architecture.captionWidth = json.at("text_embed_dims");
  architecture.positionScale = json.at("pos_embed_scale");
  architecture.tokens = json.value("token_num", architecture.tokens);
  return architecture;
}

weights::ControlArchitecture readGoldenControl(const std::filesystem::path& path) {
  return {.copiedBlocks = readJson(path).at("copied_blocks")};
}

}  // namespace chexgen::tests
