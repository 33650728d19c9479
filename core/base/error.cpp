#include "core/base/error.h"

#include <utility>

namespace chexgen::base {

std::string_view name(ErrorCode code) {
  switch (code) {
    case ErrorCode::argumentInvalid: return "argumentInvalid";
    case ErrorCode::fileMissing: return "fileMissing";
    case ErrorCode::fileUnreadable: return "fileUnreadable";
    case ErrorCode::fileUnwritable: return "fileUnwritable";
    case ErrorCode::fileTooLarge: return "fileTooLarge";
    case ErrorCode::fileTruncated: return "fileTruncated";
    case ErrorCode::formatInvalid: return "formatInvalid";
    case ErrorCode::formatUnsupported: return "formatUnsupported";
    case ErrorCode::formatForbidden: return "formatForbidden";
    case ErrorCode::hashMismatch: return "hashMismatch";
    case ErrorCode::keyMissing: return "keyMissing";
    case ErrorCode::keyUnexpected: return "keyUnexpected";
    case ErrorCode::shapeMismatch: return "shapeMismatch";
    case ErrorCode::architectureMismatch: return "architectureMismatch";
    case ErrorCode::diskFull: return "diskFull";
    case ErrorCode::permissionDenied: return "permissionDenied";
    case ErrorCode::locked: return "locked";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::interrupted: return "interrupted";
    case ErrorCode::deviceUnavailable: return "deviceUnavailable";
    case ErrorCode::outOfMemory: return "outOfMemory";
    case ErrorCode::protocolInvalid: return "protocolInvalid";
    case ErrorCode::numericalFailure: return "numericalFailure";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

std::optional<ErrorCode> errorCodeNamed(std::string_view wanted) {
  // `internal` is the last code; the codes are numbered without gaps.
  for (int number = 0; number <= static_cast<int>(ErrorCode::internal); ++number) {
    const auto code = static_cast<ErrorCode>(number);
    if (name(code) == wanted) return code;
  }
  return std::nullopt;
}

std::string describe(const Error& error) {
  std::string text = error.message;
  if (!error.file.empty()) text += "\n  file: " + error.file.string();
  if (!error.safe.empty()) text += "\n  safe: " + error.safe;
  if (!error.next.empty()) text += "\n  next: " + error.next;
  text += "\n  code: " + std::string(name(error.code));
  return text;
}

tl::unexpected<Error> fail(ErrorCode code, std::string message, std::filesystem::path file, std::string safe,
                           std::string next) {
  return tl::unexpected<Error>(
      Error{code, std::move(message), std::move(file), std::move(safe), std::move(next)});
}

}  // namespace chexgen::base
