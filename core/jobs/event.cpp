#include "core/jobs/event.h"

#include "core/jobs/line_splitter.h"

namespace chexgen::jobs {
namespace {

// Far beyond any real run, and far from overflow.
constexpr std::int64_t attemptLimit = 1'000'000'000;

}  // namespace

std::string formatEvent(const Event& event) {
  base::OrderedJson line;
  line["run"] = event.run;
  line["attempt"] = event.attempt;
  line["sequence"] = event.sequence;
  line["time"] = event.time;
  if (event.step) line["step"] = *event.step;
  line["event"] = event.name;
  line["data"] = event.data;
  return line.dump(-1, ' ', false, base::OrderedJson::error_handler_t::replace);
}

base::Result<Event> parseEvent(std::string_view line, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const base::Json value, base::parseJson(line, file, {.bytes = lineLimit, .depth = 32}));
  Event event;
  CHEXGEN_ASSIGN(event.run, base::jsonValue<std::string>(value, "run", file));
  CHEXGEN_ASSIGN(event.attempt, base::jsonValue<std::int64_t>(value, "attempt", file));
  CHEXGEN_ASSIGN(event.sequence, base::jsonValue<std::int64_t>(value, "sequence", file));
  CHEXGEN_ASSIGN(event.time, base::jsonValue<std::string>(value, "time", file));
  CHEXGEN_ASSIGN(event.name, base::jsonValue<std::string>(value, "event", file));
  if (value.contains("step")) {
    CHEXGEN_ASSIGN(event.step, base::jsonValue<std::int64_t>(value, "step", file));
  }
  if (value.contains("data")) event.data = value["data"];
  if (event.attempt < 1 || event.attempt > attemptLimit || event.sequence < 1) {
    return base::fail(base::ErrorCode::formatInvalid, "The attempt or the sequence is out of range.", file);
  }
  return event;
}

}  // namespace chexgen::jobs
