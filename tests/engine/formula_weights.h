// Weights by formula, as the second golden set has them instead of weight files (formula.json there).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/base/json.h"
#include "core/engine/tensor.h"
#include "core/weights/architecture.h"

namespace chexgen::tests {

// The hash of element `index` of the tensor under `key`.
[[nodiscard]] std::uint32_t formulaHash(const std::string& key, std::uint64_t index);
// One tensor; counters are int64.
[[nodiscard]] at::Tensor formulaTensor(const std::string& key, at::IntArrayRef shape, double gain);
[[nodiscard]] engine::WeightMap formulaWeights(std::span<const weights::ExpectedTensor> expected,
                                               double gain);

// A golden list of keys: {"key": [shape], …}.
[[nodiscard]] std::map<std::string, std::vector<std::int64_t>> keyList(const base::Json& json);

// The file as JSON; throws with the reader's message.
[[nodiscard]] base::Json readGoldenJson(const std::filesystem::path& file);

}  // namespace chexgen::tests
