#include "widgets/report/report_text.h"

#include "core/text/demographics.h"

namespace chexgen::widgets {

namespace {

const std::string findingsHeading = "FINDINGS: ";
const std::string impressionHeading = " IMPRESSION: ";

base::OrderedJson orNull(const auto& value) {
  return value ? base::OrderedJson(*value) : base::OrderedJson(nullptr);
}

template <class T>
base::Result<std::optional<T>> optionalEntry(const base::Json& object, std::string_view key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return std::optional<T>();
  return base::jsonValue<T>(object, key).map([](T value) { return std::optional<T>(std::move(value)); });
}

}  // namespace

std::string reportOf(const ReportText& text) {
  const std::string findings = text.findings.trimmed().toStdString();
  const std::string impression = text.impression.trimmed().toStdString();
  if (findings.empty()) return impression;
  if (impression.empty()) return findings;
  return findingsHeading + findings + impressionHeading + impression;
}

ReportText reportTextOf(const std::string& report, const imaging::Demographics& demographics) {
  ReportText text{.demographics = demographics};
  const auto heading = report.find(impressionHeading);
  if (report.starts_with(findingsHeading) && heading != std::string::npos) {
    text.findings =
        QString::fromStdString(report.substr(findingsHeading.size(), heading - findingsHeading.size()));
    text.impression = QString::fromStdString(report.substr(heading + impressionHeading.size()));
  } else {
    text.impression = QString::fromStdString(report);
  }
  return text;
}

text::PromptParts partsOf(const ReportText& text) {
  const imaging::Demographics& who = text.demographics;
  return {.sex = who.sex, .age = who.age, .race = who.race, .view = who.view, .report = reportOf(text)};
}

base::Result<text::PromptParts> understoodText(const ReportText& text) {
  ReportText plain = text;
  text::PromptParts parts = partsOf(text);
  for (QString* field : {&plain.findings, &plain.impression}) {
    parts.report = field->trimmed().toStdString();
    CHEXGEN_ASSIGN(parts, text::understoodParts(parts));
    *field = QString::fromStdString(parts.report);
  }
  parts.report = reportOf(plain);
  return parts;
}

std::string toJsonText(const ReportText& text) {
  base::OrderedJson json;
  json["schema"] = 1;
  json["findings"] = text.findings.toStdString();
  json["impression"] = text.impression.toStdString();
  json["sex"] = orNull(text.demographics.sex);
  json["age"] = orNull(text.demographics.age);
  json["race"] = orNull(text.demographics.race);
  json["view"] = orNull(text.demographics.view);
  return json.dump();
}

base::Result<ReportText> reportTextFromJson(std::string_view json) {
  CHEXGEN_ASSIGN(const auto value, base::parseJson(json));
  ReportText text;
  CHEXGEN_ASSIGN(const auto findings, base::jsonValue<std::string>(value, "findings"));
  CHEXGEN_ASSIGN(const auto impression, base::jsonValue<std::string>(value, "impression"));
  text.findings = QString::fromStdString(findings);
  text.impression = QString::fromStdString(impression);
  CHEXGEN_ASSIGN(text.demographics.sex, optionalEntry<std::string>(value, "sex"));
  CHEXGEN_ASSIGN(text.demographics.age, optionalEntry<double>(value, "age"));
  CHEXGEN_ASSIGN(text.demographics.race, optionalEntry<std::string>(value, "race"));
  CHEXGEN_ASSIGN(text.demographics.view, optionalEntry<std::string>(value, "view"));
  return text;
}

}  // namespace chexgen::widgets
