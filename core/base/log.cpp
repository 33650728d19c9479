#include "core/base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>

namespace chexgen::base {

void startLogging(const std::string& level) {
  auto logger = spdlog::stderr_color_mt("chexgen");
  logger->set_pattern("%H:%M:%S %^%l%$ %v");
  const auto parsed = spdlog::level::from_str(level);
  // from_str answers "off" to any word it does not know.
  const bool unknown = parsed == spdlog::level::off && level != "off";
  logger->set_level(unknown ? spdlog::level::info : parsed);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace chexgen::base
