#include "core/jobs/progress.h"

#include <utility>

namespace chexgen::jobs {

base::OrderedJson toJson(const Progress& progress) {
  base::OrderedJson value;
  value["done"] = progress.done;
  value["total"] = progress.total;
  value["unit"] = progress.unit;
  value["eta_seconds"] = nullptr;
  if (progress.etaSeconds) value["eta_seconds"] = *progress.etaSeconds;
  return value;
}

base::Result<Progress> progressFromJson(const base::Json& value) {
  Progress progress;
  CHEXGEN_ASSIGN(progress.done, base::jsonValue<std::int64_t>(value, "done"));
  CHEXGEN_ASSIGN(progress.total, base::jsonValue<std::int64_t>(value, "total"));
  CHEXGEN_ASSIGN(progress.unit, base::jsonValue<std::string>(value, "unit"));
  if (value.contains("eta_seconds") && !value["eta_seconds"].is_null()) {
    CHEXGEN_ASSIGN(progress.etaSeconds, base::jsonValue<double>(value, "eta_seconds"));
  }
  if (progress.done < 0 || progress.done > progress.total) {
    return base::fail(base::ErrorCode::formatInvalid, "Progress of " + std::to_string(progress.done) +
                                                          " out of " + std::to_string(progress.total) +
                                                          " is not possible.");
  }
  return progress;
}

ProgressMeter::ProgressMeter(std::int64_t total, std::string unit, Clock clock)
    : total_(total), unit_(std::move(unit)), clock_(std::move(clock)), start_(clock_()) {}

Progress ProgressMeter::at(std::int64_t done) const {
  Progress progress{done, total_, unit_, std::nullopt};
  if (done > 0) {
    const std::chrono::duration<double> spent = clock_() - start_;
    progress.etaSeconds = spent.count() / static_cast<double>(done) * static_cast<double>(total_ - done);
  }
  return progress;
}

std::function<base::Result<void>(std::uint64_t, std::uint64_t)> inMegabytes(TellProgress tell) {
  constexpr std::uint64_t bytes = 1'000'000;
  return [tell = std::move(tell), meter = std::optional<ProgressMeter>()](
             std::uint64_t done, std::uint64_t total) mutable -> base::Result<void> {
    if (!meter) meter.emplace(static_cast<std::int64_t>(total / bytes), "MB checked");
    return tell(meter->at(static_cast<std::int64_t>(done / bytes)));
  };
}

RateLimit::RateLimit(std::chrono::milliseconds interval, Clock clock)
    : interval_(interval), clock_(std::move(clock)) {}

bool RateLimit::pass() {
  const auto now = clock_();
  if (last_ && now - *last_ < interval_) return false;
  last_ = now;
  return true;
}

}  // namespace chexgen::jobs
