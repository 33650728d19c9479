#include "app/cli/generate_cases.h"

#include <charconv>
#include <random>

#include "core/base/csv.h"
#include "core/imaging/condition.h"
#include "core/imaging/recipe_png.h"
#include "core/jobs/recipe_request.h"

namespace chexgen::cli {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using jobs::ListCase;

// What a command line or a row says about one report.
struct Subject {
  std::string name;  // of the file, without a suffix for the seed; empty: named by the seed
  std::string report;
  imaging::Demographics demographics;
  std::filesystem::path mask;
  std::filesystem::path boxes;
  std::optional<std::uint64_t> seed;
};

Result<std::optional<imaging::Condition>> loadCondition(const Subject& subject, int size) {
  if (subject.mask.empty() && subject.boxes.empty()) return std::optional<imaging::Condition>();
  if (!subject.mask.empty() && !subject.boxes.empty()) {
    return fail(ErrorCode::argumentInvalid, "A radiograph is steered by a mask or by boxes, not by both.");
  }
  CHEXGEN_ASSIGN(auto loaded, subject.mask.empty() ? imaging::loadBoxes(subject.boxes, size)
                                                   : imaging::loadMask(subject.mask, size));
  return std::optional(std::move(loaded.condition));
}

Result<imaging::Recipe> recipeFor(const Subject& subject, const GenerateOptions& options, int size) {
  imaging::Recipe recipe = jobs::openRecipe();
  recipe.report = subject.report;
  recipe.demographics = subject.demographics;
  recipe.profile = options.profile;
  recipe.sampler = options.sampler;
  recipe.steps = options.steps;
  recipe.guidance = options.guidance;
  recipe.width = size;
  recipe.height = size;
  CHEXGEN_ASSIGN(recipe.condition, loadCondition(subject, size));
  return recipe;
}

std::string fileName(const Subject& subject, std::uint64_t seed, bool several) {
  if (subject.name.empty()) return "radiograph-seed" + std::to_string(seed) + ".png";
  const std::filesystem::path name(subject.name);
  const std::string stem = (name.parent_path() / name.stem()).string();
  return several ? stem + "-seed" + std::to_string(seed) + ".png" : stem + ".png";
}

// A table that is interrupted must find the same seeds again: it starts at 0. A single report gets a fresh
// one.
std::uint64_t firstSeed(const GenerateOptions& options) {
  if (options.seed) return *options.seed;
  return options.csv.empty() ? std::random_device{}() : 0;
}

Result<std::vector<ListCase>> casesOf(const std::vector<Subject>& subjects, const GenerateOptions& options,
                                      int size) {
  std::vector<ListCase> cases;
  std::uint64_t next = firstSeed(options);
  for (const Subject& subject : subjects) {
    CHEXGEN_ASSIGN(const imaging::Recipe recipe, recipeFor(subject, options, size));
    for (int i = 0; i < options.count; ++i) {
      ListCase one{.file = {}, .recipe = recipe};
      one.recipe.seed = subject.seed ? *subject.seed + static_cast<std::uint64_t>(i) : next;
      ++next;
      one.file = fileName(subject, one.recipe.seed, options.count > 1);
      cases.push_back(std::move(one));
    }
  }
  return cases;
}

// The cells of one row by column name.
class Row {
 public:
  Row(const base::CsvTable& table, std::size_t index) : table_(table), index_(index) {}

  [[nodiscard]] std::string cell(std::string_view column) const {
    const auto at = table_.column(column);
    return at ? table_.rows[index_][*at] : std::string();
  }
  template <class Number>
  [[nodiscard]] Result<std::optional<Number>> number(std::string_view column,
                                                     const std::filesystem::path& file) const {
    const std::string text = cell(column);
    if (text.empty()) return std::optional<Number>();
    Number value{};
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
      return fail(ErrorCode::formatInvalid,
                  "Line " + std::to_string(table_.lines[index_]) + ": \"" + text + "\" in the column " +
                      std::string(column) + " is not a number.",
                  file);
    }
    return std::optional<Number>(value);
  }

 private:
  const base::CsvTable& table_;
  std::size_t index_;
};

std::optional<std::string> unlessEmpty(std::string text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

Result<Subject> subjectOf(const Row& row, const std::string& reportColumn, const GenerateOptions& options) {
  const auto folder = options.conditionFolder.empty() ? options.csv.parent_path() : options.conditionFolder;
  const auto fileIn = [&](const std::string& name) {
    return name.empty() ? std::filesystem::path() : folder / name;
  };
  Subject subject{.name = row.cell("name"),
                  .report = row.cell(reportColumn),
                  .mask = fileIn(row.cell("mask")),
                  .boxes = fileIn(row.cell("boxes"))};
  subject.demographics = {.sex = unlessEmpty(row.cell("sex")),
                          .race = unlessEmpty(row.cell("race")),
                          .view = unlessEmpty(row.cell("view"))};
  CHEXGEN_ASSIGN(subject.demographics.age, row.number<double>("age", options.csv));
  CHEXGEN_ASSIGN(subject.seed, row.number<std::uint64_t>("seed", options.csv));
  return subject;
}

Result<std::vector<Subject>> readTable(const GenerateOptions& options) {
  CHEXGEN_ASSIGN(const base::CsvTable table, base::readCsvFile(options.csv));
  std::string reportColumn;
  for (const char* name : {"impression", "report", "prompt"}) {
    if (reportColumn.empty() && table.column(name)) reportColumn = name;
  }
  if (reportColumn.empty()) {
    return fail(ErrorCode::formatInvalid, "The table has no column impression, report or prompt.",
                options.csv, "Nothing was made.",
                "Name the column of the reports \"impression\", as the release's tables do.");
  }
  std::vector<Subject> subjects;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    CHEXGEN_ASSIGN(Subject subject, subjectOf(Row(table, i), reportColumn, options));
    if (subject.name.empty()) subject.name = "row-" + std::to_string(i + 1);
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

// The recipe of an image, with the settings that the command line overrides.
Result<std::vector<ListCase>> casesLike(const GenerateOptions& options) {
  CHEXGEN_ASSIGN(imaging::Recipe recipe, imaging::readRecipePng(options.like));
  if (options.seed) recipe.seed = *options.seed;
  if (options.steps > 0) recipe.steps = options.steps;
  if (options.guidance >= 0) recipe.guidance = options.guidance;
  if (!options.sampler.empty()) recipe.sampler = options.sampler;
  std::vector<ListCase> cases;
  const std::string stem = options.like.stem().string();
  for (int i = 0; i < options.count; ++i) {
    const std::string suffix = options.count > 1 ? "-seed" + std::to_string(recipe.seed) : "";
    cases.push_back({.file = stem + suffix + ".png", .recipe = recipe});
    ++recipe.seed;
  }
  return cases;
}

}  // namespace

Result<std::vector<ListCase>> generateCases(const GenerateOptions& options, int size) {
  if (!options.like.empty()) return casesLike(options);
  if (!options.csv.empty()) {
    CHEXGEN_ASSIGN(const std::vector<Subject> subjects, readTable(options));
    return casesOf(subjects, options, size);
  }
  const Subject subject{.name = {},
                        .report = options.report,
                        .demographics = options.demographics,
                        .mask = options.mask,
                        .boxes = options.boxes};
  return casesOf({subject}, options, size);
}

}  // namespace chexgen::cli
