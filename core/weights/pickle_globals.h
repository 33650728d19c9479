// The names that a pickle of weights may mention. Each stands for a way to keep plain data; none is ever run.
#pragma once

#include <optional>
#include <string_view>

#include "core/weights/tensor_store.h"

namespace chexgen::weights {

enum class GlobalRole {
  rebuildTensor,       // torch._utils._rebuild_tensor_v2
  rebuildTypedTensor,  // torch._utils._rebuild_tensor_v3: tells the type of the numbers beside the storage
  rebuildParameter,    // torch._utils._rebuild_parameter, also with state: wraps a tensor
  rebuildFromType,     // torch._tensor._rebuild_from_type_v2: one of the first two with attributes
  dictionary,          // OrderedDict and the like
  list,                // set and frozenset
  tuple,               // torch.Size
  storage,             // torch.FloatStorage and the like
  opaque,              // numpy scalars, torch.float32, argparse.Namespace, …: inert, kept as "something"
};

// The role of the global `module` "." `name`; nothing when it is not on the whitelist.
[[nodiscard]] std::optional<GlobalRole> roleOfGlobal(std::string_view module, std::string_view name);

// The element type that torch calls `name` ("float32", "half"); nothing for those that are not read here.
[[nodiscard]] std::optional<DataType> typeNamed(std::string_view name);

// The element type of a storage class such as "FloatStorage"; nothing for those that hold no plain numbers
// (complex, quantised).
[[nodiscard]] std::optional<DataType> typeOfStorage(std::string_view className);

}  // namespace chexgen::weights
