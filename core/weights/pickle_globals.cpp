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
    Entry{"torch._utils", "_rebuild_tensor_v3", GlobalRole::rebuildTypedTensor},
    Entry{"torch._utils", "_rebuild_parameter", GlobalRole::rebuildParameter},
    Entry{"torch._utils", "_rebuild_parameter_with_state", GlobalRole::rebuildParameter},
    Entry{"torch._tensor", "_rebuild_from_type_v2", GlobalRole::rebuildFromType},
    Entry{"collections", "OrderedDict", GlobalRole::dictionary},
    Entry{"collections", "defaultdict", GlobalRole::dictionary},
    Entry{"collections", "Counter", GlobalRole::dictionary},
    Entry{"builtins", "set", GlobalRole::list},
    Entry{"__builtin__", "set", GlobalRole::list},
    Entry{"builtins", "frozenset", GlobalRole::list},
    Entry{"__builtin__", "frozenset", GlobalRole::list},
    Entry{"torch", "Size", GlobalRole::tuple},
    Entry{"torch.storage", "UntypedStorage", GlobalRole::storage},
    Entry{"torch", "device", GlobalRole::opaque},
    Entry{"torch", "Tensor", GlobalRole::opaque},
    Entry{"torch", "Generator", GlobalRole::opaque},
    Entry{"torch.nn.parameter", "Parameter", GlobalRole::opaque},
    Entry{"torch.nn.parameter", "Buffer", GlobalRole::opaque},
    Entry{"torch.torch_version", "TorchVersion", GlobalRole::opaque},
    Entry{"torch._utils", "_rebuild_qtensor", GlobalRole::opaque},
    Entry{"torch._utils", "_rebuild_sparse_tensor", GlobalRole::opaque},
    Entry{"torch._utils", "_rebuild_meta_tensor_no_storage", GlobalRole::opaque},
    Entry{"typing", "Any", GlobalRole::opaque},
    Entry{"enum", "Enum", GlobalRole::opaque},
    Entry{"datetime", "datetime", GlobalRole::opaque},
    Entry{"datetime", "timedelta", GlobalRole::opaque},
    Entry{"copyreg", "_reconstructor", GlobalRole::opaque},
    Entry{"copy_reg", "_reconstructor", GlobalRole::opaque},
    Entry{"argparse", "Namespace", GlobalRole::opaque},
    Entry{"_codecs", "encode", GlobalRole::opaque},  // how protocol 2 spells bytes
    Entry{"numpy", "dtype", GlobalRole::opaque},
    Entry{"numpy", "ndarray", GlobalRole::opaque},
    Entry{"numpy.core.multiarray", "scalar", GlobalRole::opaque},
    Entry{"numpy._core.multiarray", "scalar", GlobalRole::opaque},
    Entry{"numpy.core.multiarray", "_reconstruct", GlobalRole::opaque},
    Entry{"numpy._core.multiarray", "_reconstruct", GlobalRole::opaque},
};

// Classes of training programs that lie beside the weights (settings, callbacks, optimisers): whole packages,
// for nothing of them is ever looked at.
constexpr std::array<std::string_view, 8> inertPackages{
    "omegaconf",           "pathlib",     "pytorch_lightning", "lightning", "lightning_fabric",
    "lightning_utilities", "torch.optim", "deepspeed"};

// Kinds of plain values, as the factory of a defaultdict or the type of an option.
constexpr std::array<std::string_view, 11> plainKinds{
    "int", "float", "str", "bool", "list", "dict", "tuple", "bytearray", "complex", "slice", "range"};

constexpr std::array<std::pair<std::string_view, DataType>, 16> torchTypes{{
    {"float32", DataType::float32},
    {"float64", DataType::float64},
    {"float16", DataType::float16},
    {"float", DataType::float32},
    {"double", DataType::float64},
    {"half", DataType::float16},
    {"int8", DataType::int8},
    {"bfloat16", DataType::bfloat16},
    {"uint8", DataType::uint8},
    {"int16", DataType::int16},
    {"int32", DataType::int32},
    {"int64", DataType::int64},
    {"short", DataType::int16},
    {"int", DataType::int32},
    {"long", DataType::int64},
    {"bool", DataType::boolean},
}};

// Names of types whose numbers are not read here.
constexpr std::array<std::string_view, 16> otherTypes{
    "float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu", "uint16",
    "uint32",        "uint64",      "complex32",       "complex64",       "complex128",     "qint8",
    "quint8",        "qint32",      "quint4x2",        "quint2x4"};

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
bool isAmong(const Range& range, std::string_view name) {
  return std::find(range.begin(), range.end(), name) != range.end();
}

}  // namespace

std::optional<GlobalRole> roleOfGlobal(std::string_view module, std::string_view name) {
  for (const Entry& entry : entries) {
    if (entry.module == module && entry.name == name) return entry.role;
  }
  if ((module == "builtins" || module == "__builtin__") && isAmong(plainKinds, name))
    return GlobalRole::opaque;
  for (const std::string_view package : inertPackages) {
    if (module == package || (module.starts_with(package) && module[package.size()] == '.'))
      return GlobalRole::opaque;
  }
  if (module != "torch") return std::nullopt;
  if (typeOfStorage(name) || isAmong(otherStorages, name)) return GlobalRole::storage;
  if (typeNamed(name) || isAmong(otherTypes, name)) return GlobalRole::opaque;
  return std::nullopt;
}

std::optional<DataType> typeNamed(std::string_view name) {
  for (const auto& [torchName, type] : torchTypes) {
    if (torchName == name) return type;
  }
  return std::nullopt;
}

std::optional<DataType> typeOfStorage(std::string_view className) {
  for (const auto& [storage, type] : storages) {
    if (storage == className) return type;
  }
  return std::nullopt;
}

}  // namespace chexgen::weights
