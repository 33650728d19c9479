#include "core/project/write_queue.h"

#include <atomic>
#include <future>

#include <gmock/gmock.h>

#include "tests/jobs/child_process.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::project {
namespace {

using base::ErrorCode;
using std::chrono::milliseconds;
using testing::ElementsAre;
using tests::eventually;

class WriteQueueTest : public testing::Test {
 protected:
  Database open() const { return Database::open(folder / "test.sqlite", Database::Access::create).value(); }

  Operation note(int number) {
    return [this, number](Database&) -> base::Result<Step> {
      done.push_back(number);
      return Step::finished;
    };
  }
  // Fails with this code as long as `broken` is set.
  Operation fragile(int number, ErrorCode code) {
    return [this, number, code](Database&) -> base::Result<Step> {
      ++attempts;
      if (broken) return base::fail(code, "No.");
      done.push_back(number);
      return Step::finished;
    };
  }
  void listen(WriteQueue& queue) {
    queue.onState(
        [this](const std::optional<base::Error>& error) { told.push_back(error ? error->message : "well"); });
  }

  tests::TemporaryFolder folder;
  // Written by the writing thread, read after flush() or the end of the queue.
  std::vector<int> done;
  std::vector<std::string> told;
  std::atomic<bool> broken = true;
  std::atomic<int> attempts = 0;
};

TEST_F(WriteQueueTest, WritesInTheOrderOfPosting) {
  WriteQueue queue(open());
  for (int i = 1; i <= 4; ++i) queue.post(note(i));
  ASSERT_TRUE(queue.flush());
  EXPECT_THAT(done, ElementsAre(1, 2, 3, 4));
}

TEST_F(WriteQueueTest, TheEndWritesWhatWaits) {
  {
    WriteQueue queue(open());
    for (int i = 1; i <= 3; ++i) queue.post(note(i));
  }
  EXPECT_THAT(done, ElementsAre(1, 2, 3));
}

TEST_F(WriteQueueTest, AFailedWriteKeepsItsPlaceIsToldOnceAndTriedAgain) {
  WriteQueue queue(open(), milliseconds(1));
  listen(queue);
  queue.post(fragile(1, ErrorCode::diskFull));
  queue.post(note(2));
  ASSERT_TRUE(eventually([this] { return attempts >= 3; }));
  const auto refused = queue.flush();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::diskFull);
  broken = false;
  queue.retryNow();
  ASSERT_TRUE(eventually([&] { return queue.flush().has_value(); }));
  EXPECT_THAT(done, ElementsAre(1, 2));
  EXPECT_THAT(told, ElementsAre("No.", "well"));
}

TEST_F(WriteQueueTest, RetryNowDoesNotWaitForThePause) {
  WriteQueue queue(open(), std::chrono::minutes(10));
  queue.post(fragile(1, ErrorCode::fileUnwritable));
  ASSERT_TRUE(eventually([this] { return attempts == 1; }));
  broken = false;
  ASSERT_TRUE(eventually([&] {
    queue.retryNow();
    return attempts == 2;
  }));
  EXPECT_TRUE(queue.flush());
  EXPECT_THAT(done, ElementsAre(1));
}

TEST_F(WriteQueueTest, AnotherReasonToFailIsToldToo) {
  WriteQueue queue(open(), milliseconds(1));
  listen(queue);
  std::atomic<int> calls = 0;
  queue.post([&calls](Database&) -> base::Result<Step> {
    const int call = ++calls;
    if (call <= 2) return base::fail(ErrorCode::diskFull, "Full.");
    if (call <= 4) return base::fail(ErrorCode::permissionDenied, "Read-only.");
    return Step::finished;
  });
  ASSERT_TRUE(eventually([&] { return queue.flush().has_value(); }));
  EXPECT_THAT(told, ElementsAre("Full.", "Read-only.", "well"));
}

TEST_F(WriteQueueTest, AFaultOfTheProgramIsDroppedSoThatItBlocksNothing) {
  WriteQueue queue(open());
  listen(queue);
  queue.post(fragile(1, ErrorCode::internal));
  queue.post([](Database&) -> base::Result<Step> { throw std::runtime_error("thrown"); });
  queue.post(note(2));
  ASSERT_TRUE(queue.flush());
  EXPECT_THAT(done, ElementsAre(2));
  EXPECT_THAT(told, ElementsAre("No.", testing::HasSubstr("thrown")));
}

TEST_F(WriteQueueTest, ALongOperationLetsOthersInBetweenAndFlushWaitsForItsEnd) {
  WriteQueue queue(open());
  std::promise<void> begin;
  queue.post([&](Database&) -> base::Result<Step> {
    begin.get_future().wait();
    return Step::finished;
  });
  int parts = 0;
  queue.post([this, &parts](Database&) -> base::Result<Step> {
    done.push_back(100 + ++parts);
    return parts < 3 ? Step::more : Step::finished;
  });
  queue.post(note(1));
  queue.post(note(2));
  begin.set_value();
  ASSERT_TRUE(queue.flush());
  EXPECT_THAT(done, ElementsAre(101, 1, 2, 102, 103));
}

TEST_F(WriteQueueTest, ValuesInARowAreOneTransactionAndOfAKeyTheLastCounts) {
  WriteQueue queue(open());
  std::promise<void> begin;
  queue.post([&](Database& database) -> base::Result<Step> {
    begin.get_future().wait();
    CHEXGEN_TRY(database.execute("CREATE TABLE t (v INTEGER)"));
    return Step::finished;
  });
  const auto value = [this](int number) {
    return [this, number](Database& database) {
      EXPECT_TRUE(database.inTransaction());
      done.push_back(number);
      return database.run("INSERT INTO t VALUES (?)", number);
    };
  };
  queue.put("a", value(1));
  queue.put("b", value(2));
  queue.put("a", value(3));
  queue.post(note(4));
  queue.put("a", value(5));
  begin.set_value();
  ASSERT_TRUE(queue.flush());
  EXPECT_THAT(done, ElementsAre(3, 2, 4, 5));
}

TEST_F(WriteQueueTest, ValuesThatFailTogetherLeaveNothingBehind) {
  WriteQueue queue(open(), milliseconds(1));
  std::promise<void> begin;
  queue.post([&](Database& database) -> base::Result<Step> {
    begin.get_future().wait();
    CHEXGEN_TRY(database.execute("CREATE TABLE t (v INTEGER)"));
    return Step::finished;
  });
  queue.put("a", [](Database& database) { return database.run("INSERT INTO t VALUES (1)"); });
  queue.put("b", [this](Database&) -> base::Result<void> {
    if (broken) return base::fail(ErrorCode::diskFull, "No.");
    return {};
  });
  begin.set_value();
  ASSERT_TRUE(eventually([&] { return !queue.flush(); }));
  Database reader = Database::open(folder / "test.sqlite", Database::Access::readOnly).value();
  EXPECT_EQ(reader.integer("SELECT count(*) FROM t").value(), 0);
  broken = false;
  queue.retryNow();
  ASSERT_TRUE(eventually([&] { return queue.flush().has_value(); }));
  EXPECT_EQ(reader.integer("SELECT count(*) FROM t").value(), 1);
}

TEST_F(WriteQueueTest, TheEndDoesNotWaitForADiskThatRefuses) {
  const auto start = std::chrono::steady_clock::now();
  {
    WriteQueue queue(open(), std::chrono::minutes(10));
    queue.post(fragile(1, ErrorCode::diskFull));
    queue.post(note(2));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::minutes(1));
  EXPECT_THAT(done, testing::IsEmpty());
}

TEST_F(WriteQueueTest, ACallbackMayPost) {
  WriteQueue queue(open(), milliseconds(1));
  queue.onState([&](const std::optional<base::Error>& error) {
    broken = false;
    if (error) queue.post(note(7));
  });
  queue.post(fragile(1, ErrorCode::diskFull));
  ASSERT_TRUE(eventually([&] { return queue.flush().has_value(); }));
  EXPECT_THAT(done, ElementsAre(1, 7));
}

}  // namespace
}  // namespace chexgen::project
