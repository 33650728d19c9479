#include "app/cli/settings_options.h"

namespace chexgen::cli {

namespace fs = std::filesystem;

base::Result<base::Json> readSettings(const SettingsOptions& options) {
  if (options.file.empty()) return base::Json::object();
  CHEXGEN_ASSIGN(base::Json settings, base::readJsonFile(options.file));
  if (settings.is_object()) return settings;
  return base::fail(base::ErrorCode::formatInvalid, "The settings are no JSON object.", options.file);
}

base::Result<void> setEntries(base::Json& settings, const SettingsOptions& options) {
  for (const std::string& entry : options.entries) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos || equals == 0)
      return base::fail(base::ErrorCode::argumentInvalid, "--set takes KEY=VALUE, not \"" + entry + "\".");
    const std::string value = entry.substr(equals + 1);
    const auto parsed = base::parseJson(value);
    settings[entry.substr(0, equals)] = parsed ? *parsed : base::Json(value);
  }
  return {};
}

fs::path settingsFolder(const SettingsOptions& options) {
  return options.file.empty() ? fs::current_path() : fs::absolute(options.file).parent_path();
}

void addSettingsFile(CLI::App& command, SettingsOptions& options) {
  command.add_option("--settings", options.file, "JSON file of settings; options win over it")
      ->check(CLI::ExistingFile);
  command.add_option("--set", options.entries,
                     "KEY=VALUE: any other setting, as run.json names it; may be given several times");
}

}  // namespace chexgen::cli
