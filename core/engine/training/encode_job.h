// The job kind "encode". No torch type stands here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/jobs/backend.h"
#include "core/jobs/job_run.h"
#include "core/training/data_table.h"
#include "core/training/preflight.h"

namespace chexgen::engine {

// What "encode" does: a table becomes an encoded data set in the run folder.
struct EncodeSettings {
  std::filesystem::path table;
  training::TableOptions read;
  std::filesystem::path model;    // whose autoencoder and text encoder encode
  std::int64_t size = 0;          // side in pixels; 0: the model's first
  std::int64_t variants = 1;      // 1: the images as they are; more: small geometric changes beside it
  std::string conditions;         // "", "mask" or "boxes"
  std::string boxLayout;          // of tables that leave it open, see imaging::boxLayoutNamed; may be empty
  bool captions = true;           // false: the text encoder will be trained with the rest
  bool skipBadRows = false;       // else a row with an error stops the job before it starts
  bool writeReports = false;      // rows without a report get one out of their labels
  bool ignoreLabels = false;      // for these reports: labels that are not understood are passed over
  bool allowPoorPrompts = false;  // see training::PreflightOptions
  training::HeldOut heldOut;      // for rows without a split
  std::uint64_t seed = 0;         // of splits and geometric changes
  std::int64_t rowsPerShard = 256;
  jobs::ModelOptions compute;
};

[[nodiscard]] base::OrderedJson toJson(const EncodeSettings& settings);
// formatInvalid naming the first unknown or wrong entry; argumentInvalid for a value out of range.
[[nodiscard]] base::Result<EncodeSettings> encodeSettingsFromJson(const base::Json& value,
                                                                  const std::filesystem::path& file = {});

// The table with its splits, and what preflight says about it for these settings. The table's remarks say
// what became of its labels, too.
struct CheckedTable {
  training::DataTable table;
  training::PreflightReport report;
};
[[nodiscard]] base::Result<CheckedTable> checkTable(const EncodeSettings& settings,
                                                    const training::PreflightProgress& onProgress = {},
                                                    const base::CancelToken& cancel = {});

// Writes preflight.json, then the shards that are missing; stopped at any moment it goes on at the first
// missing one. argumentInvalid when rows are bad and skipBadRows is false, or none is usable; else the errors
// of the table, the model, the pictures and the writer.
[[nodiscard]] base::Result<void> runEncodeJob(jobs::JobContext& context);

}  // namespace chexgen::engine
