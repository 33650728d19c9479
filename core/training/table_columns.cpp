#include "core/training/table_columns.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace chexgen::training {
namespace {

using base::ErrorCode;

// A purpose with its usual names, small letters and digits only, the preferred one first.
struct Purpose {
  std::string TableColumns::*column;
  std::array<std::string_view, 14> names;
};

constexpr std::array<Purpose, 12> purposes{{
    {&TableColumns::image,
     {"image", "imagepath", "imagefile", "path", "filepath", "filename", "file", "imageindex", "dicompath",
      "dicomfile", "dicom", "radiograph", "name", "img"}},
    {&TableColumns::prompt, {"prompt", "caption", "impression", "report", "reporttext", "text"}},
    {&TableColumns::mask, {"mask", "maskpath", "maskfile", "segmentation"}},
    {&TableColumns::boxes, {"boxes", "boxespath", "boxesfile", "boxfile", "boxpath"}},
    {&TableColumns::split, {"split", "subset", "partition", "set"}},
    {&TableColumns::patient, {"patient", "patientid", "subject", "subjectid"}},
    {&TableColumns::id, {"id", "imageid", "key"}},
    {&TableColumns::sex, {"sex", "gender", "patientsex", "patientgender"}},
    {&TableColumns::age, {"age", "patientage", "ageyears"}},
    {&TableColumns::race, {"race", "ethnicity"}},
    {&TableColumns::view, {"view", "viewposition", "projection"}},
    {&TableColumns::labels, {"labels", "label", "findinglabels", "diagnoses"}},
}};

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

std::string usualColumn(std::span<const std::string> header, const Purpose& purpose) {
  for (const std::string_view usual : purpose.names) {
    const auto found = std::find_if(header.begin(), header.end(), [usual](const std::string& column) {
      return !usual.empty() && lettersAndDigits(column) == usual;
    });
    if (found != header.end()) return *found;
  }
  return "";
}

}  // namespace

base::Result<TableColumns> findColumns(std::span<const std::string> header, const TableColumns& wanted,
                                       const std::filesystem::path& file) {
  TableColumns columns = wanted;
  for (const Purpose& purpose : purposes) {
    std::string& column = columns.*purpose.column;
    if (column.empty()) {
      column = usualColumn(header, purpose);
    } else if (std::find(header.begin(), header.end(), column) == header.end()) {
      return base::fail(ErrorCode::argumentInvalid,
                        "The table has no column \"" + column + "\"; it has " + quotedList(header) + ".",
                        file, "Nothing was changed.");
    }
  }
  if (columns.image.empty()) {
    return base::fail(ErrorCode::argumentInvalid,
                      "No column of the table seems to name the images; it has " + quotedList(header) + ".",
                      file, "Nothing was changed.", "Say which column it is, or name it \"image\".");
  }
  return columns;
}

}  // namespace chexgen::training
