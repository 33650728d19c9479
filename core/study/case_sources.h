// Where the cases of a study come from: a table, a folder, images that are known already.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/columns.h"
#include "core/base/error.h"
#include "core/study/design.h"

namespace chexgen::study {

struct CaseList {
  std::vector<Case> cases;
  std::vector<std::string> remarks;  // what was understood otherwise than written, plain sentences
  base::Columns columns;             // of a table, that served
};

// What the columns of a table of cases can serve for: case, arm, image, report, stratum, practice.
[[nodiscard]] std::span<const base::ColumnRole> caseRoles();

// A table with one row for each image: the columns case, arm and image, and optionally report, stratum and
// practice, or those that `columns` names by these roles (see base::columnsFor). Rows of one case belong
// together: what one of them leaves empty is what another says. Practice is said with yes, y, true, 1, x, ja
// … or no, n, false, 0, nein …, in any case. Arms are united (see uniteArms); image paths start at the
// table's folder. Fails with the errors of the reader, and with argumentInvalid when a named column is
// missing, formatInvalid when none of the needed ones is found, and naming the line when a needed cell is
// empty, a mark of practice is not understood, or rows of a case differ in its report, stratum or practice.
[[nodiscard]] base::Result<CaseList> readCases(const std::filesystem::path& table,
                                               const base::Columns& columns = {});

// A folder whose subfolders are the arms, each with radiographs (PNG, JPEG, DICOM, known by their content):
// files of the same name, whatever its ending, are one case. What else lies there is named. NAME.txt beside
// an image, in any arm, is the report of the case. Without subfolders the folder is the only arm. Arms are
// united. fileMissing, or formatInvalid when there is no image, or a report differs from arm to arm.
[[nodiscard]] base::Result<CaseList> readCaseFolder(const std::filesystem::path& folder);

struct SourceImage {
  std::string arm;
  std::filesystem::path image;
  std::string report;
  std::string stratum;
};
// Images of one report are one case; where an arm has several of one report, the first ones of each arm are
// one case, the second ones another. An image without a report is a case of its own. Cases are named after
// their order. Arms are united.
[[nodiscard]] CaseList casesByReport(const std::vector<SourceImage>& images);

}  // namespace chexgen::study
