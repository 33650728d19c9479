#include "core/study/analysis.h"

namespace chexgen::study {
namespace {

using base::OrderedJson;

OrderedJson figureJson(const Figure& figure) {
  OrderedJson json;
  json["value"] = nullptr;
  if (figure.value) json["value"] = *figure.value;
  if (figure.interval) json["interval"] = {figure.interval->low, figure.interval->high};
  if (!figure.why.empty()) json["why"] = figure.why;
  return json;
}

OrderedJson mapJson(const std::map<std::string, Figure>& figures) {
  OrderedJson json = OrderedJson::object();
  for (const auto& [name, figure] : figures) json[name] = figureJson(figure);
  return json;
}

OrderedJson armJson(const ArmFigures& figures) {
  OrderedJson counts = OrderedJson::object();
  for (const auto& [rating, count] : figures.counts) counts[std::to_string(rating)] = count;
  return {{"arm", figures.arm},
          {"reader", figures.reader},
          {"stratum", figures.stratum},
          {"cases", figures.cases},
          {"counts", std::move(counts)},
          {"mean", figureJson(figures.mean)},
          {"standard_deviation", figureJson(figures.spread)}};
}

OrderedJson comparisonJson(const Comparison& comparison) {
  return {{"first", comparison.first},
          {"second", comparison.second},
          {"reader", comparison.reader},
          {"cases", comparison.cases},
          {"difference", figureJson(comparison.difference)},
          {"t", figureJson(comparison.t)},
          {"p_of_t", figureJson(comparison.pOfT)},
          {"signed_rank", figureJson(comparison.signedRank)},
          {"p_of_signed_rank", figureJson(comparison.pOfSignedRank)},
          {"p_after_holm", figureJson(comparison.corrected)}};
}

}  // namespace

OrderedJson toJson(const Analysis& analysis) {
  OrderedJson json;
  json["question"] = analysis.question;
  json["answered"] = analysis.answered;
  json["remarks"] = analysis.remarks;
  json["arms"] = OrderedJson::array();
  for (const ArmFigures& figures : analysis.arms) json["arms"].push_back(armJson(figures));
  json["strata"] = OrderedJson::array();
  for (const ArmFigures& figures : analysis.strata) json["strata"].push_back(armJson(figures));
  json["comparisons"] = OrderedJson::array();
  for (const Comparison& comparison : analysis.comparisons)
    json["comparisons"].push_back(comparisonJson(comparison));
  json["agreement"] = {{"quadratic_kappa", mapJson(analysis.agreement.kappa)},
                       {"kappa", mapJson(analysis.agreement.unweighted)},
                       {"fleiss_kappa", figureJson(analysis.agreement.fleiss)},
                       {"krippendorff_alpha_ordinal", figureJson(analysis.agreement.krippendorff)},
                       {"icc_a1", figureJson(analysis.agreement.intraclass)},
                       {"within_reader_quadratic_kappa", mapJson(analysis.agreement.within)}};
  if (analysis.realism) {
    json["area_under_roc"] = mapJson(analysis.realism->area);
    json["area_under_roc_by_arm"] = OrderedJson::object();
    for (const auto& [arm, readers] : analysis.realism->byArm)
      json["area_under_roc_by_arm"][arm] = mapJson(readers);
  }
  if (analysis.preference)
    json["bradley_terry"] = {{"reference", analysis.preference->reference},
                             {"log_strength", mapJson(analysis.preference->logStrength)}};
  return json;
}

}  // namespace chexgen::study
