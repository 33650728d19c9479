#include "core/training/attribute.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include "core/imaging/findings.h"
#include "core/training/cells.h"

namespace chexgen::training {
namespace {

bool equalWords(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::optional<double> numberOf(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

// Nothing when the list says nothing.
std::optional<bool> listHolds(std::string_view list, const std::string& value, const LabelRules& rules) {
  const std::vector<std::string> entries = labelEntries(list);
  if (std::any_of(entries.begin(), entries.end(), [&](const auto& one) { return equalWords(one, value); }))
    return true;
  if (entries.empty()) return answerOf(LabelCell::blank, rules);
  const auto label = imaging::labelNamed(value);
  return label && label->kind != imaging::LabelKind::none &&
         saidOf(readLabels(list), label->name) == LabelCell::present;
}

bool isOnLabel(const std::string& column) { return imaging::labelNamed(column).has_value(); }

}  // namespace

bool AttributeQuestion::isUncertain(std::string_view cell) const {
  return isOnLabel(column) && labelCell(cell) == LabelCell::uncertain;
}

std::optional<bool> AttributeQuestion::answer(std::string_view cell, const LabelRules& rules) const {
  cell = trimmed(cell);
  if (kind == Kind::contains) return listHolds(cell, value, rules);
  const LabelCell said = isOnLabel(column) ? labelCell(cell) : LabelCell::unreadable;
  if (said != LabelCell::unreadable) {
    const auto there = answerOf(said, rules);
    if (!there) return std::nullopt;
    if (kind == Kind::atLeast) return (*there ? 1 : 0) >= number;
    if (kind == Kind::below) return (*there ? 1 : 0) < number;
    const LabelCell asked = labelCell(value);
    if (asked == LabelCell::present || asked == LabelCell::absent)
      return *there == (asked == LabelCell::present);
  }
  if (cell.empty()) return std::nullopt;
  if (kind == Kind::equals) return equalWords(cell, value);
  const auto stated = numberOf(cell);
  if (!stated) return std::nullopt;
  return kind == Kind::atLeast ? *stated >= number : *stated < number;
}

base::Result<AttributeQuestion> parseAttributeQuestion(std::string_view text) {
  using Kind = AttributeQuestion::Kind;
  constexpr std::array<std::pair<std::string_view, Kind>, 4> signs{
      {{">=", Kind::atLeast}, {"<", Kind::below}, {"~", Kind::contains}, {"=", Kind::equals}}};
  for (const auto& [sign, kind] : signs) {
    const auto at = text.find(sign);
    if (at == std::string_view::npos) continue;
    AttributeQuestion question{.column = std::string(trimmed(text.substr(0, at))),
                               .kind = kind,
                               .value = std::string(trimmed(text.substr(at + sign.size())))};
    if (question.column.empty() || question.value.empty()) break;
    if (kind == Kind::atLeast || kind == Kind::below) {
      const auto number = numberOf(question.value);
      if (!number) break;
      question.number = *number;
    }
    return question;
  }
  return base::fail(
      base::ErrorCode::argumentInvalid, "\"" + std::string(text) + "\" is no question on a column.", {},
      "Nothing was changed.",
      "Write COLUMN=VALUE, COLUMN~VALUE (a list that holds it), COLUMN>=NUMBER or COLUMN<NUMBER.");
}

}  // namespace chexgen::training
