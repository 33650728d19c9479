// Named tensors in files, whatever the container: what every reader of weights gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace chexgen::weights {

enum class DataType { boolean, uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64 };

[[nodiscard]] std::size_t bytesOf(DataType type);
[[nodiscard]] std::string_view name(DataType type);  // "F32", "BF16", … as safetensors writes them

// "[3, 16]", as messages write a shape.
[[nodiscard]] std::string shapeText(std::span<const std::int64_t> shape);
// product(shape) · bytesOf(type); nothing when a size is negative or the product does not fit 63 bits.
[[nodiscard]] std::optional<std::uint64_t> bytesOfShape(std::span<const std::int64_t> shape, DataType type);

// One tensor that lies in a mapped file: nothing is copied, and `owner` keeps the map alive. Row-major and
// contiguous; `data` may be unaligned for its type (the engine copies then).
struct TensorView {
  DataType type = DataType::float32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> data;
  std::shared_ptr<const void> owner;

  [[nodiscard]] std::int64_t elements() const;
};

// All tensors of one checkpoint, by key, and what else the file says.
struct TensorStore {
  std::filesystem::path source;  // file or folder, for messages
  std::map<std::string, TensorView> tensors;
  base::Json metadata =
      base::Json::object();  // safetensors' __metadata__; for .pth: epoch, step, which dict was used
};

// Reads tensors from whatever `path` is: a .safetensors file; an authors' .pth / .bin (torch zip); an
// *.index.json of sharded files; or a folder that holds one of those under a usual name. Never runs code from
// the file. Errors name the file and the first rule that it breaks.
[[nodiscard]] base::Result<TensorStore> openTensors(const std::filesystem::path& path);

}  // namespace chexgen::weights
