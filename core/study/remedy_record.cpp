// What is written down of remedies, and their names.
#include <algorithm>
#include <array>
#include <utility>

#include "core/imaging/spectrum.h"
#include "core/study/remedies.h"

namespace chexgen::study {
namespace {

constexpr std::array<std::pair<Remedy, std::string_view>, 3> remedyNames{
    {{Remedy::sharpness, "sharpness"}, {Remedy::greys, "greys"}, {Remedy::corners, "corners"}}};

}  // namespace

std::string_view name(Remedy remedy) {
  for (const auto& [known, text] : remedyNames)
    if (known == remedy) return text;
  return {};
}

base::Result<Remedy> remedyNamed(const std::string& wanted) {
  for (const auto& [remedy, text] : remedyNames)
    if (text == wanted) return remedy;
  return base::fail(base::ErrorCode::argumentInvalid, "There is no remedy \"" + wanted + "\".", {}, {},
                    "Choose of sharpness, greys and corners.");
}

double finestDetail(const RemedyPlan& plan) {
  double coarsest = 1;  // cycles per pixel
  for (const auto& [arm, treatment] : plan.arms)
    for (std::size_t k = 0; k < imaging::ringCount; ++k)
      if (treatment.gains[k] < 0.5) coarsest = std::min(coarsest, imaging::ringFrequency(k));
  return coarsest < 1 ? 1 / (2 * coarsest) : 0;
}

base::OrderedJson toJson(const RemedyPlan& plan) {
  base::OrderedJson json{{"chosen", base::OrderedJson::array()}, {"arms", base::OrderedJson::object()}};
  for (const Remedy remedy : plan.chosen) json["chosen"].push_back(name(remedy));
  for (const auto& [arm, treatment] : plan.arms)
    json["arms"][arm] = {{"gains", treatment.gains},
                         {"greys_from", treatment.from},
                         {"greys_to", treatment.to},
                         {"grain", {treatment.leastGrain, treatment.mostGrain}}};
  return json;
}

base::Result<RemedyPlan> remediesFromJson(const base::Json& json, const std::filesystem::path& file) {
  RemedyPlan plan;
  using Names = std::vector<std::string>;
  using Row = std::vector<double>;
  CHEXGEN_ASSIGN(const auto chosen, base::jsonValueOr<Names>(json, "chosen", {}, file));
  for (const std::string& one : chosen) {
    CHEXGEN_ASSIGN(const Remedy remedy, remedyNamed(one));
    plan.chosen.push_back(remedy);
  }
  CHEXGEN_ASSIGN(const auto arms, base::jsonValueOr<base::Json>(json, "arms", base::Json::object(), file));
  for (const auto& [arm, value] : arms.items()) {
    Treatment treatment;
    CHEXGEN_ASSIGN(const auto gains, base::jsonValue<Row>(value, "gains", file));
    CHEXGEN_ASSIGN(treatment.from, base::jsonValue<Row>(value, "greys_from", file));
    CHEXGEN_ASSIGN(treatment.to, base::jsonValue<Row>(value, "greys_to", file));
    CHEXGEN_ASSIGN(const auto grain, base::jsonValue<Row>(value, "grain", file));
    if (gains.size() != imaging::ringCount || grain.size() != 2 ||
        treatment.from.size() != treatment.to.size())
      return base::fail(base::ErrorCode::formatInvalid, "The record of the remedies is damaged.", file);
    treatment.leastGrain = grain[0];
    treatment.mostGrain = grain[1];
    std::copy(gains.begin(), gains.end(), treatment.gains.begin());
    plan.arms.emplace(arm, std::move(treatment));
  }
  return plan;
}

}  // namespace chexgen::study
