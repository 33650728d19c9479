// The job kind "downstream": a classifier learns from a table. No torch type stands here.
#pragma once

#include "core/base/error.h"
#include "core/downstream/classifier_settings.h"
#include "core/jobs/job_run.h"
#include "core/training/preflight.h"

namespace chexgen::engine {

inline constexpr std::string_view downstreamJobKind = "downstream";

// A table that is ready to learn from.
struct CheckedLabels {
  training::DataTable table;  // every row has a split
  training::PreflightReport report;
  std::vector<downstream::LabelTarget> targets;
  std::vector<downstream::RowLabels> labels;            // by row of the table
  std::vector<std::size_t> training, validation, test;  // usable rows
};

// Reads the table, gives each patient a split, looks at every row, and checks that each target has both kinds
// among the training and the validation rows. Patients in two splits are named and refused, as are other bad
// rows, unless settings.skipBadRows leaves the later rows out; with what is wrong in `report` as far as it
// came. argumentInvalid, formatInvalid, or the errors of the readers; `cancelled`.
[[nodiscard]] base::Result<CheckedLabels> checkLabels(const downstream::ClassifierSettings& settings,
                                                      const training::PreflightProgress& onProgress = {},
                                                      const base::CancelToken& cancel = {});

// Trains as the spec's settings say (downstream::ClassifierSettings as JSON; relative paths start at the base
// folder). Leaves run.json, preflight.json, checkpoints/, best/, and at the end model/ (see
// downstream/network_folder.h), validation.csv and validation.json, and, where the table has test rows,
// test.csv, test.json and report.html. The test rows are scored once: a run that finds test.json leaves it
// alone. A run that was stopped goes on at its newest intact checkpoint.
[[nodiscard]] base::Result<void> runDownstreamJob(jobs::JobContext& context);

}  // namespace chexgen::engine
