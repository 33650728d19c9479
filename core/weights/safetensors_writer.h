// Writes safetensors files piece by piece, so that a model of many gigabytes needs little memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/weights/tensor_store.h"

namespace chexgen::weights {

// A tensor that is going to be written.
struct TensorDeclaration {
  std::string name;
  DataType type = DataType::float32;
  std::vector<std::int64_t> shape;

  friend bool operator==(const TensorDeclaration&, const TensorDeclaration&) = default;
};

struct WrittenFile {
  std::string sha256;
  std::uint64_t bytes = 0;
};

// First all names and shapes, then the data in that order, then publish(): until then `path` is untouched,
// and destruction without it leaves no trace.
class SafetensorsWriter {
 public:
  // argumentInvalid when a name stands twice, is "__metadata__", or a shape cannot be counted. Sort by
  // falling element size to keep every tensor aligned for its type.
  [[nodiscard]] static base::Result<SafetensorsWriter> create(
      const std::filesystem::path& path, std::vector<TensorDeclaration> tensors,
      const std::map<std::string, std::string>& metadata = {});

  // Appends the next bytes (row-major, little-endian) of the tensor `name`, which must be the next declared
  // one that is not yet complete; a tensor may come in many pieces. internal when it does not fit.
  [[nodiscard]] base::Result<void> append(std::string_view name, std::span<const std::byte> bytes);

  // internal when a tensor is incomplete.
  [[nodiscard]] base::Result<WrittenFile> publish();

 private:
  SafetensorsWriter(base::AtomicFileWriter file, std::vector<TensorDeclaration> tensors);
  [[nodiscard]] base::Result<void> write(std::span<const std::byte> bytes);
  void skipComplete();

  base::AtomicFileWriter file_;
  std::vector<TensorDeclaration> tensors_;
  std::size_t current_ = 0;    // the tensor that is being written
  std::uint64_t missing_ = 0;  // bytes that it still needs
  base::Sha256 hash_;
  std::uint64_t written_ = 0;
};

}  // namespace chexgen::weights
