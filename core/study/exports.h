// The answers of an unblinded study in the forms that other programs read.
#pragma once

#include <string>
#include <vector>

#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/study/design.h"
#include "core/study/merge.h"

namespace chexgen::study {

// One row for each reading and question, as CSV: study, reader, case, stratum, arm (of the image, or of the
// images from left to right, separated by "|"), repeat, question, value, seconds, time. Texts as
// base::CsvCells says.
[[nodiscard]] std::string longTable(const std::string& study, const std::vector<Reading>& readings,
                                    base::CsvCells cells = base::CsvCells::forSpreadsheets);

// How surely each reader called each image synthetic, for programs of multi-reader multi-case analysis. A
// modality is an arm with synthetic images (truth 1); the real images (the arm "real", truth 0) stand in each
// of them. The score is the suspicion of the standard realism study, otherwise the answer to the first scale.
// Repeats are left out. argumentInvalid when there is no arm "real", no other arm, or no scale.

// For the R package MRMCaov: CSV with the columns reader, treatment, case, truth, rating.
[[nodiscard]] base::Result<std::string> mrmcaovTable(const Design& design,
                                                     const std::vector<Reading>& readings,
                                                     base::CsvCells cells = base::CsvCells::forSpreadsheets);
// For iMRMC: the numbers of cases, readers and modalities, then "BEGIN DATA:" and rows of readerID, caseID,
// modalityID, score; the truth of each case is the score of reader -1 in modality 0. Cases are numbered,
// since some readers of the form want numbers; the head says which is which.
[[nodiscard]] base::Result<std::string> imrmcText(const Design& design, const std::vector<Reading>& readings);

}  // namespace chexgen::study
