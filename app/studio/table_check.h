// Looks at a table before anything is learned from it: what the form shows of it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/imaging/boxes.h"
#include "core/training/data_table.h"
#include "core/training/preflight.h"
#include "core/weights/manifest.h"

namespace chexgen::studio {

// What is wished of a table.
struct TableWish {
  std::filesystem::path file;
  training::TableOptions read;
  bool needsMask = false, needsBoxes = false;
  std::optional<imaging::BoxLayout> boxLayout;  // of boxes whose files leave it open
  bool writeReports = false;                    // see cohort::writeLabelReports
  bool ignoreLabels = false;
  bool allowPoorPrompts = false;  // see training::PreflightOptions
  double heldOut = 0.1;           // of the patients, where the table names no split
  weights::Manifest model;
  std::filesystem::path modelFolder;
};

struct TableLook {
  training::PreflightReport report;
  std::vector<std::string> remarks;
  std::size_t rows = 0;
  std::size_t withoutReport = 0;  // rows that have labels and no report
};

// Opens every file. Fails like readTable, with the tokenizer's errors, and `cancelled`.
[[nodiscard]] base::Result<TableLook> lookAtTable(const TableWish& wish,
                                                  const training::PreflightProgress& onProgress,
                                                  const base::CancelToken& cancel);

}  // namespace chexgen::studio
