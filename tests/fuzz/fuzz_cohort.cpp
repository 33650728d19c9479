// Any JSON as a plan, any text as a table of cases or as a report. What is taken must come back unchanged.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/cohort/cases.h"
#include "core/cohort/plan.h"
#include "core/text/report_check.h"

using namespace chexgen;

namespace {

std::string textOf(const cohort::Plan& plan) {
  return cohort::toJson(plan).dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

void asPlan(std::string_view text) {
  const auto json = base::parseJson(text);
  if (!json) return;
  const auto plan = cohort::planFromJson(*json);
  if (!plan) return;
  const auto again = cohort::planFromJson(base::parseJson(textOf(*plan)).value());
  if (!again || textOf(*again) != textOf(*plan)) std::abort();
}

void asCases(std::string_view text) {
  cohort::Plan plan;
  plan.strata.resize(3);
  const auto cases = cohort::parseCases(text, plan);
  if (!cases) return;
  const std::string written = cohort::formatCases(*cases, plan);
  const auto again = cohort::parseCases(written, plan);
  if (!again || cohort::formatCases(*again, plan) != written) std::abort();
}

void asReport(const std::string& text) {
  const text::ReportFacts facts{
      .sex = "Male", .age = 40, .view = "PA", .findings = {{"Effusion", text::Side::left}}};
  static_cast<void>(text::checkReport({text, text}, facts));
  static_cast<void>(text::lintReport(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  asPlan(text);
  asCases(text);
  asReport(std::string(text));
  return 0;
}
