// A table as a classifier learns from it.
#include <algorithm>
#include <set>
#include <utility>

#include "core/engine/downstream/classifier_job.h"

namespace chexgen::engine {

using base::ErrorCode;
using base::fail;
using base::Result;
using downstream::ClassifierSettings;
using training::Split;

namespace {

constexpr std::size_t namedPatients = 5;

// "p1, p2 and 3 others"
std::string listed(const std::set<std::string>& names) {
  std::string text;
  std::size_t shown = 0;
  for (const std::string& name : names) {
    if (shown == namedPatients) break;
    text += (shown++ == 0 ? "" : ", ") + name;
  }
  if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " others";
  return text;
}

Result<void> refuseRows(const CheckedLabels& checked, const ClassifierSettings& settings) {
  const training::PreflightReport& report = checked.report;
  std::set<std::string> leaks;
  const training::PreflightFinding* first = nullptr;
  for (const training::PreflightFinding& finding : report.findings) {
    if (finding.severity != training::Severity::error) continue;
    if (first == nullptr) first = &finding;
    if (finding.code != training::FindingCode::patientOverlap) continue;
    for (const training::TableRow& row : checked.table.rows)
      if (row.line == finding.line) leaks.insert(row.patient);
  }
  if (settings.skipBadRows) return {};
  const char* const safe = "Nothing was learned.";
  if (!leaks.empty())
    return fail(ErrorCode::argumentInvalid,
                "Patients are in more than one split, so that what was learned would be tested on itself: " +
                    listed(leaks) + ".",
                settings.table, safe,
                "Give each patient one split, or leave out their later rows by skipping bad rows "
                "(--skip-bad-rows).");
  if (first != nullptr)
    return fail(ErrorCode::argumentInvalid,
                std::to_string(report.errors()) + " problems were found in the table. The first, in line " +
                    std::to_string(first->line) + ": " + first->sentence +
                    (first->file.empty() ? "" : " [" + first->file.string() + "]"),
                settings.table, safe,
                "Correct the rows, or leave them out by skipping bad rows (--skip-bad-rows).");
  return {};
}

std::set<std::string> patientsOf(const CheckedLabels& checked, const std::vector<std::size_t>& rows) {
  std::set<std::string> patients;
  for (const std::size_t row : rows) {
    const training::TableRow& one = checked.table.rows[row];
    patients.insert(one.patient.empty() ? one.id : one.patient);
  }
  return patients;
}

Result<void> checkSplit(const CheckedLabels& checked, const std::vector<std::size_t>& rows, const char* name,
                        const std::filesystem::path& file) {
  const char* const safe = "Nothing was learned.";
  if (rows.size() < 2 || patientsOf(checked, rows).size() < 2)
    return fail(
        ErrorCode::argumentInvalid,
        "The " + std::string(name) + " rows are of " + std::to_string(patientsOf(checked, rows).size()) +
            " patient(s); two at least are needed.",
        file, safe, "Give the table more patients, or hold out another share of them (--validation).");
  for (std::size_t t = 0; t < checked.targets.size(); ++t) {
    const auto counts = downstream::countLabels(checked.labels, rows, t);
    if (counts.positive > 0 && counts.negative > 0) continue;
    return fail(ErrorCode::argumentInvalid,
                "Of the " + std::string(name) + " rows, " + std::to_string(counts.positive) + " are \"" +
                    checked.targets[t].text + "\", " + std::to_string(counts.negative) + " are not, and " +
                    std::to_string(counts.unknown) + " say nothing: both kinds are needed.",
                file, safe, "Look at how the table spells this label, or leave the target out.");
  }
  return {};
}

}  // namespace

Result<CheckedLabels> checkLabels(const ClassifierSettings& settings,
                                  const training::PreflightProgress& onProgress,
                                  const base::CancelToken& cancel) {
  CheckedLabels checked;
  CHEXGEN_ASSIGN(checked.targets, downstream::parseLabelTargets(settings.targets));
  CHEXGEN_ASSIGN(checked.table, training::readTable(settings.table, settings.read));
  CHEXGEN_TRY(training::assignSplits(checked.table, settings.seed, settings.heldOut));
  CHEXGEN_ASSIGN(checked.labels, downstream::labelsOf(checked.table, checked.targets, settings.uncertain));
  const training::PreflightOptions options{
      .needsPrompt = false, .decodeImages = true, .threads = static_cast<int>(settings.threads)};
  CHEXGEN_ASSIGN(checked.report, training::preflight(checked.table, options, onProgress, cancel));
  CHEXGEN_TRY(refuseRows(checked, settings));
  for (const std::size_t row : checked.report.usable) {
    const auto& labels = checked.labels[row];
    const bool known =
        std::any_of(labels.begin(), labels.end(), [](auto one) { return one != downstream::unknownLabel; });
    if (!known) continue;
    const Split split = checked.table.rows[row].split;
    (split == Split::validation ? checked.validation
     : split == Split::test     ? checked.test
                                : checked.training)
        .push_back(row);
  }
  CHEXGEN_TRY(checkSplit(checked, checked.training, "training", settings.table));
  CHEXGEN_TRY(checkSplit(checked, checked.validation, "validation", settings.table));
  return checked;
}

}  // namespace chexgen::engine
