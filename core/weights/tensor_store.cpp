#include "core/weights/tensor_store.h"

#include <limits>

namespace chexgen::weights {

std::size_t bytesOf(DataType type) {
  switch (type) {
    case DataType::boolean:
    case DataType::uint8:
    case DataType::int8: return 1;
    case DataType::int16:
    case DataType::float16:
    case DataType::bfloat16: return 2;
    case DataType::int32:
    case DataType::float32: return 4;
    case DataType::int64:
    case DataType::float64: return 8;
  }
  return 0;
}

std::string_view name(DataType type) {
  switch (type) {
    case DataType::boolean: return "BOOL";
    case DataType::uint8: return "U8";
    case DataType::int8: return "I8";
    case DataType::int16: return "I16";
    case DataType::int32: return "I32";
    case DataType::int64: return "I64";
    case DataType::float16: return "F16";
    case DataType::bfloat16: return "BF16";
    case DataType::float32: return "F32";
    case DataType::float64: return "F64";
  }
  return "";
}

std::int64_t TensorView::elements() const {
  std::int64_t product = 1;
  for (const std::int64_t size : shape) product *= size;
  return product;
}

std::string shapeText(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(shape[i]);
  }
  return text + "]";
}

std::optional<std::uint64_t> bytesOfShape(std::span<const std::int64_t> shape, DataType type) {
  std::uint64_t bytes = bytesOf(type);
  for (const std::int64_t size : shape) {
    if (size < 0) return std::nullopt;
    // Also a shape with a zero must not hide a product that overflows: the limit holds for every prefix.
    if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size == 0 ? 1 : size), &bytes)) {
      return std::nullopt;
    }
  }
  if (bytes > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  for (const std::int64_t size : shape) {
    if (size == 0) return 0;
  }
  return bytes;
}

}  // namespace chexgen::weights
