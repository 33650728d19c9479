// Where exceptions of foreign code (the engine's libraries, memory) become errors.
#pragma once

#include <exception>
#include <new>
#include <string>
#include <type_traits>

#include "core/base/error.h"

namespace chexgen::jobs {

// Calls `work`, which returns a Result, and turns an exception into outOfMemory or internal.
template <class Work>
[[nodiscard]] std::invoke_result_t<Work> guarded(Work&& work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return base::fail(base::ErrorCode::outOfMemory, "There is not enough memory for this.", {},
                      "Everything finished so far is kept.", "Close other programs or ask for less at once.");
  } catch (const std::exception& error) {
    return base::fail(base::ErrorCode::internal, std::string("The work stopped at a fault: ") + error.what(),
                      {}, "Everything finished so far is kept.", "Please report this.");
  }
}

}  // namespace chexgen::jobs
