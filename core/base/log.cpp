#include "core/base/log.h"

#include <memory>
#include <utility>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace chexgen::base {
namespace {

std::shared_ptr<spdlog::logger> makeLogger(spdlog::level::level_enum level) {
  auto logger =
      std::make_shared<spdlog::logger>("chexgen", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_pattern("%H:%M:%S %^%l%$ %v");
  logger->set_level(level);
  return logger;
}

std::shared_ptr<spdlog::logger>& current() {
  static std::shared_ptr<spdlog::logger> logger = makeLogger(spdlog::level::warn);
  return logger;
}

}  // namespace

void startLogging(const std::string& level) {
  const auto parsed = spdlog::level::from_str(level);
  // from_str answers "off" to any word that it does not know.
  const bool unknown = parsed == spdlog::level::off && level != "off";
  current() = makeLogger(unknown ? spdlog::level::info : parsed);
}

void logDebug(std::string_view message) { current()->debug(message); }
void logInfo(std::string_view message) { current()->info(message); }
void logWarning(std::string_view message) { current()->warn(message); }
void logError(std::string_view message) { current()->error(message); }

}  // namespace chexgen::base
