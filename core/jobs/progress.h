// How far a run is, and when it will probably be done.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/jobs/clock.h"

namespace chexgen::jobs {

struct Progress {
  std::int64_t done = 0;
  std::int64_t total = 0;
  std::string unit;                  // "step", "image", …
  std::optional<double> etaSeconds;  // unknown until something was done

  friend bool operator==(const Progress&, const Progress&) = default;
};

// {"done","total","unit","eta_seconds"}; an unknown ETA is null.
[[nodiscard]] base::OrderedJson toJson(const Progress& progress);
// Fails with formatInvalid; done must lie in 0 … total.
[[nodiscard]] base::Result<Progress> progressFromJson(const base::Json& value);

// Turns counts into Progress: the remaining time is the mean time of what this meter saw done.
class ProgressMeter {
 public:
  ProgressMeter(std::int64_t total, std::string unit, Clock clock = steadyClock());

  // `done` counts up to `total`.
  [[nodiscard]] Progress at(std::int64_t done) const;

 private:
  std::int64_t total_;
  std::string unit_;
  Clock clock_;
  std::chrono::steady_clock::time_point start_;
};

using TellProgress = std::function<base::Result<void>(const Progress&)>;
// Tells bytes, as weights::CheckWatch counts them, as megabytes that are checked.
[[nodiscard]] std::function<base::Result<void>(std::uint64_t done, std::uint64_t total)> inMegabytes(
    TellProgress tell);

// Lets at most one through per interval: progress is told at most ten times a second.
class RateLimit {
 public:
  explicit RateLimit(std::chrono::milliseconds interval, Clock clock = steadyClock());

  // True, and the interval starts anew, when the last true answer is long enough ago.
  [[nodiscard]] bool pass();

 private:
  std::chrono::milliseconds interval_;
  Clock clock_;
  std::optional<std::chrono::steady_clock::time_point> last_;
};

inline constexpr std::chrono::milliseconds progressInterval{100};

}  // namespace chexgen::jobs
