#include "core/study/roster.h"

#include <utility>

#include "core/base/json.h"
#include "core/study/leak_record.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Json;
using base::OrderedJson;
using base::Result;

constexpr std::int64_t rosterSchema = 1;

}  // namespace

std::string rosterText(const Roster& roster) {
  OrderedJson json{{"schema", rosterSchema},
                   {"study", roster.study},
                   {"name", roster.name},
                   {"kind", name(roster.kind)},
                   {"readers", OrderedJson::array()}};
  for (const Roster::Reader& reader : roster.readers)
    json["readers"].push_back(
        {{"name", reader.name}, {"public_key", reader.publicKey}, {"presentations", reader.presentations}});
  json["blinding"] = {{"side", roster.blinding.side},     {"cropped", roster.blinding.cropped},
                      {"masked", roster.blinding.masked}, {"leaks", leaksJson(roster.leaks)},
                      {"remarks", roster.remarks},        {"remedies", toJson(roster.remedies)}};
  return json.dump(2) + "\n";
}

Result<Roster> readRoster(const fs::path& file) {
  CHEXGEN_ASSIGN(const Json json, base::readJsonFile(file));
  return rosterFromJson(json, file);
}

Result<Roster> rosterFromJson(const Json& json, const fs::path& file) {
  Roster roster;
  CHEXGEN_ASSIGN(roster.study, base::jsonValue<std::string>(json, "study", file));
  CHEXGEN_ASSIGN(roster.name, base::jsonValue<std::string>(json, "name", file));
  CHEXGEN_ASSIGN(const auto readers, base::jsonValue<Json>(json, "readers", file));
  for (const Json& value : readers) {
    Roster::Reader reader;
    CHEXGEN_ASSIGN(reader.name, base::jsonValue<std::string>(value, "name", file));
    CHEXGEN_ASSIGN(reader.publicKey, base::jsonValue<std::string>(value, "public_key", file));
    CHEXGEN_ASSIGN(reader.presentations, base::jsonValue<std::size_t>(value, "presentations", file));
    roster.readers.push_back(std::move(reader));
  }
  CHEXGEN_ASSIGN(const auto kind, base::jsonValue<std::string>(json, "kind", file));
  CHEXGEN_ASSIGN(roster.kind, studyKindNamed(kind, file));
  CHEXGEN_ASSIGN(const auto blinding, base::jsonValue<Json>(json, "blinding", file));
  CHEXGEN_ASSIGN(roster.blinding.side, base::jsonValue<int>(blinding, "side", file));
  CHEXGEN_ASSIGN(roster.blinding.cropped, base::jsonValue<double>(blinding, "cropped", file));
  CHEXGEN_ASSIGN(roster.blinding.masked, base::jsonValue<double>(blinding, "masked", file));
  CHEXGEN_ASSIGN(const auto leaks, base::jsonValue<Json>(blinding, "leaks", file));
  CHEXGEN_ASSIGN(roster.leaks, leaksFrom(leaks, file));
  using Sentences = std::vector<std::string>;
  CHEXGEN_ASSIGN(roster.remarks, base::jsonValueOr<Sentences>(blinding, "remarks", {}, file));
  CHEXGEN_ASSIGN(const auto remedies, base::jsonValueOr<Json>(blinding, "remedies", Json::object(), file));
  CHEXGEN_ASSIGN(roster.remedies, remediesFromJson(remedies, file));
  return roster;
}

}  // namespace chexgen::study
