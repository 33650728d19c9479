// Time as the files and lines of a run carry it.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace chexgen::jobs {

// ISO 8601 in UTC to the millisecond, for example "2026-03-01T09:30:00.250Z".
[[nodiscard]] std::string formatTime(std::chrono::system_clock::time_point time);
[[nodiscard]] std::string timeNow();

// The monotonic clock that rates and remaining times are measured with; tests put their own.
using Clock = std::function<std::chrono::steady_clock::time_point()>;
[[nodiscard]] inline Clock steadyClock() {
  return [] { return std::chrono::steady_clock::now(); };
}

}  // namespace chexgen::jobs
