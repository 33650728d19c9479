// Reads the ends of every tensor, so that a view outside its file is noticed, and takes the wrappings off.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "core/weights/tensor_store.h"
#include "core/weights/tensor_tables.h"
#include "core/weights/unwrap.h"

namespace chexgen::tests {

inline void touch(const std::map<std::string, weights::TensorView>& tensors) {
  volatile std::byte sink{};
  for (const auto& [key, tensor] : tensors) {
    const auto bytes = weights::bytesOfShape(tensor.shape, tensor.type);
    if (!bytes || *bytes != tensor.data.size()) std::abort();
    if (tensor.data.empty()) continue;
    sink = tensor.data.front();
    sink = tensor.data.back();
  }
  static_cast<void>(sink);
}

// No wanted kind may find a tensor that the file does not hold.
inline void touch(const weights::TensorTables& file) {
  std::size_t most = 0;
  for (const auto& table : file.tables) {
    touch(table.tensors);
    most += table.tensors.size();
  }
  for (const auto kind :
       {std::optional<weights::NetworkKind>(), std::optional(weights::NetworkKind::transformer),
        std::optional(weights::NetworkKind::control), std::optional(weights::NetworkKind::textEncoder),
        std::optional(weights::NetworkKind::vae)}) {
    const auto store = weights::unwrap(file, kind);
    if (!store) continue;
    if (store->tensors.size() > most) std::abort();
    touch(store->tensors);
  }
}

}  // namespace chexgen::tests
