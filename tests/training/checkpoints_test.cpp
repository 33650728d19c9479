// Checkpoints: visible whole or not at all, checked by hash, never fewer than two.
#include <gtest/gtest.h>

#include <csignal>

#include "core/base/json.h"
#include "core/base/sha256.h"
#include "core/training/checkpoints.h"
#include "tests/jobs/child_process.h"
#include "tests/support/temporary_folder.h"
#include "tests/training/training_files.h"
#include "tests/weights/result_matchers.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::expectRefused;
namespace fs = std::filesystem;

class Checkpoints : public testing::Test {
 protected:
  [[nodiscard]] fs::path folder() const { return temporary_ / "run/checkpoints"; }
  void fill(const CheckpointDraft& draft, std::int64_t step, const std::string& weights = "weights") const {
    tests::writeFile(draft.path() / "weights.safetensors", weights + std::to_string(step));
    TrainState state;
    state.step = step;
    ASSERT_TRUE(writeState(state, draft.path()));
  }
  Checkpoint publish(std::int64_t step, const std::string& weights = "weights") const {
    auto draft = CheckpointDraft::create(folder(), step);
    EXPECT_TRUE(draft) << tests::problem(draft);
    fill(*draft, step, weights);
    auto published = draft->publish();
    EXPECT_TRUE(published) << tests::problem(published);
    return published ? *published : Checkpoint();
  }
  [[nodiscard]] std::vector<std::int64_t> steps() const {
    std::vector<std::int64_t> found;
    const auto listed = listCheckpoints(folder()).value();
    for (const Checkpoint& checkpoint : listed) found.push_back(checkpoint.step);
    return found;
  }
  [[nodiscard]] std::ptrdiff_t entries() const {
    return std::distance(fs::directory_iterator(folder()), fs::directory_iterator());
  }
  tests::TemporaryFolder temporary_;
};

TEST_F(Checkpoints, ArePublishedWithTheirHashes) {
  const Checkpoint checkpoint = publish(123);
  EXPECT_EQ(checkpoint.folder, folder() / "step-000123");
  const auto manifest = base::readJsonFile(checkpoint.folder / "manifest.json").value();
  EXPECT_EQ(manifest["step"], 123);
  ASSERT_EQ(manifest["files"].size(), 2U);
  EXPECT_EQ(manifest["files"][0]["name"], "state.json");
  EXPECT_EQ(manifest["files"][1]["name"], "weights.safetensors");
  EXPECT_EQ(manifest["files"][1]["bytes"], 10);
  EXPECT_EQ(manifest["files"][1]["sha256"], base::sha256("weights123"));
  EXPECT_TRUE(verifyCheckpoint(checkpoint));
  EXPECT_EQ(readState(checkpoint.folder)->step, 123);
  EXPECT_EQ(entries(), 1);
}

TEST_F(Checkpoints, AreListedByStep) {
  EXPECT_THAT(steps(), IsEmpty());
  for (const std::int64_t step : {1'000'000, 20, 0, 999'999}) publish(step);
  for (const char* other : {"step-1", "step-00000x", "step-", "stop-000001", "step-0000020", "notes"}) {
    fs::create_directories(folder() / other);
  }
  tests::writeFile(folder() / "step-000030", "a file");
  EXPECT_THAT(steps(), ElementsAre(0, 20, 999'999, 1'000'000));
}

TEST_F(Checkpoints, HalfWrittenOnesAreNeverSeen) {
  publish(1);
  tests::ChildProcess killed([this] {
    const auto draft = CheckpointDraft::create(folder(), 2);
    fill(*draft, 2);
    ::raise(SIGKILL);
    return 0;
  });
  EXPECT_EQ(killed.wait(), -1);
  EXPECT_EQ(entries(), 2) << "what the killed process left";
  EXPECT_THAT(steps(), ElementsAre(1));
  EXPECT_EQ(newestIntact(folder())->intact->step, 1);
  removeDrafts(folder());
  EXPECT_EQ(entries(), 1);
  EXPECT_THAT(steps(), ElementsAre(1));
}

TEST_F(Checkpoints, DraftsThatAreGivenUpLeaveNothing) {
  {
    auto draft = CheckpointDraft::create(folder(), 5);
    ASSERT_TRUE(draft) << tests::problem(draft);
    fill(*draft, 5);
    CheckpointDraft moved = std::move(*draft);
    EXPECT_TRUE(fs::exists(moved.path()));
  }
  EXPECT_EQ(entries(), 0);
}

TEST_F(Checkpoints, NeedAStateAndPlainFiles) {
  auto draft = CheckpointDraft::create(folder(), 5);
  ASSERT_TRUE(draft) << tests::problem(draft);
  expectRefused(draft->publish(), ErrorCode::argumentInvalid, "state.json");
  fill(*draft, 5);
  fs::create_directory(draft->path() / "more");
  expectRefused(draft->publish(), ErrorCode::argumentInvalid, "plain files");
  fs::remove(draft->path() / "more");
  EXPECT_TRUE(draft->publish());
  expectRefused(CheckpointDraft::create(folder(), -1), ErrorCode::argumentInvalid, "below 0");
}

TEST_F(Checkpoints, CanBePublishedAfterACancel) {
  auto draft = CheckpointDraft::create(folder(), 5);
  fill(*draft, 5);
  base::CancelToken cancel;
  cancel.cancel();
  expectRefused(draft->publish(cancel), ErrorCode::cancelled, "");
  EXPECT_THAT(steps(), IsEmpty());
  const auto published = draft->publish();
  ASSERT_TRUE(published) << tests::problem(published);
  EXPECT_TRUE(verifyCheckpoint(*published));
}

TEST_F(Checkpoints, OfTheSameStepReplaceTheOldOne) {
  publish(7, "old");
  const Checkpoint checkpoint = publish(7, "new");
  EXPECT_EQ(base::readFile(checkpoint.folder / "weights.safetensors", 100).value(), "new7");
  EXPECT_TRUE(verifyCheckpoint(checkpoint));
  EXPECT_EQ(entries(), 1);
}

TEST_F(Checkpoints, DamageIsNamed) {
  const auto expect = [this](ErrorCode code, const std::string& part,
                             const std::function<void(const fs::path&)>& damage) {
    const Checkpoint checkpoint = publish(9);
    damage(checkpoint.folder);
    expectRefused(verifyCheckpoint(checkpoint), code, part);
  };
  const auto rewrite = [](const fs::path& file, const std::string& from, const std::string& to) {
    std::string text = base::readFile(file, 1 << 20).value();
    text.replace(text.find(from), from.size(), to);
    tests::writeFile(file, text);
  };
  expect(ErrorCode::hashMismatch, "weights.safetensors",
         [](const fs::path& f) { tests::writeFile(f / "weights.safetensors", "weightz9"); });
  expect(ErrorCode::fileTruncated, "weights.safetensors",
         [](const fs::path& f) { tests::writeFile(f / "weights.safetensors", "weight"); });
  expect(ErrorCode::hashMismatch, "weights.safetensors",
         [](const fs::path& f) { tests::writeFile(f / "weights.safetensors", "weights99"); });
  expect(ErrorCode::fileMissing, "weights.safetensors",
         [](const fs::path& f) { fs::remove(f / "weights.safetensors"); });
  expect(ErrorCode::fileMissing, "", [](const fs::path& f) { fs::remove(f / "manifest.json"); });
  expect(ErrorCode::formatInvalid, "JSON",
         [](const fs::path& f) { tests::writeFile(f / "manifest.json", "{"); });
  expect(ErrorCode::formatInvalid, "step 8",
         [&](const fs::path& f) { rewrite(f / "manifest.json", "\"step\": 9", "\"step\": 8"); });
  expect(ErrorCode::formatForbidden, "outside",
         [&](const fs::path& f) { rewrite(f / "manifest.json", "weights.safetensors", "../x.safetensors"); });
  expect(ErrorCode::formatInvalid, "state.json",
         [&](const fs::path& f) { rewrite(f / "manifest.json", "state.json", "states.json"); });
  expect(ErrorCode::formatUnsupported, "schema 2",
         [&](const fs::path& f) { rewrite(f / "manifest.json", "\"schema\": 1", "\"schema\": 2"); });
}

TEST_F(Checkpoints, TheNewestIntactOneIsFoundBehindDamagedOnes) {
  const auto none = newestIntact(folder());
  ASSERT_TRUE(none) << tests::problem(none);
  EXPECT_FALSE(none->intact);
  for (const std::int64_t step : {10, 20, 30, 40}) publish(step);
  tests::writeFile(folder() / "step-000040/weights.safetensors", "weightx40");
  fs::remove(folder() / "step-000030/state.json");
  const auto newest = newestIntact(folder());
  ASSERT_TRUE(newest) << tests::problem(newest);
  ASSERT_TRUE(newest->intact);
  EXPECT_EQ(newest->intact->step, 20);
  ASSERT_EQ(newest->damaged.size(), 2U);
  EXPECT_EQ(newest->damaged[0].checkpoint.step, 40);
  EXPECT_EQ(newest->damaged[0].error.code, ErrorCode::hashMismatch);
  EXPECT_EQ(newest->damaged[0].error.file, folder() / "step-000040/weights.safetensors");
  EXPECT_EQ(newest->damaged[1].checkpoint.step, 30);
  EXPECT_EQ(newest->damaged[1].error.code, ErrorCode::fileMissing);
  base::CancelToken cancel;
  cancel.cancel();
  expectRefused(newestIntact(folder(), cancel), ErrorCode::cancelled, "");
}

TEST_F(Checkpoints, PruningKeepsTheNewestAndTheSpared) {
  for (const std::int64_t step : {10, 20, 30, 40, 50, 60}) publish(step);
  const auto removed = pruneCheckpoints(folder(), 3, {20});
  ASSERT_TRUE(removed) << tests::problem(removed);
  ASSERT_EQ(removed->size(), 2U);
  EXPECT_EQ(removed->front().step, 10);
  EXPECT_THAT(steps(), ElementsAre(20, 40, 50, 60));
  EXPECT_TRUE(pruneCheckpoints(folder(), 0));
  EXPECT_THAT(steps(), ElementsAre(50, 60)) << "never fewer than two";
  EXPECT_TRUE(pruneCheckpoints(folder(), 5));
  EXPECT_EQ(entries(), 2);
  EXPECT_TRUE(pruneCheckpoints(temporary_ / "absent", 2)->empty());
}

TEST_F(Checkpoints, RemoveDraftsLeavesEverythingElse) {
  publish(1);
  for (const char* name : {"step-000002.partial-abc", "step-000003.partial-def"}) {
    tests::writeFile(folder() / name / "weights.safetensors", "x");
  }
  for (const char* name : {"mine.partial-abc", "step-2.partial-abc"}) fs::create_directories(folder() / name);
  removeDrafts(folder());
  EXPECT_EQ(entries(), 3);
  EXPECT_THAT(steps(), ElementsAre(1));
}

TEST_F(Checkpoints, AStateComesBackAsItWas) {
  TrainState state{.step = 1, .epoch = 2, .position = 3, .images = 4, .optimiserSteps = 5};
  state.settingsHash = "settings";
  state.parentHash = "parent";
  state.dataHash = "data";
  state.more = {{"best", 0.25}};
  ASSERT_TRUE(writeState(state, temporary_.path()));
  const auto back = readState(temporary_.path());
  ASSERT_TRUE(back) << tests::problem(back);
  EXPECT_EQ(*back, state);
  const auto expect = [this](ErrorCode code, const std::string& part, const std::string& key,
                             const base::Json& value) {
    base::Json json = base::readJsonFile(temporary_ / "state.json").value();
    const base::Json sound = json;
    json[key] = value;
    tests::writeFile(temporary_ / "state.json", json.dump());
    expectRefused(readState(temporary_.path()), code, part);
    tests::writeFile(temporary_ / "state.json", sound.dump());
  };
  expect(ErrorCode::formatInvalid, "\"images\" is below 0", "images", -1);
  expect(ErrorCode::formatInvalid, "step", "step", 1.5);
  expect(ErrorCode::formatInvalid, "data_hash", "data_hash", nullptr);
  expect(ErrorCode::formatUnsupported, "schema 2", "schema", 2);
}

}  // namespace
}  // namespace chexgen::training
