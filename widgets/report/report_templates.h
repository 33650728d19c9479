// Reports to start from, with the wording of real ones.
#pragma once

#include <QString>
#include <vector>

namespace chexgen::widgets {

struct ReportTemplate {
  QString name;
  QString findings;
  QString impression;
};

// From resources/report_templates.json (compiled in).
[[nodiscard]] const std::vector<ReportTemplate>& reportTemplates();

}  // namespace chexgen::widgets
