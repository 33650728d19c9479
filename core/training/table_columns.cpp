#include "core/training/table_columns.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>

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

// The usual names of a purpose, small letters and digits only, the preferred one first.
struct UsualNames {
  std::string TableColumns::*column;
  std::initializer_list<std::string_view> names;
};

const std::array<UsualNames, 12>& usualNames() {
  static const std::array<UsualNames, 12> names{{
      {&TableColumns::image,
       {"image", "imagepath", "imagefile", "path", "filepath", "filename", "file", "imageindex", "dicompath",
        "dicomfile", "dicom", "radiograph", "name", "img", "imagename", "imageid", "dicomid", "pngpath",
        "jpgpath"}},
      {&TableColumns::prompt, {"prompt", "caption", "impression", "report", "reporttext", "text", "reports"}},
      {&TableColumns::mask, {"mask", "maskpath", "maskfile", "segmentation"}},
      {&TableColumns::boxes, {"boxes", "boxespath", "boxesfile", "boxfile", "boxpath"}},
      {&TableColumns::split, {"split", "subset", "partition", "set"}},
      {&TableColumns::patient, {"patient", "patientid", "subject", "subjectid", "patientnumber"}},
      {&TableColumns::id, {"id", "imageid", "key"}},
      {&TableColumns::sex, {"sex", "gender", "patientsex", "patientgender", "patientsexdicom"}},
      {&TableColumns::age, {"age", "patientage", "ageyears", "patientagedicom"}},
      {&TableColumns::race, {"race", "ethnicity", "primaryrace"}},
      {&TableColumns::view, {"view", "viewposition", "projection", "appa", "viewpositiondicom"}},
      {&TableColumns::labels,
       {"labels", "label", "findinglabels", "findinglabel", "findings", "finding", "diagnoses", "classname"}},
  }};
  return names;
}

std::string lettersAndDigits(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) kept += static_cast<char>(std::tolower(byte));
  }
  return kept;
}

std::string quotedList(std::span<const std::string> names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
  return text;
}

std::string usualColumn(std::span<const std::string> header, const UsualNames& purpose) {
  for (const std::string_view usual : purpose.names) {
    const auto found = std::find_if(header.begin(), header.end(), [usual](const std::string& column) {
      return lettersAndDigits(column) == usual;
    });
    if (found != header.end()) return *found;
  }
  return "";
}

// RSNA's table has one row for each box: the patient's number is the image's name, and Target says whether
// there is an opacity, which its makers call pneumonia.
bool isRsna(std::span<const std::string> header) {
  const auto has = [&](std::string_view name) {
    return std::any_of(header.begin(), header.end(),
                       [&](const std::string& one) { return lettersAndDigits(one) == name; });
  };
  return has("patientid") && has("target");
}

}  // namespace

std::span<const ColumnPurpose> columnPurposes() { return allPurposes; }

base::Result<TableColumns> findColumns(std::span<const std::string> header, const TableColumns& wanted,
                                       bool needsImage, const std::filesystem::path& file) {
  TableColumns columns = wanted;
  for (const UsualNames& purpose : usualNames()) {
    std::string& column = columns.*purpose.column;
    if (column.empty()) {
      column = usualColumn(header, purpose);
    } else if (std::find(header.begin(), header.end(), column) == header.end()) {
      if (column == noColumn) {
        column.clear();
        continue;
      }
      return base::fail(ErrorCode::argumentInvalid,
                        "The table has no column \"" + column + "\"; it has " + quotedList(header) + ".",
                        file, "Nothing was changed.");
    }
  }
  // A name of images names the rows as well, but without its suffix and told apart.
  if (columns.id == columns.image) columns.id.clear();
  if (columns.image.empty() && wanted.image != noColumn && isRsna(header)) columns.image = columns.patient;
  if (columns.image.empty() && needsImage) {
    return base::fail(ErrorCode::argumentInvalid,
                      "No column of the table seems to name the images; it has " + quotedList(header) + ".",
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
    if (!serves && (imaging::labelNamed(name) || (isRsna(header) && lettersAndDigits(name) == "target")))
      found.push_back(name);
  }
  return found;
}

std::string columnsInWords(const DataTable& table) {
  std::string words;
  const auto add = [&](std::string_view purpose, const std::string& column) {
    words.append(words.empty() ? "" : ", ").append(purpose).append(" = ").append(column);
  };
  for (const ColumnPurpose& purpose : allPurposes) {
    const std::string& column = table.columns.*purpose.column;
    if (!column.empty()) add(purpose.name, column);
    if (column.empty() && purpose.column == &TableColumns::labels && !table.oneHot.empty())
      add(purpose.name,
          table.oneHot.front() + (table.oneHot.size() == 1
                                      ? std::string()
                                      : " and " + std::to_string(table.oneHot.size() - 1) + " others"));
  }
  return "These columns were taken as: " + (words.empty() ? std::string("none") : words) + ".";
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
