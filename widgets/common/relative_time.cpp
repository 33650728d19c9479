#include "widgets/common/relative_time.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace chexgen::widgets {

namespace {

QString said(const char* text, int count = -1) {
  return QCoreApplication::translate("RelativeTime", text, nullptr, count);
}

}  // namespace

QString relativeTime(const QDateTime& time, const QDateTime& now) {
  const qint64 seconds = time.secsTo(now);
  if (seconds < 45) return said(QT_TRANSLATE_NOOP("RelativeTime", "just now"));
  const auto minutes = static_cast<int>((seconds + 30) / 60);
  if (minutes < 60) return said(QT_TRANSLATE_NOOP("RelativeTime", "%n min ago"), minutes);
  const QDate day = time.toLocalTime().date();
  const QDate today = now.toLocalTime().date();
  if (day == today)
    return said(QT_TRANSLATE_NOOP("RelativeTime", "%n h ago"), static_cast<int>((seconds + 1800) / 3600));
  if (day.addDays(1) == today) return said(QT_TRANSLATE_NOOP("RelativeTime", "yesterday"));
  return QLocale().toString(day, QLocale::ShortFormat);
}

QString relativeTime(const QString& isoTime) {
  const QDateTime time = QDateTime::fromString(isoTime, Qt::ISODateWithMs);
  return time.isValid() ? relativeTime(time, QDateTime::currentDateTimeUtc()) : isoTime;
}

QString durationText(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(std::max(0.0, seconds)));
  if (whole < 60) return said(QT_TRANSLATE_NOOP("RelativeTime", "%1 s")).arg(whole);
  const auto padded = [](long long value) {
    return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
  };
  if (whole < 3600)
    return said(QT_TRANSLATE_NOOP("RelativeTime", "%1 min"))
        .arg(QStringLiteral("%1:%2").arg(whole / 60).arg(padded(whole % 60)));
  return said(QT_TRANSLATE_NOOP("RelativeTime", "%1 h"))
      .arg(QStringLiteral("%1:%2:%3").arg(whole / 3600).arg(padded(whole / 60 % 60), padded(whole % 60)));
}

QString bytesText(quint64 bytes) {
  return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeSIFormat);
}

}  // namespace chexgen::widgets
