#include "core/training/data_table.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/base/sha256.h"
#include "core/base/text_file.h"
#include "core/imaging/findings.h"
#include "core/text/demographics.h"
#include "core/text/prompt.h"
#include "core/training/cells.h"
#include "core/training/image_paths.h"
#include "core/training/patients.h"
#include "core/training/table_columns.h"
#include "core/training/table_text.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

// The years between the year of birth and the day of a study, as PadChest has them: "1930.0", "20140915".
std::optional<double> yearsBetween(const base::CsvTable& table, std::string_view birth,
                                   std::string_view study) {
  const auto yearOf = [&](std::string_view cell, bool isDay) -> std::optional<int> {
    const auto number = table.number(cell);
    if (!number) return std::nullopt;
    constexpr double days = 10000;  // 20140915
    const int year = static_cast<int>(isDay ? *number / days : *number);
    return year >= 1850 && year <= 2300 ? std::optional(year) : std::nullopt;  // MIMIC shifts years
  };
  const auto from = yearOf(birth, false);
  const auto to = yearOf(study, true);
  constexpr int oldest = 120;
  if (!from || !to || *to < *from || *to - *from > oldest) return std::nullopt;
  return *to - *from;
}

text::PromptParts partsOf(const TableRow& row) {
  return {.sex = row.sex, .age = row.age, .race = row.race, .view = row.view, .report = row.report};
}

class RowReader {
 public:
  RowReader(const base::CsvTable& table, const DataTable& result, const TableOptions& options)
      : table_(table), result_(result), options_(options), images_(result.root) {
    birth_ = table.column("PatientBirth");
    study_ = table.column("StudyDate_DICOM");
    if (!study_) study_ = table.column("StudyDate");
    for (const std::string& name : result.oneHot) oneHot_.emplace_back(*table.column(name), name);
    for (const ColumnPurpose& purpose : columnPurposes()) {
      const std::string& name = result.columns.*purpose.column;
      if (!name.empty()) positions_.emplace(name, *table.column(name));
    }
  }

  [[nodiscard]] TableRow read(std::size_t position) {
    const auto& cells = table_.rows[position];
    const TableColumns& columns = result_.columns;
    TableRow row;
    row.line = table_.lines[position];
    row.image = path(cells, columns.image);
    row.mask = path(cells, columns.mask);
    row.boxes = path(cells, columns.boxes);
    row.patient = trimmed(cell(cells, columns.patient));
    row.id = trimmed(cell(cells, columns.id));
    if (row.image.empty() && options_.images) row.problem = "The row names no image.";
    const std::string split(trimmed(cell(cells, columns.split)));
    if (const auto known = splitNamed(split)) {
      row.split = *known;
    } else {
      row.problem = "The split \"" + split + "\" is not known; write train, val or test.";
    }
    readPatient(cells, row);
    readStatedLabels(cells, row);
    row.report = cell(cells, columns.prompt);
    if (const auto parts = text::understoodParts(partsOf(row));
        options_.demographics && !parts && row.problem.empty())
      row.problem = parts.error().message;
    row.prompt = promptOf(row, options_.demographics);
    return row;
  }

  [[nodiscard]] std::string imageRemark() const { return images_.remark(); }
  [[nodiscard]] bool agesAreDerived() const { return derivedAges_; }

 private:
  using Cells = std::vector<std::string>;

  [[nodiscard]] std::string_view cell(const Cells& cells, const std::string& name) const {
    const auto column = name.empty() ? positions_.end() : positions_.find(name);
    return column == positions_.end() ? std::string_view() : std::string_view(cells[column->second]);
  }

  [[nodiscard]] fs::path path(const Cells& cells, const std::string& name) {
    const std::string_view text = trimmed(cell(cells, name));
    if (text.empty()) return {};
    return options_.images ? images_.find(text) : (result_.root / text).lexically_normal();
  }

  // What a cell says in the spelling of the models. What is not understood stands as it is where it is only
  // counted, and is the row's problem where it would be stated.
  template <class Value, class Read>
  void readStated(std::string_view cell, const Read& read, TableRow& row, Value& value) const {
    const auto understood = read(trimmed(cell));
    if constexpr (std::is_same_v<Value, std::string>)
      value = understood ? understood->value_or("") : std::string(trimmed(cell));
    if constexpr (!std::is_same_v<Value, std::string>) value = understood ? *understood : std::nullopt;
    if (options_.demographics && !understood) row.problem = understood.error().message;
  }

  void readPatient(const Cells& cells, TableRow& row) {
    const TableColumns& columns = result_.columns;
    readStated(cell(cells, columns.sex), text::sexFrom, row, row.sex);
    readStated(cell(cells, columns.age), text::ageFrom, row, row.age);
    readStated(cell(cells, columns.race), text::raceFrom, row, row.race);
    readStated(cell(cells, columns.view), text::viewFrom, row, row.view);
    if (columns.age.empty() && birth_ && study_) {
      row.age = yearsBetween(table_, cells[*birth_], cells[*study_]);
      derivedAges_ = derivedAges_ || row.age.has_value();
    }
  }

  void readStatedLabels(const Cells& cells, TableRow& row) const {
    Labels& labels = row.stated;
    labels = readLabels(cell(cells, result_.columns.labels));
    std::size_t denied = 0;
    bool saidNotNone = false;
    for (const auto& [column, name] : oneHot_) {
      const LabelCell said = labelCell(cells[column]);
      const auto known = imaging::labelNamed(name);
      const bool isNone = known && known->kind == imaging::LabelKind::none;
      const std::string label = known ? name : "Pneumonia";  // RSNA's Target
      switch (said) {
        case LabelCell::present: addLabel(labels, label); break;
        case LabelCell::absent:
          ++denied;
          saidNotNone = saidNotNone || isNone;
          if (!isNone) labels.absent.push_back(known ? known->name : label);
          break;
        case LabelCell::uncertain:
          if (!isNone) labels.uncertain.push_back(known ? known->name : label);
          break;
        case LabelCell::unreadable:
          labels.unknown.push_back(name + " = " + std::string(trimmed(cells[column])));
          break;
        case LabelCell::blank: break;
      }
    }
    // Every column denied is a radiograph without a finding; blank ones say nothing.
    if (!oneHot_.empty() && denied == oneHot_.size() && !saidNotNone) labels.saysNone = true;
    if (labels.saysNone && (!labels.findings.empty() || !labels.others.empty()))
      labels.unknown.emplace_back("No Finding beside findings");
    row.labels = labels.names();
  }

  const base::CsvTable& table_;
  const DataTable& result_;
  const TableOptions& options_;
  ImagePaths images_;
  std::map<std::string, std::size_t> positions_;  // of the columns that serve
  std::vector<std::pair<std::size_t, std::string>> oneHot_;
  std::optional<std::size_t> birth_, study_;
  bool derivedAges_ = false;
};

// The file's text as UTF-8, and the table that knows where it came from.
Result<std::pair<std::string, DataTable>> readText(const fs::path& file, const fs::path& root) {
  CHEXGEN_ASSIGN(const std::string bytes, base::readFile(file, base::CsvLimits{}.bytes));
  DataTable table;
  table.file = file;
  table.root = fs::absolute(root.empty() ? fs::absolute(file).parent_path() : root).lexically_normal();
  table.sha256 = base::sha256(bytes);
  CHEXGEN_ASSIGN(base::DecodedText decoded, base::decodeText(bytes, file));
  table.remarks = std::move(decoded.remarks);
  return std::pair(std::move(decoded.text), std::move(table));
}

void markSharedBoxes(std::vector<TableRow>& rows) {
  std::map<fs::path, std::size_t> named;
  for (const TableRow& row : rows) ++named[row.boxes];
  for (TableRow& row : rows) row.boxesOfSeveral = named[row.boxes] > 1;
}

Result<void> refuseEmpty(const DataTable& table) {
  if (!table.rows.empty()) return {};
  return fail(ErrorCode::argumentInvalid, "The table has no rows.", table.file);
}

std::string groupOf(const TableRow& row, const DataTable& table) {
  // The path below the root, so that the same data give the same split on every machine.
  return row.patient.empty() ? row.image.lexically_relative(table.root).generic_string() : row.patient;
}

// Rows of one image, each with a box, are one radiograph with all their labels.
void mergeBoxRows(const base::CsvTable& cells, DataTable& table) {
  const auto has = [&](const char* name) { return cells.column(name).has_value(); };
  const bool areBoxes =
      (has("x_min") && has("y_min")) || (has("x") && has("y") && (has("width") || has("w")));
  if (!areBoxes || table.columns.image.empty()) return;
  std::map<fs::path, std::size_t> first;
  std::vector<TableRow> merged;
  for (TableRow& row : table.rows) {
    const auto [known, fresh] = first.emplace(row.image, merged.size());
    if (fresh) {
      merged.push_back(std::move(row));
      continue;
    }
    TableRow& one = merged[known->second];
    for (const text::FindingFact& fact : row.stated.findings) addLabel(one.stated, fact.finding);
    for (const auto* list : {&row.stated.others, &row.stated.devices, &row.stated.unknown})
      for (const std::string& label : *list) addLabel(one.stated, label);
    one.stated.saysNone = one.stated.saysNone && row.stated.saysNone;
    one.stated.isList = one.stated.isList || row.stated.isList;
    one.labels = one.stated.names();
  }
  if (merged.size() < table.rows.size())
    table.remarks.push_back("The " + std::to_string(table.rows.size()) + " rows, one for each box, are " +
                            std::to_string(merged.size()) + " radiographs.");
  table.rows = std::move(merged);
}

// Images of one name in several folders are told apart by these.
void nameRows(DataTable& table) {
  std::vector<std::string> paths;
  std::map<std::string, std::size_t> positions;
  std::map<std::string, std::size_t> stems;
  for (const TableRow& row : table.rows) {
    if (!row.id.empty() || row.image.empty()) continue;
    const std::string path = row.image.lexically_relative(table.root).generic_string();
    if (!positions.emplace(path, paths.size()).second) continue;
    paths.push_back(path);
    ++stems[base::stemOf(path)];
  }
  const bool repeats =
      std::any_of(stems.begin(), stems.end(), [](const auto& stem) { return stem.second > 1; });
  const auto unique = repeats ? base::uniqueStems(paths) : std::vector<std::string>();
  for (TableRow& row : table.rows) {
    if (!row.id.empty() || row.image.empty()) continue;
    const std::string path = row.image.lexically_relative(table.root).generic_string();
    row.id = base::stemOf(path);
    if (stems.at(row.id) > 1) row.id = unique[positions.at(path)];
  }
}

void remarkLabels(DataTable& table) {
  std::size_t rows = 0, cells = 0;
  for (const TableRow& row : table.rows) {
    if (!row.stated.uncertain.empty()) ++rows;
    cells += row.stated.uncertain.size();
  }
  if (rows > 0)
    table.remarks.push_back(std::to_string(cells) + " labels in " + std::to_string(rows) +
                            " rows are uncertain (-1): unless it is said otherwise, they count neither as "
                            "present nor as absent.");
}

}  // namespace

std::string promptOf(const TableRow& row, bool demographics) {
  if (!demographics) return row.report;
  const text::PromptParts written = partsOf(row);
  const auto parts = text::understoodParts(written);
  return text::joinPrompt(parts ? *parts : written);
}

Result<DataTable> readTable(const fs::path& file, const TableOptions& options) {
  CHEXGEN_ASSIGN(auto read, readText(file, options.root));
  auto& [text, result] = read;
  CHEXGEN_ASSIGN(TextTable table, readTextTable(text, options, file));
  result.columns = std::move(table.columns);
  result.oneHot = oneHotColumns(table.cells.header, result.columns);
  if (options.columns.labels == noColumn) result.oneHot.clear();
  result.remarks.insert(result.remarks.end(), table.cells.remarks.begin(), table.cells.remarks.end());
  RowReader reader(table.cells, result, options);
  for (std::size_t i = 0; i < table.cells.rows.size(); ++i) result.rows.push_back(reader.read(i));
  CHEXGEN_TRY(refuseEmpty(result));
  if (const std::string remark = reader.imageRemark(); !remark.empty()) result.remarks.push_back(remark);
  if (reader.agesAreDerived())
    result.remarks.emplace_back("The ages are the years between the patients' births and the studies.");
  mergeBoxRows(table.cells, result);
  markSharedBoxes(result.rows);
  tellPatients(result);
  nameRows(result);
  remarkLabels(result);
  return std::move(result);
}

Result<ColumnNames> readColumnNames(const fs::path& file) {
  CHEXGEN_ASSIGN(auto decoded, base::readTextFile(file, base::CsvLimits{}.bytes));
  CHEXGEN_ASSIGN(ColumnNames found, columnNames(decoded.text, file));
  found.remarks.insert(found.remarks.begin(), std::make_move_iterator(decoded.remarks.begin()),
                       std::make_move_iterator(decoded.remarks.end()));
  return found;
}

Result<DataTable> readFeatureList(const fs::path& file, const fs::path& root) {
  CHEXGEN_ASSIGN(auto read, readText(file, root));
  auto& [text, table] = read;
  table.isFeatureList = true;
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view rest = trimmed(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
    ++line;
    if (rest.empty()) continue;
    TableRow row;
    row.line = line;
    const std::array<fs::path*, 3> places{&row.image, &row.text, &row.condition};
    std::size_t count = 0;
    bool isRow = true;
    for (; !rest.empty(); ++count) {
      const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
      rest = trimmed(rest.substr(word.size()));
      isRow = isRow && count < places.size() && word.ends_with(".npz");
      if (isRow) *places.at(count) = (table.root / word).lexically_normal();
    }
    if (!isRow || count < 2) {
      return fail(ErrorCode::formatInvalid,
                  "Line " + std::to_string(line) + " is not two or three .npz paths separated by spaces.",
                  file, "Nothing was changed.");
    }
    row.id = base::stemOf(row.image.string());
    table.rows.push_back(std::move(row));
  }
  CHEXGEN_TRY(refuseEmpty(table));
  return std::move(table);
}

Result<void> assignSplits(DataTable& table, std::uint64_t seed, const HeldOut& heldOut) {
  if (!(heldOut.validation >= 0 && heldOut.test >= 0 && heldOut.validation + heldOut.test < 1)) {
    return fail(ErrorCode::argumentInvalid,
                "The fractions that are held out must be at least 0 and together below 1.");
  }
  std::map<std::string, Split> statedSplits;
  for (const TableRow& row : table.rows) {
    if (row.split != Split::none) statedSplits.emplace(groupOf(row, table), row.split);
  }
  for (TableRow& row : table.rows) {
    if (row.split != Split::none) continue;
    const std::string group = groupOf(row, table);
    const auto found = statedSplits.find(group);
    row.split = found == statedSplits.end() ? splitOf(group, seed, heldOut) : found->second;
  }
  return {};
}

}  // namespace chexgen::training
