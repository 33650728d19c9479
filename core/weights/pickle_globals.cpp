#include "core/weights/pickle_globals.h"

#include <algorithm>
#include <array>
#include <utility>

namespace chexgen::weights {
namespace {

struct Entry {
  std::string_view module, name;
  GlobalRole role;
};

constexpr std::array entries{
    Entry{"torch._utils", "_rebuild_tensor_v2", GlobalRole::rebuildTensor},
    Entry{"torch._utils", "_rebuild_parameter", GlobalRole::rebuildParameter},
    Entry{"collections", "OrderedDict", GlobalRole::dictionary},
    Entry{"collections", "defaultdict", GlobalRole::dictionary},
    Entry{"collections", "Counter", GlobalRole::dictionary},
    Entry{"builtins", "set", GlobalRole::list},
    Entry{"__builtin__", "set", GlobalRole::list},
    Entry{"builtins", "frozenset", GlobalRole::list},
    Entry{"__builtin__", "frozenset", GlobalRole::list},
    Entry{"torch", "Size", GlobalRole::tuple},
    Entry{"torch", "device", GlobalRole::opaque},
    Entry{"argparse", "Namespace", GlobalRole::opaque},
    Entry{"_codecs", "encode", GlobalRole::opaque},  // how protocol 2 spells bytes
    Entry{"numpy", "dtype", GlobalRole::opaque},
    Entry{"numpy", "ndarray", GlobalRole::opaque},
    Entry{"numpy.core.multiarray", "scalar", GlobalRole::opaque},
    Entry{"numpy._core.multiarray", "scalar", GlobalRole::opaque},
    Entry{"numpy.core.multiarray", "_reconstruct", GlobalRole::opaque},
    Entry{"numpy._core.multiarray", "_reconstruct", GlobalRole::opaque},
};

constexpr std::array<std::string_view, 12> torchTypes{"float32", "float64", "float16", "bfloat16",
                                                      "int8",    "int16",   "int32",   "int64",
                                                      "uint8",   "bool",    "float",   "half"};

constexpr std::array<std::pair<std::string_view, DataType>, 10> storages{{
    {"FloatStorage", DataType::float32},
    {"DoubleStorage", DataType::float64},
    {"HalfStorage", DataType::float16},
    {"BFloat16Storage", DataType::bfloat16},
    {"LongStorage", DataType::int64},
    {"IntStorage", DataType::int32},
    {"ShortStorage", DataType::int16},
    {"CharStorage", DataType::int8},
    {"ByteStorage", DataType::uint8},
    {"BoolStorage", DataType::boolean},
}};

// Harmless as names, but of a kind that no weight has.
constexpr std::array<std::string_view, 7> otherStorages{
    "ComplexFloatStorage", "ComplexDoubleStorage", "QInt8Storage",   "QUInt8Storage",
    "QInt32Storage",       "QUInt4x2Storage",      "QUInt2x4Storage"};

template <class Range>
bool contains(const Range& range, std::string_view name) {
  return std::find(range.begin(), range.end(), name) != range.end();
}

}  // namespace

std::optional<GlobalRole> roleOfGlobal(std::string_view module, std::string_view name) {
  for (const Entry& entry : entries) {
    if (entry.module == module && entry.name == name) return entry.role;
  }
  if (module != "torch") return std::nullopt;
  if (typeOfStorage(name) || contains(otherStorages, name)) return GlobalRole::storage;
  if (contains(torchTypes, name)) return GlobalRole::opaque;
  return std::nullopt;
}

std::optional<DataType> typeOfStorage(std::string_view className) {
  for (const auto& [storage, type] : storages) {
    if (storage == className) return type;
  }
  return std::nullopt;
}

}  // namespace chexgen::weights
