// Any bytes as a safetensors file.
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/weights/safetensors.h"
#include "tests/fuzz/touch_tensors.h"

using namespace chexgen;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto store =
      weights::parseSafetensors(std::as_bytes(std::span(data, size)), nullptr, "fuzz.safetensors");
  if (store)
    tests::touch(weights::TensorTables{store->source, {{{}, store->tensors, {}}}, store->metadata, {}});
  return 0;
}
