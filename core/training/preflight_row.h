// What preflight asks of one row alone, without looking at the others.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/training/data_table.h"
#include "core/training/picture_size.h"
#include "core/training/preflight.h"

namespace chexgen::training {

struct RowCheck {
  std::vector<PreflightFinding> findings;
  std::uint64_t bytes = 0;                  // of the files that are there
  std::optional<std::uint64_t> imageBytes;  // nothing when the image is missing
  std::vector<std::int64_t> latentShape;    // of a row of features; empty when it is unreadable
  std::int64_t captionWidth = 0;
  std::string report;  // cleaned; empty when it cannot be used
};

[[nodiscard]] RowCheck checkRow(const TableRow& row, const PreflightOptions& options);
// The same for a row of a feature list.
[[nodiscard]] RowCheck checkFeatureRow(const TableRow& row, const PreflightOptions& options);

[[nodiscard]] PreflightFinding findingOf(const TableRow& row, Severity severity, FindingCode code,
                                         std::string sentence, std::filesystem::path file = {});

}  // namespace chexgen::training
