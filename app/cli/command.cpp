#include "app/cli/command.h"

#include <csignal>
#include <iostream>

#include "core/base/interruption.h"

namespace chexgen::cli {

using base::ErrorCode;

ExitCode exitCodeFor(ErrorCode code) {
  switch (code) {
    case ErrorCode::argumentInvalid: return exitUsage;
    case ErrorCode::fileMissing:
    case ErrorCode::fileUnreadable:
    case ErrorCode::fileTooLarge:
    case ErrorCode::fileTruncated:
    case ErrorCode::formatInvalid:
    case ErrorCode::formatUnsupported:
    case ErrorCode::formatForbidden:
    case ErrorCode::hashMismatch:
    case ErrorCode::keyMissing:
    case ErrorCode::keyUnexpected:
    case ErrorCode::shapeMismatch:
    case ErrorCode::architectureMismatch:
    case ErrorCode::protocolInvalid: return exitBadInput;
    case ErrorCode::deviceUnavailable: return exitNoDevice;
    case ErrorCode::diskFull:
    case ErrorCode::permissionDenied:
    case ErrorCode::fileUnwritable: return exitNoSpace;
    case ErrorCode::locked: return exitLocked;
    case ErrorCode::cancelled: return exitCancelled;
    case ErrorCode::interrupted:
    case ErrorCode::outOfMemory:
    case ErrorCode::numericalFailure:
    case ErrorCode::internal: return exitFailed;
  }
  return exitFailed;
}

base::OrderedJson toJson(const base::Error& error) {
  base::OrderedJson value;
  value["code"] = base::name(error.code);
  value["message"] = error.message;
  value["file"] = error.file.string();
  value["safe"] = error.safe;
  value["next"] = error.next;
  return value;
}

int report(const base::Error& error, bool json) {
  if (json) {
    base::OrderedJson line;
    line["event"] = "error";
    line.update(toJson(error));
    std::cout << line.dump(-1, ' ', false, base::OrderedJson::error_handler_t::replace) << std::endl;
  } else {
    std::cerr << "chexgen: " << base::describe(error) << std::endl;
  }
  return exitCodeFor(error.code);
}

base::CancelToken& interruption() { return base::interruption(); }

void handleSignals() {
  static_cast<void>(interruption());  // made before a signal can come
  struct sigaction action {};
  action.sa_handler = [](int) { interruption().cancel(); };
  // After the first signal the default comes back: a second Ctrl+C ends a program that does not react.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace chexgen::cli
