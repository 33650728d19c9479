// Exceptions end at the module's edge.
#pragma once

#include <new>
#include <string>

#include "core/base/error.h"
#include "core/engine/tensor.h"

namespace chexgen::engine {

// Runs `work` (a function that gives a Result) and turns what torch throws into an Error: the module's edge.
template <class Work>
auto translated(const Work& work) -> decltype(work()) {
  const char* const safe = "What is already finished is unharmed.";
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return base::fail(base::ErrorCode::outOfMemory, "There is not enough memory.", {}, safe,
                      "Close other programs or use a smaller model or size.");
  } catch (const c10::OutOfMemoryError&) {
    return base::fail(base::ErrorCode::outOfMemory, "There is not enough GPU memory.", {}, safe,
                      "Use a smaller batch or size, or --device cpu.");
  } catch (const c10::Error& error) {
    const std::string reason = error.what_without_backtrace();
    if (reason.find("not enough memory") != std::string::npos ||
        reason.find("can't allocate memory") != std::string::npos) {
      return base::fail(base::ErrorCode::outOfMemory, "There is not enough memory.", {}, safe,
                        "Close other programs or use a smaller model or size.");
    }
    return base::fail(base::ErrorCode::internal,
                      "The computation failed: " + reason.substr(0, reason.find('\n')), {}, safe,
                      "Run `chexgen doctor`; please report this if it says that all is well.");
  }
}

}  // namespace chexgen::engine
