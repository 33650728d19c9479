#include "widgets/common/error_text.h"

#include <QStringList>

namespace chexgen::widgets {

QString adviceText(const base::Error& error) {
  QStringList parts;
  for (const std::string& part : {error.safe, error.next})
    if (!part.empty()) parts << QString::fromStdString(part);
  return parts.join(QLatin1Char(' '));
}

QString detailsText(const base::Error& error) {
  const std::string_view code = base::name(error.code);
  return QStringLiteral("[%1] %2").arg(QString::fromUtf8(code.data(), static_cast<qsizetype>(code.size())),
                                       QString::fromStdString(base::describe(error)));
}

}  // namespace chexgen::widgets
