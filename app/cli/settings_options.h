// Settings of a job on the command line: a JSON file, options that set one entry each, and --set KEY=VALUE.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/base/error.h"
#include "core/base/json.h"

namespace chexgen::cli {

struct SettingsOptions {
  std::filesystem::path file;
  base::Json given = base::Json::object();  // by options of their own
  std::vector<std::string> entries;         // KEY=VALUE, which win over all
};

// The settings of the file, an empty object when none is named; formatInvalid when it holds no object.
[[nodiscard]] base::Result<base::Json> readSettings(const SettingsOptions& options);
// Text that is no JSON value means itself, so that target=lora needs no quotes. argumentInvalid without a
// key.
[[nodiscard]] base::Result<void> setEntries(base::Json& settings, const SettingsOptions& options);
// Where relative paths of the settings start.
[[nodiscard]] std::filesystem::path settingsFolder(const SettingsOptions& options);

// Adds an option that sets one entry; `options` must outlive the parsing.
template <class T>
void addSetting(CLI::App& command, SettingsOptions& options, const std::string& name, const std::string& key,
                const std::string& what) {
  command.add_option_function<T>(
      name, [&options, key](const T& value) { options.given[key] = value; }, what);
}
// Adds --settings and --set.
void addSettingsFile(CLI::App& command, SettingsOptions& options);

}  // namespace chexgen::cli
