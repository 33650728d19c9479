#include "core/jobs/run_folder.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "tests/jobs/child_process.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::jobs {
namespace {

using tests::ChildProcess;
using tests::eventually;

class RunLockTest : public testing::Test {
 protected:
  bool isHeld() const { return probeLock(lock).value().held; }

  // Takes the lock and keeps it until it is killed.
  int holdForEver() const {
    const auto held = RunLock::acquire(lock, "chexgen test");
    if (!held) return 1;
    for (;;) ::pause();
  }

  tests::TemporaryFolder folder;
  std::filesystem::path lock = folder / "run/run.lock";
};

TEST_F(RunLockTest, ExcludesAnotherProcessAndNamesTheOwner) {
  ChildProcess holder([this] { return holdForEver(); });
  ASSERT_TRUE(eventually([this] { return isHeld() && probeLock(lock).value().owner; }));
  const auto second = RunLock::acquire(lock, "chexgen test");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::locked);
  EXPECT_THAT(second.error().message, testing::HasSubstr("chexgen test"));
  EXPECT_THAT(second.error().message, testing::HasSubstr("process " + std::to_string(holder.pid())));
  EXPECT_EQ(second.error().file, lock);
}

TEST_F(RunLockTest, IsFreeAgainAfterItsOwnerWasKilled) {
  ChildProcess holder([this] { return holdForEver(); });
  ASSERT_TRUE(eventually([this] { return isHeld(); }));
  holder.kill();
  EXPECT_FALSE(isHeld());
  EXPECT_TRUE(RunLock::acquire(lock, "chexgen test"));
}

TEST_F(RunLockTest, ExcludesASecondHolderInTheSameProcess) {
  const auto first = RunLock::acquire(lock, "chexgen test");
  ASSERT_TRUE(first);
  EXPECT_FALSE(RunLock::acquire(lock, "chexgen test"));
}

TEST_F(RunLockTest, IsReleasedAtTheEndOfItsScope) {
  { ASSERT_TRUE(RunLock::acquire(lock, "chexgen test")); }
  EXPECT_FALSE(isHeld());
}

TEST_F(RunLockTest, GoesWithItsFileWhereThatIsWished) {
  {
    auto held = RunLock::acquire(lock, "chexgen test", RunLock::Afterwards::remove);
    ASSERT_TRUE(held);
    const RunLock moved = std::move(*held);
    EXPECT_TRUE(isHeld());
  }
  EXPECT_FALSE(std::filesystem::exists(lock));
  { ASSERT_TRUE(RunLock::acquire(lock, "chexgen test")); }
  EXPECT_TRUE(std::filesystem::exists(lock));
}

// Every thread asks until it has had the lock so many times, whoever is served how often in between: so the
// number of times is known, and a counter that only the holder touches, and that nothing else protects, must
// come out at it.
TEST_F(RunLockTest, OneThatIsRemovedNeverLetsTwoIn) {
  constexpr int threadCount = 4, timesEach = 40;
  std::atomic<int> inside = 0, crowded = 0, otherRefusals = 0;
  int times = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  const auto work = [&] {
    for (int had = 0; had < timesEach && std::chrono::steady_clock::now() < deadline;) {
      const auto held = RunLock::acquire(lock, "chexgen test", RunLock::Afterwards::remove);
      if (!held) {
        if (held.error().code != base::ErrorCode::locked) ++otherRefusals;
        std::this_thread::yield();
        continue;
      }
      if (++inside > 1) ++crowded;
      const int before = times;
      std::this_thread::yield();  // the others come now, if they can
      times = before + 1;
      --inside;
      ++had;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < threadCount; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(crowded, 0) << "two had the lock at once";
  EXPECT_EQ(otherRefusals, 0) << "only that another has it is a reason to wait";
  EXPECT_EQ(times, threadCount * timesEach);
}

TEST_F(RunLockTest, ProbeNeitherTakesNorDisturbsTheLock) {
  EXPECT_FALSE(isHeld());
  EXPECT_FALSE(std::filesystem::exists(lock));
  const auto held = RunLock::acquire(lock, "chexgen test");
  ASSERT_TRUE(held);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(isHeld());
}

TEST_F(RunLockTest, ProbeTellsTheOwnerInFull) {
  const auto held = RunLock::acquire(lock, "chexgen test");
  ASSERT_TRUE(held);
  const auto state = probeLock(lock).value();
  ASSERT_TRUE(state.owner);
  EXPECT_EQ(*state.owner, held->owner());
  EXPECT_EQ(state.owner->pid, ::getpid());
  EXPECT_FALSE(state.owner->host.empty());
  EXPECT_FALSE(state.owner->bootId.empty());
  EXPECT_GT(state.owner->startTicks, 0U);
}

TEST_F(RunLockTest, ProbeToleratesADamagedOwner) {
  std::filesystem::create_directories(lock.parent_path());
  std::ofstream(lock) << "{\"pid\": 12";
  const auto state = probeLock(lock).value();
  EXPECT_FALSE(state.held);
  EXPECT_FALSE(state.owner);
}

TEST_F(RunLockTest, ReplacesALongerOwnerWhole) {
  std::filesystem::create_directories(lock.parent_path());
  std::ofstream(lock) << R"({"pid":1,"host":"ward","program":")" << std::string(3000, 'x') << "\"}\n";
  const auto held = RunLock::acquire(lock, "chexgen test");
  ASSERT_TRUE(held);
  EXPECT_EQ(probeLock(lock).value().owner, held->owner());
}

TEST(RunFiles, KeepShardsOfOneFolderApart) {
  const auto whole = runFiles("run");
  const auto first = runFiles("run", {0, 2});
  const auto second = runFiles("run", {1, 2});
  EXPECT_EQ(whole.events, "run/events.jsonl");
  EXPECT_NE(first.events, second.events);
  EXPECT_NE(first.lock, second.lock);
  EXPECT_EQ(first.control, second.control);
}

TEST(RunFiles, ShardsAreFoundByTheirLocks) {
  const tests::TemporaryFolder folder;
  EXPECT_TRUE(shardsIn(folder.path()).empty());
  for (const Shard& shard : {Shard{2, 3}, Shard{0, 3}, Shard{}}) {
    ASSERT_TRUE(RunLock::acquire(runFiles(folder.path(), shard).lock, "chexgen test"));
  }
  for (const char* name : {"run-1-of-3.lock.bak", "run-x-of-3.lock", "run-01-of-3.lock", "run.locks"}) {
    std::ofstream(folder / name) << "";
  }
  EXPECT_THAT(shardsIn(folder.path()), testing::ElementsAre(Shard{}, Shard{0, 3}, Shard{2, 3}));
}

TEST(Shard, OwnsEveryPositionExactlyOnce) {
  for (std::size_t position = 0; position < 20; ++position) {
    int owners = 0;
    for (std::size_t index = 0; index < 3; ++index) owners += Shard{index, 3}.owns(position) ? 1 : 0;
    EXPECT_EQ(owners, 1);
  }
}

}  // namespace
}  // namespace chexgen::jobs
