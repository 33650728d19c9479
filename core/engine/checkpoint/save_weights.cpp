#include "core/engine/checkpoint/save_weights.h"

#include <cstddef>
#include <span>
#include <vector>

namespace chexgen::engine {
namespace {

base::Result<weights::DataType> storedType(at::ScalarType type) {
  switch (type) {
    case at::kFloat: return weights::DataType::float32;
    case at::kHalf: return weights::DataType::float16;
    case at::kBFloat16: return weights::DataType::bfloat16;
    case at::kDouble: return weights::DataType::float64;
    case at::kLong: return weights::DataType::int64;
    case at::kByte: return weights::DataType::uint8;
    default:
      return base::fail(base::ErrorCode::internal,
                        std::string("Tensors of the type ") + at::toString(type) + " are not stored.");
  }
}

}  // namespace

base::Result<weights::WrittenFile> saveWeights(const std::filesystem::path& file, const WeightMap& tensors,
                                               const std::map<std::string, std::string>& metadata) {
  std::vector<weights::TensorDeclaration> declarations;
  for (const auto& [key, tensor] : tensors) {
    CHEXGEN_ASSIGN(const auto type, storedType(tensor.scalar_type()));
    declarations.push_back({key, type, tensor.sizes().vec()});
  }
  CHEXGEN_ASSIGN(auto writer, weights::SafetensorsWriter::create(file, std::move(declarations), metadata));
  for (const auto& [key, tensor] : tensors) {
    const Tensor plain = tensor.detach().to(at::kCPU).contiguous();
    CHEXGEN_TRY(writer.append(
        key, {static_cast<const std::byte*>(plain.data_ptr()), static_cast<std::size_t>(plain.nbytes())}));
  }
  return writer.publish();
}

WeightMap converted(const WeightMap& tensors, at::ScalarType type) {
  WeightMap result;
  for (const auto& [key, tensor] : tensors) {
    result[key] = tensor.is_floating_point() ? tensor.detach().to(type) : tensor;
  }
  return result;
}

}  // namespace chexgen::engine
