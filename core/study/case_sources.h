// Where the cases of a study come from: a table, a folder, images that are known already.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/study/design.h"

namespace chexgen::study {

// A CSV with one row for each image: the columns case, arm and image, and optionally report, stratum and
// practice (1 or empty). Rows of one case belong together; image paths start at the table's folder. Fails
// with the errors of the reader, and with formatInvalid naming the line when a needed cell is empty or the
// report of a case differs from row to row.
[[nodiscard]] base::Result<std::vector<Case>> readCases(const std::filesystem::path& table);

// A folder whose subfolders are the arms, each with radiographs (PNG, JPEG, DICOM, known by their content):
// files of the same name, whatever its ending, are one case. What else lies there is named in `remarks`,
// where that is given. NAME.txt beside an image, in any arm, is the report of the case. Without subfolders
// the folder is the only arm. fileMissing, or formatInvalid when there is no image, or a report differs from
// arm to arm.
[[nodiscard]] base::Result<std::vector<Case>> readCaseFolder(const std::filesystem::path& folder,
                                                             std::vector<std::string>* remarks = nullptr);

struct SourceImage {
  std::string arm;
  std::filesystem::path image;
  std::string report;
  std::string stratum;
};
// Images of one report are one case; where an arm has several of one report, the first ones of each arm are
// one case, the second ones another. An image without a report is a case of its own. Cases are named after
// their order.
[[nodiscard]] std::vector<Case> casesByReport(const std::vector<SourceImage>& images);

// Makes `count` cases, drawn by the seed, cases for practice, and all others cases that count. One is always
// left to count.
void choosePractice(std::vector<Case>& cases, std::size_t count, std::uint64_t seed);

}  // namespace chexgen::study
