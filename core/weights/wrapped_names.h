// Names of tensors as wrappers leave them: what can be taken out of their middle, where a network begins in
// them, and whether they speak of a moving average. Used by unwrap.cpp.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/weights/key_maps.h"
#include "core/weights/tensor_tables.h"

namespace chexgen::weights {

struct WrappedTensor {
  std::string name;  // in the file
  TensorView view;
};

// A table without what compilers and shards put between the parts of a name.
struct WrappedTable {
  std::vector<std::string> place;
  std::map<std::string, WrappedTensor> tensors;
  std::set<std::string> removed;  // "_orig_mod" and the like, where they stood inside a name
  std::size_t restored = 0;       // names of an average without dots that were found among the raw ones
};

// formatInvalid, naming both, when two names become one.
[[nodiscard]] base::Result<WrappedTable> cleanNames(const TensorTable& table,
                                                    const std::filesystem::path& source);

// What stands before a network of this kind wherever one begins; "" for one without a wrapper. Sorted.
[[nodiscard]] std::set<std::string> prefixesOf(const WrappedTable& table, NetworkKind kind);

// "a.b." as {"a", "b"}.
[[nodiscard]] std::vector<std::string> segmentsOf(std::string_view name);

// Whether one of the parts says that its weights are a moving average ("ema", "ema_model", "params_ema", …).
[[nodiscard]] bool namesAverage(std::span<const std::string> parts);

// The name with "#" for every number between dots.
[[nodiscard]] std::string numberless(std::string_view name);

// Whether the name, without some of its first parts, is of a network whose numberless names these are: two
// parts at least must be left of it. The whole name counts unless `isInside`.
[[nodiscard]] bool continuesOne(std::string_view name, const std::set<std::string>& patterns, bool isInside);

}  // namespace chexgen::weights
