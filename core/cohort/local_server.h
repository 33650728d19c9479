// Questions to a server on this computer, with bounds on what it may answer.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "core/base/error.h"

namespace chexgen::cohort {

struct ServerQuestion {
  std::string url = {};
  std::string json = {};                    // what is posted
  std::chrono::milliseconds patience = {};  // from the question to the last byte of the answer
  std::size_t longest = 1U << 20U;          // bytes of an answer
  std::function<bool()> mayGoOn = {};       // asked several times a second; false gives up
};

struct ServerAnswer {
  int status = 0;
  std::string body;
};

// Posts JSON over HTTP, past no proxy and to no other address. deviceUnavailable when nobody answers in time,
// formatInvalid when the answer is longer than it may be, `cancelled` when it may not go on.
[[nodiscard]] base::Result<ServerAnswer> askServer(const ServerQuestion& question);

}  // namespace chexgen::cohort
