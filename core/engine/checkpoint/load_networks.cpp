#include "core/engine/checkpoint/load_networks.h"

#include <functional>
#include <vector>

#include "core/weights/file_check.h"
#include "core/weights/tensor_store.h"

namespace chexgen::engine {
namespace {

base::Result<WeightMap> load(const std::filesystem::path& file,
                             std::span<const weights::ExpectedTensor> expected, weights::NetworkKind kind,
                             const std::function<Tensor(const Tensor&)>& convert) {
  CHEXGEN_ASSIGN(const auto store, weights::openTensors(file, kind));
  CHEXGEN_ASSIGN(const auto mapped, weights::resolve(store, expected, kind));
  WeightMap loaded;
  for (const auto& [key, tensor] : mapped.tensors) {
    std::vector<Tensor> parts;
    for (const weights::TensorView& part : tensor.parts) parts.push_back(asTensor(part));
    loaded[key] = convert(parts.size() == 1 ? parts.front() : at::cat(parts));
  }
  return loaded;
}

}  // namespace

base::Result<WeightMap> loadWeights(const std::filesystem::path& folder, const weights::ManifestFile& file,
                                    std::span<const weights::ExpectedTensor> expected,
                                    weights::NetworkKind kind, const Placement& placement) {
  CHEXGEN_ASSIGN(const auto path, weights::checkedFile(folder, file));
  return load(path, expected, kind, [&](const Tensor& tensor) { return place(tensor, placement); });
}

base::Result<WeightMap> mapWeights(const std::filesystem::path& folder, const weights::ManifestFile& file,
                                   std::span<const weights::ExpectedTensor> expected,
                                   weights::NetworkKind kind, at::Device device) {
  CHEXGEN_ASSIGN(const auto path, weights::checkedFile(folder, file));
  return mapLooseWeights(path, expected, kind, device);
}

base::Result<WeightMap> mapLooseWeights(const std::filesystem::path& file,
                                        std::span<const weights::ExpectedTensor> expected,
                                        weights::NetworkKind kind, at::Device device) {
  return load(file, expected, kind, [&](const Tensor& tensor) { return tensor.to(device); });
}

}  // namespace chexgen::engine
