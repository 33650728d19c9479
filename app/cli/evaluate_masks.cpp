// `chexgen evaluate masks`: whether generated radiographs have their lungs where they were drawn.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/cli/evaluate_parts.h"
#include "app/cli/remark_tally.h"
#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/base/json.h"
#include "core/base/number_text.h"
#include "core/imaging/condition.h"
#include "core/imaging/lung_fields.h"
#include "core/imaging/overlap.h"
#include "core/imaging/radiograph.h"
#include "core/statistics/bootstrap.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;
using imaging::Image8;

struct MaskOptions {
  std::string list, samples, without, out;
};

// Dice of the lungs found in a generated radiograph and those drawn for it.
struct Adherence {
  std::vector<double> dice;
  std::size_t implausible = 0;  // no pair of lungs was found; they count with what was found
  imaging::RemarkTally remarks;
};

struct DrawnCase {
  std::string name;
  fs::path mask;
};

base::Result<std::vector<DrawnCase>> readCases(const fs::path& list) {
  CHEXGEN_ASSIGN(const auto table, base::readCsvFile(list));
  const auto name = table.column("name"), mask = table.column("mask");
  if (!name || !mask)
    return base::fail(base::ErrorCode::argumentInvalid, "The table needs the columns name and mask.", list);
  std::vector<DrawnCase> cases;
  for (const auto& row : table.rows)
    if (!row[*mask].empty()) cases.push_back({row[*name], list.parent_path() / row[*mask]});
  if (cases.empty())
    return base::fail(base::ErrorCode::argumentInvalid, "No row of the table names a mask.", list);
  return cases;
}

// What is odd about the masks, before anything is measured by them; those that cannot be read end it here.
base::Result<void> remarkOn(const std::vector<DrawnCase>& cases) {
  std::set<fs::path> seen;
  imaging::RemarkTally remarks;
  for (const DrawnCase& one : cases) {
    if (!seen.insert(one.mask).second) continue;
    CHEXGEN_ASSIGN(const imaging::LabelMask mask, imaging::readMask(one.mask));
    const std::string name = one.mask.filename().string();
    remarks.add(name, mask.remarks);
    if (mask.labels.width != mask.labels.height)
      remarks.add(name, {"The picture is not square: only its centre is used."});
  }
  printRemarks(remarks);
  return {};
}

base::Result<double> diceOf(const fs::path& radiograph, const fs::path& mask, Adherence& adherence) {
  CHEXGEN_ASSIGN(Image8 picture, imaging::readRadiograph(radiograph, adherence.remarks));
  if (picture.channels != 1) {  // equal channels, as every radiograph
    Image8 grey{picture.width, picture.height, 1, {}};
    for (std::size_t i = 0; i < picture.pixels.size(); i += 3) grey.pixels.push_back(picture.pixels[i]);
    picture = std::move(grey);
  }
  CHEXGEN_ASSIGN(const imaging::LungFields fields, imaging::segmentLungFields(picture));
  adherence.implausible += fields.plausible ? 0 : 1;
  CHEXGEN_ASSIGN(const imaging::LabelMask drawn, imaging::readMask(mask));
  CHEXGEN_ASSIGN(const Image8 square, imaging::markedSquare(drawn, picture.width));
  CHEXGEN_ASSIGN(const imaging::Overlap overlap, imaging::overlapOf(imaging::bothLungs(fields), square));
  return overlap.dice;
}

base::Result<Adherence> measure(const std::vector<DrawnCase>& cases, const fs::path& samples) {
  Adherence adherence;
  for (const DrawnCase& one : cases) {
    if (interruption().isCancelled())
      return base::fail(base::ErrorCode::cancelled, "The measurement was cancelled.");
    CHEXGEN_ASSIGN(const double dice,
                   diceOf(samples / base::withSuffix(one.name, ".png"), one.mask, adherence));
    adherence.dice.push_back(dice);
  }
  return adherence;
}

// A mean, with its interval where there are cases to draw again.
struct Mean {
  double value = 0;
  std::optional<statistics::Interval> interval;

  [[nodiscard]] std::string words() const {
    const std::string mean = base::fixedText(value, 3);
    if (!interval) return mean + ", of one case and so without an interval";
    return mean + ", 95 % interval " + base::fixedText(interval->low, 3) + " to " +
           base::fixedText(interval->high, 3);
  }
  [[nodiscard]] base::OrderedJson json() const {
    base::OrderedJson json{{"mean", value}, {"interval_95", nullptr}};
    if (interval) json["interval_95"] = {interval->low, interval->high};
    return json;
  }
};

base::Result<Mean> meanOf(const std::vector<double>& values) {
  if (values.size() == 1) return Mean{values.front(), std::nullopt};
  CHEXGEN_ASSIGN(const auto estimate, statistics::bootstrapMean(values));
  return Mean{estimate.value, estimate.interval};
}

base::Result<base::OrderedJson> describe(const char* what, const Adherence& adherence) {
  CHEXGEN_ASSIGN(const Mean mean, meanOf(adherence.dice));
  std::printf("%s: Dice %s; %zu of %zu without plausible lungs\n", what, mean.words().c_str(),
              adherence.implausible, adherence.dice.size());
  base::OrderedJson json{{"dice", mean.json()}, {"implausible", adherence.implausible}};
  json["cases"] = adherence.dice;
  json["remarks"] = adherence.remarks.lines();
  printRemarks(adherence.remarks);
  return json;
}

base::Result<void> run(const MaskOptions& options) {
  CHEXGEN_ASSIGN(const auto cases, readCases(options.list));
  CHEXGEN_TRY(remarkOn(cases));
  base::OrderedJson json{{"cases", cases.size()}};
  CHEXGEN_ASSIGN(const Adherence drawn, measure(cases, options.samples));
  CHEXGEN_ASSIGN(json["drawn"], describe("Guided", drawn));
  if (!options.without.empty()) {
    CHEXGEN_ASSIGN(const Adherence without, measure(cases, options.without));
    CHEXGEN_ASSIGN(json["without"], describe("Not guided", without));
    std::vector<double> gain;
    for (std::size_t i = 0; i < cases.size(); ++i) gain.push_back(drawn.dice[i] - without.dice[i]);
    CHEXGEN_ASSIGN(const Mean mean, meanOf(gain));
    std::printf("Gain by guidance: %s\n", mean.words().c_str());
    json["gain"] = mean.json();
  }
  if (options.out.empty()) return {};
  return base::writeFileAtomically(options.out, json.dump(1) + "\n");
}

}  // namespace

void addEvaluateMasks(CLI::App& evaluate, Action& action) {
  const auto options = std::make_shared<MaskOptions>();
  CLI::App* command = evaluate.add_subcommand(
      "masks",
      "Say how well the lungs of generated radiographs lie where they were drawn: the lung fields are found "
      "again\n"
      "(see `chexgen segment`) and compared with the mask. Example:\n"
      "  chexgen evaluate masks --list masks.csv --samples with --without plain");
  command
      ->add_option("--list", options->list,
                   "The table that the radiographs were generated from: columns name and mask")
      ->required();
  command->add_option("--samples", options->samples, "Folder of NAME.png, guided by the mask or by boxes")
      ->required()
      ->check(CLI::ExistingDirectory);
  command
      ->add_option("--without", options->without,
                   "Folder of NAME.png, generated from the same table without guidance, to compare with")
      ->check(CLI::ExistingDirectory);
  command->add_option("--out", options->out, "Report to write (JSON)");
  command->callback([options, &action] {
    action = [options] {
      const auto done = run(*options);
      return done ? exitDone : report(done.error(), false);
    };
  });
}

}  // namespace chexgen::cli
