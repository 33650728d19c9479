// Any bytes as a torch checkpoint: the ZIP archive with all that it holds.
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/weights/torch_zip.h"
#include "tests/fuzz/touch_tensors.h"

using namespace chexgen;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto tables = weights::parseTorchZip(std::as_bytes(std::span(data, size)), nullptr, "fuzz.pth");
  if (tables) tests::touch(*tables);
  return 0;
}
