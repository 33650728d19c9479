#include "core/study/leak_record.h"

#include <array>
#include <string>
#include <utility>

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Json;
using base::OrderedJson;
using base::Result;

constexpr std::array<std::pair<Verdict, const char*>, 3> verdictNames{
    {{Verdict::toldApart, "told_apart"},
     {Verdict::notToldApart, "not_told_apart"},
     {Verdict::tooFew, "too_few"}}};

OrderedJson spreadJson(const FeatureSpread& spread) { return {spread.median, spread.low, spread.high}; }

Result<FeatureSpread> spreadFrom(const Json& json, const char* name, const fs::path& file) {
  CHEXGEN_ASSIGN(const auto values, base::jsonValue<std::vector<double>>(json, name, file));
  if (values.size() != 3)
    return base::fail(ErrorCode::formatInvalid, std::string("\"") + name + "\" must be three numbers.", file);
  return FeatureSpread{values[0], values[1], values[2]};
}

Result<FeatureLeak> featureFrom(const Json& json, const fs::path& file) {
  FeatureLeak feature;
  CHEXGEN_ASSIGN(feature.feature, base::jsonValue<std::string>(json, "feature", file));
  CHEXGEN_ASSIGN(feature.reader, base::jsonValueOr<std::string>(json, "reader", "", file));
  CHEXGEN_ASSIGN(feature.area, base::jsonValue<double>(json, "area", file));
  CHEXGEN_ASSIGN(feature.p, base::jsonValue<double>(json, "p", file));
  CHEXGEN_ASSIGN(feature.corrected, base::jsonValue<double>(json, "p_holm", file));
  CHEXGEN_ASSIGN(feature.arm, spreadFrom(json, "arm", file));
  CHEXGEN_ASSIGN(feature.others, spreadFrom(json, "others", file));
  CHEXGEN_ASSIGN(feature.told, base::jsonValue<bool>(json, "told", file));
  return feature;
}

Result<Verdict> verdictFrom(const std::string& name, const fs::path& file) {
  for (const auto& [verdict, known] : verdictNames)
    if (known == name) return verdict;
  return base::fail(ErrorCode::formatInvalid, "\"verdict\" is none that this program knows.", file);
}

Result<ArmLeak> leakFrom(const Json& json, const fs::path& file) {
  ArmLeak leak;
  CHEXGEN_ASSIGN(leak.arm, base::jsonValue<std::string>(json, "arm", file));
  CHEXGEN_ASSIGN(leak.why, base::jsonValueOr<std::string>(json, "why", "", file));
  if (json.contains("area")) {
    CHEXGEN_ASSIGN(leak.area, base::jsonValue<double>(json, "area", file));
    CHEXGEN_ASSIGN(const auto interval, base::jsonValue<std::vector<double>>(json, "interval", file));
    if (interval.size() != 2)
      return base::fail(ErrorCode::formatInvalid, "\"interval\" must be two numbers.", file);
    leak.interval = statistics::Interval{interval[0], interval[1]};
  }
  leak.narrow = !json.contains("verdict");
  if (leak.narrow) {
    // What that version said.
    leak.verdict = leak.interval && leak.interval->low > 0.5 ? Verdict::toldApart : Verdict::notToldApart;
    return leak;
  }
  CHEXGEN_ASSIGN(const auto verdict, base::jsonValue<std::string>(json, "verdict", file));
  CHEXGEN_ASSIGN(leak.verdict, verdictFrom(verdict, file));
  if (json.contains("p")) {
    CHEXGEN_ASSIGN(leak.p, base::jsonValue<double>(json, "p", file));
  }
  CHEXGEN_ASSIGN(leak.images, base::jsonValue<std::size_t>(json, "images", file));
  CHEXGEN_ASSIGN(leak.others, base::jsonValue<std::size_t>(json, "others", file));
  CHEXGEN_ASSIGN(leak.excluded, base::jsonValue<double>(json, "smallest_excluded_area", file));
  CHEXGEN_ASSIGN(const auto features, base::jsonValue<Json>(json, "features", file));
  for (const Json& feature : features) {
    CHEXGEN_ASSIGN(auto read, featureFrom(feature, file));
    leak.features.push_back(std::move(read));
  }
  return leak;
}

const char* nameOf(Verdict verdict) {
  for (const auto& [known, name] : verdictNames)
    if (known == verdict) return name;
  return "";
}

}  // namespace

OrderedJson leaksJson(const std::vector<ArmLeak>& leaks) {
  OrderedJson list = OrderedJson::array();
  for (const ArmLeak& leak : leaks) {
    OrderedJson json{{"arm", leak.arm}};
    if (leak.area) json["area"] = *leak.area;
    if (leak.interval) json["interval"] = {leak.interval->low, leak.interval->high};
    if (!leak.why.empty()) json["why"] = leak.why;
    if (!leak.narrow) {
      json["verdict"] = nameOf(leak.verdict);
      if (leak.p) json["p"] = *leak.p;
      json["images"] = leak.images;
      json["others"] = leak.others;
      json["smallest_excluded_area"] = leak.excluded;
      json["features"] = OrderedJson::array();
      for (const FeatureLeak& feature : leak.features) {
        OrderedJson one{{"feature", feature.feature}};
        if (!feature.reader.empty()) one["reader"] = feature.reader;
        one["area"] = feature.area;
        one["p"] = feature.p;
        one["p_holm"] = feature.corrected;
        one["arm"] = spreadJson(feature.arm);
        one["others"] = spreadJson(feature.others);
        one["told"] = feature.told;
        json["features"].push_back(std::move(one));
      }
    }
    list.push_back(std::move(json));
  }
  return list;
}

Result<std::vector<ArmLeak>> leaksFrom(const Json& list, const fs::path& file) {
  std::vector<ArmLeak> leaks;
  for (const Json& json : list) {
    CHEXGEN_ASSIGN(auto leak, leakFrom(json, file));
    leaks.push_back(std::move(leak));
  }
  return leaks;
}

}  // namespace chexgen::study
