// Any bytes as a reader's package: refused with an error or read, never more.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include <sys/mman.h>

#include "core/base/descriptor.h"
#include "core/study/package.h"

using namespace chexgen;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::Descriptor file(::memfd_create("package", MFD_CLOEXEC));
  if (!file.isOpen() || !base::writeAll(file.number(), std::as_bytes(std::span(data, size)))) std::abort();
  const auto package = study::Package::open("/proc/self/fd/" + std::to_string(file.number()));
  if (!package) return 0;
  for (const std::string& name : package->info().order) {
    const auto item = package->item(name);
    if (!item) continue;
    // What comes out can be shown as it is.
    for (const imaging::Image8& image : item->images)
      if (!imaging::checkImage(image)) std::abort();
  }
  return 0;
}
