// `chexgen downstream evaluate`: scores beside what a table says.
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <vector>

#include "app/cli/downstream_parts.h"
#include "app/cli/run_job.h"
#include "app/cli/table_options.h"
#include "core/base/file.h"
#include "core/downstream/classifier_evaluation.h"
#include "core/downstream/predictions.h"
#include "core/report/html.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;

struct DownstreamEvaluateOptions {
  fs::path predictions, table, out;
  training::TableOptions read{.images = false};
  std::string split, uncertain = "ignore";
  downstream::EvaluationOptions evaluation;
  bool json = false;
};

// The rows of the table that are scored, as they are judged.
struct Joined {
  std::vector<downstream::JudgedRow> rows;
  std::size_t withoutScore = 0;  // rows of the table
  std::size_t withoutPatient = 0;
};

base::Result<Joined> joinedRows(const DownstreamEvaluateOptions& options,
                                const downstream::Predictions& predictions) {
  CHEXGEN_ASSIGN(const auto table, training::readTable(options.table, options.read));
  CHEXGEN_ASSIGN(const auto targets, downstream::parseLabelTargets(predictions.targets));
  CHEXGEN_ASSIGN(const auto policy, downstream::uncertainPolicyNamed(options.uncertain));
  CHEXGEN_ASSIGN(const auto labels, downstream::labelsOf(table, targets, policy));
  const auto wanted = training::splitNamed(options.split);
  if (!wanted)
    return base::fail(base::ErrorCode::argumentInvalid, "There is no split \"" + options.split + "\".");
  std::map<std::string, const downstream::PredictionRow*> scored;
  for (const downstream::PredictionRow& row : predictions.rows) scored[row.id] = &row;
  Joined joined;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const training::TableRow& row = table.rows[i];
    if (*wanted != training::Split::none && row.split != *wanted) continue;
    const auto found = scored.find(row.id);
    if (found == scored.end()) {
      ++joined.withoutScore;
      continue;
    }
    if (row.patient.empty()) ++joined.withoutPatient;
    joined.rows.push_back({.patient = row.patient.empty() ? row.id : row.patient,
                           .scores = found->second->scores,
                           .labels = labels[i]});
  }
  if (joined.rows.empty())
    return base::fail(base::ErrorCode::argumentInvalid, "No row of the table has a score: no id is in both.",
                      options.table, "Nothing was written.",
                      "Predict from the same table, or name the column of ids (--id-column).");
  return joined;
}

void printEvaluation(const downstream::ClassifierEvaluation& evaluation) {
  for (const std::string& remark : evaluation.remarks) std::cerr << "note: " << remark << "\n";
  for (const downstream::TargetEvaluation& found : evaluation.targets) {
    if (!found.area) {
      std::cout << found.target << ": " << found.why << "\n";
      continue;
    }
    std::printf("%s (%zu with, %zu without): AUROC %.3f, 95 %% interval by patient", found.target.c_str(),
                found.positives, found.negatives, found.area->value);
    if (found.areaByPatient && found.areaByPatient->interval)
      std::printf(" %.3f to %.3f", found.areaByPatient->interval->low, found.areaByPatient->interval->high);
    std::printf(", DeLong %.3f to %.3f\n", found.area->interval.low, found.area->interval.high);
    if (found.sensitivity && found.specificity)
      std::printf("  at %.3f: sensitivity %.3f, specificity %.3f\n", *found.threshold,
                  found.sensitivity->value, found.specificity->value);
  }
}

base::Result<void> downstreamEvaluate(const DownstreamEvaluateOptions& options) {
  CHEXGEN_ASSIGN(const auto predictions, downstream::readPredictions(options.predictions));
  CHEXGEN_ASSIGN(const Joined joined, joinedRows(options, predictions));
  CHEXGEN_ASSIGN(auto evaluation, downstream::evaluateClassifier(joined.rows, predictions.targets,
                                                                 predictions.thresholds, options.evaluation));
  evaluation.subject = (predictions.network.empty() ? std::string("Scores") : predictions.network) + " on " +
                       options.table.filename().string();
  evaluation.thresholdRule = predictions.thresholds.empty() ? "none is known" : predictions.thresholdRule;
  if (joined.withoutScore > 0)
    evaluation.remarks.push_back(std::to_string(joined.withoutScore) +
                                 " rows of the table have no score and were left out.");
  if (joined.withoutPatient > 0)
    evaluation.remarks.push_back(std::to_string(joined.withoutPatient) +
                                 " rows name no patient: each was taken for a patient of its own.");
  CHEXGEN_TRY(base::writeFileAtomically(options.out / "evaluation.json",
                                        downstream::toJson(evaluation).dump(1) + "\n"));
  CHEXGEN_TRY(base::writeFileAtomically(options.out / "report.html",
                                        report::toHtml(downstream::documentOf(evaluation))));
  if (options.json) {
    printJson({{"event", "done"}, {"evaluation", (options.out / "evaluation.json").string()}});
  } else {
    printEvaluation(evaluation);
  }
  return {};
}

}  // namespace

void addDownstreamEvaluate(CLI::App& downstream, Action& action) {
  auto options = std::make_shared<DownstreamEvaluateOptions>();
  CLI::App* command =
      downstream.add_subcommand("evaluate", "Judge scores by the labels of a table, with intervals");
  command->footer(
      "Rows are joined by id. Writes OUT/evaluation.json and OUT/report.html: area under the ROC curve "
      "(interval by DeLong,\n"
      "which takes radiographs for independent, and by drawing patients), average precision, sensitivity, "
      "specificity and\n"
      "F1 at the thresholds of the network's validation rows, Brier score, calibration error, slope and "
      "intercept.\n"
      "What has no value (no positive, say) is null, never 0. Example:\n"
      "  chexgen downstream evaluate --predictions scores/predictions.csv --table other.csv --out judged");
  command
      ->add_option("--predictions", options->predictions, "predictions.csv of `chexgen downstream predict`")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--table", options->table, "Table with the labels, and best with a column patient")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--out", options->out, "Folder to write to")->required();
  command->add_option("--split", options->split,
                      "Only the rows of this split of the table: train, val or test");
  command
      ->add_option("--uncertain", options->uncertain,
                   "Uncertain labels (-1) count as: ignore, positive, negative")
      ->capture_default_str();
  command
      ->add_option("--bins", options->evaluation.bins, "Of the calibration error, of equal width over 0 to 1")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--draws", options->evaluation.draws, "Of patients, for intervals")
      ->check(CLI::Range(100, 1000000))
      ->capture_default_str();
  command->add_option("--seed", options->evaluation.seed, "Of the draws")->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON lines");
  addColumnOptions(*command, options->read.columns);
  command->callback([options, &action] {
    action = [options] { return exitOf(downstreamEvaluate(*options), options->json); };
  });
}

}  // namespace chexgen::cli
