// Tiny architectures and stores of zeros for them, for tests of names, shapes and folders.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/weights/architecture.h"
#include "core/weights/tensor_store.h"

namespace chexgen::tests {

inline weights::TransformerArchitecture tinyTransformer() {
  weights::TransformerArchitecture a;
  a.inputSize = 8;
  a.patch = 2;
  a.width = 16;
  a.depth = 3;
  a.heads = 2;
  a.captionWidth = 8;
  a.tokens = 120;
  a.positionScale = 1.0;
  return a;
}

inline weights::TextEncoderArchitecture tinyTextEncoder() {
  weights::TextEncoderArchitecture a;
  a.vocabulary = 32128;
  a.width = 8;
  a.layers = 2;
  a.heads = 2;
  a.headWidth = 4;
  a.feedForward = 16;
  return a;
}

inline weights::VaeArchitecture tinyVae() {
  weights::VaeArchitecture a;
  a.blockChannels = {8, 8, 16, 16};
  a.layersPerBlock = 1;
  a.normGroups = 4;
  return a;
}

// A tensor of zeros of this shape.
inline weights::TensorView zeros(const std::vector<std::int64_t>& shape,
                                 weights::DataType type = weights::DataType::float32) {
  const auto bytes = weights::bytesOfShape(shape, type).value_or(0);
  const auto memory = std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(bytes));
  return {type, shape, std::span<const std::byte>(*memory), memory};
}

// Every expected tensor under its own key.
inline weights::TensorStore storeOf(const std::vector<weights::ExpectedTensor>& expected) {
  weights::TensorStore store;
  store.source = "test.safetensors";
  for (const auto& tensor : expected) store.tensors.emplace(tensor.key, zeros(tensor.shape));
  return store;
}

}  // namespace chexgen::tests
