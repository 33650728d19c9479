#include "core/jobs/clock.h"

#include <array>
#include <ctime>

#include "core/base/number_text.h"

namespace chexgen::jobs {

std::string formatTime(std::chrono::system_clock::time_point time) {
  using std::chrono::milliseconds;
  const auto sinceEpoch = std::chrono::floor<milliseconds>(time.time_since_epoch());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(sinceEpoch);
  const std::time_t whole = static_cast<std::time_t>(seconds.count());
  std::tm parts{};
  ::gmtime_r(&whole, &parts);
  std::array<char, 32> date{};
  std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  const auto fraction = static_cast<std::uint64_t>((sinceEpoch - seconds).count());
  return std::string(date.data()) + "." + base::paddedText(fraction, 3) + "Z";
}

std::string timeNow() { return formatTime(std::chrono::system_clock::now()); }

}  // namespace chexgen::jobs
