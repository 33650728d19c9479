#include "core/cohort/label_reports.h"

#include <map>

#include "core/cohort/report_writer.h"
#include "core/training/cells.h"

namespace chexgen::cohort {

LabelReports writeLabelReports(training::DataTable& table, bool demographics, bool ignoreLabels,
                               std::uint64_t seed) {
  LabelReports made;
  std::map<std::string, std::size_t> reasons;
  std::string example;
  for (std::size_t position = 0; position < table.rows.size(); ++position) {
    training::TableRow& row = table.rows[position];
    if (!training::trimmed(row.report).empty()) continue;
    training::Labels labels = row.stated;
    if (ignoreLabels && (!labels.findings.empty() || !labels.others.empty())) labels.unknown.clear();
    const auto report = writeFromLabels(labels, seed + position);
    if (!report) {
      ++made.left;
      ++reasons[report.error().message];
      continue;
    }
    row.report = *report;
    row.prompt = training::promptOf(row, demographics);
    if (++made.written == 1) example = *report;
  }
  if (made.written > 0)
    made.remarks.push_back(
        "The reports of " + std::to_string(made.written) +
        " rows were written from their labels; they say no more than these. The first: \"" + example + "\".");
  for (const auto& [reason, count] : reasons)
    made.remarks.push_back("No report was written for " + std::to_string(count) +
                           (count == 1 ? " row: " : " rows: ") + reason);
  return made;
}

}  // namespace chexgen::cohort
