// Every call that changes a file fails once, one after the other, and the disk is full from every write on:
// afterwards the old file stands or the new one, whole, nothing else is left, and the message names a file.
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/cohort/cohort_job.h"
#include "core/cohort/export.h"
#include "core/jobs/control.h"
#include "core/study/result.h"
#include "core/training/checkpoints.h"
#include "core/training/feature_store.h"
#include "core/training/feature_writer.h"
#include "tests/cohort/cohort_plans.h"
#include "tests/faults/failing_calls.h"
#include "tests/jobs/fake_backend.h"
#include "tests/support/temporary_folder.h"

namespace chexgen {
namespace {

using base::Result;
using tests::Fault;
namespace fs = std::filesystem;

using Files = std::map<std::string, std::string>;  // content by path within the folder

Files filesIn(const fs::path& folder) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    std::string content(std::istreambuf_iterator<char>(stream), {});
    // It holds the second in which it was made.
    if (content.starts_with("%PDF") && content.find("%%EOF", content.size() - 8) != std::string::npos)
      content = "a whole PDF";
    files[entry.path().lexically_relative(folder).generic_string()] = std::move(content);
  }
  return files;
}

std::set<std::string> foldersIn(const fs::path& folder) {
  std::set<std::string> folders;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_directory()) folders.insert(entry.path().lexically_relative(folder).generic_string());
  return folders;
}

// How a folder becomes what it was before, and the change that is to be safe.
struct Change {
  std::function<void(const fs::path&)> prepare;
  std::function<Result<void>(const fs::path&)> make;
  // Folders that may be there although the change failed: empty ones that a later try uses.
  std::set<std::string> mayStay = {};
};

void expectOldOrNew(const Files& found, const Files& old, const Files& made, const std::string& when) {
  for (const auto& [name, content] : found) {
    const auto before = old.find(name), after = made.find(name);
    const bool isOld = before != old.end() && before->second == content;
    const bool isNew = after != made.end() && after->second == content;
    EXPECT_TRUE(isOld || isNew) << when << ": " << name
                                << (before == old.end() && after == made.end() ? " was left" : " is torn");
  }
  for (const auto& [name, content] : old)
    EXPECT_TRUE(found.contains(name) || !made.contains(name)) << when << ": " << name << " is gone";
}

// Gives how many calls could fail.
std::size_t failEverywhere(const Change& change) {
  Files old, made;
  std::set<std::string> oldFolders, madeFolders;
  std::size_t calls = 0;
  {
    const tests::TemporaryFolder folder;
    change.prepare(folder.path());
    old = filesIn(folder.path());
    oldFolders = foldersIn(folder.path());
    tests::startFaults(folder.path(), 0, Fault::failsOnce);
    const auto done = change.make(folder.path());
    calls = tests::stopFaults();
    EXPECT_TRUE(done) << base::describe(done.error());
    made = filesIn(folder.path());
    madeFolders = foldersIn(folder.path());
  }
  EXPECT_NE(old, made);
  for (const Fault fault : {Fault::failsOnce, Fault::diskFull})
    for (std::size_t at = 1; at <= calls; ++at) {
      const tests::TemporaryFolder folder;
      change.prepare(folder.path());
      tests::startFaults(folder.path(), at, fault);
      const auto done = change.make(folder.path());
      tests::stopFaults();
      const std::string when =
          (fault == Fault::diskFull ? "disk full at call " : "failure of call ") + std::to_string(at);
      const Files found = filesIn(folder.path());
      if (done) {
        EXPECT_EQ(found, made) << when;  // what failed was not needed
        continue;
      }
      EXPECT_TRUE(done.error().file.string().starts_with(folder.path().string()))
          << when << ": " << base::describe(done.error());
      expectOldOrNew(found, old, made, when);
      for (const std::string& name : foldersIn(folder.path()))
        EXPECT_TRUE(oldFolders.contains(name) || change.mayStay.contains(name))
            << when << ": the folder " << name << " was left";
    }
  return calls;
}

// ---- training ----

Result<void> publishCheckpoint(const fs::path& checkpoints, std::int64_t step, const std::string& weights) {
  CHEXGEN_ASSIGN(auto draft, training::CheckpointDraft::create(checkpoints, step));
  CHEXGEN_TRY(base::writeFileAtomically(draft.path() / "weights.safetensors", weights));
  training::TrainState state;
  state.step = step;
  CHEXGEN_TRY(training::writeState(state, draft.path()));
  CHEXGEN_TRY(draft.publish());
  return {};
}

TEST(EveryWrite, OfACheckpointLeavesTheOneBefore) {
  const auto prepare = [](const fs::path& folder) {
    ASSERT_TRUE(publishCheckpoint(folder / "checkpoints", 1, "first"));
  };
  EXPECT_GT(failEverywhere({prepare,
                            [](const fs::path& folder) {
                              auto made = publishCheckpoint(folder / "checkpoints", 2, "second");
                              const auto newest = training::newestIntact(folder / "checkpoints");
                              EXPECT_TRUE(newest && newest->intact && newest->damaged.empty());
                              return made;
                            }}),
            10U);
}

TEST(EveryWrite, OfACheckpointThatIsMadeAgainLeavesOneOfBoth) {
  const auto prepare = [](const fs::path& folder) {
    ASSERT_TRUE(publishCheckpoint(folder / "checkpoints", 1, "first"));
  };
  failEverywhere({prepare, [](const fs::path& folder) {
                    auto made = publishCheckpoint(folder / "checkpoints", 1, "again");
                    const auto newest = training::newestIntact(folder / "checkpoints");
                    EXPECT_TRUE(newest && newest->intact && newest->damaged.empty());
                    return made;
                  }});
}

Result<void> encode(const fs::path& folder) {
  training::FeatureIndex index;
  index.encodedBy = {.vae = "vae", .textEncoder = "t5", .tokenizer = "spiece"};
  index.latentShape = {1, 1, 2};
  index.captionWidth = 1;
  index.imageSize = 8;
  index.variants = 1;
  index.tableSha256 = "table";
  index.rowsPerShard = 1;
  const std::vector<training::FeatureRow> rows{{"a", "prompt a", training::Split::train, "p"},
                                               {"b", "prompt b", training::Split::validation, "q"}};
  const std::vector<float> numbers{1, 2};
  const training::EncodedTensor latent{weights::DataType::float32, std::as_bytes(std::span(numbers))};
  const training::EncodedTensor caption{weights::DataType::float32,
                                        std::as_bytes(std::span(numbers).first(1))};
  CHEXGEN_ASSIGN(const auto writer, training::FeatureWriter::create(folder, index, rows));
  for (const std::size_t shard : writer.missingShards()) {
    const training::EncodedRow row{{latent}, {}, caption};
    CHEXGEN_TRY(writer.writeShard(shard, {&row, 1}));
  }
  return {};
}

TEST(EveryWrite, OfAnEncodedSetLeavesWholeShardsAndIsTakenUp) {
  std::size_t failures = 0;
  const auto make = [&](const fs::path& folder) {
    auto made = encode(folder / "set");
    if (!made) ++failures;
    return made;
  };
  EXPECT_GT(failEverywhere({[](const fs::path&) {}, make, {"set"}}), 8U);
  EXPECT_GT(failures, 8U);
}

// ---- wishes of a person ----

TEST(EveryWrite, OfAWishLeavesTheOldOneOrTheNew) {
  const auto write = [](const fs::path& folder, jobs::Wish wish) {
    return jobs::writeWish(folder / "control.json", wish);
  };
  failEverywhere({[&](const fs::path& folder) { ASSERT_TRUE(write(folder, jobs::Wish::run)); },
                  [&](const fs::path& folder) { return write(folder, jobs::Wish::pause); }});
}

// ---- studies ----

study::StudyResult resultOf(int shift) {
  study::StudyResult result;
  result.design = {.name = "Ward", .kind = study::StudyKind::reportMatch, .readers = {"ann"}};
  result.roster.study = std::string(64, 'a');
  result.roster.name = "Ward";
  result.roster.readers.push_back({"ann", std::string(64, 'b'), 12});
  result.openings = {"2026-01-02T03:04:05Z"};
  result.answered["ann"] = 12;
  for (int i = 0; i < 6; ++i) {
    study::Case one{.id = "c" + std::to_string(i)};
    for (const char* arm : {"ours", "theirs"}) {
      one.candidates.push_back({arm, "x.png"});
      study::Reading reading{.reader = "ann", .caseId = one.id, .arms = {arm}};
      reading.answer.values["match"] = (i + shift + (arm[0] == 'o' ? 1 : 0)) % 5 - 2;
      result.readings.push_back(std::move(reading));
    }
    result.design.cases.push_back(std::move(one));
  }
  return result;
}

TEST(EveryWrite, OfAStudysReportsLeavesWholeOnes) {
  const auto write = [](const fs::path& folder, int shift) -> Result<void> {
    CHEXGEN_TRY(study::writeAll(resultOf(shift), folder / "figures", {.draws = 20}));
    return {};
  };
  EXPECT_GT(failEverywhere({[&](const fs::path& folder) { ASSERT_TRUE(write(folder, 0)); },
                            [&](const fs::path& folder) { return write(folder, 1); }}),
            15U);
}

// ---- cohorts ----

void makeCohort(const fs::path& folder) {
  cohort::Plan plan = tests::requestFor({"count=1"}).plan;
  ASSERT_TRUE(cohort::setModel(plan, plan.model));
  plan.size = 8;
  plan.strata = {cohort::parseStratum("count=1").value()};
  auto staged = base::StagedFolder::create(folder / "c");
  ASSERT_TRUE(staged);
  ASSERT_TRUE(cohort::publishCohort(*staged, plan, cohort::makeCases(plan).value()));
}

TEST(EveryWrite, OfAPlanLeavesNoneOrAWholeOne) {
  const auto make = [](const fs::path& folder) -> Result<void> {
    cohort::Plan plan = tests::requestFor({"count=1"}).plan;
    CHEXGEN_TRY(cohort::setModel(plan, plan.model));
    plan.strata = {cohort::parseStratum("count=1").value()};
    CHEXGEN_ASSIGN(auto staged, base::StagedFolder::create(folder / "c"));
    return cohort::publishCohort(staged, plan, cohort::makeCases(plan).value());
  };
  EXPECT_GT(failEverywhere({[](const fs::path&) {}, make}), 5U);
}

TEST(EveryWrite, OfAnExportLeavesNoneOrAWholeOne) {
  const tests::TemporaryFolder cohortFolder;
  makeCohort(cohortFolder.path());
  tests::FakeBackend backend(false);
  ASSERT_TRUE(
      jobs::runJob(cohort::cohortJob(cohortFolder / "c", {}),
                   [&](jobs::JobContext& context) { return cohort::runCohortJob(context, backend, {}); },
                   {.program = "test", .cancel = {}, .onStart = {}, .onProgress = {}}));
  const cohort::Cohort cohort = cohort::openCohort(cohortFolder / "c").value();
  cohort::Ledger ledger(cohort.files, cohort.cases.size(), cohort.plan.rerolls);
  ASSERT_TRUE(ledger.update());
  const auto make = [&](const fs::path& folder) -> Result<void> {
    CHEXGEN_TRY(cohort::exportCohort(cohort, ledger, folder / "out", {}));
    return {};
  };
  EXPECT_GT(failEverywhere({[](const fs::path&) {}, make}), 15U);
}

}  // namespace
}  // namespace chexgen
