#include "core/engine/checkpoint/load_weights.h"

#include <cstdint>
#include <cstring>

namespace chexgen::engine {
namespace {

at::ScalarType scalarType(weights::DataType type) {
  using weights::DataType;
  switch (type) {
    case DataType::boolean: return at::kBool;
    case DataType::uint8: return at::kByte;
    case DataType::int8: return at::kChar;
    case DataType::int16: return at::kShort;
    case DataType::int32: return at::kInt;
    case DataType::int64: return at::kLong;
    case DataType::float16: return at::kHalf;
    case DataType::bfloat16: return at::kBFloat16;
    case DataType::float32: return at::kFloat;
    case DataType::float64: return at::kDouble;
  }
  return at::kFloat;
}

}  // namespace

Tensor asTensor(const weights::TensorView& view) {
  const auto options = at::TensorOptions().dtype(scalarType(view.type));
  const auto address = reinterpret_cast<std::uintptr_t>(view.data.data());
  if (view.data.empty() || address % weights::bytesOf(view.type) != 0) {
    Tensor copy = at::empty(view.shape, options);
    if (!view.data.empty()) std::memcpy(copy.data_ptr(), view.data.data(), view.data.size());
    return copy;
  }
  // from_blob wants a mutable pointer; weights are never written in place.
  void* data = const_cast<std::byte*>(view.data.data());
  return at::from_blob(
      data, view.shape, [owner = view.owner](void*) {}, options);
}

Tensor place(const Tensor& tensor, const Placement& placement) {
  const auto type = tensor.is_floating_point() ? placement.type : tensor.scalar_type();
  return tensor.to(placement.device, type);
}

}  // namespace chexgen::engine
