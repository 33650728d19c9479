// What every expected failure carries, and the Result type that carries it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace chexgen::base {

// Stable codes: scripts and the interface branch on them, so a code is never renamed or reused.
enum class ErrorCode {
  argumentInvalid,       // a value given by the user is out of range or contradictory
  fileMissing,           // the file or folder does not exist
  fileUnreadable,        // it exists but cannot be opened or read
  fileUnwritable,        // it cannot be created, written or renamed
  fileTooLarge,          // larger than the stated limit; nothing was read
  fileTruncated,         // it ends before its own header says it should
  formatInvalid,         // it breaks the rules of its format
  formatUnsupported,     // a valid file of a kind that this program does not read
  formatForbidden,       // it asks for something that reading data must never do (run code, leave the folder)
  hashMismatch,          // the content differs from the recorded SHA-256
  keyMissing,            // a weight that the architecture needs is absent
  keyUnexpected,         // a weight that the architecture does not know is present
  shapeMismatch,         // a weight has another shape than the architecture needs
  architectureMismatch,  // two parts do not fit together, or the model cannot do what was asked
  diskFull,
  permissionDenied,
  locked,             // another process holds the run folder or project
  cancelled,          // the user asked to stop; not a fault
  interrupted,        // the process that did the work is gone
  deviceUnavailable,  // no such device, or its driver or libraries are missing
  outOfMemory,
  protocolInvalid,   // a line of the worker or job protocol cannot be understood
  numericalFailure,  // NaN or infinity where a finite number is needed
  internal,          // a bug; please report
};

// The code's stable name, as written into JSON lines and logs, for example "fileTruncated".
[[nodiscard]] std::string_view name(ErrorCode code);
// The code with this stable name, if there is one.
[[nodiscard]] std::optional<ErrorCode> errorCodeNamed(std::string_view name);

// One failure: what failed, in which file, what is still safe and what to do next.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;              // one plain sentence, no trailing newline
  std::filesystem::path file = {};  // the file concerned; empty if none
  std::string safe = {};            // what is unharmed, one sentence; may be empty
  std::string next = {};            // what to do, one sentence; may be empty
};

// All parts of the error as a few lines of text for a terminal or a log.
[[nodiscard]] std::string describe(const Error& error);

template <class T>
using Result = tl::expected<T, Error>;

// Builds the failed side of a Result.
[[nodiscard]] tl::unexpected<Error> fail(ErrorCode code, std::string message, std::filesystem::path file = {},
                                         std::string safe = {}, std::string next = {});

}  // namespace chexgen::base

// Leaves the function with the error if `expression` (a Result) failed; drops the value.
#define CHEXGEN_TRY(expression)                                                       \
  do {                                                                                \
    if (auto chexgenTried = (expression); !chexgenTried) {                            \
      return tl::unexpected<::chexgen::base::Error>(std::move(chexgenTried).error()); \
    }                                                                                 \
  } while (false)

#define CHEXGEN_JOIN_(a, b) a##b
#define CHEXGEN_JOIN(a, b) CHEXGEN_JOIN_(a, b)
#define CHEXGEN_ASSIGN_(temporary, declaration, expression)                      \
  auto temporary = (expression);                                                 \
  if (!temporary) {                                                              \
    return tl::unexpected<::chexgen::base::Error>(std::move(temporary).error()); \
  }                                                                              \
  declaration = std::move(*temporary)

// `CHEXGEN_ASSIGN(auto bytes, readFile(path));` binds the value or leaves the function with the error.
#define CHEXGEN_ASSIGN(declaration, expression) \
  CHEXGEN_ASSIGN_(CHEXGEN_JOIN(chexgenResult, __LINE__), declaration, expression)
