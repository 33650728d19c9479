// A roster that is wrong in some part: refused, or it comes back unchanged, and an opening that is added to
// its file is there.
#include <cstdlib>

#include "core/base/file.h"
#include "core/study/roster.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/studies.h"

using namespace chexgen;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto file = fuzz::folderInMemory("roster") / "Ward.roster";
  fuzz::Choices choices(data, size);
  const study::Roster honest = fuzz::smallRoster(fuzz::smallStudy({std::string(64, 'a'), {}}));
  base::Json json = base::parseJson(study::rosterText(honest)).value();
  json["later"] = "something of a later program";
  fuzz::change(json, choices, 4);
  const auto roster = study::rosterFromJson(json);
  if (!roster) return 0;
  const std::string text = study::rosterText(*roster);
  const auto again = study::rosterFromJson(base::parseJson(text).value());
  if (!again || study::rosterText(*again) != text) std::abort();

  const std::string written = json.dump(-1, ' ', false, base::Json::error_handler_t::replace);
  if (!base::writeFileAtomically(file, written)) std::abort();
  if (!study::addOpening(file, {"2027-01-02T03:04:05Z", {{"ann", {3, "f"}}}})) std::abort();
  const auto opened = study::readRoster(file);
  if (!opened || opened->openings.size() != roster->openings.size() + 1) std::abort();
  if (json.contains("later") != base::readJsonFile(file)->contains("later")) std::abort();
  return 0;
}
