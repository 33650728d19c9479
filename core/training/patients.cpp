#include "core/training/patients.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

namespace chexgen::training {
namespace {

bool isDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "8.39860488694292E+35": digits were lost, so that several patients may be written alike.
bool isRounded(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  if (e == std::string_view::npos || e == 0 || e + 1 >= text.size()) return false;
  std::string_view power = text.substr(e + 1);
  if (power.front() == '+') power.remove_prefix(1);
  const std::string_view front = text.substr(0, e);
  return isDigits(power) && front.find_first_not_of("0123456789.,") == std::string_view::npos;
}

}  // namespace

std::string patientKey(std::string_view patient) {
  std::string_view number = patient;
  if (const std::size_t dot = number.find_first_of(".,"); dot != std::string_view::npos && dot > 0) {
    const std::string_view behind = number.substr(dot + 1);
    if (behind.find_first_not_of('0') != std::string_view::npos) return std::string(patient);
    number = number.substr(0, dot);
  }
  if (!isDigits(number)) return std::string(patient);
  const std::size_t first = std::min(number.find_first_not_of('0'), number.size() - 1);
  return std::string(number.substr(first));
}

std::string patientInPath(const std::filesystem::path& path) {
  for (const std::filesystem::path& part : path) {
    const std::string name = part.string();
    constexpr std::string_view word = "patient";
    if (name.starts_with(word) && isDigits(std::string_view(name).substr(word.size()))) return name;
    constexpr std::size_t mimic = 9;  // p and eight digits
    if (name.size() == mimic && name.front() == 'p' && isDigits(std::string_view(name).substr(1)))
      return name;
  }
  return "";
}

void tellPatients(DataTable& table) {
  struct First {
    std::string spelling;
    std::size_t line = 0;
  };
  std::map<std::string, First> firsts;
  std::size_t respelled = 0, fromPath = 0;
  std::string example, rounded;
  for (TableRow& row : table.rows) {
    if (row.patient.empty() && table.columns.patient.empty()) {
      row.patient = patientInPath(row.image.lexically_relative(table.root));
      if (!row.patient.empty()) ++fromPath;
    }
    if (row.patient.empty()) continue;
    if (isRounded(row.patient) && rounded.empty()) rounded = row.patient;
    const auto [first, fresh] = firsts.emplace(patientKey(row.patient), First{row.patient, row.line});
    if (fresh || first->second.spelling == row.patient) continue;
    if (++respelled == 1)
      example = "\"" + row.patient + "\" in line " + std::to_string(row.line) + " is \"" +
                first->second.spelling + "\" of line " + std::to_string(first->second.line);
    row.patient = first->second.spelling;
  }
  if (respelled > 0)
    table.remarks.push_back(
        "Patients are written in several ways and were taken to be one where the numbers are "
        "equal: " +
        example + (respelled > 1 ? "; " + std::to_string(respelled) + " rows in all" : "") + ".");
  if (fromPath > 0)
    table.remarks.push_back("The table names no patients; those of " + std::to_string(fromPath) +
                            " rows are named by folders of their paths.");
  if (!rounded.empty())
    table.remarks.push_back(
        "The number of the patient \"" + rounded +
        "\" was rounded by a spreadsheet: several patients may be written alike. Save the column as text.");
}

}  // namespace chexgen::training
