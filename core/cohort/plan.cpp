#include "core/cohort/plan.h"

#include <algorithm>
#include <array>

#include "core/text/demographics.h"

namespace chexgen::cohort {
namespace {

using base::ErrorCode;
using base::Json;
using base::OrderedJson;
using base::Result;

constexpr int planSchema = 1;
constexpr int mostRerolls = 100;

constexpr std::array<std::pair<const char*, bool GateSettings::*>, 8> gateSwitches{
    {{"report", &GateSettings::report},
     {"blank", &GateSettings::blank},
     {"frame", &GateSettings::frame},
     {"side", &GateSettings::side},
     {"adherence", &GateSettings::adherence},
     {"duplicates", &GateSettings::duplicates},
     {"labels", &GateSettings::labels},
     {"memorisation", &GateSettings::memorisation}}};

OrderedJson toJson(const Stratum& stratum) {
  OrderedJson json = OrderedJson::object();
  if (stratum.sex) json["sex"] = *stratum.sex;
  if (stratum.age) json["age"] = formatAgeBand(*stratum.age);
  if (stratum.race) json["race"] = *stratum.race;
  if (stratum.view) json["view"] = *stratum.view;
  json["findings"] = formatFindings(stratum.findings);
  json["count"] = stratum.count;
  return json;
}

Result<std::optional<std::string>> optionalText(const Json& value, const char* key,
                                                const std::filesystem::path& file) {
  if (!value.contains(key)) return std::optional<std::string>();
  CHEXGEN_ASSIGN(std::string text, base::jsonValue<std::string>(value, key, file));
  return std::optional(std::move(text));
}

Result<Stratum> stratumFromJson(const Json& value, const std::filesystem::path& file) {
  Stratum stratum;
  CHEXGEN_ASSIGN(stratum.sex, optionalText(value, "sex", file));
  CHEXGEN_ASSIGN(stratum.race, optionalText(value, "race", file));
  CHEXGEN_ASSIGN(stratum.view, optionalText(value, "view", file));
  CHEXGEN_ASSIGN(const auto age, optionalText(value, "age", file));
  if (age) {
    CHEXGEN_ASSIGN(stratum.age, parseAgeBand(*age));
  }
  CHEXGEN_ASSIGN(const auto findings, base::jsonValue<std::string>(value, "findings", file));
  CHEXGEN_ASSIGN(stratum.findings, parseFindings(findings));
  CHEXGEN_ASSIGN(stratum.count, base::jsonValue<std::size_t>(value, "count", file));
  return stratum;
}

OrderedJson toJson(const GateSettings& gates) {
  OrderedJson json = OrderedJson::object();
  for (const auto& [name, member] : gateSwitches) json[name] = gates.*member;
  json["least_dice"] = gates.leastDice;
  json["label_share"] = gates.labelShare;
  json["uncertain"] = training::name(gates.labelRules.uncertain);
  json["blank_is_none"] = gates.labelRules.blankIsAbsent;
  json["reference"] = gates.reference.string();
  return json;
}

Result<GateSettings> gatesFromJson(const Json& value, const std::filesystem::path& file) {
  GateSettings gates;
  for (const auto& [name, member] : gateSwitches) {
    CHEXGEN_ASSIGN(gates.*member, base::jsonValue<bool>(value, name, file));
  }
  CHEXGEN_ASSIGN(gates.leastDice, base::jsonValue<double>(value, "least_dice", file));
  CHEXGEN_ASSIGN(gates.labelShare, base::jsonValue<double>(value, "label_share", file));
  // Plans of earlier versions do not state these two.
  CHEXGEN_ASSIGN(const auto uncertain, base::jsonValueOr<std::string>(value, "uncertain", "leave-out", file));
  CHEXGEN_ASSIGN(gates.labelRules.uncertain, training::uncertainNamed(uncertain));
  CHEXGEN_ASSIGN(gates.labelRules.blankIsAbsent,
                 base::jsonValueOr<bool>(value, "blank_is_none", false, file));
  CHEXGEN_ASSIGN(gates.reference, base::jsonValue<std::string>(value, "reference", file));
  return gates;
}

Result<void> readLists(Plan& plan, const Json& value, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const Json strata, base::jsonValue<Json>(value, "strata", file));
  CHEXGEN_ASSIGN(const Json conditions, base::jsonValue<Json>(value, "conditions", file));
  if (!strata.is_array() || !conditions.is_array())
    return base::fail(ErrorCode::formatInvalid, "\"strata\" and \"conditions\" must be lists.", file);
  for (const Json& one : strata) {
    CHEXGEN_ASSIGN(Stratum stratum, stratumFromJson(one, file));
    plan.strata.push_back(std::move(stratum));
  }
  for (const Json& one : conditions) {
    ConditionItem item;
    CHEXGEN_ASSIGN(item.stratum, base::jsonValue<std::size_t>(one, "stratum", file));
    CHEXGEN_ASSIGN(item.file, base::jsonValue<std::string>(one, "file", file));
    CHEXGEN_ASSIGN(const auto findings, base::jsonValue<std::string>(one, "findings", file));
    CHEXGEN_ASSIGN(item.findings, parseFindings(findings));
    if (item.stratum >= plan.strata.size())
      return base::fail(ErrorCode::formatInvalid, "A condition names a stratum that is not there.", file);
    plan.conditions.push_back(std::move(item));
  }
  return {};
}

}  // namespace

Result<void> switchGate(GateSettings& gates, const std::string& name, bool on) {
  std::string all;
  for (const auto& [known, member] : gateSwitches) {
    if (name == known) {
      gates.*member = on;
      return {};
    }
    all.append(all.empty() ? "" : ", ").append(known);
  }
  return base::fail(ErrorCode::argumentInvalid, "\"" + name + "\" is no check; known are " + all + ".");
}

std::size_t caseCount(const Plan& plan) {
  std::size_t count = 0;
  for (const Stratum& stratum : plan.strata) count += stratum.count;
  return count;
}

OrderedJson toJson(const Plan& plan) {
  OrderedJson json{
      {"schema", planSchema},
      {"name", plan.name},
      {"source", plan.source},
      {"seed", std::to_string(plan.seed)},
      {"model", {{"name", plan.modelName}, {"sha256", plan.modelSha256}, {"folder", plan.model.string()}}},
      {"size", plan.size},
      {"profile", plan.profile},
      {"sampler", plan.sampler},
      {"steps", plan.steps},
      {"guidance", plan.guidance},
      {"condition_kind", plan.conditionKind},
      {"masks_are_lungs", plan.masksAreLungs},
      {"rerolls", plan.rerolls},
      {"gates", toJson(plan.gates)}};
  json["strata"] = OrderedJson::array();
  for (const Stratum& stratum : plan.strata) json["strata"].push_back(toJson(stratum));
  json["conditions"] = OrderedJson::array();
  for (const ConditionItem& item : plan.conditions)
    json["conditions"].push_back(
        {{"stratum", item.stratum}, {"file", item.file}, {"findings", formatFindings(item.findings)}});
  return json;
}

Result<Plan> planFromJson(const Json& value, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const int schema, base::jsonValue<int>(value, "schema", file));
  if (schema != planSchema)
    return base::fail(ErrorCode::formatUnsupported,
                      "The plan has schema " + std::to_string(schema) + ", this program knows " +
                          std::to_string(planSchema) + ".",
                      file, "Nothing was changed.", "Open it with the program that made it, or a newer one.");
  Plan plan;
  CHEXGEN_ASSIGN(plan.name, base::jsonValue<std::string>(value, "name", file));
  CHEXGEN_ASSIGN(plan.source, base::jsonValue<std::string>(value, "source", file));
  CHEXGEN_ASSIGN(const auto seed, base::jsonValue<std::string>(value, "seed", file));
  if (seed.empty() || seed.size() > 20 ||
      !std::all_of(seed.begin(), seed.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return base::fail(ErrorCode::formatInvalid, "The seed of the plan is no whole number.", file);
  plan.seed = std::strtoull(seed.c_str(), nullptr, 10);
  CHEXGEN_ASSIGN(const Json model, base::jsonValue<Json>(value, "model", file));
  CHEXGEN_ASSIGN(plan.modelName, base::jsonValue<std::string>(model, "name", file));
  CHEXGEN_ASSIGN(plan.modelSha256, base::jsonValue<std::string>(model, "sha256", file));
  CHEXGEN_ASSIGN(plan.model, base::jsonValue<std::string>(model, "folder", file));
  CHEXGEN_ASSIGN(plan.size, base::jsonValue<int>(value, "size", file));
  CHEXGEN_ASSIGN(plan.profile, base::jsonValue<std::string>(value, "profile", file));
  CHEXGEN_ASSIGN(plan.sampler, base::jsonValue<std::string>(value, "sampler", file));
  CHEXGEN_ASSIGN(plan.steps, base::jsonValue<int>(value, "steps", file));
  CHEXGEN_ASSIGN(plan.guidance, base::jsonValue<double>(value, "guidance", file));
  CHEXGEN_ASSIGN(plan.conditionKind, base::jsonValue<std::string>(value, "condition_kind", file));
  CHEXGEN_ASSIGN(plan.masksAreLungs, base::jsonValue<bool>(value, "masks_are_lungs", file));
  CHEXGEN_ASSIGN(plan.rerolls, base::jsonValue<int>(value, "rerolls", file));
  CHEXGEN_ASSIGN(const Json gates, base::jsonValue<Json>(value, "gates", file));
  CHEXGEN_ASSIGN(plan.gates, gatesFromJson(gates, file));
  CHEXGEN_TRY(readLists(plan, value, file));
  return plan;
}

std::string whyNot(const weights::Manifest& model, const std::string& attribute) {
  return text::whyNotStated(attribute, model.demographics, model.name);
}

Result<void> checkPlan(const Plan& plan, const weights::Manifest& model) {
  const auto invalid = [](std::string message, std::string next = {}) {
    return base::fail(ErrorCode::argumentInvalid, std::move(message), {}, "Nothing was made.",
                      std::move(next));
  };
  if (caseCount(plan) == 0) return invalid("The plan has no case.", "Give at least one stratum a count.");
  if (caseCount(plan) > mostCases)
    return invalid("A cohort has at most " + std::to_string(mostCases) + " cases, not " +
                   std::to_string(caseCount(plan)) + ".");
  if (plan.rerolls < 0 || plan.rerolls > mostRerolls)
    return invalid("The number of further tries must be 0 to " + std::to_string(mostRerolls) + ".");
  if (std::find(model.sizes.begin(), model.sizes.end(), plan.size) == model.sizes.end())
    return invalid("The model \"" + model.name + "\" does not make images of " + std::to_string(plan.size) +
                   " pixels.");
  if (!plan.conditionKind.empty() && model.control(plan.conditionKind) == nullptr)
    return invalid("The model \"" + model.name + "\" cannot be steered by " + plan.conditionKind + ".",
                   "Choose a model with such a control branch, or plan without.");
  if (plan.conditionKind == "boxes" && !model.boxFindings.empty())
    for (const auto& condition : plan.conditions)
      for (const auto& box : condition.findings)
        if (std::find(model.boxFindings.begin(), model.boxFindings.end(), box.finding) ==
            model.boxFindings.end())
          return invalid("The model \"" + model.name + "\" has not learned boxes of " + box.finding + ".",
                         "Choose a model whose branch for boxes follows it (`chexgen model info`).");
  const GateSettings& gates = plan.gates;
  if (!(gates.leastDice >= 0 && gates.leastDice <= 1)) return invalid("The least Dice must be 0 to 1.");
  if (!(gates.labelShare > 0 && gates.labelShare < 0.5))
    return invalid("The share of the label check must be above 0 and below 0.5.");
  if ((gates.labels || gates.memorisation) && gates.reference.empty())
    return invalid("Label agreement and memorisation need a table of real radiographs.",
                   "Name it with --reference, or switch these checks off.");
  for (const Stratum& stratum : plan.strata) {
    const auto parts =
        text::understoodParts({.sex = stratum.sex, .race = stratum.race, .view = stratum.view, .report = {}});
    if (!parts) return invalid(parts.error().message, parts.error().next);
    text::PromptParts stated = *parts;
    if (stratum.age) stated.age = stratum.age->from;
    if (auto known = text::checkStated(stated, model.demographics, model.name); !known)
      return invalid(known.error().message, known.error().next);
  }
  return {};
}

}  // namespace chexgen::cohort
