#include "core/cohort/cases.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "core/base/csv.h"
#include "core/base/file_name.h"
#include "core/base/number_text.h"
#include "core/base/philox.h"
#include "core/jobs/recipe_request.h"
#include "core/text/demographics.h"
#include "core/text/image_names.h"

namespace chexgen::cohort {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::uint32_t caseStream = 41;  // of the plan's seed, the step is the case's position
enum Draw : std::uint64_t { drawAge, drawSide, drawReport = 32 };  // one side for each finding

const std::vector<std::string> caseColumns{"name",    "stratum", "sex",        "age",      "race",
                                           "view",    "labels",  "impression", "findings", "technique",
                                           "patient", "seed",    "mask",       "boxes"};

std::string caseName(std::size_t position) { return "case" + base::paddedText(position + 1, 5); }

// The conditions of each stratum.
std::vector<std::vector<const ConditionItem*>> conditionsByStratum(const Plan& plan) {
  std::vector<std::vector<const ConditionItem*>> items(plan.strata.size());
  for (const ConditionItem& item : plan.conditions) items[item.stratum].push_back(&item);
  return items;
}

void drawSubject(Case& one, const Stratum& stratum, const std::vector<text::FindingFact>& findings,
                 const base::RandomStream& random) {
  one.subject.sex = stratum.sex;
  one.subject.view = stratum.view;
  one.race = stratum.race;
  if (stratum.age) {
    const auto years = static_cast<std::uint64_t>(stratum.age->to - stratum.age->from + 1);
    one.subject.age = stratum.age->from + static_cast<int>(random.below(drawAge, years));
  }
  one.subject.findings = findings;
  std::uint64_t next = drawSide;
  for (text::FindingFact& fact : one.subject.findings) {
    if (fact.side != text::Side::unstated || !isSided(fact.finding)) continue;
    // One in five on both sides.
    const auto drawn = random.below(next++, 5);
    fact.side = drawn < 2 ? text::Side::left : drawn < 4 ? text::Side::right : text::Side::both;
  }
}

template <class Number>
Result<std::optional<Number>> numberIn(const std::string& cell, const std::string& column) {
  if (cell.empty()) return std::optional<Number>();
  Number value{};
  const auto parsed = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != cell.data() + cell.size())
    return base::fail(ErrorCode::formatInvalid,
                      "\"" + cell + "\" in the column " + column + " is not a number.");
  return std::optional<Number>(value);
}

std::optional<std::string> ifAny(std::string text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

bool canBeFileName(const std::string& name) {
  return !name.empty() && name.size() <= 128 && name.front() != '.' &&
         name.find_first_of("/\\:*?\"<>|") == std::string::npos && !base::isDeceptive(name);
}

constexpr std::size_t longestSection = 16384;

Result<void> checkLength(const CaseReport& report) {
  for (const std::string* one : {&report.patient, &report.technique, &report.findings, &report.impression})
    if (one->size() > longestSection)
      return base::fail(ErrorCode::formatInvalid, "A section of the report is longer than 16,384 bytes.");
  return {};
}

class CellReader {
 public:
  CellReader(const base::CsvTable& table, const std::vector<std::string>& row) : table_(table), row_(row) {}
  [[nodiscard]] std::string operator()(std::string_view column) const {
    const auto at = table_.column(column);
    return at ? row_[*at] : std::string();
  }
  [[nodiscard]] std::string first(std::initializer_list<const char*> columns) const {
    for (const char* column : columns)
      if (table_.column(column)) return (*this)(column);
    return {};
  }

 private:
  const base::CsvTable& table_;
  const std::vector<std::string>& row_;
};

// Older cohorts may hold words that no prompt states today: they open, and what is made of them is refused.
template <class Read>
std::optional<std::string> understoodOrAsItIs(const std::string& cell, const Read& read) {
  const auto understood = read(cell);
  return understood ? *understood : ifAny(cell);
}

// What `read` understands of a cell; its refusal names the column.
template <class Read>
auto understoodIn(const std::string& column, const std::string& cell, const Read& read) {
  auto value = read(cell);
  if (!value) value.error().message = "column " + column + ": " + value.error().message;
  return value;
}

Result<Case> caseOf(const CellReader& cell, const Plan& plan) {
  Case one{.name = cell("name")};
  if (!canBeFileName(one.name))
    return base::fail(ErrorCode::formatInvalid, "\"" + one.name + "\" cannot be the name of a case.");
  CHEXGEN_ASSIGN(const auto stratum, numberIn<std::size_t>(cell("stratum"), "stratum"));
  if (!stratum || *stratum < 1 || *stratum > plan.strata.size())
    return base::fail(ErrorCode::formatInvalid, "The plan has no stratum \"" + cell("stratum") + "\".");
  one.stratum = *stratum - 1;
  one.subject.sex = understoodOrAsItIs(cell("sex"), text::sexFrom);
  CHEXGEN_ASSIGN(const auto age, numberIn<double>(cell("age"), "age"));
  if (age && !(*age >= 0 && *age < oldestAge + 1))
    return base::fail(ErrorCode::formatInvalid, "\"" + cell("age") +
                                                    "\" in the column age is not between 0 and " +
                                                    std::to_string(oldestAge) + " years.");
  if (age) one.subject.age = static_cast<int>(std::floor(*age));
  one.race = understoodOrAsItIs(cell("race"), text::raceFrom);
  one.subject.view = understoodOrAsItIs(cell("view"), text::viewFrom);
  CHEXGEN_ASSIGN(one.subject.findings, parseFindings(cell("labels")));
  one.report = {.patient = cell("patient"),
                .technique = cell("technique"),
                .findings = cell("findings"),
                .impression = cell("impression")};
  CHEXGEN_TRY(checkLength(one.report));
  if (one.report.impression.empty())
    return base::fail(ErrorCode::formatInvalid,
                      "The impression is empty; it is what the radiograph is made from.");
  CHEXGEN_ASSIGN(const auto seed, numberIn<std::uint64_t>(cell("seed"), "seed"));
  if (!seed) return base::fail(ErrorCode::formatInvalid, "The seed is missing.");
  one.seed = *seed;
  one.condition = plan.conditionKind == "boxes" ? cell("boxes") : cell("mask");
  return one;
}

// The labels that reports can be checked for; a table may have others.
std::vector<text::FindingFact> knownFindings(const std::string& labels) {
  std::vector<text::FindingFact> findings;
  std::string part;
  for (const char c : labels + "|") {
    if (c != '|' && c != ';' && c != ',') {
      part += c;
      continue;
    }
    if (auto one = parseFindings(part); one && !one->empty()) findings.push_back(one->front());
    part.clear();
  }
  std::sort(findings.begin(), findings.end(),
            [](const auto& a, const auto& b) { return a.finding < b.finding; });
  findings.erase(std::unique(findings.begin(), findings.end(),
                             [](const auto& a, const auto& b) { return a.finding == b.finding; }),
                 findings.end());
  return findings;
}

Stratum stratumOf(const Case& one) {
  Stratum stratum{
      .sex = one.subject.sex, .race = one.race, .view = one.subject.view, .findings = one.subject.findings};
  for (text::FindingFact& fact : stratum.findings) fact.side = text::Side::unstated;
  if (one.subject.age) {
    const int decade = *one.subject.age / 10 * 10;
    stratum.age = AgeBand{decade, decade + 9};
  }
  return stratum;
}

Result<Case> promptCase(const CellReader& cell) {
  Case one{.name = base::stemOf(cell("name"))};
  text::PromptParts written{.report = cell.first({"impression", "report", "prompt"})};
  CHEXGEN_TRY(checkLength({.impression = written.report}));
  CHEXGEN_ASSIGN(written.sex, understoodIn("sex", cell("sex"), text::sexFrom));
  CHEXGEN_ASSIGN(written.age, understoodIn("age", cell("age"), text::ageFrom));
  CHEXGEN_ASSIGN(written.race, understoodIn("race", cell("race"), text::raceFrom));
  CHEXGEN_ASSIGN(written.view, understoodIn("view", cell("view"), text::viewFrom));
  CHEXGEN_ASSIGN(text::PromptParts parts, text::understoodParts(written));
  if (parts.report.find_first_not_of(" \t\r\n") == std::string::npos)
    return base::fail(ErrorCode::formatInvalid, "The report is empty.");
  one.subject.sex = parts.sex;
  if (parts.age) one.subject.age = static_cast<int>(std::floor(*parts.age));
  one.race = parts.race;
  one.subject.view = parts.view;
  one.report.impression = std::move(parts.report);
  one.subject.findings = knownFindings(cell.first({"Finding Labels", "labels", "finding_labels"}));
  return one;
}

}  // namespace

Result<std::vector<Case>> makeCases(const Plan& plan) {
  const auto conditions = conditionsByStratum(plan);
  std::vector<Case> cases;
  cases.reserve(caseCount(plan));
  for (std::size_t s = 0; s < plan.strata.size(); ++s) {
    for (std::size_t k = 0; k < plan.strata[s].count; ++k) {
      const std::size_t position = cases.size();
      const base::RandomStream random{
          .seed = plan.seed, .stream = caseStream, .step = static_cast<std::uint32_t>(position)};
      Case one{.name = caseName(position), .stratum = s, .seed = plan.seed + position};
      const ConditionItem* steering =
          conditions[s].empty() ? nullptr : conditions[s][k % conditions[s].size()];
      drawSubject(one, plan.strata[s], steering != nullptr ? steering->findings : plan.strata[s].findings,
                  random);
      CHEXGEN_ASSIGN(one.report, writeReport(one.subject, random.word(drawReport)));
      if (steering != nullptr) one.condition = steering->file;
      cases.push_back(std::move(one));
    }
  }
  return cases;
}

Result<std::vector<Case>> casesFromPrompts(const std::filesystem::path& file, Plan& plan) {
  CHEXGEN_ASSIGN(const base::CsvTable table, base::readCsvFile(file));
  if (!table.column("impression") && !table.column("report") && !table.column("prompt"))
    return base::fail(ErrorCode::formatInvalid, "The table has no column impression, report or prompt.", file,
                      "Nothing was made.");
  std::vector<Case> cases;
  std::map<std::string, std::size_t> strata;
  std::set<std::string> names;
  plan.strata.clear();
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    auto made = promptCase(CellReader(table, table.rows[row]));
    const auto broken = [&](const std::string& why) {
      return base::fail(ErrorCode::formatInvalid, "Line " + std::to_string(table.lines[row]) + ": " + why,
                        file, "Nothing was made.");
    };
    if (!made) return broken(made.error().message);
    if (made->name.empty()) made->name = caseName(row);
    if (const std::string why = base::unfitForFile(made->name); !why.empty())
      return broken("a case cannot have the name \"" + made->name + "\", which " + why + ".");
    // Also for systems that take capitals for small letters and compose accents.
    if (!names.insert(text::foldedName(made->name)).second)
      return broken("the name \"" + made->name + "\" stands twice, or only written otherwise.");
    const Stratum stratum = stratumOf(*made);
    const auto [known, fresh] = strata.emplace(describe(stratum), plan.strata.size());
    if (fresh) plan.strata.push_back(stratum);
    made->stratum = known->second;
    made->seed = plan.seed + row;
    ++plan.strata[known->second].count;
    cases.push_back(std::move(*made));
  }
  return cases;
}

std::string formatCases(const std::vector<Case>& cases, const Plan& plan) {
  std::string text = base::csvRow(caseColumns);
  const bool boxes = plan.conditionKind == "boxes";
  for (const Case& one : cases)
    text +=
        base::csvRow({one.name, std::to_string(one.stratum + 1), one.subject.sex.value_or(""),
                      one.subject.age ? std::to_string(*one.subject.age) : "", one.race.value_or(""),
                      one.subject.view.value_or(""), formatFindings(one.subject.findings),
                      one.report.impression, one.report.findings, one.report.technique, one.report.patient,
                      std::to_string(one.seed), boxes ? "" : one.condition, boxes ? one.condition : ""});
  return text;
}

Result<std::vector<Case>> parseCases(std::string_view text, const Plan& plan,
                                     const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const base::CsvTable table, base::parseCsv(text, file));
  for (const std::string& column : caseColumns)
    if (!table.column(column))
      return base::fail(ErrorCode::formatInvalid, "The table of cases has no column " + column + ".", file);
  std::vector<Case> cases;
  std::set<std::string> names;
  cases.reserve(table.rows.size());
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    auto one = caseOf(CellReader(table, table.rows[row]), plan);
    const bool twice = one && !names.insert(one->name).second;
    if (!one || twice)
      return base::fail(ErrorCode::formatInvalid,
                        "Line " + std::to_string(table.lines[row]) + ": " +
                            (twice ? "the name \"" + one->name + "\" stands twice." : one.error().message),
                        file, "Nothing was changed.");
    cases.push_back(std::move(*one));
  }
  return cases;
}

std::uint64_t seedOf(const Case& one, std::size_t cases, int attempt) {
  return one.seed + static_cast<std::uint64_t>(attempt) * cases;
}

imaging::Recipe recipeOf(const Case& one, const Plan& plan, std::uint64_t seed) {
  imaging::Recipe recipe = jobs::openRecipe();
  recipe.report = one.report.impression;
  recipe.demographics = {.sex = one.subject.sex, .race = one.race, .view = one.subject.view};
  if (one.subject.age) recipe.demographics.age = *one.subject.age;
  recipe.profile = plan.profile;
  recipe.sampler = plan.sampler;
  recipe.steps = plan.steps;
  recipe.guidance = plan.guidance;
  recipe.width = plan.size;
  recipe.height = plan.size;
  recipe.seed = seed;
  return recipe;
}

}  // namespace chexgen::cohort
