// The masks and boxes of a cohort's export.
#pragma once

#include <filesystem>
#include <optional>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/cohort/cohort_folder.h"
#include "core/cohort/export.h"
#include "core/imaging/boxes.h"
#include "core/imaging/dicom_source.h"
#include "core/imaging/label_mask.h"

namespace chexgen::cohort {

class ConditionExport {
 public:
  ConditionExport(const Cohort& cohort, const ExportOptions& options, std::filesystem::path folder);

  // What steered this case, at the radiograph's size, in every form that is wanted; nothing when nothing did.
  // `dicom` is the radiograph that a segmentation refers to.
  [[nodiscard]] base::Result<void> write(const Case& one, const std::optional<imaging::DicomSource>& dicom);
  // Files for the whole cohort.
  [[nodiscard]] base::Result<void> finish();

 private:
  [[nodiscard]] base::Result<void> writeMask(const Case& one,
                                             const std::optional<imaging::DicomSource>& dicom);
  [[nodiscard]] base::Result<void> writeBoxes(const Case& one);
  void addCoco(const Case& one, const imaging::BoxSheet& sheet);

  const Cohort& cohort_;
  const ExportOptions& options_;
  std::filesystem::path folder_;
  base::OrderedJson coco_;
};

// A mask that steered as the model saw it: its centre square at `size`, 1 where it is set.
[[nodiscard]] base::Result<imaging::LabelMask> maskAtSize(const std::filesystem::path& file, int size);
// Boxes in the pixels of the radiograph: of the centre square, at `size`; what lies outside is cut.
[[nodiscard]] imaging::BoxSheet boxesAtSize(const imaging::BoxSheet& sheet, int size);

}  // namespace chexgen::cohort
