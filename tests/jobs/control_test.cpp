#include "core/jobs/control.h"

#include <fstream>
#include <thread>

#include <gmock/gmock.h>

#include "tests/jobs/child_process.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;

class ControlTest : public testing::Test {
 protected:
  tests::TemporaryFolder folder;
  std::filesystem::path file = folder / "control.json";
  base::CancelToken token;
  Control control{file, token};
};

TEST_F(ControlTest, WithoutAFileTheJobRuns) { EXPECT_TRUE(control.checkpoint()); }

TEST_F(ControlTest, WishesRoundTrip) {
  EXPECT_EQ(readWish(file).value(), Wish::run);
  for (const Wish wish : {Wish::pause, Wish::cancel, Wish::run}) {
    ASSERT_TRUE(writeWish(file, wish));
    EXPECT_EQ(readWish(file).value(), wish);
  }
}

TEST_F(ControlTest, CancelEndsTheJobAtItsNextStep) {
  ASSERT_TRUE(control.checkpoint());
  ASSERT_TRUE(writeWish(file, Wish::cancel));
  const auto verdict = control.checkpoint();
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, ErrorCode::cancelled);
}

TEST_F(ControlTest, ASignalEndsTheJobAtItsNextStep) {
  token.cancel();
  EXPECT_EQ(control.checkpoint().error().code, ErrorCode::cancelled);
}

TEST_F(ControlTest, PauseHoldsTheJobUntilItMayRun) {
  ASSERT_TRUE(writeWish(file, Wish::pause));
  std::atomic<int> pauses = 0;
  std::atomic<bool> passed = false;
  control.onPause([&](bool paused) -> base::Result<void> {
    pauses += paused ? 1 : 10;
    return {};
  });
  std::thread job([&] { passed = control.checkpoint().has_value(); });
  EXPECT_TRUE(tests::eventually([&] { return pauses == 1; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(250));
  EXPECT_FALSE(passed);
  ASSERT_TRUE(writeWish(file, Wish::run));
  job.join();
  EXPECT_TRUE(passed);
  EXPECT_EQ(pauses, 11);
}

TEST_F(ControlTest, APausedJobObeysCancel) {
  ASSERT_TRUE(writeWish(file, Wish::pause));
  std::thread user([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    ASSERT_TRUE(writeWish(file, Wish::cancel));
  });
  EXPECT_EQ(control.checkpoint().error().code, ErrorCode::cancelled);
  user.join();
}

TEST_F(ControlTest, APausedJobObeysASignal) {
  ASSERT_TRUE(writeWish(file, Wish::pause));
  std::thread user([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    token.cancel();
  });
  EXPECT_EQ(control.checkpoint().error().code, ErrorCode::cancelled);
  user.join();
}

TEST_F(ControlTest, AnUnreadableFileKeepsTheWishBefore) {
  std::ofstream(file) << "{\"wish\":";
  EXPECT_TRUE(control.checkpoint());
  EXPECT_EQ(readWish(file).error().code, ErrorCode::formatInvalid);
  ASSERT_TRUE(writeWish(file, Wish::cancel));
  EXPECT_FALSE(control.checkpoint());
  std::ofstream(file) << "{\"wish\":\"dance\"}";
  EXPECT_FALSE(control.checkpoint());
  EXPECT_THAT(readWish(file).error().message, testing::HasSubstr("dance"));
}

}  // namespace
}  // namespace chexgen::jobs
