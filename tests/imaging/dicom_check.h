// What dciodvfy (Debian: dicom3tools) says against a DICOM file.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace chexgen::tests {

// The lines that begin with "Error"; nothing when the program is not installed. Its table of attributes is
// older than Synthetic Data (0008,001C), which the standard has since 2023.
inline std::optional<std::string> dicomErrors(const std::filesystem::path& file) {
  if (std::system("command -v dciodvfy > /dev/null 2>&1") != 0) return std::nullopt;
  const std::string command = "dciodvfy '" + file.string() + "' 2>&1";
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string errors;
  char line[4096];
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    const std::string text = line;
    if (text.starts_with("Error") && text.find("(0x0008,0x001c)") == std::string::npos) errors += text;
  }
  ::pclose(pipe);
  return errors;
}

}  // namespace chexgen::tests
