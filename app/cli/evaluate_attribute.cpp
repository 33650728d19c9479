// `chexgen evaluate attribute`: whether generated radiographs show what their prompts state.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "app/cli/evaluate_parts.h"
#include "app/cli/remark_tally.h"
#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/engine/evaluation/attribute_probe.h"
#include "core/imaging/findings.h"
#include "core/imaging/recipe_png.h"
#include "core/text/report_mentions.h"
#include "core/training/attribute.h"
#include "core/training/data_table.h"
#include "core/weights/evidence.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;

struct AttributeOptions {
  std::string positive, table, list, samples, out, record;
  std::string uncertain = "leave-out";
  training::LabelRules labels;
};

struct AttributeInput {
  engine::AttributeSets sets;
  training::Unanswered real, generated;  // rows that were left out
};

base::Result<std::size_t> columnOf(const base::CsvTable& table, const std::string& name,
                                   const fs::path& file) {
  if (const auto column = table.column(name)) return *column;
  return base::fail(base::ErrorCode::argumentInvalid, "The table has no column \"" + name + "\".", file);
}

// The answer of a cell; without one the row is counted as left out.
std::optional<bool> answerOf(const std::string& cell, const training::AttributeQuestion& question,
                             const training::LabelRules& rules, training::Unanswered& left) {
  const auto answer = question.answer(cell, rules);
  if (!answer)
    left.count(question.isUncertain(cell) ? training::LabelCell::uncertain : training::LabelCell::blank);
  return answer;
}

// Of the real radiographs: those of the splits train and val for which the question has an answer.
base::Result<void> addReal(AttributeInput& input, const AttributeOptions& options,
                           const training::AttributeQuestion& question) {
  const fs::path file = options.table;
  CHEXGEN_ASSIGN(const auto table, training::readTable(file));
  CHEXGEN_ASSIGN(const auto cells, base::readCsvFile(file));
  for (const std::string& remark : table.remarks) std::cerr << "note: " << remark << "\n";
  CHEXGEN_ASSIGN(const std::size_t column, columnOf(cells, question.column, file));
  std::map<std::size_t, const std::vector<std::string>*> rowAt;
  for (std::size_t i = 0; i < cells.rows.size(); ++i) rowAt[cells.lines[i]] = &cells.rows[i];
  for (const training::TableRow& row : table.rows) {
    if (row.split == training::Split::test) continue;
    const auto answer = answerOf((*rowAt.at(row.line))[column], question, options.labels, input.real);
    if (!answer) continue;
    auto& set = training::isLearnedFrom(row.split) ? input.sets.training : input.sets.heldOut;
    set.push_back({row.image, *answer});
  }
  return {};
}

base::Result<void> addGenerated(AttributeInput& input, const AttributeOptions& options,
                                const training::AttributeQuestion& question) {
  CHEXGEN_ASSIGN(const auto cells, base::readCsvFile(options.list));
  CHEXGEN_ASSIGN(const std::size_t name, columnOf(cells, "name", options.list));
  CHEXGEN_ASSIGN(const std::size_t column, columnOf(cells, question.column, options.list));
  for (const auto& row : cells.rows) {
    if (const auto answer = answerOf(row[column], question, options.labels, input.generated))
      input.sets.generated.push_back(
          {fs::path(options.samples) / base::withSuffix(row[name], ".png"), *answer});
  }
  return {};
}

base::Result<AttributeInput> readInput(AttributeOptions& options) {
  CHEXGEN_ASSIGN(options.labels.uncertain, training::uncertainNamed(options.uncertain));
  CHEXGEN_ASSIGN(const auto question, training::parseAttributeQuestion(options.positive));
  AttributeInput input;
  CHEXGEN_TRY(addReal(input, options, question));
  CHEXGEN_TRY(addGenerated(input, options, question));
  return input;
}

// What the question is called in a model's evidence: the attribute, or the finding that a list of labels
// holds.
base::Result<std::string> wishOf(const training::AttributeQuestion& question) {
  for (const char* attribute : {"sex", "age", "race", "view"})
    if (question.column == attribute) return std::string(attribute);
  // A column of its own names the finding, a list holds it.
  const bool isColumn = training::labelCell(question.value) == training::LabelCell::present;
  const auto label = imaging::labelNamed(isColumn ? question.column : question.value);
  for (const std::string_view finding : text::reportedFindings())
    if (label && label->name == finding) return std::string(finding);
  return base::fail(base::ErrorCode::argumentInvalid,
                    "\"" + (isColumn ? question.column : question.value) +
                        "\" is neither sex, age, race or view nor a finding that prompts can ask for.",
                    {}, "Nothing was recorded.",
                    "Leave --record out, or name the finding as `chexgen cohort plan` does.");
}

// What another model drew says nothing of this one.
base::Result<void> checkOrigin(const AttributeOptions& options) {
  CHEXGEN_ASSIGN(const std::string model, weights::manifestHash(options.record));
  for (const auto& entry : fs::directory_iterator(options.samples)) {
    if (entry.path().extension() != ".png") continue;
    CHEXGEN_ASSIGN(const imaging::Recipe recipe, imaging::readRecipePng(entry.path()));
    if (recipe.modelSha256 != model)
      return base::fail(base::ErrorCode::argumentInvalid,
                        "This radiograph was made by another model (" + recipe.modelName + ").", entry.path(),
                        "Nothing was recorded.",
                        "Give the samples of the model that is named by --record alone.");
  }
  return {};
}

base::Result<void> recordIn(const AttributeOptions& options, const engine::AttributeReport& found) {
  CHEXGEN_TRY(checkOrigin(options));
  CHEXGEN_ASSIGN(const auto manifest, weights::readManifest(options.record));
  CHEXGEN_ASSIGN(const auto question, training::parseAttributeQuestion(options.positive));
  CHEXGEN_ASSIGN(const std::string wish, wishOf(question));
  const auto rounded = [](double share) { return std::round(share * 1000) / 1000; };
  const statistics::Auc& auc = found.generated;
  return weights::recordEvidence(options.record, manifest,
                                 "generated radiographs with the wish and without; a linear classifier of "
                                 "edges and greys that learned from real radiographs "
                                 "(chexgen evaluate attribute)",
                                 {wish, rounded(auc.value), rounded(auc.interval.low),
                                  rounded(auc.interval.high), rounded(found.heldOut.value)});
}

void say(const char* what, const statistics::Auc& auc) {
  std::printf("%s (%zu with, %zu without): AUC %.3f, 95 %% interval %.3f to %.3f\n", what, auc.positives,
              auc.negatives, auc.value, auc.interval.low, auc.interval.high);
}

base::OrderedJson leftOutJson(const training::Unanswered& left) {
  return {{"uncertain", left.uncertain}, {"blank", left.blank}};
}

void sayLeftOut(const char* where, const training::Unanswered& left) {
  if (left.all() > 0)
    std::printf("%zu rows of %s were left out: %s.\n", left.all(), where, inWords(left).c_str());
}

int attribute(AttributeOptions& options) {
  const auto input = readInput(options);
  if (!input) return report(input.error(), false);
  sayLeftOut("the real radiographs", input->real);
  sayLeftOut("the generated ones", input->generated);
  const auto found = engine::measureAttribute(input->sets, interruption());
  if (!found) return report(found.error(), false);
  if (!options.out.empty()) {
    base::OrderedJson json = toJson(*found);
    json["positive"] = options.positive;
    json["uncertain"] = options.uncertain;
    json["left_out"] = {{"real", leftOutJson(input->real)}, {"generated", leftOutJson(input->generated)}};
    if (const auto written = base::writeFileAtomically(options.out, json.dump(1) + "\n"); !written)
      return report(written.error(), false);
  }
  if (!options.record.empty())
    if (const auto recorded = recordIn(options, *found); !recorded) return report(recorded.error(), false);
  printRemarks(found->remarks);
  std::printf("Learned from %zu with and %zu without.\n", found->trainingPositives, found->trainingNegatives);
  say("Real, held out", found->heldOut);
  say("Generated", found->generated);
  return exitDone;
}

}  // namespace

void addEvaluateAttribute(CLI::App& evaluate, Action& action) {
  const auto options = std::make_shared<AttributeOptions>();
  CLI::App* command = evaluate.add_subcommand(
      "attribute",
      "Say whether generated radiographs show an attribute that their prompts state. A linear classifier "
      "learns it\n"
      "from the real radiographs of the split \"train\" and is asked about those of \"val\" and the "
      "generated "
      "ones.\n"
      "Example:\n"
      "  chexgen evaluate attribute --positive view=AP --table train.csv --list cohort.csv --samples cohort");
  command
      ->add_option("--positive", options->positive,
                   "COLUMN=VALUE, COLUMN~VALUE (a list that holds it), COLUMN>=NUMBER or COLUMN<NUMBER")
      ->required();
  command->add_option("--table", options->table, "Real radiographs: columns image, split and the attribute's")
      ->required();
  command
      ->add_option("--list", options->list,
                   "The table that the radiographs were generated from: columns name and the attribute's")
      ->required();
  command->add_option("--samples", options->samples, "Folder of NAME.png, the generated radiographs")
      ->required()
      ->check(CLI::ExistingDirectory);
  command
      ->add_option("--uncertain", options->uncertain,
                   "What -1 counts as in a column that is named after a finding: leave-out, positive or "
                   "negative")
      ->check(CLI::IsMember({"leave-out", "positive", "negative"}))
      ->capture_default_str();
  command->add_flag("--blank-is-none", options->labels.blankIsAbsent,
                    "A blank label says that the finding is not there (default: the row is left out)");
  command->add_option("--out", options->out, "Report to write (JSON)");
  command
      ->add_option("--record", options->record,
                   "The model folder that made the radiographs: writes the result into its evidence.json, by "
                   "which programs "
                   "tell what it was shown to draw")
      ->check(CLI::ExistingDirectory);
  command->callback([options, &action] { action = [options] { return attribute(*options); }; });
}

}  // namespace chexgen::cli
