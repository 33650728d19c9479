#include "core/jobs/job_run.h"

#include <fstream>

#include <gmock/gmock.h>

#include "core/base/file.h"
#include "core/jobs/state.h"
#include "tests/jobs/child_process.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;
using tests::ChildProcess;
using tests::eventually;

class JobRunTest : public testing::Test {
 protected:
  JobRunTest() {
    spec.kind = "test";
    spec.name = "A test";
    spec.runFolder = folder / "run";
    spec.baseFolder = folder.path();
    files = runFiles(spec.runFolder);
  }

  base::Result<void> run(const JobRunner& runner) { return runJob(spec, runner, options); }
  RunStatus status() const { return readStatus(files).value(); }
  // A held lock alone shows as running; this waits until the run has said so itself.
  bool isOnRecordAs(JobState state) const {
    return std::filesystem::exists(files.events) && status().attempt > 0 && status().state == state;
  }
  static base::Result<void> succeed(JobContext&) { return {}; }

  // Steps until control ends it.
  static base::Result<void> stepForEver(JobContext& context) {
    for (int step = 1;; ++step) {
      CHEXGEN_TRY(context.control.checkpoint());
      CHEXGEN_TRY(context.tell({step, 1'000'000, "step", {}}));
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }

  tests::TemporaryFolder folder;
  JobSpec spec;
  RunFiles files;
  JobRunOptions options{.program = "chexgen test", .cancel = {}, .onStart = {}, .onProgress = {}};
};

TEST_F(JobRunTest, AFinishedJobIsDone) {
  ASSERT_TRUE(run(succeed));
  EXPECT_EQ(status().state, JobState::done);
  EXPECT_EQ(status().attempt, 1);
  EXPECT_FALSE(status().lock.held);
  EXPECT_TRUE(std::filesystem::exists(files.spec));
}

TEST_F(JobRunTest, AFailedJobKeepsItsError) {
  const auto result = run([](JobContext&) -> base::Result<void> {
    return base::fail(ErrorCode::diskFull, "No room.", "x.png", "The rest is safe.", "Make room.");
  });
  EXPECT_EQ(result.error().code, ErrorCode::diskFull);
  EXPECT_EQ(status().state, JobState::failed);
  ASSERT_TRUE(status().error);
  EXPECT_EQ(status().error->code, ErrorCode::diskFull);
  EXPECT_EQ(status().error->next, "Make room.");
}

TEST_F(JobRunTest, AnExceptionIsAFailureWithItsReason) {
  const auto result = run([](JobContext&) -> base::Result<void> { throw std::runtime_error("boom"); });
  EXPECT_EQ(result.error().code, ErrorCode::internal);
  EXPECT_THAT(result.error().message, testing::HasSubstr("boom"));
  EXPECT_EQ(run([](JobContext&) -> base::Result<void> { throw std::bad_alloc(); }).error().code,
            ErrorCode::outOfMemory);
  EXPECT_EQ(status().state, JobState::failed);
}

TEST_F(JobRunTest, ARunningJobShowsAsRunningAndLocksOthersOut) {
  ChildProcess job([this] { return run(stepForEver) ? 0 : 1; });
  ASSERT_TRUE(eventually([this] { return isOnRecordAs(JobState::running) && status().progress; }));
  EXPECT_TRUE(status().lock.held);
  EXPECT_EQ(run(succeed).error().code, ErrorCode::locked);
  EXPECT_EQ(status().attempt, 1);
}

TEST_F(JobRunTest, AKilledJobIsInterruptedAndTheNextAttemptGoesOn) {
  ChildProcess job([this] { return run(stepForEver) ? 0 : 1; });
  ASSERT_TRUE(eventually([this] { return isOnRecordAs(JobState::running); }));
  job.kill();
  EXPECT_EQ(status().state, JobState::interrupted);
  ASSERT_TRUE(run(succeed));
  EXPECT_EQ(status().state, JobState::done);
  EXPECT_EQ(status().attempt, 2);
}

TEST_F(JobRunTest, PauseAndResumeShowInTheState) {
  ChildProcess job([this] { return run(stepForEver) ? 0 : 1; });
  ASSERT_TRUE(eventually([this] { return isOnRecordAs(JobState::running); }));
  ASSERT_TRUE(writeWish(files.control, Wish::pause));
  ASSERT_TRUE(eventually([this] { return status().state == JobState::paused; }));
  ASSERT_TRUE(writeWish(files.control, Wish::run));
  ASSERT_TRUE(eventually([this] { return status().state == JobState::running; }));
  ASSERT_TRUE(writeWish(files.control, Wish::pause));
  ASSERT_TRUE(eventually([this] { return status().state == JobState::paused; }));
  ASSERT_TRUE(writeWish(files.control, Wish::cancel));
  EXPECT_EQ(job.wait(), 1);
  EXPECT_EQ(status().state, JobState::cancelled);
}

TEST_F(JobRunTest, AKilledPausedJobIsInterrupted) {
  ChildProcess job([this] { return run(stepForEver) ? 0 : 1; });
  ASSERT_TRUE(eventually([this] { return std::filesystem::exists(files.events); }));
  ASSERT_TRUE(writeWish(files.control, Wish::pause));
  ASSERT_TRUE(eventually([this] { return status().state == JobState::paused; }));
  job.kill();
  EXPECT_EQ(status().state, JobState::interrupted);
}

TEST_F(JobRunTest, ASignalCancels) {
  options.cancel.cancel();
  bool ran = false;
  const auto result = run([&ran](JobContext&) -> base::Result<void> {
    ran = true;
    return {};
  });
  EXPECT_EQ(result.error().code, ErrorCode::cancelled);
  EXPECT_FALSE(ran);
  EXPECT_EQ(status().state, JobState::cancelled);
}

TEST_F(JobRunTest, AJobCancelledWhileQueuedDoesNotRunOnceButMayAfterwards) {
  ASSERT_TRUE(base::writeFileAtomically(files.spec, formatJobSpec(spec)));
  EXPECT_EQ(status().state, JobState::queued);
  ASSERT_TRUE(writeWish(files.control, Wish::cancel));
  EXPECT_EQ(status().state, JobState::cancelled);
  EXPECT_EQ(run(succeed).error().code, ErrorCode::cancelled);
  EXPECT_EQ(status().state, JobState::cancelled);
  EXPECT_TRUE(run(succeed));
  EXPECT_EQ(status().state, JobState::done);
}

TEST_F(JobRunTest, LeftoversOfTheSpecAreRemoved) {
  std::filesystem::create_directories(spec.runFolder);
  std::ofstream(spec.runFolder / "spec.json.123-0.tmp") << "{";
  std::ofstream(spec.runFolder / "other.json.123-0.tmp") << "{";
  ASSERT_TRUE(run(succeed));
  EXPECT_FALSE(std::filesystem::exists(spec.runFolder / "spec.json.123-0.tmp"));
  EXPECT_TRUE(std::filesystem::exists(spec.runFolder / "other.json.123-0.tmp"));
}

TEST_F(JobRunTest, StartIsToldOnceTheRunIsOnRecord) {
  JobState seen = JobState::queued;
  options.onStart = [&] { seen = status().state; };
  ASSERT_TRUE(run(succeed));
  EXPECT_EQ(seen, JobState::running);
}

TEST_F(JobRunTest, StatusOfAnAbsentFolderIsAnError) {
  EXPECT_EQ(readStatus(runFiles(folder / "nowhere")).error().code, ErrorCode::fileMissing);
  std::filesystem::create_directories(folder / "pictures");
  std::ofstream(folder / "pictures/a.png") << "a picture";
  EXPECT_EQ(readStatus(runFiles(folder / "pictures")).error().code, ErrorCode::argumentInvalid);
}

TEST_F(JobRunTest, ALookNeverChangesTheFolder) {
  ASSERT_TRUE(run(succeed));
  std::ofstream(files.events, std::ios::app) << "{\"torn";
  const auto before = base::readFile(files.events, 1U << 20U).value();
  EXPECT_EQ(status().state, JobState::done);
  EXPECT_EQ(base::readFile(files.events, 1U << 20U).value(), before);
}

TEST(JobState, NamesRoundTrip) {
  using enum JobState;
  for (const JobState state : {queued, running, paused, done, failed, cancelled, interrupted}) {
    EXPECT_EQ(jobStateNamed(name(state)), state);
  }
  EXPECT_FALSE(jobStateNamed("dancing"));
}

TEST(JobState, AllowsOnlyTransitionsThatMeanSomething) {
  using enum JobState;
  EXPECT_TRUE(mayFollow(queued, running));
  EXPECT_TRUE(mayFollow(interrupted, running));
  EXPECT_TRUE(mayFollow(cancelled, running));
  EXPECT_TRUE(mayFollow(running, paused));
  EXPECT_TRUE(mayFollow(paused, running));
  EXPECT_TRUE(mayFollow(paused, cancelled));
  EXPECT_FALSE(mayFollow(queued, done));
  EXPECT_FALSE(mayFollow(done, paused));
  EXPECT_FALSE(mayFollow(done, cancelled));
  EXPECT_FALSE(mayFollow(failed, done));
  EXPECT_FALSE(mayFollow(running, running));
  for (const JobState from : {queued, running, paused, done, failed, cancelled, interrupted}) {
    EXPECT_FALSE(mayFollow(from, queued));
  }
}

}  // namespace
}  // namespace chexgen::jobs
