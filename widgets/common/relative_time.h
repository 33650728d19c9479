// Times as people say them.
#pragma once

#include <QDateTime>
#include <QString>

namespace chexgen::widgets {

// "just now", "2 min ago", "3 h ago", "yesterday", else the date in the interface's locale.
[[nodiscard]] QString relativeTime(const QDateTime& time, const QDateTime& now);
// A time as the core writes it (ISO 8601, UTC); the exact one belongs into a tooltip.
[[nodiscard]] QString relativeTime(const QString& isoTime);
// "6 s", "1:05 min", "2:03:20 h" for a number of seconds.
[[nodiscard]] QString durationText(double seconds);
// "12 kB", "3.4 MB" in powers of 1000, in the interface's locale.
[[nodiscard]] QString bytesText(quint64 bytes);

}  // namespace chexgen::widgets
