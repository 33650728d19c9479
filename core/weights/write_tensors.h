// Streams a network's weights into one safetensors file, converting on the way.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/weights/architecture.h"
#include "core/weights/key_maps.h"
#include "core/weights/safetensors_writer.h"

namespace chexgen::weights {

// How weights are stored. `keep` leaves every tensor as it is in the source.
enum class StoredType { keep, bf16, fp16, fp32 };

// The type that a tensor of `type` gets; only floating types change.
[[nodiscard]] DataType storedAs(DataType type, StoredType wanted);

// Called with the number of bytes that were written since the last call.
using ByteCount = std::function<void(std::uint64_t bytes)>;

// How many bytes of data writeTensors will write.
[[nodiscard]] std::uint64_t bytesToWrite(const MappedTensors& tensors, StoredType wanted);

// Writes the tensors that are there, in the order of `expected` (wider types first, so that all stay
// aligned). Memory stays at a few megabytes: pages of the source are given back after use. `cancelled`
// between two pieces; numericalFailure when a weight is NaN or infinite, or does not fit into fp16.
[[nodiscard]] base::Result<WrittenFile> writeTensors(
    const std::filesystem::path& path, const MappedTensors& tensors, std::span<const ExpectedTensor> expected,
    StoredType wanted, std::map<std::string, std::string> metadata, const ByteCount& onBytes,
    const base::CancelToken& cancel);

// Whether both hold the same values under the same keys, compared in the coarser type of each pair. Keys in
// `except` are not looked at. Gives the first key that differs, or an empty text.
[[nodiscard]] base::Result<std::string> firstDifference(const MappedTensors& a, const MappedTensors& b,
                                                        std::span<const std::string> except,
                                                        const base::CancelToken& cancel);

}  // namespace chexgen::weights
