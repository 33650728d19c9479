#include "core/training/labels.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "core/base/json.h"
#include "core/imaging/findings.h"
#include "core/training/cells.h"

namespace chexgen::training {
namespace {

using text::Side;

bool contains(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

void addOnce(std::vector<std::string>& list, const std::string& one) {
  if (!contains(list, one)) list.push_back(one);
}

std::string smallLetters(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return small;
}

std::optional<Side> sideOfWord(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, Side>, 11> words{{{"left", Side::left},
                                                                     {"leftsided", Side::left},
                                                                     {"left-sided", Side::left},
                                                                     {"l", Side::left},
                                                                     {"right", Side::right},
                                                                     {"rightsided", Side::right},
                                                                     {"right-sided", Side::right},
                                                                     {"r", Side::right},
                                                                     {"both", Side::both},
                                                                     {"bilateral", Side::both},
                                                                     {"bilaterally", Side::both}}};
  for (const auto& [known, side] : words)
    if (smallLetters(word) == known) return side;
  return std::nullopt;
}

// A label without the words that name its side.
struct SidedLabel {
  std::string name;
  Side side = Side::unstated;
};

SidedLabel withoutSide(const std::string& entry) {
  SidedLabel label;
  std::string word;
  const auto take = [&] {
    if (const auto side = word.empty() ? std::nullopt : sideOfWord(word)) {
      label.side = label.side == Side::unstated || label.side == *side ? *side : Side::both;
    } else if (!word.empty()) {
      label.name.append(label.name.empty() ? "" : " ").append(word);
    }
    word.clear();
  };
  for (const char c : entry) {
    if (std::string_view(" \t:()").find(c) != std::string_view::npos) {
      take();
    } else {
      word += c;
    }
  }
  take();
  return label;
}

// "['a', 'b']" as Python prints it.
std::vector<std::string> pythonList(std::string_view list) {
  std::vector<std::string> entries;
  std::string entry;
  char quote = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const char c = list[i];
    if (quote != 0 && c == '\\' && i + 1 < list.size()) {
      entry += list[++i];
    } else if (quote != 0 && c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"') && trimmed(entry).empty()) {
      quote = c;
    } else if (quote == 0 && c == ',') {
      entries.emplace_back(trimmed(entry));
      entry.clear();
    } else {
      entry += c;
    }
  }
  entries.emplace_back(trimmed(entry));
  return entries;
}

bool isUnstated(std::string_view entry) {
  constexpr std::array<std::string_view, 9> words{"",    "nan", "none", "null", "unknown",
                                                  "n/a", "na",  "-",    "[]"};
  return std::find(words.begin(), words.end(), smallLetters(entry)) != words.end();
}

}  // namespace

bool Labels::isStated() const {
  return saysNone || !findings.empty() || !others.empty() || !devices.empty() || !uncertain.empty() ||
         !unknown.empty();
}

bool Labels::isNoFinding() const {
  return saysNone && findings.empty() && others.empty() && uncertain.empty() && unknown.empty();
}

std::vector<std::string> Labels::names() const {
  std::vector<std::string> all;
  for (const text::FindingFact& fact : findings) all.push_back(fact.finding);
  for (const auto* list : {&others, &devices, &unknown}) all.insert(all.end(), list->begin(), list->end());
  return all;
}

std::vector<std::string> labelEntries(std::string_view cell) {
  cell = trimmed(cell);
  std::vector<std::string> entries;
  if (cell.size() >= 2 && cell.front() == '[' && cell.back() == ']') {
    const auto json = base::parseJson(cell);
    if (json && std::all_of(json->begin(), json->end(), [](const auto& one) { return one.is_string(); })) {
      for (const auto& one : *json) entries.emplace_back(trimmed(one.template get_ref<const std::string&>()));
    } else {
      entries = pythonList(cell.substr(1, cell.size() - 2));
    }
  } else {
    for (std::size_t begin = 0; begin <= cell.size();) {
      const std::size_t end = std::min(cell.find_first_of("|;,\n", begin), cell.size());
      entries.emplace_back(trimmed(cell.substr(begin, end - begin)));
      begin = end + 1;
    }
  }
  std::erase_if(entries, isUnstated);
  return entries;
}

void addLabel(Labels& labels, const std::string& entry) {
  // "No Finding" and names that hold such a word come first; then what is left without a side.
  auto known = imaging::labelNamed(entry);
  Side side = Side::unstated;
  if (!known) {
    const SidedLabel sided = withoutSide(entry);
    known = imaging::labelNamed(sided.name);
    side = sided.side;
  }
  if (!known) return addOnce(labels.unknown, entry);
  switch (known->kind) {
    case imaging::LabelKind::none: labels.saysNone = true; return;
    case imaging::LabelKind::device: return addOnce(labels.devices, known->name);
    case imaging::LabelKind::other: return addOnce(labels.others, known->name);
    case imaging::LabelKind::finding: break;
  }
  const auto there = std::find_if(labels.findings.begin(), labels.findings.end(),
                                  [&](const text::FindingFact& one) { return one.finding == known->name; });
  if (there == labels.findings.end()) {
    labels.findings.push_back({known->name, side});
  } else if (there->side == Side::unstated) {
    there->side = side;
  } else if (side != Side::unstated && side != there->side) {
    there->side = Side::both;
  }
}

Labels readLabels(std::string_view cell) {
  Labels labels;
  for (const std::string& entry : labelEntries(cell)) addLabel(labels, entry);
  labels.isList = labels.isStated();
  return labels;
}

LabelCell labelCell(std::string_view cell) {
  constexpr std::array<std::pair<std::string_view, LabelCell>, 20> words{
      {{"1", LabelCell::present},    {"1.0", LabelCell::present},        {"1,0", LabelCell::present},
       {"true", LabelCell::present}, {"yes", LabelCell::present},        {"y", LabelCell::present},
       {"x", LabelCell::present},    {"positive", LabelCell::present},   {"0", LabelCell::absent},
       {"0.0", LabelCell::absent},   {"0,0", LabelCell::absent},         {"false", LabelCell::absent},
       {"no", LabelCell::absent},    {"n", LabelCell::absent},           {"negative", LabelCell::absent},
       {"-1", LabelCell::uncertain}, {"-1.0", LabelCell::uncertain},     {"-1,0", LabelCell::uncertain},
       {"u", LabelCell::uncertain},  {"uncertain", LabelCell::uncertain}}};
  const std::string text = smallLetters(trimmed(cell));
  if (isUnstated(text)) return LabelCell::blank;
  for (const auto& [word, meaning] : words)
    if (text == word) return meaning;
  return LabelCell::unreadable;
}

LabelCell saidOf(const Labels& labels, std::string_view name) {
  const std::string wanted(name);
  const bool found = std::any_of(labels.findings.begin(), labels.findings.end(),
                                 [&](const text::FindingFact& fact) { return fact.finding == wanted; });
  if (found || contains(labels.others, wanted) || contains(labels.devices, wanted)) return LabelCell::present;
  if (contains(labels.uncertain, wanted)) return LabelCell::uncertain;
  if (labels.isList || labels.saysNone || contains(labels.absent, wanted)) return LabelCell::absent;
  return LabelCell::blank;
}

namespace {

constexpr std::array<std::pair<std::string_view, UncertainAs>, 3> uncertainNames{
    {{"leave-out", UncertainAs::leftOut},
     {"positive", UncertainAs::present},
     {"negative", UncertainAs::absent}}};

}  // namespace

base::Result<UncertainAs> uncertainNamed(std::string_view name) {
  for (const auto& [known, as] : uncertainNames)
    if (name == known) return as;
  return base::fail(base::ErrorCode::argumentInvalid,
                    "\"" + std::string(name) +
                        "\" says nothing of uncertain labels; known are leave-out, positive, negative.",
                    {}, "Nothing was changed.");
}

std::string_view name(UncertainAs as) {
  return std::find_if(uncertainNames.begin(), uncertainNames.end(),
                      [as](const auto& one) { return one.second == as; })
      ->first;
}

std::optional<bool> answerOf(LabelCell said, const LabelRules& rules) {
  switch (said) {
    case LabelCell::present: return true;
    case LabelCell::absent: return false;
    case LabelCell::uncertain:
      return rules.uncertain == UncertainAs::leftOut ? std::nullopt
                                                     : std::optional(rules.uncertain == UncertainAs::present);
    case LabelCell::blank: return rules.blankIsAbsent ? std::optional(false) : std::nullopt;
    case LabelCell::unreadable: break;
  }
  return std::nullopt;
}

std::string inWords(const Unanswered& left) {
  std::string words;
  if (left.uncertain > 0) words = std::to_string(left.uncertain) + " uncertain (-1)";
  if (left.blank > 0) words += (words.empty() ? "" : " and ") + std::to_string(left.blank) + " blank";
  return words;
}

}  // namespace chexgen::training
