// Answers that are signed by the right key and wrong in some part, held against a roster that may be wrong,
// too: refused, or everything that is merged is an answer to what stood at its place.
#include <cmath>
#include <cstdlib>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/study/answer_check.h"
#include "core/study/merge.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/studies.h"

using namespace chexgen;

namespace {

// What an honest program could write of this presentation.
base::Json answerTo(const study::Roster::Item& item, std::size_t presentation, fuzz::Choices& choices) {
  base::Json values{{"match", static_cast<int>(choices.below(5)) - 2}};
  if (values["match"] <= 0) values["error"] = base::Json::array({"a"});
  if (choices.one(3)) values["where"] = {0.1, 0.2, 0.3, 0.4};
  if (choices.one(3)) values["why"] = "because";
  if (choices.one(3) && item.images == 2) values["order"] = "BA";
  return {{"presentation", presentation},
          {"item", item.name},
          {"shown", item.hash},
          {"values", values},
          {"seconds", 2.5},
          {"viewing", base::Json::object()},
          {"time", "2026-01-02T03:04:0" + std::to_string(presentation) + "Z"}};
}

std::string textOf(const base::Json& json) {
  return json.dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

void checkMerged(const study::Merged& merged, const study::Roster& roster) {
  for (const study::Roster::Reader& reader : roster.readers) {
    const auto answers = merged.answers.find(reader.name);
    if (answers == merged.answers.end()) continue;
    for (const auto& [presentation, answer] : answers->second) {
      if (presentation >= reader.presentations || !std::isfinite(answer.seconds) || answer.seconds < 0)
        std::abort();
      if (reader.items.empty()) continue;
      const study::Roster::Item& item = reader.items[presentation];
      if (answer.item != item.name || (!answer.shown.empty() && answer.shown != item.hash)) std::abort();
      if (!roster.questions.empty() && !study::faultOf(answer, roster.questions, item.images).empty())
        std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const study::SigningKeys keys = study::newSigningKeys().value();
  static const auto file = fuzz::folderInMemory("answers") / "Ward-ann.answers";
  fuzz::Choices choices(data, size);
  const study::PackageInfo info = fuzz::smallStudy(keys);
  study::Roster roster = fuzz::smallRoster(info);
  std::string text, before;
  bool whole = true;
  const auto write = [&](base::Json json) {
    json["before"] = before;
    const base::Json honest = json;
    if (choices.one(4)) fuzz::change(json, choices, 3);
    whole = whole && json == honest;
    const std::string line = study::signedLine(textOf(json), keys.privateKey).value();
    before = base::sha256(line);
    text += line + '\n';
  };
  write({{"schema", 1}, {"study", info.study}, {"reader", "ann"}, {"package", roster.readers[0].package}});
  for (std::size_t i = 0; i < fuzz::presentations; ++i)
    write(answerTo(roster.readers[0].items[i], i, choices));
  if (choices.one(8)) text.resize(text.size() - choices.below(text.size())), whole = false;
  if (choices.one(4)) {
    base::Json json = base::parseJson(study::rosterText(roster)).value();
    const base::Json honest = json;
    fuzz::change(json, choices, 3);
    whole = whole && json == honest;
    auto other = study::rosterFromJson(json);
    if (!other) return 0;
    roster = std::move(*other);
  }
  std::FILE* stream = std::fopen(file.c_str(), "wb");
  if (stream == nullptr || std::fwrite(text.data(), 1, text.size(), stream) != text.size() ||
      std::fclose(stream) != 0)
    std::abort();
  const auto merged = study::merge(roster, {file});
  if (!merged && whole) std::abort();  // what fits is taken
  if (merged) checkMerged(*merged, roster);
  return 0;
}
