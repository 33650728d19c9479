// Any text as events.jsonl. A reader must take every sound line, skip every other, and never lose its place;
// what it takes must come back unchanged.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/jobs/event_reader.h"

using namespace chexgen;

namespace {

std::vector<jobs::Event> readAll(jobs::EventReader& reader) {
  std::vector<jobs::Event> events;
  if (!reader.read([&events](const jobs::Event& event) { events.push_back(event); })) std::abort();
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::Descriptor file(::memfd_create("events", MFD_CLOEXEC));
  if (!file.isOpen() || !base::writeAll(file.number(), std::as_bytes(std::span(data, size)))) std::abort();
  const std::string path = "/proc/self/fd/" + std::to_string(file.number());
  jobs::EventReader reader(path);
  jobs::EventLedger ledger;
  const auto events = readAll(reader);
  for (const auto& event : events) {
    const auto again = jobs::parseEvent(jobs::formatEvent(event));
    if (!again || *again != event) std::abort();
    ledger.add(event);
  }
  // The offset stands behind the last newline, and what was taken once is not taken again.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (reader.offset() != text.rfind('\n') + 1 || !readAll(reader).empty()) std::abort();
  const auto known = ledger.size();
  for (const auto& event : events) ledger.add(event);
  if (ledger.size() != known) std::abort();
  return 0;
}
