// A cohort's folder that a stranger changed: plan, table of cases, tries and decisions in which everything
// fits, but for what the fuzzer's bytes change. Whatever opens is looked through, told and written again.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/csv.h"
#include "core/base/descriptor.h"
#include "core/cohort/datasheet.h"
#include "core/report/html.h"
#include "tests/fuzz/choices.h"

#include <fcntl.h>

using namespace chexgen;

namespace {

namespace fs = std::filesystem;

constexpr int caseCount = 3;

cohort::Plan smallPlan() {
  cohort::Plan plan{.name = "Ward", .source = "entered", .seed = 7};
  plan.modelName = "small";
  plan.modelSha256 = std::string(64, 'a');
  plan.size = 64;
  plan.strata = {cohort::parseStratum("sex=Female,age=60-79,view=PA,findings=Effusion:left,count=2").value(),
                 cohort::parseStratum("count=1").value()};
  return plan;
}

std::vector<jobs::Event> smallLedger() {
  std::vector<jobs::Event> events;
  const auto add = [&](std::string_view name, const base::OrderedJson& data,
                       std::optional<std::int64_t> step) {
    jobs::Event event{.run = "r", .attempt = 1, .sequence = static_cast<std::int64_t>(events.size()) + 1};
    event.time = "2026-01-02T03:04:05.000Z";
    event.name = name;
    event.step = step;
    event.data = base::Json::parse(data.dump());
    events.push_back(std::move(event));
  };
  add(cohort::ledger_event::started, {{"cases_sha256", std::string(64, 'c')}}, std::nullopt);
  for (int i = 0; i < caseCount; ++i) {
    cohort::Try one{.attempt = 0, .file = "case0000" + std::to_string(i + 1) + "-1.png"};
    one.sha256 = one.pixels = std::string(64, 'b');
    one.gates = {{.gate = "blank", .passed = i != 1, .value = 0.5, .limit = 0.1, .note = "n"}};
    add(cohort::ledger_event::tried, cohort::toJson(one), i);
  }
  add(cohort::ledger_event::decided,
      cohort::toJson(cohort::Decision{.attempt = 0, .accept = true, .by = "person"}), 1);
  return events;
}

void put(const fs::path& file, const std::string& text) {
  const base::Descriptor out(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!out.isOpen() || !base::writeAll(out.number(), std::as_bytes(std::span(text)))) std::abort();
}

std::string changedTable(const std::string& text, fuzz::Choices& choices) {
  base::CsvTable table = base::parseCsv(text).value();
  for (std::size_t left = choices.below(4); left > 0; --left) {
    auto& row = table.rows[choices.below(table.rows.size())];
    const base::Json strange = fuzz::strangeValue(choices);
    row[choices.below(row.size())] = strange.is_string() ? strange.get<std::string>() : strange.dump();
  }
  std::string changed = base::csvRow(table.header);
  for (const auto& row : table.rows)
    changed += base::csvRow(row, choices.one(2) ? base::CsvCells::raw : base::CsvCells::forSpreadsheets);
  return changed;
}

std::string changedEvents(const std::vector<jobs::Event>& events, fuzz::Choices& choices) {
  std::string lines;
  for (const jobs::Event& event : events) {
    base::Json line = base::Json::parse(jobs::formatEvent(event));
    if (choices.one(2)) fuzz::change(line, choices, 3);
    lines += line.dump(-1, ' ', false, base::Json::error_handler_t::replace) + "\n";
  }
  return lines;
}

void lookThrough(const fs::path& folder) {
  const auto cohort = cohort::openCohort(folder);
  if (!cohort) return;
  cohort::Ledger ledger(cohort->files, cohort->cases.size(), cohort->plan.rerolls);
  if (!ledger.update()) return;
  for (std::size_t i = 0; i < ledger.size(); ++i) {
    const cohort::Try* accepted = ledger.at(i).accepted();
    if (accepted != nullptr && accepted->file.find('/') != std::string::npos) std::abort();
    if (ledger.state(i) == cohort::CaseState::waiting)
      static_cast<void>(cohort::imageName(cohort->cases[i], ledger.nextAttempt(i)));
    for (const auto& [attempt, one] : ledger.at(i).tries)
      static_cast<void>(cohort::recipeOf(cohort->cases[i], cohort->plan,
                                         cohort::seedOf(cohort->cases[i], cohort->cases.size(), attempt)));
  }
  const cohort::Summary summary = cohort::summarise(*cohort, ledger);
  const std::string told =
      report::toHtml(cohort::datasheet(*cohort, summary)) +
      cohort::datasheetJson(*cohort, summary).dump(-1, ' ', false, base::Json::error_handler_t::replace);
  if (told.find('\0') != std::string::npos) std::abort();
  const std::string written = cohort::formatCases(cohort->cases, cohort->plan);
  const auto again = cohort::parseCases(written, cohort->plan);
  if (!again || cohort::formatCases(*again, cohort->plan) != written) std::abort();
}

// In memory where the system has such a folder, once for each process.
fs::path folderOfThisProcess() {
  std::string pattern =
      (fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path()) / "chexgen-fuzz-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  return pattern;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const struct Folder {
    fs::path path = folderOfThisProcess();
    ~Folder() {
      std::error_code ignored;
      fs::remove_all(path, ignored);
    }
  } folder;
  static const cohort::Plan plan = smallPlan();
  static const base::Json planJson = base::Json::parse(cohort::toJson(plan).dump());
  static const std::string table = cohort::formatCases(cohort::makeCases(plan).value(), plan);
  static const std::vector<jobs::Event> events = smallLedger();
  fuzz::Choices choices(data, size);
  base::Json changed = planJson;
  if (choices.one(2)) fuzz::change(changed, choices, 3);
  const auto files = cohort::cohortFiles(folder.path);
  put(files.plan, changed.dump(-1, ' ', false, base::Json::error_handler_t::replace));
  put(files.cases, changedTable(table, choices));
  put(jobs::runFiles(folder.path).events, changedEvents(events, choices));
  put(files.decisions, changedEvents({events.back()}, choices));
  lookThrough(folder.path);
  return 0;
}
