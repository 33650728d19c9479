#include <algorithm>

#include "core/cohort/gates.h"

namespace chexgen::cohort {

using base::Json;
using base::OrderedJson;
using base::Result;

OrderedJson toJson(const GateResult& result) {
  OrderedJson json{
      {"gate", result.gate}, {"passed", result.passed}, {"value", result.value}, {"limit", result.limit}};
  if (!result.note.empty()) json["note"] = result.note;
  if (!result.skipped.empty()) json["skipped"] = result.skipped;
  if (!result.other.empty()) json["other"] = result.other;
  return json;
}

Result<GateResult> gateResultFromJson(const Json& value) {
  GateResult result;
  CHEXGEN_ASSIGN(result.gate, base::jsonValue<std::string>(value, "gate"));
  CHEXGEN_ASSIGN(result.passed, base::jsonValue<bool>(value, "passed"));
  CHEXGEN_ASSIGN(result.value, base::jsonValue<double>(value, "value"));
  CHEXGEN_ASSIGN(result.limit, base::jsonValue<double>(value, "limit"));
  CHEXGEN_ASSIGN(result.note, base::jsonValueOr<std::string>(value, "note", "", {}));
  CHEXGEN_ASSIGN(result.skipped, base::jsonValueOr<std::vector<std::string>>(value, "skipped", {}, {}));
  CHEXGEN_ASSIGN(result.other, base::jsonValueOr<std::string>(value, "other", "", {}));
  return result;
}

bool allPassed(const std::vector<GateResult>& results) {
  return std::all_of(results.begin(), results.end(), [](const GateResult& one) { return one.passed; });
}

}  // namespace chexgen::cohort
