#include "core/study/roster.h"

#include <utility>

#include "core/base/file.h"
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
constexpr std::uint64_t longestRoster = 64U << 20U;

OrderedJson readerJson(const Roster::Reader& reader) {
  OrderedJson json{
      {"name", reader.name}, {"public_key", reader.publicKey}, {"presentations", reader.presentations}};
  if (reader.ownKey) json["own_key"] = true;
  if (reader.package.empty()) return json;
  json["package"] = reader.package;
  json["items"] = OrderedJson::array();
  for (const Roster::Item& item : reader.items)
    json["items"].push_back({{"name", item.name}, {"hash", item.hash}, {"images", item.images}});
  return json;
}

Result<Roster::Reader> readerFrom(const Json& value, const fs::path& file) {
  Roster::Reader reader;
  CHEXGEN_ASSIGN(reader.name, base::jsonValue<std::string>(value, "name", file));
  CHEXGEN_ASSIGN(reader.publicKey, base::jsonValue<std::string>(value, "public_key", file));
  CHEXGEN_ASSIGN(reader.presentations, base::jsonValue<std::size_t>(value, "presentations", file));
  CHEXGEN_ASSIGN(reader.ownKey, base::jsonValueOr<bool>(value, "own_key", false, file));
  CHEXGEN_ASSIGN(reader.package, base::jsonValueOr<std::string>(value, "package", "", file));
  CHEXGEN_ASSIGN(const auto items, base::jsonValueOr<Json>(value, "items", Json::array(), file));
  for (const Json& one : items) {
    Roster::Item item;
    CHEXGEN_ASSIGN(item.name, base::jsonValue<std::string>(one, "name", file));
    CHEXGEN_ASSIGN(item.hash, base::jsonValue<std::string>(one, "hash", file));
    CHEXGEN_ASSIGN(item.images, base::jsonValue<std::size_t>(one, "images", file));
    reader.items.push_back(std::move(item));
  }
  const std::size_t expected = reader.package.empty() ? 0 : reader.presentations;
  if (reader.items.size() != expected)
    return base::fail(ErrorCode::formatInvalid,
                      "The roster does not list every presentation of \"" + reader.name + "\".", file);
  return reader;
}

OrderedJson openingJson(const Roster::Opening& opening) {
  OrderedJson json{{"time", opening.time}, {"answers", OrderedJson::object()}};
  for (const auto& [reader, answers] : opening.answers)
    json["answers"][reader] = {{"lines", answers.lines}, {"last", answers.last}};
  return json;
}

Result<Roster::Opening> openingFrom(const Json& value, const fs::path& file) {
  Roster::Opening opening;
  CHEXGEN_ASSIGN(opening.time, base::jsonValue<std::string>(value, "time", file));
  CHEXGEN_ASSIGN(const auto answers, base::jsonValue<Json>(value, "answers", file));
  for (const auto& [reader, one] : answers.items()) {
    Roster::Opening::Answers& until = opening.answers[reader];
    CHEXGEN_ASSIGN(until.lines, base::jsonValue<std::size_t>(one, "lines", file));
    CHEXGEN_ASSIGN(until.last, base::jsonValue<std::string>(one, "last", file));
  }
  return opening;
}

}  // namespace

std::string rosterText(const Roster& roster) {
  OrderedJson json{{"schema", rosterSchema},
                   {"study", roster.study},
                   {"name", roster.name},
                   {"kind", name(roster.kind)},
                   {"readers", OrderedJson::array()}};
  for (const Roster::Reader& reader : roster.readers) json["readers"].push_back(readerJson(reader));
  if (!roster.questions.empty()) {
    json["questions"] = toJson(roster.questions);
    json["may_go_back"] = roster.mayGoBack;
  }
  for (const Roster::Opening& opening : roster.openings) json["openings"].push_back(openingJson(opening));
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
    CHEXGEN_ASSIGN(Roster::Reader reader, readerFrom(value, file));
    roster.readers.push_back(std::move(reader));
  }
  CHEXGEN_ASSIGN(const auto questions, base::jsonValueOr<Json>(json, "questions", Json::array(), file));
  CHEXGEN_ASSIGN(roster.questions, questionsFromJson(questions, file));
  CHEXGEN_ASSIGN(roster.mayGoBack, base::jsonValueOr<bool>(json, "may_go_back", false, file));
  CHEXGEN_ASSIGN(const auto openings, base::jsonValueOr<Json>(json, "openings", Json::array(), file));
  for (const Json& value : openings) {
    CHEXGEN_ASSIGN(Roster::Opening opening, openingFrom(value, file));
    roster.openings.push_back(std::move(opening));
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

Result<void> addOpening(const fs::path& file, const Roster::Opening& opening) {
  CHEXGEN_ASSIGN(const std::string text, base::readFile(file, longestRoster));
  // It is one, in order; what a later program may have added stays where it is.
  CHEXGEN_ASSIGN(const Json checked, base::parseJson(text, file));
  CHEXGEN_ASSIGN(const Roster roster, rosterFromJson(checked, file));
  OrderedJson json = OrderedJson::parse(text);
  if (roster.openings.empty()) json["openings"] = OrderedJson::array();
  json["openings"].push_back(openingJson(opening));
  return base::writeFileAtomically(file, json.dump(2) + "\n");
}

}  // namespace chexgen::study
