#include "core/imaging/findings.h"

#include <algorithm>
#include <unordered_map>

#include "core/base/json.h"
#include "core/imaging/findings.json.h"

namespace chexgen::imaging {
namespace {

// The table is part of the program and checked by a test: a mistake in it is a bug, so exceptions may fly.
const base::Json& findingsDocument() {
  static const base::Json document = base::Json::parse(findingsJson);
  return document;
}

std::vector<Finding> parseFindings() {
  std::vector<Finding> table;
  for (const auto& entry : findingsDocument().at("findings")) {
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
    if (std::string_view(" \t_-/").find(c) != std::string_view::npos) {
      if (!key.empty() && key.back() != ' ') key += ' ';
    } else {
      key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  if (key.ends_with(' ')) key.pop_back();
  return key;
}

// Every spelling, folded, with what it means.
class Spellings {
 public:
  Spellings() {
    for (const Finding& finding : findings()) {
      const bool isOrgan = finding.sets == std::vector<std::string>{"derived"};
      addAll(finding.name, finding.aliases, LabelKind::finding, isOrgan);
    }
    for (const auto& entry : findingsDocument().at("others"))
      addAll(entry.at("name"), entry.value("aliases", std::vector<std::string>()), LabelKind::other, false);
    for (const auto& entry : findingsDocument().at("devices")) addAll(entry, {}, LabelKind::device, false);
    const auto none = findingsDocument().at("none").get<std::vector<std::string>>();
    addAll(none.front(), none, LabelKind::none, false);
  }

  struct Meaning {
    KnownLabel label;
    bool isOrgan = false;
  };
  // A plural by "s" is known without being listed.
  [[nodiscard]] const Meaning* find(std::string_view label) const {
    std::string key = folded(label);
    auto known = byKey_.find(key);
    if (known == byKey_.end() && key.ends_with('s')) {
      key.pop_back();
      known = byKey_.find(key);
    }
    return known == byKey_.end() ? nullptr : &known->second;
  }

 private:
  void addAll(const std::string& name, const std::vector<std::string>& aliases, LabelKind kind,
              bool isOrgan) {
    byKey_.emplace(folded(name), Meaning{{name, kind}, isOrgan});
    for (const std::string& alias : aliases) byKey_.emplace(folded(alias), Meaning{{name, kind}, isOrgan});
  }

  std::unordered_map<std::string, Meaning> byKey_;
};

const Spellings& spellings() {
  static const Spellings all;
  return all;
}

}  // namespace

const std::vector<Finding>& findings() {
  static const std::vector<Finding> table = parseFindings();
  return table;
}

std::optional<KnownLabel> labelNamed(std::string_view label) {
  const auto* const meaning = spellings().find(label);
  if (meaning == nullptr || meaning->isOrgan) return std::nullopt;
  return meaning->label;
}

base::Result<Finding> findingNamed(std::string_view label) {
  const auto* const meaning = spellings().find(label);
  std::string known;
  for (const Finding& finding : findings()) {
    if (meaning != nullptr && meaning->label.kind == LabelKind::finding &&
        meaning->label.name == finding.name)
      return finding;
    known.append(known.empty() ? "" : ", ").append(finding.name);
  }
  return base::fail(
      base::ErrorCode::argumentInvalid,
      std::string("\"").append(label).append("\" is not a known finding. Known are: ") + known + ".");
}

}  // namespace chexgen::imaging
