#include "core/study/study_key.h"

#include <utility>

#include "core/base/json.h"

namespace chexgen::study {

using base::ErrorCode;
using base::Json;
using base::OrderedJson;
using base::Result;

std::string keyText(const StudyKey& key) {
  OrderedJson json;
  json["design"] = toJson(key.design);
  json["public_keys"] = key.publicKeys;
  json["items"] = OrderedJson::object();
  for (const auto& [item, what] : key.items)
    json["items"][item] = {{"reader", what.reader},
                           {"case", what.caseIndex},
                           {"arms", what.arms},
                           {"practice", what.practice},
                           {"repeat", what.repeat}};
  return json.dump();
}

Result<StudyKey> keyFrom(std::string_view text) {
  CHEXGEN_ASSIGN(const Json json, base::parseJson(text));
  StudyKey key;
  CHEXGEN_ASSIGN(const auto design, base::jsonValue<Json>(json, "design"));
  CHEXGEN_ASSIGN(key.design, designFromJson(design));
  using Names = std::map<std::string, std::string>;
  CHEXGEN_ASSIGN(key.publicKeys, base::jsonValue<Names>(json, "public_keys"));
  CHEXGEN_ASSIGN(const auto items, base::jsonValue<Json>(json, "items"));
  for (const auto& [item, value] : items.items()) {
    KeyItem what;
    CHEXGEN_ASSIGN(what.reader, base::jsonValue<std::string>(value, "reader"));
    CHEXGEN_ASSIGN(what.caseIndex, base::jsonValue<std::size_t>(value, "case"));
    CHEXGEN_ASSIGN(what.arms, base::jsonValue<std::vector<std::string>>(value, "arms"));
    CHEXGEN_ASSIGN(what.practice, base::jsonValue<bool>(value, "practice"));
    CHEXGEN_ASSIGN(what.repeat, base::jsonValue<bool>(value, "repeat"));
    if (what.caseIndex >= key.design.cases.size())
      return base::fail(ErrorCode::formatInvalid, "The key names a case that is not there.");
    key.items.emplace(item, std::move(what));
  }
  return key;
}

}  // namespace chexgen::study
