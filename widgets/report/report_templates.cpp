#include "widgets/report/report_templates.h"

#include <QFile>

#include "core/base/json.h"

namespace chexgen::widgets {

const std::vector<ReportTemplate>& reportTemplates() {
  static const std::vector<ReportTemplate> all = [] {
    std::vector<ReportTemplate> read;
    QFile file(QStringLiteral(":/chexgen/report_templates.json"));
    if (!file.open(QIODevice::ReadOnly)) return read;
    const auto json = base::parseJson(file.readAll().toStdString());
    if (!json) return read;
    for (const auto& entry : json->at("templates")) {
      const auto textAt = [&](const char* key) {
        return QString::fromStdString(entry.at(key).get<std::string>());
      };
      read.push_back({textAt("name"), textAt("findings"), textAt("impression")});
    }
    return read;
  }();
  return all;
}

}  // namespace chexgen::widgets
