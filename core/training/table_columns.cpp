#include "core/training/table_columns.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/imaging/findings.h"
#include "core/jobs/job_spec.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;

constexpr std::array<ColumnPurpose, 12> allPurposes{{{"image", &TableColumns::image},
                                                     {"prompt", &TableColumns::prompt},
                                                     {"labels", &TableColumns::labels},
                                                     {"sex", &TableColumns::sex},
                                                     {"age", &TableColumns::age},
                                                     {"race", &TableColumns::race},
                                                     {"view", &TableColumns::view},
                                                     {"patient", &TableColumns::patient},
                                                     {"split", &TableColumns::split},
                                                     {"mask", &TableColumns::mask},
                                                     {"boxes", &TableColumns::boxes},
                                                     {"id", &TableColumns::id}}};

// The usual names of each purpose, in the order of allPurposes.
const std::array<base::ColumnRole, 12>& roles() {
  static const std::array<base::ColumnRole, 12> all{{
      {"image",
       {"image", "imagepath", "imagefile", "path", "filepath", "filename", "file", "imageindex", "dicompath",
        "dicomfile", "dicom", "radiograph", "name", "img", "imagename", "imageid", "dicomid", "pngpath",
        "jpgpath"}},
      {"prompt", {"prompt", "caption", "impression", "report", "reporttext", "text", "reports"}},
      {"labels",
       {"labels", "label", "findinglabels", "findinglabel", "findings", "finding", "diagnoses", "classname"}},
      {"sex", {"sex", "gender", "patientsex", "patientgender", "patientsexdicom"}},
      {"age", {"age", "patientage", "ageyears", "patientagedicom"}},
      {"race", {"race", "ethnicity", "primaryrace"}},
      {"view", {"view", "viewposition", "projection", "appa", "viewpositiondicom"}},
      {"patient", {"patient", "patientid", "subject", "subjectid", "patientnumber"}},
      {"split", {"split", "subset", "partition", "set"}},
      {"mask", {"mask", "maskpath", "maskfile", "segmentation"}},
      {"boxes", {"boxes", "boxespath", "boxesfile", "boxfile", "boxpath"}},
      {"id", {"id", "imageid", "key"}},
  }};
  return all;
}

// RSNA's table has one row for each box: the patient's number is the image's name, and Target says whether
// there is an opacity, which its makers call pneumonia.
bool isRsna(std::span<const std::string> header) {
  const auto has = [&](std::string_view name) {
    return std::any_of(header.begin(), header.end(),
                       [&](const std::string& one) { return base::columnKey(one) == name; });
  };
  return has("patientid") && has("target");
}

}  // namespace

std::span<const ColumnPurpose> columnPurposes() { return allPurposes; }

base::Result<TableColumns> findColumns(std::span<const std::string> header, const TableColumns& wanted,
                                       bool needsImage, const std::filesystem::path& file) {
  TableColumns columns;
  for (std::size_t i = 0; i < allPurposes.size(); ++i) {
    const auto member = allPurposes.at(i).column;
    CHEXGEN_ASSIGN(columns.*member, base::columnFor(header, roles().at(i), wanted.*member, file));
  }
  // A name of images names the rows as well, but without its suffix and told apart.
  if (columns.id == columns.image) columns.id.clear();
  if (columns.image.empty() && wanted.image != noColumn && isRsna(header)) columns.image = columns.patient;
  if (columns.image.empty() && needsImage) {
    return base::fail(ErrorCode::argumentInvalid,
                      "No column of the table seems to name the images; it has " + base::listed(header) + ".",
                      file, "Nothing was changed.", "Say which column it is, or name it \"image\".");
  }
  return columns;
}

std::vector<std::string> oneHotColumns(std::span<const std::string> header, const TableColumns& columns) {
  std::vector<std::string> found;
  if (!columns.labels.empty()) return found;
  for (const std::string& name : header) {
    const bool serves =
        std::any_of(allPurposes.begin(), allPurposes.end(),
                    [&](const ColumnPurpose& purpose) { return columns.*purpose.column == name; });
    if (!serves && (imaging::labelNamed(name) || (isRsna(header) && base::columnKey(name) == "target")))
      found.push_back(name);
  }
  return found;
}

std::string columnsInWords(const DataTable& table) {
  std::vector<std::pair<std::string_view, std::string>> taken;
  for (const ColumnPurpose& purpose : allPurposes) {
    const std::string& column = table.columns.*purpose.column;
    if (!column.empty()) taken.emplace_back(purpose.name, column);
    if (column.empty() && purpose.column == &TableColumns::labels && !table.oneHot.empty())
      taken.emplace_back(
          purpose.name,
          table.oneHot.front() + (table.oneHot.size() == 1
                                      ? std::string()
                                      : " and " + std::to_string(table.oneHot.size() - 1) + " others"));
  }
  return base::columnsInWords(taken);
}

TableColumns tableColumns(const base::Columns& columns) {
  TableColumns table;
  for (const ColumnPurpose& purpose : allPurposes)
    table.*purpose.column = base::columnOf(columns, purpose.name);
  return table;
}

base::OrderedJson toJson(const TableColumns& columns) {
  base::OrderedJson json = base::OrderedJson::object();
  for (const ColumnPurpose& one : columnPurposes()) {
    const std::string& name = columns.*(one.column);
    if (!name.empty()) json[std::string(one.name)] = name;
  }
  return json;
}

base::Result<TableColumns> columnsFromJson(const base::Json& value, const std::filesystem::path& file) {
  TableColumns columns;
  std::vector<std::string_view> known;
  for (const ColumnPurpose& one : columnPurposes()) known.push_back(one.name);
  CHEXGEN_TRY(jobs::onlyKnownEntries(value, known, file));
  for (const ColumnPurpose& one : columnPurposes()) {
    CHEXGEN_ASSIGN(columns.*(one.column),
                   base::jsonValueOr<std::string>(value, one.name, std::string(), file));
  }
  return columns;
}

}  // namespace chexgen::training
