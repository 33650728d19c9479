#include "tests/engine/golden_weights.h"

#include <stdexcept>
#include <vector>

#include "core/engine/checkpoint/load_networks.h"
#include "core/engine/checkpoint/save_weights.h"
#include "core/weights/infer_architecture.h"

namespace chexgen::tests {
namespace {

template <class T>
T valueOrThrow(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::describe(result.error()));
  return std::move(*result);
}

// What a reader knows of a folder before it builds a network.
struct Source {
  Source(const std::filesystem::path& folder, weights::NetworkKind kind)
      : store(valueOrThrow(weights::openTensors(folder))),
        config(valueOrThrow(weights::configBeside(folder, kind))) {}
  weights::TensorStore store;
  base::Json config;
};

engine::WeightMap loadLoose(const std::filesystem::path& folder,
                            const std::vector<weights::ExpectedTensor>& expected, weights::NetworkKind kind) {
  return engine::converted(valueOrThrow(engine::mapLooseWeights(folder, expected, kind, at::kCPU)),
                           at::kFloat);
}

}  // namespace

engine::Vae loadVae(const std::filesystem::path& folder) {
  const Source source(folder, weights::NetworkKind::vae);
  const auto architecture = valueOrThrow(weights::inferVae(source.store, source.config));
  return {architecture, loadLoose(folder, weights::expectedTensors(architecture), weights::NetworkKind::vae)};
}

engine::T5Encoder loadT5(const std::filesystem::path& folder, at::ScalarType type) {
  const Source source(folder, weights::NetworkKind::textEncoder);
  const auto architecture = valueOrThrow(weights::inferTextEncoder(source.store, source.config));
  return {architecture,
          valueOrThrow(engine::mapLooseWeights(folder, weights::expectedTensors(architecture),
                                               weights::NetworkKind::textEncoder, at::kCPU)),
          type};
}

engine::Transformer loadTransformer(const std::filesystem::path& folder) {
  const Source source(folder, weights::NetworkKind::transformer);
  const auto architecture = valueOrThrow(weights::inferTransformer(source.store, source.config));
  return {architecture,
          loadLoose(folder, weights::expectedTensors(architecture), weights::NetworkKind::transformer)};
}

}  // namespace chexgen::tests
