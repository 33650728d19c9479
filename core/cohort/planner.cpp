#include "core/cohort/planner.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/base/philox.h"
#include "core/base/staged_folder.h"
#include "core/cohort/cohort_folder.h"
#include "core/cohort/condition_sources.h"
#include "core/cohort/reference.h"
#include "core/imaging/label_mask.h"
#include "core/jobs/recipe_request.h"
#include "core/jobs/wishes.h"
#include "core/text/prompt_loss.h"
#include "core/training/data_table.h"
#include "core/training/table_columns.h"
#include "core/weights/evidence.h"

namespace chexgen::cohort {
namespace {

using base::ErrorCode;
using base::Result;
namespace fs = std::filesystem;

constexpr std::uint32_t conditionStream = 42;  // of the plan's seed
constexpr std::uint64_t conditionLimit = 64U << 20U;
constexpr std::size_t mostRemarks = 8;

// Reports that people wrote are not changed: what the run will turn away is told before.
void remarkFaults(Planned& planned) {
  if (!planned.plan.gates.report) return;
  std::size_t faulty = 0;
  for (const Case& one : planned.cases) {
    const auto faults = faultsOf(one.report, one.subject);
    if (faults.empty()) continue;
    if (++faulty <= mostRemarks)
      planned.remarks.push_back("The report of " + one.name + " will be turned away: " + faults.front() +
                                ".");
  }
  if (faulty > mostRemarks)
    planned.remarks.push_back("In all " + std::to_string(faulty) + " reports will be turned away.");
}

// What the model cannot read of the reports, or reads no more; nothing of a report is refused.
Result<void> remarkUnread(const weights::Manifest& model, Planned& planned) {
  const auto tokenizer = text::Tokenizer::load(planned.plan.model / model.tokenizerFile.path);
  if (!tokenizer) return {};  // a model without one makes nothing; its job says so
  std::size_t concerned = 0;
  for (const Case& one : planned.cases) {
    const auto recipe = recipeOf(one, planned.plan, one.seed);
    CHEXGEN_ASSIGN(const text::PromptLoss loss,
                   text::promptLoss(text::joinPrompt(jobs::promptParts(recipe)), *tokenizer,
                                    static_cast<std::size_t>(model.transformer.tokens)));
    if (loss.isUnreadable()) {
      auto refused = text::failUnreadable(loss);
      refused.value().message = "The case " + one.name + ": " + refused.value().message;
      return refused;
    }
    for (const std::string& remark : text::remarksOn(loss))
      if (++concerned <= mostRemarks) planned.remarks.push_back("The case " + one.name + ": " + remark);
  }
  if (concerned > mostRemarks)
    planned.remarks.push_back("In all there are " + std::to_string(concerned) + " such remarks on reports.");
  return {};
}

Result<void> planTable(const PlanRequest& request, Planned& planned) {
  CHEXGEN_ASSIGN(const training::DataTable table,
                 training::readTable(request.table, {.columns = request.columns, .images = false}));
  planned.remarks.push_back(training::columnsInWords(table));
  planned.remarks.insert(planned.remarks.end(), table.remarks.begin(), table.remarks.end());
  CHEXGEN_ASSIGN(Balance balanced, balance(table, request.balance));
  planned.plan.strata = std::move(balanced.strata);
  planned.present = std::move(balanced.present);
  planned.remarks.insert(planned.remarks.end(), balanced.remarks.begin(), balanced.remarks.end());
  return {};
}

std::vector<std::size_t> shuffled(std::size_t count, std::uint64_t seed) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const base::RandomStream random{.seed = seed, .stream = conditionStream};
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random.below(i, i)]);
  return order;
}

Result<void> planConditions(const PlanRequest& request, const fs::path& folder, Planned& planned) {
  const auto files = cohortFiles(folder);
  std::vector<Stratum> people = request.strata;
  std::size_t wanted = request.count;
  if (!people.empty()) {
    wanted = 0;
    for (const Stratum& one : people) {
      if (!one.findings.empty())
        return base::fail(ErrorCode::argumentInvalid,
                          "What the masks or boxes show says which findings there are.", {},
                          "Nothing was made.", "Leave the findings out of the strata.");
      wanted += one.count;
    }
  }
  const std::size_t all = 1'000'000;
  CHEXGEN_ASSIGN(const ConditionSource source,
                 readConditionSource(request.conditions, files.conditions, wanted == 0 ? all : wanted,
                                     {.layout = request.boxLayout}));
  if (source.items.empty())
    return base::fail(ErrorCode::argumentInvalid, "The file has no mask or box that can be used.",
                      request.conditions, "Nothing was made.");
  if (people.empty()) people.push_back({.count = wanted == 0 ? source.items.size() : wanted});
  planned.plan.conditionKind = source.kind;
  planned.plan.source = source.words + " of " + request.conditions.filename().string();
  planned.remarks.insert(planned.remarks.end(), source.remarks.begin(), source.remarks.end());
  if (source.leftOut > 0)
    planned.remarks.push_back(std::to_string(source.leftOut) +
                              " radiographs of the file have no mask or box.");
  const auto order = shuffled(source.items.size(), request.plan.seed);
  std::size_t next = 0;
  std::map<std::string, std::size_t> strata;
  for (const Stratum& person : people) {
    for (std::size_t k = 0; k < person.count; ++k) {
      const ConditionSource::Item& item = source.items[order[next++ % order.size()]];
      Stratum stratum = person;
      stratum.count = 0;
      stratum.findings = item.findings;
      for (text::FindingFact& fact : stratum.findings) fact.side = text::Side::unstated;
      const auto [known, fresh] = strata.emplace(describe(stratum), planned.plan.strata.size());
      if (fresh) planned.plan.strata.push_back(stratum);
      ++planned.plan.strata[known->second].count;
      planned.plan.conditions.push_back({known->second, "conditions/" + item.file, item.findings});
    }
  }
  return {};
}

// The boxes of a row, as a sheet of their own, whatever file they come from.
class BoxTaker {
 public:
  BoxTaker(const PlanRequest& request, const base::CsvTable& table)
      : request_(request),
        table_(table),
        boxesImage_(table.column("boxes_image")),
        image_(table.column("image")),
        name_(table.column("name")) {}

  Result<imaging::BoxSheet> take(std::size_t row, const std::string& file) {
    const auto cell = [&](const std::optional<std::size_t>& column) {
      return column ? table_.rows[row][*column] : std::string();
    };
    return imaging::readBoxes(request_.prompts.parent_path() / file,
                              {.image = cell(boxesImage_).empty() ? cell(image_) : cell(boxesImage_),
                               .layout = request_.boxLayout,
                               .amongSeveral = cell(name_),
                               .files = &files_});
  }

 private:
  const PlanRequest& request_;
  const base::CsvTable& table_;
  std::optional<std::size_t> boxesImage_, image_, name_;
  imaging::BoxFiles files_;
};

// Looks at a mask that a table of prompts names and says what is odd about it; a copy of it goes to `target`
// unless that is empty.
Result<void> takeMask(const fs::path& source, const fs::path& target, const std::string& name,
                      std::vector<std::string>& remarks) {
  auto mask = imaging::readMask(source);
  if (!mask) {
    mask.error().message = "The mask of " + name + ": " + mask.error().message;
    return tl::unexpected(std::move(mask).error());
  }
  if (mask->labels.width != mask->labels.height)
    mask->remarks.emplace_back("The picture is not square: only its centre is used.");
  for (const std::string& remark : mask->remarks) remarks.push_back("The mask of " + name + ": " + remark);
  if (target.empty()) return {};
  if (base::suffixOf(target.string()) == ".png" && base::suffixOf(source.string()) != ".png")
    return imaging::writeMask(target, *mask);
  CHEXGEN_ASSIGN(const std::string bytes, base::readFile(source, conditionLimit));
  return base::writeFileAtomically(target, bytes);
}

// Half of a pair of files would be lost without the other: its mask is kept as one.
std::string endingOfCopy(const fs::path& source) {
  const std::string ending = base::suffixOf(source.string());
  return ending == ".hdr" || ending == ".img" ? ".png" : ending;
}

// Takes the masks or boxes that a table of prompts names into the cohort.
Result<void> takeConditions(const PlanRequest& request, const fs::path* folder, Planned& planned) {
  CHEXGEN_ASSIGN(const base::CsvTable table, base::readCsvFile(request.prompts));
  planned.remarks.insert(planned.remarks.end(), table.remarks.begin(), table.remarks.end());
  const auto mask = table.column("mask"), boxes = table.column("boxes");
  if (!mask && !boxes) return {};
  planned.plan.conditionKind = mask ? "mask" : "boxes";
  const std::size_t column = mask ? *mask : *boxes;
  BoxTaker taker(request, table);
  std::size_t told = 0;
  std::vector<std::string> maskRemarks;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string& name = table.rows[row][column];
    if (name.empty()) continue;
    Case& one = planned.cases[row];
    if (!mask) {
      one.condition = "conditions/" + one.name + ".json";
      auto sheet = taker.take(row, name);
      if (!sheet) {
        sheet.error().message = "Line " + std::to_string(table.lines[row]) + ": " + sheet.error().message;
        return tl::unexpected(sheet.error());
      }
      for (const std::string& remark : sheet->remarks)
        if (told++ < mostRemarks) planned.remarks.push_back("The boxes of " + one.name + ": " + remark);
      if (folder != nullptr) CHEXGEN_TRY(imaging::writeBoxesJson(*folder / one.condition, *sheet));
      continue;
    }
    const fs::path source = request.prompts.parent_path() / name;
    one.condition = "conditions/" + one.name + endingOfCopy(source);
    CHEXGEN_TRY(
        takeMask(source, folder != nullptr ? *folder / one.condition : fs::path(), one.name, maskRemarks));
  }
  if (told > mostRemarks)
    planned.remarks.push_back("In all " + std::to_string(told) + " such remarks on boxes.");
  const std::size_t shown = std::min(maskRemarks.size(), mostRemarks);
  planned.remarks.insert(planned.remarks.end(), maskRemarks.begin(),
                         maskRemarks.begin() + static_cast<std::ptrdiff_t>(shown));
  if (shown < maskRemarks.size())
    planned.remarks.push_back("In all " + std::to_string(maskRemarks.size()) + " such remarks on masks.");
  return {};
}

Result<void> writeAll(const PlanRequest& request, Planned& planned) {
  std::size_t composed = 0;
  std::string why;
  for (std::size_t i = 0; i < planned.cases.size(); ++i) {
    const auto mayGoOn = [&] { return !request.onReport || request.onReport(i, planned.cases.size()); };
    if (!mayGoOn())
      return base::fail(ErrorCode::cancelled, "Planning was cancelled.", {}, "Nothing was made.");
    Case& one = planned.cases[i];
    CHEXGEN_ASSIGN(WrittenReport written,
                   writeByLanguageModel(*request.languageModel, one.subject, one.report, one.seed, mayGoOn));
    one.report = std::move(written.report);
    if (!written.fellBack) continue;
    ++composed;
    why = written.why;
  }
  if (composed > 0)
    planned.remarks.push_back(
        std::to_string(composed) + " of " + std::to_string(planned.cases.size()) +
        " reports of the language model did not pass the check and were composed from phrases: " + why + ".");
  return {};
}

// What the cases ask for although the model was not shown to draw it, each with the number of cases.
Result<void> remarkDoubts(const weights::Manifest& model, Planned& planned) {
  CHEXGEN_ASSIGN(const auto evidence, weights::readEvidence(planned.plan.model, model));
  if (!evidence) return {};
  std::vector<jobs::CountedDoubt> counted;
  for (const Case& one : planned.cases) {
    const imaging::Recipe recipe = recipeOf(one, planned.plan, one.seed);
    jobs::count(jobs::doubtsOf(*evidence, recipe.report, recipe.demographics), counted);
  }
  for (const auto& [doubt, prompts] : counted)
    planned.remarks.push_back("The model \"" + model.name + "\": " + jobs::describe(doubt) +
                              "; asked for in " + std::to_string(prompts) + " of " +
                              std::to_string(planned.cases.size()) + " cases.");
  return {};
}

Result<Planned> make(const PlanRequest& request, const fs::path* folder) {
  std::size_t wanted = std::min(request.count, mostCases + 1);
  for (const Stratum& one : request.strata) wanted += std::min(one.count, mostCases + 1);
  if (wanted > mostCases)
    return base::fail(ErrorCode::argumentInvalid,
                      "A cohort has at most " + std::to_string(mostCases) + " cases.", {},
                      "Nothing was made.");
  Planned planned{.plan = request.plan};
  CHEXGEN_ASSIGN(const weights::Manifest model, setModel(planned.plan, request.plan.model));
  if (!request.prompts.empty()) {
    CHEXGEN_ASSIGN(planned.cases, casesFromPrompts(request.prompts, planned.plan));
    CHEXGEN_TRY(takeConditions(request, folder, planned));
  } else if (!request.conditions.empty()) {
    if (folder == nullptr)
      return base::fail(ErrorCode::argumentInvalid, "Masks and boxes are planned straight into a folder.");
    CHEXGEN_TRY(planConditions(request, *folder, planned));
  } else if (!request.table.empty()) {
    CHEXGEN_TRY(planTable(request, planned));
  } else {
    planned.plan.strata = request.strata;
  }
  CHEXGEN_TRY(checkPlan(planned.plan, model));
  if (request.prompts.empty()) {
    CHEXGEN_ASSIGN(planned.cases, makeCases(planned.plan));
    if (request.languageModel) CHEXGEN_TRY(writeAll(request, planned));
  } else {
    remarkFaults(planned);
  }
  CHEXGEN_ASSIGN(const auto onReference, remarksOnReference(planned.plan));
  planned.remarks.insert(planned.remarks.end(), onReference.begin(), onReference.end());
  CHEXGEN_TRY(remarkDoubts(model, planned));
  CHEXGEN_TRY(remarkUnread(model, planned));
  return planned;
}

}  // namespace

Result<weights::Manifest> setModel(Plan& plan, const fs::path& model) {
  CHEXGEN_ASSIGN(const weights::Manifest manifest, weights::readManifest(model));
  plan.model = fs::absolute(model).lexically_normal();
  plan.modelName = manifest.name;
  CHEXGEN_ASSIGN(plan.modelSha256, weights::manifestHash(model));
  if (plan.size == 0) plan.size = static_cast<int>(manifest.sizes.front());
  return manifest;
}

Result<Planned> previewCohort(const PlanRequest& request) { return make(request, nullptr); }

Result<Planned> planCohort(const PlanRequest& request, const fs::path& target) {
  CHEXGEN_ASSIGN(base::StagedFolder staged, base::StagedFolder::create(target));
  const fs::path folder = staged.path();
  CHEXGEN_ASSIGN(Planned planned, make(request, &folder));
  CHEXGEN_TRY(publishCohort(staged, planned.plan, planned.cases));
  return planned;
}

std::uint64_t estimateBytes(const Plan& plan) {
  // 8-bit radiographs compress to about 0.6 of their bytes, and carry a recipe of some kilobytes.
  constexpr double perPixel = 0.62;
  constexpr double recipe = 3000;
  return static_cast<std::uint64_t>(static_cast<double>(caseCount(plan)) *
                                    (perPixel * plan.size * plan.size + recipe));
}

}  // namespace chexgen::cohort
