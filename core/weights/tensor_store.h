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

enum class NetworkKind { transformer, control, textEncoder, vae };

// The tensors of one checkpoint, by key, and what else the file says.
struct TensorStore {
  std::filesystem::path source;  // file or folder, for messages
  std::map<std::string, TensorView> tensors;
  base::Json metadata =
      base::Json::object();          // safetensors' __metadata__; for .pth: epoch, step, which dict was used
  std::vector<std::string> remarks;  // what was taken off, chosen or passed over, each a sentence
  bool isAsStored = false;           // the file holds just these tensors under just these keys
};

// Reads tensors from whatever `path` is: a .safetensors file; a checkpoint of torch.save (.pth, .pt, .bin,
// .ckpt); an index of sharded files; or a folder that holds one of those under a usual name. Wrappings come
// off as unwrap.h says; where several networks lie in one file, `wanted` says which one is meant. Never runs
// code from the file. Errors name the file and the first rule that it breaks; a form that is not read is
// called by its name.
[[nodiscard]] base::Result<TensorStore> openTensors(const std::filesystem::path& path,
                                                    std::optional<NetworkKind> wanted = {});

}  // namespace chexgen::weights
