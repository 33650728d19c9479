// Any bytes as the pickle of a torch checkpoint. The archive around it is sound, with a true CRC, which a
// changed byte in a whole file would hardly ever have.
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/weights/torch_zip.h"
#include "tests/fuzz/touch_tensors.h"
#include "tests/weights/file_builders.h"

using namespace chexgen;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const tests::Bytes pickle(reinterpret_cast<const char*>(data), size);
  const auto file = tests::torchZip(pickle, {tests::Bytes(16, '\1'), tests::Bytes(64, '\2')});
  const auto tables = weights::parseTorchZip(tests::bytesOf(file), nullptr, "fuzz.pth");
  if (tables) tests::touch(*tables);
  return 0;
}
