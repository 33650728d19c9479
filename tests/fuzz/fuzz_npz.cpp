// Any bytes as an archive of numpy arrays, and as one array.
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/training/npz.h"
#include "tests/fuzz/touch_tensors.h"

using namespace chexgen;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto store = training::parseNpz(bytes, nullptr, "fuzz.npz")) tests::touch(store->tensors);
  if (auto array = training::parseNpy(bytes, nullptr, "fuzz", "fuzz.npy")) {
    weights::TensorStore store;
    store.tensors.emplace("fuzz", std::move(*array));
    tests::touch(store.tensors);
  }
  return 0;
}
