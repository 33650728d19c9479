// Any text as JSON. What is accepted must come back unchanged after it was written.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/base/json.h"

using namespace chexgen;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = base::parseJson(text);
  if (!value) return 0;
  const auto again = base::parseJson(value->dump());
  if (!again || *again != *value) std::abort();
  return 0;
}
