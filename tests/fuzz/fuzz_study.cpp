// Any JSON as a design, a roster, the text of a key, an answer or an unblinded result; any text as a file of
// answers. What is taken must come back unchanged.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include <sys/mman.h>

#include "core/base/descriptor.h"
#include "core/study/result.h"

using namespace chexgen;

namespace {

template <class Read>
void comesBack(const base::Json& json, Read read) {
  const auto taken = read(json);
  if (!taken) return;
  const std::string text = study::toJson(*taken).dump(-1, ' ', false, base::Json::error_handler_t::replace);
  const auto parsed = base::parseJson(text);
  if (!parsed) std::abort();
  const auto again = read(*parsed);
  if (!again || study::toJson(*again).dump(-1, ' ', false, base::Json::error_handler_t::replace) != text)
    std::abort();
}

void asAnswers(const std::uint8_t* data, std::size_t size) {
  static const study::SigningKeys keys = study::newSigningKeys().value();
  const base::Descriptor file(::memfd_create("answers", MFD_CLOEXEC));
  if (!file.isOpen() || !base::writeAll(file.number(), std::as_bytes(std::span(data, size)))) std::abort();
  // Nothing that this key has not signed is ever an answer.
  const auto read = study::readAnswers("/proc/self/fd/" + std::to_string(file.number()), keys.publicKey);
  if (read) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  asAnswers(data, size);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto json = base::parseJson(text);
  if (!json) return 0;
  comesBack(*json, [](const base::Json& value) { return study::designFromJson(value); });
  comesBack(*json, [](const base::Json& value) { return study::answerFromJson(value); });
  comesBack(*json, [](const base::Json& value) { return study::questionsFromJson(value); });
  comesBack(*json, [](const base::Json& value) { return study::resultFromJson(value); });
  if (const auto roster = study::rosterFromJson(*json))
    if (!study::rosterFromJson(base::parseJson(study::rosterText(*roster)).value())) std::abort();
  static_cast<void>(study::keyFrom(text));
  return 0;
}
