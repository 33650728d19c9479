// The networks of a model folder, checked against the manifest and ready to run.
#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "core/base/error.h"
#include "core/engine/checkpoint/load_weights.h"
#include "core/weights/key_maps.h"
#include "core/weights/manifest.h"

namespace chexgen::engine {

// Every expected weight of a model's file under the project's own keys, moved and converted. The file is
// compared with model.json first (weights::checkedFile). Optional keys that it lacks are absent from the map.
// Fails with the errors of the check and of the readers, which name key and shapes.
[[nodiscard]] base::Result<WeightMap> loadWeights(const std::filesystem::path& folder,
                                                  const weights::ManifestFile& file,
                                                  std::span<const weights::ExpectedTensor> expected,
                                                  weights::NetworkKind kind, const Placement& placement);

// As loadWeights, but each weight keeps the type that the file has, mapped and not copied where possible: for
// networks that convert a layer at a time.
[[nodiscard]] base::Result<WeightMap> mapWeights(const std::filesystem::path& folder,
                                                 const weights::ManifestFile& file,
                                                 std::span<const weights::ExpectedTensor> expected,
                                                 weights::NetworkKind kind, at::Device device);

// As mapWeights of a file that belongs to no model, so that nothing tells whether it is whole.
[[nodiscard]] base::Result<WeightMap> mapLooseWeights(const std::filesystem::path& file,
                                                      std::span<const weights::ExpectedTensor> expected,
                                                      weights::NetworkKind kind, at::Device device);

}  // namespace chexgen::engine
