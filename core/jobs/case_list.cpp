#include "core/jobs/case_list.h"

#include <array>
#include <charconv>
#include <map>
#include <random>

#include "core/base/csv.h"
#include "core/base/file_name.h"
#include "core/base/sha256.h"
#include "core/imaging/condition.h"
#include "core/imaging/recipe_png.h"
#include "core/jobs/recipe_request.h"
#include "core/text/demographics.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

// What a command line or a row says about one report.
struct Subject {
  std::string name;  // of the file, without a suffix for the seed; empty: named by the seed
  std::string report;
  imaging::Demographics demographics;
  std::filesystem::path mask;
  std::filesystem::path boxes;
  std::string boxesImage;
  imaging::BoxFiles* boxFiles = nullptr;  // of a table, whose rows may name one file
  std::optional<std::uint64_t> seed;
  std::size_t line = 0;
};

// A row that does not say which image of its file of boxes is meant is taken for that of its own name.
imaging::BoxQuery boxesOf(const Subject& subject, const GenerateOptions& options) {
  return {.image = subject.boxesImage,
          .known = options.boxFindings,
          .layout = options.boxLayout,
          .amongSeveral = subject.name,
          .files = subject.boxFiles};
}

// What steers a radiograph, and what a person should know of it.
struct Guide {
  std::optional<imaging::Condition> condition;
  std::vector<std::string> remarks;
};

Result<Guide> loadGuide(const Subject& subject, int size, const GenerateOptions& options) {
  if (subject.mask.empty() && subject.boxes.empty()) return Guide();
  if (!subject.mask.empty() && !subject.boxes.empty()) {
    return fail(ErrorCode::argumentInvalid, "A radiograph is steered by a mask or by boxes, not by both.");
  }
  CHEXGEN_ASSIGN(auto loaded, subject.mask.empty()
                                  ? imaging::loadBoxes(subject.boxes, size, boxesOf(subject, options))
                                  : imaging::loadMask(subject.mask, size));
  const std::string file = loaded.condition.sourceName;
  Guide guide{.condition = std::move(loaded.condition)};
  for (const std::string& remark : loaded.remarks) guide.remarks.push_back(file + ": " + remark);
  return guide;
}

Result<ListCase> caseFor(const Subject& subject, const GenerateOptions& options, int size) {
  imaging::Recipe recipe = openRecipe();
  recipe.report = subject.report;
  recipe.demographics = subject.demographics;
  recipe.profile = options.profile;
  recipe.sampler = options.sampler;
  recipe.steps = options.steps;
  recipe.guidance = options.guidance;
  recipe.width = size;
  recipe.height = size;
  CHEXGEN_ASSIGN(Guide guide, loadGuide(subject, size, options));
  recipe.condition = std::move(guide.condition);
  CHEXGEN_ASSIGN(recipe, understoodRecipe(std::move(recipe)));
  return ListCase{.file = {}, .recipe = std::move(recipe), .remarks = std::move(guide.remarks)};
}

std::string fileName(const Subject& subject, std::uint64_t seed, bool several) {
  if (subject.name.empty()) return "radiograph-seed" + std::to_string(seed) + ".png";
  const std::filesystem::path name(subject.name);
  const std::string stem = (name.parent_path() / base::stemOf(name.filename().string())).string();
  return several ? stem + "-seed" + std::to_string(seed) + ".png" : stem + ".png";
}

// Of a list whose seeds are counted.
std::uint64_t firstSeed(const GenerateOptions& options) {
  return options.seed ? *options.seed : options.csv.empty() ? std::random_device{}() : 0;
}

// Gives a row of a table its seed: from what the row is called, or says where it has no name, and never from
// its place, so that rows can be added, left out and put in another order without changing the other
// radiographs.
class SeedsOfRows {
 public:
  std::uint64_t of(const Subject& row) {
    std::string key = "name\n" + fileName(row, 0, false);
    if (row.name.empty()) {
      const imaging::Demographics& who = row.demographics;
      const std::string age = who.age ? std::to_string(*who.age) : "";
      key = "row";
      for (const std::string& part :
           {row.report, who.sex.value_or(""), age, who.race.value_or(""), who.view.value_or(""),
            row.mask.filename().string(), row.boxes.filename().string()})
        key.append("\n").append(part);
    }
    const std::size_t before = seen_[key]++;
    if (before > 0) key += "\n" + std::to_string(before);
    // 48 bits: people read seeds to each other, and there is room for the seeds that --count adds.
    return std::stoull(base::sha256(key).substr(0, 12), nullptr, 16);
  }

 private:
  std::map<std::string, std::size_t> seen_;
};

// Adds the images of one report to the list; `next` is the seed of the next image.
Result<void> addCases(const Subject& subject, const GenerateOptions& options, int size, std::uint64_t& next,
                      CaseList& list) {
  CHEXGEN_ASSIGN(const ListCase first, caseFor(subject, options, size));
  for (int i = 0; i < options.count; ++i) {
    ListCase one = first;
    one.recipe.seed = subject.seed ? *subject.seed + static_cast<std::uint64_t>(i) : next;
    ++next;
    one.file = fileName(subject, one.recipe.seed, options.count > 1);
    list.cases.push_back(std::move(one));
    list.lines.push_back(subject.line);
  }
  return {};
}

// The cells of one row by the role of their column.
class Row {
 public:
  Row(const base::CsvTable& table, const base::Columns& columns, std::size_t index)
      : table_(table), columns_(columns), index_(index) {}

  [[nodiscard]] std::string cell(std::string_view role) const {
    const std::string column = base::columnOf(columns_, role);
    return column.empty() ? std::string() : cellOf(column);
  }
  [[nodiscard]] std::string cellOf(std::string_view column) const {
    const auto at = table_.column(column);
    return at ? table_.rows[index_][*at] : std::string();
  }
  // What `read` understands of a cell; its refusal names line and column.
  template <class Read>
  [[nodiscard]] auto understood(std::string_view role, const std::filesystem::path& file,
                                const Read& read) const {
    auto value = read(cell(role));
    if (!value) {
      value.error().message = place(role) + value.error().message;
      value.error().file = file;
    }
    return value;
  }
  [[nodiscard]] std::string place(std::string_view role) const {
    const std::string column = base::columnOf(columns_, role);
    return "Line " + std::to_string(table_.lines[index_]) + ", column " +
           (column.empty() ? std::string(role) : column) + ": ";
  }

 private:
  const base::CsvTable& table_;
  const base::Columns& columns_;
  std::size_t index_;
};

Result<std::optional<std::uint64_t>> seedFrom(const std::string& cell) {
  if (cell.empty()) return std::optional<std::uint64_t>();
  std::uint64_t seed = 0;
  const auto parsed = std::from_chars(cell.data(), cell.data() + cell.size(), seed);
  if (parsed.ec == std::errc() && parsed.ptr == cell.data() + cell.size()) return std::optional(seed);
  return fail(ErrorCode::formatInvalid, "The seed \"" + cell + "\" is not a whole number from 0.");
}

// What a row states, else what the options state for all rows; the two must not contradict each other.
template <class T>
Result<void> addStated(std::optional<T>& inRow, const std::optional<T>& forAll, const char* what) {
  if (inRow && forAll && *inRow != *forAll)
    return fail(ErrorCode::argumentInvalid,
                std::string("The row states another ") + what + " than the option --" + what + ".", {},
                "Nothing was made.", "Leave one of the two out.");
  if (!inRow) inRow = forAll;
  return {};
}

// What the columns say, what stands in front of the report, and what the options say for all rows.
Result<void> addDemographics(const Row& row, const GenerateOptions& options, Subject& subject) {
  text::PromptParts written{.report = std::move(subject.report)};
  CHEXGEN_ASSIGN(written.sex, row.understood("sex", options.csv, text::sexFrom));
  CHEXGEN_ASSIGN(written.age, row.understood("age", options.csv, text::ageFrom));
  CHEXGEN_ASSIGN(written.race, row.understood("race", options.csv, text::raceFrom));
  CHEXGEN_ASSIGN(written.view, row.understood("view", options.csv, text::viewFrom));
  CHEXGEN_ASSIGN(text::PromptParts parts, row.understood("prompt", options.csv, [&](const std::string&) {
    return text::understoodParts(written);
  }));
  subject.report = std::move(parts.report);
  imaging::Demographics& who = subject.demographics;
  who = {.sex = parts.sex, .age = parts.age, .race = parts.race, .view = parts.view};
  CHEXGEN_TRY(addStated(who.sex, options.demographics.sex, "sex"));
  CHEXGEN_TRY(addStated(who.age, options.demographics.age, "age"));
  CHEXGEN_TRY(addStated(who.race, options.demographics.race, "race"));
  return addStated(who.view, options.demographics.view, "view");
}

bool isBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// The options with what they state in the spelling of the models.
Result<GenerateOptions> understoodOptions(const GenerateOptions& options) {
  GenerateOptions understood = options;
  const imaging::Demographics& who = options.demographics;
  CHEXGEN_ASSIGN(const text::PromptParts parts,
                 text::understoodParts(
                     {.sex = who.sex, .age = who.age, .race = who.race, .view = who.view, .report = {}}));
  understood.demographics = {.sex = parts.sex, .age = parts.age, .race = parts.race, .view = parts.view};
  return understood;
}

Result<Subject> subjectOf(const Row& row, const GenerateOptions& options) {
  const auto folder = options.conditionFolder.empty() ? options.csv.parent_path() : options.conditionFolder;
  const auto fileIn = [&](const std::string& name) {
    return name.empty() ? std::filesystem::path() : folder / name;
  };
  Subject subject{
      .name = row.cell("name"),
      .report = row.cell("prompt"),
      .mask = fileIn(row.cell("mask")),
      .boxes = fileIn(row.cell("boxes")),
      .boxesImage = row.cell("boxes_image").empty() && base::columnOf(options.columns, "boxes_image").empty()
                        ? row.cellOf("image")
                        : row.cell("boxes_image")};
  CHEXGEN_TRY(addDemographics(row, options, subject));
  CHEXGEN_ASSIGN(subject.seed, row.understood("seed", options.csv, seedFrom));
  if (isBlank(subject.report) && subject.demographics.empty())
    return fail(ErrorCode::argumentInvalid, row.place("prompt") + "The report is empty.", options.csv);
  return subject;
}

Result<CaseList> casesOfTable(const GenerateOptions& options, int size) {
  CHEXGEN_ASSIGN(const base::CsvTable table, base::readCsvFile(options.csv));
  CHEXGEN_ASSIGN(base::Columns columns,
                 base::columnsFor(table.header, caseListRoles(), options.columns, options.csv));
  if (base::columnOf(columns, "prompt").empty()) {
    return fail(
        ErrorCode::formatInvalid,
        "The table has no column impression, report or prompt; it has " + base::listed(table.header) + ".",
        options.csv, "Nothing was made.",
        "Say which column holds the reports, or name it \"impression\", as the release's tables do.");
  }
  CaseList list{.remarks = table.remarks, .columns = std::move(columns)};
  std::uint64_t next = firstSeed(options);
  SeedsOfRows seeds;
  std::map<std::filesystem::path, std::size_t> files;  // and the line that named it first
  imaging::BoxFiles boxFiles;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Row row(table, list.columns, i);
    const auto add = [&]() -> Result<void> {
      CHEXGEN_ASSIGN(Subject subject, subjectOf(row, options));
      subject.line = table.lines[i];
      if (!subject.seed && !options.seed) subject.seed = seeds.of(subject);
      subject.boxFiles = &boxFiles;
      if (subject.name.empty()) subject.name = "row-" + std::to_string(i + 1);
      const auto before = list.cases.size();
      CHEXGEN_TRY(addCases(subject, options, size, next, list));
      for (auto at = before; at < list.cases.size(); ++at) {
        const auto [known, fresh] = files.emplace(list.cases[at].file, subject.line);
        if (fresh) continue;
        list.cases.resize(before);
        list.lines.resize(before);
        return fail(ErrorCode::argumentInvalid,
                    "Line " + std::to_string(known->second) + " already makes the file " +
                        known->first.string() + ".",
                    options.csv, "", "Give each row a name of its own.");
      }
      return {};
    };
    const std::uint64_t seedOfRow = next;
    if (auto added = add(); !added) {
      list.problems.push_back({table.lines[i], row.cell("name"), std::move(added).error()});
      // What comes after it keeps the seeds that it has when this row is mended.
      next = seedOfRow + static_cast<std::uint64_t>(options.count);
    }
  }
  return list;
}

// The recipe of an image, with the settings that the command line overrides.
Result<std::vector<ListCase>> casesLike(const GenerateOptions& options) {
  CHEXGEN_ASSIGN(imaging::Recipe recipe, imaging::readRecipePng(options.like));
  if (options.size > 0 && options.size != recipe.width)
    return fail(ErrorCode::argumentInvalid,
                "An image is made again at its own size of " + std::to_string(recipe.width) + " pixels.",
                options.like, "Nothing was made.", "Leave out --size.");
  if (!options.demographics.empty()) {
    // Another person with the same report: a new prompt, by the rules of today.
    imaging::Demographics& who = recipe.demographics;
    if (options.demographics.sex) who.sex = options.demographics.sex;
    if (options.demographics.age) who.age = options.demographics.age;
    if (options.demographics.race) who.race = options.demographics.race;
    if (options.demographics.view) who.view = options.demographics.view;
    recipe.prompt.clear();
    recipe.cleanedPrompt.clear();
    CHEXGEN_ASSIGN(recipe, understoodRecipe(std::move(recipe)));
  }
  if (!options.profile.empty()) recipe.profile = options.profile;
  if (options.seed) recipe.seed = *options.seed;
  if (options.steps > 0) recipe.steps = options.steps;
  if (options.guidance >= 0) recipe.guidance = options.guidance;
  if (!options.sampler.empty()) recipe.sampler = options.sampler;
  std::vector<ListCase> cases;
  const std::string stem = base::stemOf(options.like.string());
  for (int i = 0; i < options.count; ++i) {
    const std::string suffix = options.count > 1 ? "-seed" + std::to_string(recipe.seed) : "";
    cases.push_back({.file = stem + suffix + ".png", .recipe = recipe});
    ++recipe.seed;
  }
  return cases;
}

}  // namespace

std::span<const base::ColumnRole> caseListRoles() {
  static const std::array<base::ColumnRole, 10> roles{{{"prompt", {"impression", "report", "prompt"}},
                                                       {"name", {"name"}},
                                                       {"sex", {"sex"}},
                                                       {"age", {"age"}},
                                                       {"race", {"race"}},
                                                       {"view", {"view"}},
                                                       {"seed", {"seed"}},
                                                       {"mask", {"mask"}},
                                                       {"boxes", {"boxes"}},
                                                       {"boxes_image", {"boxes_image", "image"}}}};
  return roles;
}

Result<CaseList> listCases(const GenerateOptions& asked, int size) {
  CHEXGEN_ASSIGN(const GenerateOptions options, understoodOptions(asked));
  if (!options.csv.empty()) return casesOfTable(options, size);
  CaseList list;
  if (!options.like.empty()) {
    CHEXGEN_ASSIGN(list.cases, casesLike(options));
    list.lines.resize(list.cases.size());
    return list;
  }
  const Subject subject{.name = {},
                        .report = options.report,
                        .demographics = options.demographics,
                        .mask = options.mask,
                        .boxes = options.boxes,
                        .boxesImage = options.boxesImage,
                        .seed = {}};
  std::uint64_t next = firstSeed(options);
  CHEXGEN_TRY(addCases(subject, options, size, next, list));
  return list;
}

Result<CaseList> generateCases(const GenerateOptions& options, int size) {
  CHEXGEN_ASSIGN(CaseList list, listCases(options, size));
  if (list.problems.empty()) return list;
  CaseProblem& first = list.problems.front();
  const std::string line = "Line " + std::to_string(first.line) + ": ";
  if (!first.error.message.starts_with("Line ")) first.error.message = line + first.error.message;
  return tl::unexpected(std::move(first.error));
}

}  // namespace chexgen::jobs
