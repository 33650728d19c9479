#include "core/study/study_key.h"

#include <utility>

#include "core/base/json.h"

namespace chexgen::study {

using base::ErrorCode;
using base::Json;
using base::OrderedJson;
using base::Result;

namespace {
// 1, which does not say so, had no secret: the order came from the design's seed, and stands in the items.
constexpr std::int64_t keyTextSchema = 2;
}  // namespace

std::string keyText(const StudyKey& key) {
  OrderedJson json;
  json["schema"] = keyTextSchema;
  json["design"] = toJson(key.design);
  json["order_secret"] = key.orderSecret;
  json["public_keys"] = key.publicKeys;
  if (!key.packages.empty()) json["packages"] = key.packages;
  json["items"] = OrderedJson::object();
  for (const auto& [item, what] : key.items) {
    json["items"][item] = {{"reader", what.reader},
                           {"case", what.caseIndex},
                           {"arms", what.arms},
                           {"practice", what.practice},
                           {"repeat", what.repeat}};
    if (!what.hash.empty()) json["items"][item]["hash"] = what.hash;
  }
  if (!key.remedies.chosen.empty()) json["remedies"] = toJson(key.remedies);
  return json.dump();
}

Result<StudyKey> keyFrom(std::string_view text) {
  CHEXGEN_ASSIGN(const Json json, base::parseJson(text));
  CHEXGEN_ASSIGN(const auto schema, base::jsonValueOr<std::int64_t>(json, "schema", 1));
  if (schema < 1 || schema > keyTextSchema)
    return base::fail(ErrorCode::formatUnsupported,
                      "The key is of a version that this program does not know.");
  StudyKey key;
  CHEXGEN_ASSIGN(key.orderSecret, base::jsonValueOr<std::string>(json, "order_secret", ""));
  CHEXGEN_ASSIGN(const auto design, base::jsonValue<Json>(json, "design"));
  CHEXGEN_ASSIGN(key.design, designFromJson(design));
  using Names = std::map<std::string, std::string>;
  CHEXGEN_ASSIGN(key.publicKeys, base::jsonValue<Names>(json, "public_keys"));
  CHEXGEN_ASSIGN(key.packages, base::jsonValueOr<Names>(json, "packages", {}));
  CHEXGEN_ASSIGN(const auto items, base::jsonValue<Json>(json, "items"));
  for (const auto& [item, value] : items.items()) {
    KeyItem what;
    CHEXGEN_ASSIGN(what.reader, base::jsonValue<std::string>(value, "reader"));
    CHEXGEN_ASSIGN(what.caseIndex, base::jsonValue<std::size_t>(value, "case"));
    CHEXGEN_ASSIGN(what.arms, base::jsonValue<std::vector<std::string>>(value, "arms"));
    CHEXGEN_ASSIGN(what.practice, base::jsonValue<bool>(value, "practice"));
    CHEXGEN_ASSIGN(what.repeat, base::jsonValue<bool>(value, "repeat"));
    CHEXGEN_ASSIGN(what.hash, base::jsonValueOr<std::string>(value, "hash", ""));
    if (what.caseIndex >= key.design.cases.size())
      return base::fail(ErrorCode::formatInvalid, "The key names a case that is not there.");
    key.items.emplace(item, std::move(what));
  }
  CHEXGEN_ASSIGN(const auto remedies, base::jsonValueOr<Json>(json, "remedies", Json::object()));
  CHEXGEN_ASSIGN(key.remedies, remediesFromJson(remedies));
  return key;
}

}  // namespace chexgen::study
