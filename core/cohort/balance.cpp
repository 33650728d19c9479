#include "core/cohort/balance.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace chexgen::cohort {
namespace {

using base::ErrorCode;
using base::Result;

constexpr int youngest = 0, lastYear = 120;
constexpr std::array<std::string_view, 5> attributes{"sex", "age", "race", "view", "findings"};

// The value of each attribute that divides, in the order of `attributes`; empty where it does not divide.
using Cell = std::array<std::string, 5>;

AgeBand bandOf(double age, const std::vector<int>& edges) {
  AgeBand band{youngest, lastYear};
  for (const int edge : edges) {
    if (age >= edge)
      band.from = edge;
    else {
      band.to = edge - 1;
      break;
    }
  }
  return band;
}

Result<void> checkOptions(const BalanceOptions& options) {
  for (const std::string& one : options.by)
    if (std::find(attributes.begin(), attributes.end(), one) == attributes.end())
      return base::fail(ErrorCode::argumentInvalid,
                        "\"" + one + "\" divides no groups; sex, age, race, view and findings do.");
  for (std::size_t i = 0; i < options.ageEdges.size(); ++i)
    if (options.ageEdges[i] <= (i == 0 ? 0 : options.ageEdges[i - 1]) || options.ageEdges[i] > lastYear)
      return base::fail(ErrorCode::argumentInvalid, "The age bands must rise, from 1 to 120.");
  if (options.total == 0 && options.mode != BalanceMode::fill)
    return base::fail(ErrorCode::argumentInvalid, "How many cases shall the cohort have?");
  return {};
}

bool hasLabels(const training::DataTable& table) {
  return !table.columns.labels.empty() || !table.oneHot.empty();
}

// What divides when nobody said.
Result<std::vector<std::string>> divisionsOf(const training::DataTable& table,
                                             const BalanceOptions& options) {
  std::vector<std::string> by = options.by;
  if (by.empty()) {
    if (!table.columns.sex.empty()) by.emplace_back("sex");
    const bool hasAges = std::any_of(table.rows.begin(), table.rows.end(),
                                     [](const training::TableRow& row) { return row.age.has_value(); });
    if (hasAges) by.emplace_back("age");
    if (!table.columns.view.empty()) by.emplace_back("view");
    by.emplace_back("findings");
  }
  if (std::find(by.begin(), by.end(), "findings") == by.end() || hasLabels(table)) return by;
  return base::fail(
      ErrorCode::argumentInvalid, "The table has no column of labels, so that nothing is known of findings.",
      table.file, "Nothing was made.",
      "Name the column \"labels\", or say what else divides the groups, for example --by sex,age.");
}

std::string countedList(const std::map<std::string, std::size_t>& counts) {
  std::vector<std::pair<std::size_t, std::string>> sorted;
  for (const auto& [name, count] : counts) sorted.emplace_back(count, name);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  constexpr std::size_t most = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(sorted.size(), most); ++i)
    text += (i == 0 ? "\"" : ", \"") + sorted[i].second + "\" (" + std::to_string(sorted[i].first) + ")";
  if (sorted.size() > most) text += " and " + std::to_string(sorted.size() - most) + " others";
  return text;
}

// Labels that nobody understands are never taken for none.
Result<void> refuseUnknown(const training::DataTable& table) {
  std::map<std::string, std::size_t> counts;
  for (const training::TableRow& row : table.rows)
    for (const std::string& label : row.stated.unknown) ++counts[label];
  if (counts.empty()) return {};
  return base::fail(
      ErrorCode::argumentInvalid, "Labels of the table are not understood: " + countedList(counts) + ".",
      table.file, "Nothing was made.",
      "Spell them as the known findings are, or have them passed over (--ignore-labels): rows with no other "
      "label are then left out.");
}

// Those that divide when nobody said: all that occur and can be written of.
std::vector<text::FindingFact> findingsIn(const training::DataTable& table) {
  std::vector<text::FindingFact> findings;
  for (const std::string_view known : text::reportedFindings()) {
    const auto shows = [&](const training::TableRow& row) {
      return std::any_of(row.stated.findings.begin(), row.stated.findings.end(),
                         [&](const text::FindingFact& fact) { return fact.finding == known; });
    };
    if (std::any_of(table.rows.begin(), table.rows.end(), shows)) findings.push_back({std::string(known)});
  }
  return findings;
}

// Why rows are left out, and how many.
struct LeftOut {
  std::map<std::string, std::size_t> attributes;  // "view LATERAL"
  std::map<std::string, std::size_t> others;      // findings that do not divide
  std::size_t unstated = 0, unlabelled = 0, uncertain = 0, otherRows = 0;
};

class Counter {
 public:
  Counter(const BalanceOptions& options, std::vector<text::FindingFact> findings)
      : options_(options), findings_(std::move(findings)) {}

  [[nodiscard]] bool divides(std::string_view attribute) const {
    return std::find(options_.by.begin(), options_.by.end(), attribute) != options_.by.end();
  }

  // The cells that a row counts for; none when it does not state what divides.
  [[nodiscard]] std::vector<Cell> cellsOf(const training::TableRow& row) {
    Cell cell;
    const std::array<std::string, 4> stated{
        row.sex, row.age ? formatAgeBand(bandOf(*row.age, options_.ageEdges)) : "", row.race, row.view};
    for (std::size_t i = 0; i < stated.size(); ++i) {
      if (!divides(attributes[i])) continue;
      if (stated[i].empty()) {
        ++left_.unstated;
        return {};
      }
      if (!isKnown(attributes[i], stated[i])) {
        ++left_.attributes[std::string(attributes[i]) + " " + stated[i]];
        return {};
      }
      cell[i] = stated[i];
    }
    if (!divides("findings")) return {cell};
    std::vector<Cell> cells;
    for (const std::string& label : findingsOf(row)) {
      cells.push_back(cell);
      cells.back()[4] = label;
    }
    return cells;
  }

  [[nodiscard]] std::vector<std::string> remarks(std::size_t rows) const {
    std::vector<std::string> all;
    const auto add = [&](std::size_t count, const std::string& why) {
      if (count > 0)
        all.push_back(std::to_string(count) + " of " + std::to_string(rows) + " rows were left out: " + why);
    };
    add(left_.unstated, "they do not state what divides the groups.");
    std::size_t unlike = 0;
    for (const auto& [what, count] : left_.attributes) unlike += count;
    add(unlike, "no radiograph is made of " + countedList(left_.attributes) + ".");
    add(left_.unlabelled,
        "they have no label that says whether anything is found; write \"No Finding\" where nothing is.");
    add(left_.uncertain, "what divides the groups is uncertain (-1) there.");
    add(left_.otherRows, "they show other findings only: " + countedList(left_.others) + ".");
    return all;
  }

 private:
  // What a stratum can state.
  static bool isKnown(std::string_view attribute, const std::string& value) {
    if (attribute == "sex") return value == "Male" || value == "Female";
    if (attribute == "view") return value == "PA" || value == "AP";
    return true;
  }

  [[nodiscard]] bool isDivided(const std::string& finding) const {
    return std::any_of(findings_.begin(), findings_.end(),
                       [&](const text::FindingFact& one) { return one.finding == finding; });
  }

  [[nodiscard]] std::vector<std::string> findingsOf(const training::TableRow& row) {
    const training::Labels& labels = row.stated;
    if (std::any_of(labels.uncertain.begin(), labels.uncertain.end(),
                    [&](const std::string& one) { return isDivided(one); })) {
      ++left_.uncertain;
      return {};
    }
    std::vector<text::FindingFact> found;
    for (const text::FindingFact& one : findings_)
      if (std::any_of(labels.findings.begin(), labels.findings.end(),
                      [&](const text::FindingFact& fact) { return fact.finding == one.finding; }))
        found.push_back(one);
    if (found.empty()) return withoutDivided(labels);
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.finding < b.finding; });
    if (options_.mode == BalanceMode::match) return {formatFindings(found)};
    std::vector<std::string> each;
    for (const text::FindingFact& one : found) each.push_back(formatFindings({one}));
    return each;
  }

  // A row that shows nothing of what divides is "No Finding" only when it says so.
  std::vector<std::string> withoutDivided(const training::Labels& labels) {
    if (labels.isNoFinding() || (options_.blankIsNone && !labels.isStated())) return {formatFindings({})};
    if (labels.findings.empty() && labels.others.empty() && labels.uncertain.empty()) {
      ++left_.unlabelled;
      return {};
    }
    ++left_.otherRows;
    for (const text::FindingFact& fact : labels.findings) ++left_.others[fact.finding];
    for (const auto* list : {&labels.others, &labels.uncertain})
      for (const std::string& one : *list) ++left_.others[one];
    return {};
  }

  const BalanceOptions& options_;
  std::vector<text::FindingFact> findings_;
  LeftOut left_;
};

Result<Stratum> stratumOfCell(const Cell& cell) {
  std::string words;
  for (std::size_t i = 0; i < cell.size(); ++i)
    if (!cell[i].empty()) words.append(attributes[i]).append("=").append(cell[i]).append(",");
  CHEXGEN_ASSIGN(Stratum stratum, parseStratum(words + "count=1"));
  stratum.count = 0;
  return stratum;
}

// Every combination of the values that occur.
std::vector<Cell> combinations(const std::map<Cell, std::size_t>& counts,
                               const std::vector<text::FindingFact>& findings, bool byFindings) {
  std::array<std::set<std::string>, 5> values;
  for (const auto& [cell, count] : counts)
    for (std::size_t i = 0; i < cell.size(); ++i) values[i].insert(cell[i]);
  if (byFindings) {
    values[4] = {formatFindings({})};
    for (const text::FindingFact& one : findings) values[4].insert(formatFindings({one}));
  }
  std::vector<Cell> all(1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::vector<Cell> longer;
    for (const Cell& cell : all)
      for (const std::string& value : values[i]) {
        longer.push_back(cell);
        longer.back()[i] = value;
      }
    all = std::move(longer);
  }
  return all;
}

// Whole numbers in the proportion of the shares that add up to `total`: largest remainders.
std::vector<std::size_t> apportion(const std::vector<std::size_t>& shares, std::size_t total) {
  std::size_t sum = 0;
  for (const std::size_t share : shares) sum += share;
  std::vector<std::size_t> counts(shares.size(), 0);
  if (sum == 0) return counts;
  std::vector<std::pair<std::size_t, std::size_t>> remainders;  // and whose
  std::size_t given = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    counts[i] = shares[i] * total / sum;
    given += counts[i];
    remainders.emplace_back(shares[i] * total % sum, i);
  }
  std::stable_sort(remainders.begin(), remainders.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; given < total; ++i, ++given) ++counts[remainders[i % remainders.size()].second];
  return counts;
}

}  // namespace

Result<BalanceMode> balanceModeNamed(std::string_view name) {
  if (name == "match") return BalanceMode::match;
  if (name == "fill") return BalanceMode::fill;
  if (name == "equalise") return BalanceMode::equalise;
  return base::fail(ErrorCode::argumentInvalid,
                    "\"" + std::string(name) + "\" is not known; match, fill and equalise are.");
}

Result<Balance> balance(const training::DataTable& table, const BalanceOptions& request) {
  CHEXGEN_TRY(checkOptions(request));
  BalanceOptions options = request;
  CHEXGEN_ASSIGN(options.by, divisionsOf(table, request));
  std::vector<text::FindingFact> findings;
  for (const std::string& one : options.findings) {
    CHEXGEN_ASSIGN(const auto facts, parseFindings(one));
    findings.insert(findings.end(), facts.begin(), facts.end());
  }
  Counter counter(options, findings.empty() ? findingsIn(table) : findings);
  if (findings.empty()) findings = findingsIn(table);
  Balance result;
  if (counter.divides("findings")) {
    if (!options.ignoreLabels) CHEXGEN_TRY(refuseUnknown(table));
  } else {
    result.remarks.emplace_back(
        "Findings do not divide the groups: all cases are planned without a finding.");
  }
  std::map<Cell, std::size_t> counts;
  for (const training::TableRow& row : table.rows) {
    const auto cells = counter.cellsOf(row);
    (cells.empty() ? result.leftOut : result.rows) += 1;
    for (const Cell& cell : cells) ++counts[cell];
  }
  const auto why = counter.remarks(table.rows.size());
  result.remarks.insert(result.remarks.end(), why.begin(), why.end());
  if (result.rows == 0)
    return base::fail(ErrorCode::argumentInvalid,
                      "No row of the table states all that shall divide the groups.", table.file,
                      "Nothing was made.",
                      why.empty() ? "Leave out what the table does not have." : why.front());
  const bool match = options.mode == BalanceMode::match;
  std::vector<Cell> cells;
  if (match) {
    for (const auto& [cell, count] : counts) cells.push_back(cell);
  } else {
    cells = combinations(counts, findings, counter.divides("findings"));
  }
  std::vector<std::size_t> shares;
  std::size_t largest = 0;
  for (const Cell& cell : cells) largest = std::max(largest, counts.contains(cell) ? counts.at(cell) : 0);
  for (const Cell& cell : cells) {
    const std::size_t have = counts.contains(cell) ? counts.at(cell) : 0;
    shares.push_back(match ? have : options.mode == BalanceMode::fill ? largest - have : 1);
  }
  const auto wanted = options.total == 0 ? shares : apportion(shares, options.total);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (wanted[i] == 0 && !match) continue;
    CHEXGEN_ASSIGN(Stratum stratum, stratumOfCell(cells[i]));
    stratum.count = wanted[i];
    result.strata.push_back(std::move(stratum));
    result.present.push_back(counts.contains(cells[i]) ? counts.at(cells[i]) : 0);
  }
  return result;
}

}  // namespace chexgen::cohort
