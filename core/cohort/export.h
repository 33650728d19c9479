// A cohort as others can use it, and the check that it still is what was exported.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/cohort/cohort_folder.h"
#include "core/cohort/ledger.h"

namespace chexgen::cohort {

struct ExportOptions {
  int pngBits = 8;                  // 8 or 16
  bool burnMark = false;            // the word SYNTHETIC in the pixels; else only in the metadata
  bool dicom = false;               // Secondary Capture
  bool digitalXRay = false;         // DICOM as Digital X-Ray instead
  bool segmentations = false;       // of masks, as DICOM; needs DICOM
  bool nifti = false;               // of masks
  bool coco = false, yolo = false;  // of boxes
  bool rawTable = false;            // cells of cases.csv as base::CsvCells::raw
};

struct Exported {
  std::size_t radiographs = 0;
  std::size_t missing = 0;  // cases without an accepted radiograph
  std::size_t files = 0;
};

// Writes every accepted radiograph and what belongs to it into `target`, which must not exist or be empty and
// appears at the end by one rename:
// - cases.csv: the release's columns (name, Finding Labels, impression), the image's path as training reads
// it, the rest of the report, who it is, seed, hash;
// - images/NAME.png with its recipe, and images/metadata.jsonl, so that the folder reads as Hugging Face's
// `imagefolder`;
// - dicom/NAME.dcm, masks/NAME.png, nifti/NAME.nii.gz, segmentations/NAME.dcm, boxes/coco.json,
// boxes/yolo/NAME.txt;
// - datasheet.html and datasheet.json: counts by subgroup, what the checks turned away, the model, limits;
// - manifest.json: every file with size and SHA-256.
// Masks and boxes are those that steered, at the radiograph's size. Every file is compared with the ledger
// first. Fails with argumentInvalid when nothing is accepted, hashMismatch naming a radiograph that was
// changed, and the errors of the writers; nothing is left behind then.
[[nodiscard]] base::Result<Exported> exportCohort(
    const Cohort& cohort, const Ledger& ledger, const std::filesystem::path& target,
    const ExportOptions& options, const std::function<void(std::size_t, std::size_t)>& onCase = {},
    const base::CancelToken& cancel = {});

struct Verified {
  std::size_t files = 0;
  std::vector<std::string> problems;  // sentences; empty when everything is as it was exported
};

// Compares every file with the manifest, looks for files that it does not name, and for the mark "synthetic"
// and the recipe in every PNG and DICOM. The errors of reading the manifest; `cancelled`.
[[nodiscard]] base::Result<Verified> verifyExport(const std::filesystem::path& folder,
                                                  const base::CancelToken& cancel = {});

}  // namespace chexgen::cohort
