#include "core/cohort/cohort_job.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "core/base/sha256.h"
#include "core/cohort/duplicates.h"
#include "core/cohort/ledger.h"
#include "core/imaging/radiograph.h"
#include "core/jobs/generation_run.h"
#include "core/jobs/progress.h"
#include "core/weights/manifest.h"

namespace chexgen::cohort {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::array<std::string_view, 5> settingEntries{"model", "device", "precision", "threads", "batch"};
// Recipes carry their condition as a picture, so only these many are in memory at once.
constexpr std::size_t chunkSize = 64;

class CohortRun {
 public:
  CohortRun(jobs::JobContext& context, jobs::Backend& backend, Cohort cohort, CohortJobSettings settings)
      : context_(context),
        backend_(backend),
        cohort_(std::move(cohort)),
        settings_(std::move(settings)),
        ledger_(cohort_.files, cohort_.cases.size(), cohort_.plan.rerolls),
        meter_(ownCases(), "case") {}

  Result<void> run(const OpenLearnedGates& openLearned) {
    CHEXGEN_TRY(readLedger());
    CHEXGEN_TRY(checkUnchanged());
    CHEXGEN_ASSIGN(const jobs::ModelInfo info,
                   backend_.load(settings_.model, settings_.options, context_.checkWatch()));
    CHEXGEN_TRY(context_.events.write(jobs::event_name::model, jobs::toJson(info)));
    if (openLearned) {
      CHEXGEN_ASSIGN(learned_, openLearned(cohort_, settings_.model, settings_.options));
    }
    if (cohort_.plan.gates.report) CHEXGEN_TRY(refuseReports());
    CHEXGEN_TRY(tell());
    for (;;) {
      CHEXGEN_TRY(makeWaiting());
      CHEXGEN_ASSIGN(const bool again, judgeWhole());
      if (!again) return {};
    }
  }

 private:
  struct Pending {
    std::size_t position = 0;
    int attempt = 0;
  };

  [[nodiscard]] std::int64_t ownCases() const {
    std::int64_t count = 0;
    for (std::size_t i = 0; i < cohort_.cases.size(); ++i) count += context_.spec.shard.owns(i) ? 1 : 0;
    return count;
  }

  // Reports that change after radiographs were made from them would make the cohort lie.
  Result<void> checkUnchanged() {
    if (ledger_.casesSha256().empty())
      return context_.events.write(ledger_event::started, {{"cases_sha256", cohort_.casesSha256}});
    if (ledger_.casesSha256() == cohort_.casesSha256) return {};
    return base::fail(ErrorCode::hashMismatch, "The cases were changed after their run began.",
                      cohort_.files.cases, "Every radiograph made so far is kept.",
                      "Put the table back as it was, or plan a new cohort with the changed reports.");
  }

  [[nodiscard]] std::int64_t isDone(std::size_t position) const {
    return context_.spec.shard.owns(position) && ledger_.state(position) != CaseState::waiting ? 1 : 0;
  }
  Result<void> tell() { return context_.tell(meter_.at(done_)); }

  // Takes in what others wrote, decisions of a person among it, which may send any case back.
  Result<void> readLedger() {
    CHEXGEN_TRY(ledger_.update());
    done_ = 0;
    for (std::size_t i = 0; i < cohort_.cases.size(); ++i) done_ += isDone(i);
    return {};
  }

  Result<void> record(std::size_t position, Try one) {
    CHEXGEN_TRY(context_.events.write(ledger_event::tried, toJson(one), static_cast<std::int64_t>(position)));
    done_ -= isDone(position);
    ledger_.add(position, std::move(one));
    done_ += isDone(position);
    return {};
  }

  Result<void> refuseReports() {
    for (std::size_t i = 0; i < cohort_.cases.size(); ++i) {
      if (!context_.spec.shard.owns(i) || !ledger_.at(i).tries.empty()) continue;
      GateResult verdict = reportGate(cohort_.cases[i]);
      if (verdict.passed) continue;
      CHEXGEN_TRY(record(i, {.seed = cohort_.cases[i].seed, .gates = {std::move(verdict)}}));
    }
    return {};
  }

  // First tries first, so that a run that is stopped early has served every stratum.
  [[nodiscard]] std::vector<Pending> waiting() const {
    std::vector<Pending> all;
    for (std::size_t i = 0; i < cohort_.cases.size(); ++i)
      if ((everything_ || context_.spec.shard.owns(i)) && ledger_.state(i) == CaseState::waiting)
        all.push_back({i, ledger_.nextAttempt(i)});
    std::stable_sort(all.begin(), all.end(),
                     [](const Pending& a, const Pending& b) { return a.attempt < b.attempt; });
    if (all.size() > chunkSize) all.resize(chunkSize);
    return all;
  }

  Result<void> makeWaiting() {
    for (auto chunk = waiting(); !chunk.empty(); chunk = waiting()) {
      CHEXGEN_TRY(makeChunk(chunk));
      CHEXGEN_TRY(readLedger());  // decisions that a person made meanwhile
    }
    return {};
  }

  Result<void> makeChunk(const std::vector<Pending>& chunk) {
    std::vector<jobs::ListCase> cases;
    for (const Pending& pending : chunk) {
      CHEXGEN_ASSIGN(jobs::ListCase one, listCase(cohort_, pending.position, pending.attempt));
      cases.push_back(std::move(one));
    }
    jobs::ListObserver observer;
    observer.betweenSteps = [this] { return context_.control.checkpoint(); };
    observer.onImage = [&](const jobs::ListImage& image) { return judge(chunk[image.position], image); };
    const jobs::ListOptions options{.folder = cohort_.files.images, .batch = settings_.batch};
    CHEXGEN_TRY(jobs::runList(cases, options, backend_, observer, context_.cancel));
    return {};
  }

  Result<void> judge(const Pending& pending, const jobs::ListImage& image) {
    const Case& one = cohort_.cases[pending.position];
    const auto path = cohort_.files.images / image.file;
    Try made{.attempt = pending.attempt,
             .file = image.file.string(),
             .sha256 = image.sha256,
             .seed = seedOf(one, cohort_.cases.size(), pending.attempt)};
    if (made.sha256.empty()) {  // a kill came between the image and its event
      CHEXGEN_ASSIGN(made.sha256, base::sha256OfFile(path, context_.cancel));
    }
    CHEXGEN_ASSIGN(const imaging::Image8 radiograph, imaging::readRadiograph(path));
    made.pixels = base::sha256(std::as_bytes(std::span(radiograph.pixels)));
    CHEXGEN_ASSIGN(made.gates, plainGates(cohort_, one, radiograph));
    if (learned_ != nullptr) {
      CHEXGEN_ASSIGN(auto more, learned_->judge(one, radiograph));
      made.gates.insert(made.gates.end(), more.begin(), more.end());
    }
    CHEXGEN_TRY(record(pending.position, std::move(made)));
    return tell();
  }

  // Whether no other shard of the cohort works at this moment.
  Result<bool> isAlone() const {
    for (const jobs::Shard& shard : jobs::shardsIn(cohort_.files.folder)) {
      if (shard == context_.spec.shard) continue;
      CHEXGEN_ASSIGN(const auto lock, jobs::probeLock(jobs::runFiles(cohort_.files.folder, shard).lock));
      if (lock.held) return false;
    }
    return true;
  }

  // Near-duplicates need all; true when a case waits again. The last shard makes those of the others, too.
  Result<bool> judgeWhole() {
    CHEXGEN_TRY(readLedger());
    if (cohort_.plan.gates.duplicates) {
      for (std::size_t i = 0; i < ledger_.size(); ++i)
        if (ledger_.state(i) == CaseState::waiting) return false;  // another shard still works
      const auto betweenSteps = [this] { return context_.control.checkpoint(); };
      CHEXGEN_ASSIGN(const auto rejected, rejectDuplicates(cohort_, ledger_, betweenSteps));
      if (rejected > 0) {
        CHEXGEN_TRY(readLedger());
        CHEXGEN_ASSIGN(everything_, isAlone());
      }
    }
    CHEXGEN_TRY(tell());
    return !waiting().empty();
  }

  jobs::JobContext& context_;
  jobs::Backend& backend_;
  Cohort cohort_;
  CohortJobSettings settings_;
  Ledger ledger_;
  jobs::ProgressMeter meter_;
  std::int64_t done_ = 0;  // own cases that do not wait
  std::unique_ptr<LearnedGates> learned_;
  bool everything_ = false;  // also the cases of the other shards, which have ended
};

}  // namespace

Result<CohortJobSettings> cohortSettings(const jobs::JobSpec& spec) {
  const auto file = jobs::runFiles(spec.runFolder, spec.shard).spec;
  const base::Json& value = spec.settings;
  CHEXGEN_TRY(jobs::onlyKnownEntries(value, settingEntries, file));
  CohortJobSettings settings;
  CHEXGEN_ASSIGN(const auto model, base::jsonValueOr<std::string>(value, "model", "", file));
  if (!model.empty()) settings.model = spec.resolve(model);
  CHEXGEN_ASSIGN(settings.options.device, base::jsonValueOr<std::string>(value, "device", "auto", file));
  CHEXGEN_ASSIGN(settings.options.precision,
                 base::jsonValueOr<std::string>(value, "precision", "auto", file));
  CHEXGEN_ASSIGN(settings.options.threads, base::jsonValueOr<int>(value, "threads", 0, file));
  CHEXGEN_ASSIGN(settings.batch, base::jsonValueOr<std::size_t>(value, "batch", 1, file));
  if (settings.batch < 1) return base::fail(ErrorCode::formatInvalid, "\"batch\" must be at least 1.", file);
  return settings;
}

jobs::JobSpec cohortJob(const std::filesystem::path& cohort, const CohortJobSettings& settings,
                        const jobs::Shard& shard) {
  const auto folder = std::filesystem::absolute(cohort).lexically_normal();
  jobs::JobSpec spec{.kind = cohortJobKind,
                     .name = "Cohort " + folder.filename().string(),
                     .runFolder = folder,
                     .baseFolder = folder,
                     .shard = shard};
  spec.settings["device"] = settings.options.device;
  spec.settings["precision"] = settings.options.precision;
  spec.settings["threads"] = settings.options.threads;
  spec.settings["batch"] = settings.batch;
  if (!settings.model.empty()) spec.settings["model"] = std::filesystem::absolute(settings.model).string();
  return spec;
}

Result<void> runCohortJob(jobs::JobContext& context, jobs::Backend& backend,
                          const OpenLearnedGates& openLearned) {
  CHEXGEN_ASSIGN(CohortJobSettings settings, cohortSettings(context.spec));
  CHEXGEN_ASSIGN(Cohort cohort, openCohort(context.files.folder));
  if (settings.model.empty()) settings.model = cohort.plan.model;
  CHEXGEN_ASSIGN(const std::string hash, weights::manifestHash(settings.model));
  if (hash != cohort.plan.modelSha256)
    return base::fail(
        ErrorCode::argumentInvalid,
        "The model is another than the one that the cohort was planned with (" + cohort.plan.modelName + ").",
        settings.model, "Nothing was made.", "Name the planned model, or plan the cohort anew.");
  return CohortRun(context, backend, std::move(cohort), std::move(settings)).run(openLearned);
}

}  // namespace chexgen::cohort
