// The one place where the wrappings of a checkpoint come off: the dictionaries that training programs put
// around the weights, and the prefixes that wrappers put before their names.
#pragma once

#include <optional>

#include "core/base/error.h"
#include "core/weights/key_maps.h"
#include "core/weights/tensor_tables.h"

namespace chexgen::weights {

// The weights of a network of `wanted` (of any that is known when it is empty) under the names of its own.
//
// A set of weights is found by a name that only this kind of network has, wherever it stands; what stands
// before that name is its prefix ("module.", "_orig_mod.", "model.net.", …). The parts that compilers and
// shards put into the middle of names come off first. Of several sets a moving average goes before raw
// weights, and "state_dict" before other dictionaries; two that still are alike must be the same numbers. A
// name that an average lacks (buffers, frozen weights) is filled from the raw set. Everything that was taken
// off, chosen or passed over stands in `remarks`, and the chosen dictionary in metadata["dictionary"].
//
// Without such a network: the tensors of the first choice among the dictionaries as they are. Fails with
// formatInvalid when two names become one, when the names of one network begin in different ways, and when
// several different sets could be meant; with formatUnsupported as foreignTensors.
[[nodiscard]] base::Result<TensorStore> unwrap(const TensorTables& file,
                                               std::optional<NetworkKind> wanted = {});

}  // namespace chexgen::weights
