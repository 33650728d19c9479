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
  if (options.by.empty())
    return base::fail(ErrorCode::argumentInvalid, "Nothing is named that divides the groups.");
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

class Counter {
 public:
  Counter(const BalanceOptions& options, std::vector<text::FindingFact> findings)
      : options_(options), findings_(std::move(findings)) {}

  [[nodiscard]] bool divides(std::string_view attribute) const {
    return std::find(options_.by.begin(), options_.by.end(), attribute) != options_.by.end();
  }

  // The cells that a row counts for; none when it does not state what divides.
  [[nodiscard]] std::vector<Cell> cellsOf(const training::TableRow& row) const {
    Cell cell;
    const std::array<std::string, 4> stated{
        row.sex, row.age ? formatAgeBand(bandOf(*row.age, options_.ageEdges)) : "", row.race, row.view};
    for (std::size_t i = 0; i < stated.size(); ++i) {
      if (!divides(attributes[i])) continue;
      if (stated[i].empty()) return {};
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

 private:
  [[nodiscard]] std::vector<std::string> findingsOf(const training::TableRow& row) const {
    std::vector<text::FindingFact> found;
    for (const std::string& label : row.labels) {
      const auto fact = parseFindings(label);
      if (!fact || fact->empty()) continue;
      const auto known = std::find_if(findings_.begin(), findings_.end(), [&](const text::FindingFact& one) {
        return one.finding == fact->front().finding;
      });
      if (known != findings_.end() && std::find(found.begin(), found.end(), *known) == found.end())
        found.push_back(*known);
    }
    if (found.empty()) return {formatFindings({})};
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.finding < b.finding; });
    if (options_.mode == BalanceMode::match) return {formatFindings(found)};
    std::vector<std::string> each;
    for (const text::FindingFact& one : found) each.push_back(formatFindings({one}));
    return each;
  }

  const BalanceOptions& options_;
  std::vector<text::FindingFact> findings_;
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

Result<Balance> balance(const training::DataTable& table, const BalanceOptions& options) {
  CHEXGEN_TRY(checkOptions(options));
  std::vector<text::FindingFact> findings;
  for (const std::string& one : options.findings) {
    CHEXGEN_ASSIGN(const auto facts, parseFindings(one));
    findings.insert(findings.end(), facts.begin(), facts.end());
  }
  const Counter counter(options, findings);
  std::map<Cell, std::size_t> counts;
  Balance result;
  for (const training::TableRow& row : table.rows) {
    const auto cells = counter.cellsOf(row);
    (cells.empty() ? result.leftOut : result.rows) += 1;
    for (const Cell& cell : cells) ++counts[cell];
  }
  if (result.rows == 0)
    return base::fail(ErrorCode::argumentInvalid,
                      "No row of the table states all that shall divide the groups.", table.file,
                      "Nothing was made.", "Leave out what the table does not have.");
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
