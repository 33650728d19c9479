// The wish of the whole process to end, which every long read obeys.
#pragma once

#include "core/base/cancel_token.h"

namespace chexgen::base {

// Set by a handler of SIGINT and SIGTERM where a program has one; whoever reads a file of any length looks at
// it between two pieces, so that no file keeps a program from ending.
[[nodiscard]] inline CancelToken& interruption() {
  static CancelToken token;
  return token;
}

}  // namespace chexgen::base
