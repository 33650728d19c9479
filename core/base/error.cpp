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

namespace {

// How many bytes at the start of `text` a terminal would obey instead of show: controls, and marks that turn
// the direction of writing. Names of files and cells of tables may hold them.
std::size_t commandAt(std::string_view text) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  if ((byte(0) < 0x20 && byte(0) != '\n' && byte(0) != '\t') || byte(0) == 0x7F) return 1;
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) < 0xA0) return 2;
  if (byte(0) != 0xE2) return 0;
  const bool turns =
      (byte(1) == 0x80 && (byte(2) == 0x8E || byte(2) == 0x8F || (byte(2) >= 0xAA && byte(2) <= 0xAE))) ||
      (byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9);
  return turns ? 3 : 0;
}

std::string shown(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t command = commandAt(text);
    plain += command > 0 ? '?' : text.front();
    text.remove_prefix(command > 0 ? command : 1);
  }
  return plain;
}

}  // namespace

std::string describe(const Error& error) {
  std::string text = error.message;
  if (!error.file.empty()) text += "\n  file: " + error.file.string();
  if (!error.safe.empty()) text += "\n  safe: " + error.safe;
  if (!error.next.empty()) text += "\n  next: " + error.next;
  text += "\n  code: " + std::string(name(error.code));
  return shown(text);
}

tl::unexpected<Error> fail(ErrorCode code, std::string message, std::filesystem::path file, std::string safe,
                           std::string next) {
  return tl::unexpected<Error>(
      Error{code, std::move(message), std::move(file), std::move(safe), std::move(next)});
}

}  // namespace chexgen::base
