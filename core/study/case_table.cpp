// The cases of a study from a table.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "core/base/csv.h"
#include "core/study/arm_names.h"
#include "core/study/case_sources.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

constexpr std::array<std::string_view, 21> yesWords{"yes", "y",    "true", "t",        "1", "1.0", "x",
                                                    "ja",  "j",    "wahr", "oui",      "o", "si",  "sí",
                                                    "sim", "vrai", "on",   "practice", "✓", "✔",   "☑"};
constexpr std::array<std::string_view, 15> noWords{
    "no", "n", "false", "f", "0", "0.0", "nein", "falsch", "non", "faux", "não", "off", "–", "", "☐"};

// Nothing when the mark is neither.
std::optional<bool> practiceOf(std::string_view cell) {
  const std::string word = folded(cell);
  if (std::find(yesWords.begin(), yesWords.end(), word) != yesWords.end()) return true;
  if (std::find(noWords.begin(), noWords.end(), word) != noWords.end()) return false;
  return std::nullopt;
}

// What the rows of one case say so far.
struct Said {
  std::size_t number = 0;  // of the case
  std::string report, stratum;
  std::optional<bool> practice;
  std::set<std::string> armsWithReport;
};

class TableReader {
 public:
  TableReader(const base::CsvTable& table, const fs::path& file) : table_(table), file_(file) {}

  Result<CaseList> read(const base::Columns& wanted) {
    CHEXGEN_ASSIGN(list_.columns, base::columnsFor(table_.header, caseRoles(), wanted, file_));
    for (const char* needed : {"case", "arm", "image"})
      if (base::columnOf(list_.columns, needed).empty())
        return base::fail(ErrorCode::formatInvalid,
                          "The table has no column " + std::string(needed) + "; it has " +
                              base::listed(table_.header) + ".",
                          file_, "Nothing was made.",
                          "Give one row for each image, with the columns case, arm and image, or say which "
                          "columns they are.");
    for (std::size_t row = 0; row < table_.rows.size(); ++row) CHEXGEN_TRY(take(row));
    for (const auto& [id, said] : said_) {
      Case& one = list_.cases[said.number];
      one.report = said.report;
      one.stratum = said.stratum;
      one.practice = said.practice.value_or(false);
    }
    list_.remarks = table_.remarks;
    auto united = uniteArms(list_.cases);
    list_.remarks.insert(list_.remarks.end(), united.begin(), united.end());
    tellOneSidedReports();
    tellMissingImages();
    return std::move(list_);
  }

 private:
  [[nodiscard]] std::string cell(std::size_t row, const char* role) const {
    const std::string column = base::columnOf(list_.columns, role);
    const auto at = column.empty() ? std::nullopt : table_.column(column);
    return at ? table_.rows[row][*at] : std::string();
  }
  [[nodiscard]] tl::unexpected<base::Error> wrong(std::size_t row, const std::string& sentence) const {
    return base::fail(ErrorCode::formatInvalid, "Line " + std::to_string(table_.lines[row]) + ": " + sentence,
                      file_, "Nothing was made.");
  }

  Result<void> take(std::size_t row) {
    const std::string id = withoutBlanks(cell(row, "case")), arm = cell(row, "arm"),
                      image = withoutEnds(cell(row, "image"));
    if (id.empty() || withoutBlanks(arm).empty() || image.empty())
      return wrong(row, "case, arm and image are needed.");
    const auto [entry, added] = said_.try_emplace(id);
    Said& said = entry->second;
    if (added) {
      said.number = list_.cases.size();
      list_.cases.push_back({.id = id});
    }
    Case& one = list_.cases[said.number];
    one.candidates.push_back({arm, (file_.parent_path() / image).lexically_normal()});
    const std::string report = withoutEnds(cell(row, "report")),
                      stratum = withoutBlanks(cell(row, "stratum")),
                      mark = withoutBlanks(cell(row, "practice"));
    if (!report.empty()) said.armsWithReport.insert(arm);
    if (!report.empty() && !said.report.empty() && report != said.report)
      return wrong(row, "the report of the case \"" + id + "\" is another one than before.");
    if (!report.empty()) said.report = report;
    if (!stratum.empty() && !said.stratum.empty() && stratum != said.stratum)
      return wrong(row, "the stratum of the case \"" + id + "\" is \"" + stratum + "\", and was \"" +
                            said.stratum + "\" before.");
    if (!stratum.empty()) said.stratum = stratum;
    if (mark.empty()) return {};
    const auto practice = practiceOf(mark);
    if (!practice)
      return wrong(row, "the practice mark \"" + mark + "\" is not understood; write yes or no.");
    if (said.practice && *said.practice != *practice)
      return wrong(row, "the case \"" + id + "\" is for practice in one row and not in another.");
    said.practice = *practice;
    return {};
  }

  // White space inside a report or a path is theirs.
  [[nodiscard]] static std::string withoutEnds(const std::string& text) {
    const auto begin = text.find_first_not_of(" \t\r\n"), end = text.find_last_not_of(" \t\r\n");
    return begin == std::string::npos ? std::string() : text.substr(begin, end - begin + 1);
  }

  // A case has one report, which is shown with each of its images: said where only one arm's rows have it.
  void tellOneSidedReports() {
    std::map<std::string, std::size_t> cases;  // by the only arm
    for (const auto& [id, said] : said_)
      if (said.armsWithReport.size() == 1 && list_.cases[said.number].candidates.size() > 1)
        ++cases[*said.armsWithReport.begin()];
    for (const auto& [arm, count] : cases)
      list_.remarks.push_back("Only the rows of the arm \"" + withoutBlanks(arm) +
                              "\" have a report (cases: " + std::to_string(count) +
                              "); it is taken as the report of the case, for the images of every arm.");
  }

  void tellMissingImages() {
    std::size_t missing = 0;
    std::string first;
    for (const Case& one : list_.cases)
      for (const Candidate& candidate : one.candidates) {
        std::error_code error;
        if (fs::is_regular_file(candidate.image, error)) continue;
        if (missing++ == 0) first = candidate.image.string();
      }
    if (missing > 0)
      list_.remarks.push_back("Images that are not there: " + std::to_string(missing) + ", the first is " +
                              first + ". The study cannot be made without them.");
  }

  const base::CsvTable& table_;
  const fs::path& file_;
  CaseList list_;
  std::map<std::string, Said> said_;
};

}  // namespace

std::span<const base::ColumnRole> caseRoles() {
  static const std::array<base::ColumnRole, 6> roles{{{"case", {"case"}},
                                                      {"arm", {"arm"}},
                                                      {"image", {"image"}},
                                                      {"report", {"report"}},
                                                      {"stratum", {"stratum"}},
                                                      {"practice", {"practice"}}}};
  return roles;
}

Result<CaseList> readCases(const fs::path& file, const base::Columns& wanted) {
  CHEXGEN_ASSIGN(const base::CsvTable table, base::readCsvFile(file));
  return TableReader(table, file).read(wanted);
}

}  // namespace chexgen::study
