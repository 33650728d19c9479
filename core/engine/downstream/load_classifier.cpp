#include "core/engine/downstream/load_classifier.h"

#include "core/engine/checkpoint/load_weights.h"

namespace chexgen::engine {

base::Result<LoadedClassifier> loadClassifier(const std::filesystem::path& file,
                                              const downstream::ClassifierArchitecture& wanted,
                                              bool mayReplaceHead) {
  CHEXGEN_ASSIGN(const auto store, weights::openTensors(file));
  CHEXGEN_ASSIGN(auto found, downstream::classifierTensors(store, wanted, mayReplaceHead));
  LoadedClassifier loaded{
      .remarks = store.remarks, .thresholds = std::move(found.thresholds), .headLeftOut = found.headLeftOut};
  loaded.remarks.insert(loaded.remarks.end(), found.remarks.begin(), found.remarks.end());
  for (const auto& [key, view] : found.tensors) {
    const Tensor stored = asTensor(view);
    const Tensor whole = stored.is_floating_point() ? stored.to(at::kFloat) : stored;
    loaded.weights[key] = key == found.foldedKey ? whole.sum(1, true) : whole.clone();
  }
  return loaded;
}

}  // namespace chexgen::engine
