#include "core/downstream/label_targets.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "core/base/csv.h"
#include "core/base/text_file.h"
#include "core/imaging/findings.h"
#include "core/training/cells.h"
#include "core/training/table_text.h"

namespace chexgen::downstream {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr std::array<std::pair<UncertainPolicy, std::string_view>, 3> policies{
    {{UncertainPolicy::ignored, "ignore"},
     {UncertainPolicy::positive, "positive"},
     {UncertainPolicy::negative, "negative"}}};

bool holds(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

std::int8_t uncertainLabel(UncertainPolicy policy) {
  if (policy == UncertainPolicy::ignored) return unknownLabel;
  return policy == UncertainPolicy::positive ? 1 : 0;
}

std::int8_t labelOf(const training::Labels& stated, const LabelTarget& target, bool asksForNone,
                    UncertainPolicy policy) {
  if (!stated.isStated()) return unknownLabel;
  if (asksForNone) return stated.isNoFinding() ? 1 : 0;
  if (holds(stated.names(), target.label)) return 1;
  return holds(stated.uncertain, target.label) ? uncertainLabel(policy) : std::int8_t{0};
}

// The cells of the table by line, where a question needs them.
class Cells {
 public:
  static Result<Cells> read(const training::DataTable& table) {
    CHEXGEN_ASSIGN(const auto decoded, base::readTextFile(table.file, base::CsvLimits{}.bytes));
    training::TableOptions options{.columns = table.columns, .images = false};
    CHEXGEN_ASSIGN(auto text, training::readTextTable(decoded.text, options, table.file));
    Cells cells;
    cells.table_ = std::move(text.cells);
    for (std::size_t i = 0; i < cells.table_.rows.size(); ++i) cells.rowAt_[cells.table_.lines[i]] = i;
    return cells;
  }
  [[nodiscard]] std::optional<std::size_t> column(const std::string& name) const {
    return table_.column(name);
  }
  [[nodiscard]] const std::string& at(std::size_t line, std::size_t column) const {
    return table_.rows.at(rowAt_.at(line)).at(column);
  }

 private:
  base::CsvTable table_;
  std::map<std::size_t, std::size_t> rowAt_;
};

}  // namespace

std::string_view name(UncertainPolicy policy) {
  for (const auto& [known, name] : policies)
    if (known == policy) return name;
  return "";
}

Result<UncertainPolicy> uncertainPolicyNamed(std::string_view name) {
  for (const auto& [policy, known] : policies)
    if (known == name) return policy;
  return fail(
      ErrorCode::argumentInvalid,
      "Uncertain labels are taken as ignore, positive or negative, not \"" + std::string(name) + "\".");
}

Result<LabelTarget> parseLabelTarget(std::string_view text) {
  LabelTarget target{.text = std::string(training::trimmed(text))};
  if (target.text.empty()) return fail(ErrorCode::argumentInvalid, "A target has no name.");
  if (target.text.find_first_of("=<>~") != std::string::npos) {
    CHEXGEN_ASSIGN(target.question, training::parseAttributeQuestion(target.text));
    return target;
  }
  const auto known = imaging::labelNamed(target.text);
  target.label = known ? known->name : target.text;
  return target;
}

Result<std::vector<LabelTarget>> parseLabelTargets(std::span<const std::string> texts) {
  std::vector<LabelTarget> targets;
  std::set<std::string> seen;
  for (const std::string& text : texts) {
    CHEXGEN_ASSIGN(LabelTarget target, parseLabelTarget(text));
    if (!seen.insert(target.label.empty() ? target.text : target.label).second)
      return fail(ErrorCode::argumentInvalid, "The target \"" + target.text + "\" stands twice.");
    targets.push_back(std::move(target));
  }
  if (targets.empty())
    return fail(ErrorCode::argumentInvalid, "Nothing is asked.", {}, {},
                "Name labels of the table, such as Effusion, or questions such as view=AP.");
  return targets;
}

Result<std::vector<RowLabels>> labelsOf(const training::DataTable& table,
                                        std::span<const LabelTarget> targets, UncertainPolicy policy) {
  std::vector<RowLabels> labels(table.rows.size(), RowLabels(targets.size(), unknownLabel));
  std::optional<Cells> cells;
  for (std::size_t t = 0; t < targets.size(); ++t) {
    const LabelTarget& target = targets[t];
    if (!target.question) {
      const auto known = imaging::labelNamed(target.label);
      const bool asksForNone = known && known->kind == imaging::LabelKind::none;
      for (std::size_t row = 0; row < table.rows.size(); ++row)
        labels[row][t] = labelOf(table.rows[row].stated, target, asksForNone, policy);
      continue;
    }
    if (!cells) {
      CHEXGEN_ASSIGN(cells, Cells::read(table));
    }
    const auto column = cells->column(target.question->column);
    if (!column)
      return fail(ErrorCode::argumentInvalid,
                  "The table has no column \"" + target.question->column + "\", which \"" + target.text +
                      "\" asks for.",
                  table.file);
    for (std::size_t row = 0; row < table.rows.size(); ++row)
      if (const auto answer = target.question->answer(cells->at(table.rows[row].line, *column)))
        labels[row][t] = *answer ? 1 : 0;
  }
  return labels;
}

LabelCounts countLabels(std::span<const RowLabels> labels, std::span<const std::size_t> rows,
                        std::size_t target) {
  LabelCounts counts;
  for (const std::size_t row : rows) {
    const std::int8_t label = labels[row][target];
    ++(label == unknownLabel ? counts.unknown : label != 0 ? counts.positive : counts.negative);
  }
  return counts;
}

}  // namespace chexgen::downstream
