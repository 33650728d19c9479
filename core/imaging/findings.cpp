#include "core/imaging/findings.h"

#include <algorithm>

#include "core/base/json.h"
#include "core/imaging/findings.json.h"

namespace chexgen::imaging {
namespace {

// The table is part of the program and checked by a test: a mistake in it is a bug, so exceptions may fly.
std::vector<Finding> parseFindings() {
  std::vector<Finding> table;
  const base::Json document = base::Json::parse(findingsJson);
  for (const auto& entry : document.at("findings")) {
    table.push_back({.name = entry.at("name"),
                     .letter = entry.at("letter").get_ref<const std::string&>().at(0),
                     .colour = entry.at("colour").get<std::array<std::uint8_t, 3>>(),
                     .sets = entry.at("sets"),
                     .aliases = entry.value("aliases", std::vector<std::string>())});
  }
  return table;
}

// Labels are ASCII in every data set, so folding is too.
std::string folded(std::string_view label) {
  std::string key;
  for (const char c : label) {
    if (c == '_') {
      key += ' ';
    } else {
      key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  const std::size_t first = key.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return key.substr(first, key.find_last_not_of(' ') - first + 1);
}

bool isNamed(const Finding& finding, const std::string& key) {
  return folded(finding.name) == key ||
         std::any_of(finding.aliases.begin(), finding.aliases.end(),
                     [&key](const std::string& alias) { return folded(alias) == key; });
}

}  // namespace

const std::vector<Finding>& findings() {
  static const std::vector<Finding> table = parseFindings();
  return table;
}

base::Result<Finding> findingNamed(std::string_view label) {
  const std::string key = folded(label);
  for (const Finding& finding : findings()) {
    if (isNamed(finding, key)) return finding;
  }
  std::string known;
  for (const Finding& finding : findings()) {
    if (!known.empty()) known += ", ";
    known += finding.name;
  }
  return base::fail(
      base::ErrorCode::argumentInvalid,
      std::string("\"").append(label).append("\" is not a known finding. Known are: ") + known + ".");
}

}  // namespace chexgen::imaging
