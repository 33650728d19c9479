// Any text as the index of a sharded checkpoint and as model.json. A manifest that is accepted must be one
// that could have been written.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/weights/manifest.h"
#include "core/weights/sharded.h"

using namespace chexgen;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(weights::parseShardIndex(text, "fuzz.index.json"));
  const auto manifest = weights::parseManifest(text, "model.json");
  if (manifest && !weights::checkManifest(*manifest)) std::abort();
  return 0;
}
