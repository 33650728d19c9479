#include "widgets/common/error_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace chexgen::widgets {

namespace {

const char* kindOf(base::ErrorCode code) {
  using enum base::ErrorCode;
  switch (code) {
    case argumentInvalid: return QT_TRANSLATE_NOOP("ErrorKinds", "Not possible so");
    case fileMissing: return QT_TRANSLATE_NOOP("ErrorKinds", "File missing");
    case fileUnreadable: return QT_TRANSLATE_NOOP("ErrorKinds", "File cannot be read");
    case fileUnwritable: return QT_TRANSLATE_NOOP("ErrorKinds", "File cannot be written");
    case fileTooLarge: return QT_TRANSLATE_NOOP("ErrorKinds", "File too large");
    case fileTruncated: return QT_TRANSLATE_NOOP("ErrorKinds", "File cut off");
    case formatInvalid: return QT_TRANSLATE_NOOP("ErrorKinds", "File damaged or wrong");
    case formatUnsupported: return QT_TRANSLATE_NOOP("ErrorKinds", "Kind of file not known");
    case formatForbidden: return QT_TRANSLATE_NOOP("ErrorKinds", "File refused for safety");
    case hashMismatch: return QT_TRANSLATE_NOOP("ErrorKinds", "File changed");
    case keyMissing: return QT_TRANSLATE_NOOP("ErrorKinds", "Weights missing");
    case keyUnexpected: return QT_TRANSLATE_NOOP("ErrorKinds", "Weights not known");
    case shapeMismatch: return QT_TRANSLATE_NOOP("ErrorKinds", "Weights of another size");
    case architectureMismatch: return QT_TRANSLATE_NOOP("ErrorKinds", "Does not fit together");
    case diskFull: return QT_TRANSLATE_NOOP("ErrorKinds", "Disk full");
    case permissionDenied: return QT_TRANSLATE_NOOP("ErrorKinds", "Not allowed");
    case locked: return QT_TRANSLATE_NOOP("ErrorKinds", "In use");
    case cancelled: return QT_TRANSLATE_NOOP("ErrorKinds", "Cancelled");
    case interrupted: return QT_TRANSLATE_NOOP("ErrorKinds", "Interrupted");
    case deviceUnavailable: return QT_TRANSLATE_NOOP("ErrorKinds", "Device not there");
    case outOfMemory: return QT_TRANSLATE_NOOP("ErrorKinds", "Not enough memory");
    case protocolInvalid: return QT_TRANSLATE_NOOP("ErrorKinds", "Message not understood");
    case numericalFailure: return QT_TRANSLATE_NOOP("ErrorKinds", "Numbers out of range");
    case internal: return QT_TRANSLATE_NOOP("ErrorKinds", "Fault of this program");
  }
  return "";
}

}  // namespace

QString messageText(const base::Error& error) {
  QString message = QString::fromStdString(error.message);
  const QString file = QString::fromStdString(error.file.filename().string());
  if (!file.isEmpty() && !message.contains(file)) message = QStringLiteral("%1: %2").arg(file, message);
  const char* kind = kindOf(error.code);
  const QString translated = QCoreApplication::translate("ErrorKinds", kind);
  return translated == QLatin1String(kind) ? message : QStringLiteral("%1: %2").arg(translated, message);
}

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
