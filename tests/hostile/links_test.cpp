// Files of fixed names that are links, pipes or somebody else's: nothing is written through them.
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/open_file.h"
#include "core/jobs/event_writer.h"
#include "core/jobs/run_folder.h"
#include "core/study/answers.h"
#include "tests/hostile/hostile_files.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::hostile {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

// A person's own file, whose last line has no end, and what points at it from a stranger's folder.
class HostileLinks : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { writeText(precious_, content_); }
  void put(const fs::path& path) const {
    fs::create_directories(path.parent_path());
    const std::string what = GetParam();
    if (what == "link") fs::create_symlink(precious_, path);
    if (what == "secondName") fs::create_hard_link(precious_, path);
    if (what == "foreignFile") writeText(path, content_);
  }
  [[nodiscard]] bool isUntouched(const fs::path& path) const {
    return readText(precious_) == content_ && readText(path) == content_;
  }
  tests::TemporaryFolder folder_;
  fs::path precious_ = folder_ / "home/thesis.txt";
  std::string content_ = "Three years of work, in one line";
};
INSTANTIATE_TEST_SUITE_P(All, HostileLinks, testing::Values("link", "secondName", "foreignFile"),
                         [](const auto& all) { return std::string(all.param); });

TEST_P(HostileLinks, AWorkersLockLeavesItAlone) {
  const fs::path lock = folder_ / "run/run.lock";
  put(lock);
  tests::Program worker({"worker", "--run-folder", folder_ / "run", "--device", "cpu", "--threads", "1"});
  worker.closeInput();
  const auto outcome = worker.wait();
  EXPECT_NE(outcome.code, 0);
  EXPECT_TRUE(isUntouched(lock));
}

TEST_P(HostileLinks, AJobsLockLeavesItAlone) {
  const fs::path lock = folder_ / "run/run.lock";
  put(lock);
  writeText(folder_ / "run/job.json",
            R"({"schema":1,"kind":"generate","name":"x","run_folder":".","settings":{}})");
  EXPECT_NE(tests::runProgram({"job", "run", folder_ / "run/job.json"}).code, 0);
  EXPECT_TRUE(isUntouched(lock));
}

TEST_P(HostileLinks, AnswersLeaveItAlone) {
  const fs::path answers = folder_ / "study/Ward-ann.answers";
  put(answers);
  const auto keys = study::newSigningKeys();
  ASSERT_TRUE(keys);
  const auto writer = study::AnswerWriter::open(answers, "study", "ann", *keys);
  ASSERT_FALSE(writer);
  EXPECT_TRUE(isUntouched(answers));
}

TEST_P(HostileLinks, EventsAreNotAppendedToIt) {
  const fs::path events = folder_ / "run/events.jsonl";
  put(events);
  auto writer = jobs::EventWriter::open(events);
  if (std::string(GetParam()) == "foreignFile") {
    // Nobody else's file lies there under this name, so it is added to; what was in it stays.
    ASSERT_TRUE(writer && writer->write("state", {{"state", "running"}}));
    EXPECT_TRUE(readText(events).starts_with(content_ + "\n"));
    return;
  }
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, base::ErrorCode::formatForbidden);
  EXPECT_TRUE(isUntouched(events));
}

TEST(OpenToWrite, SaysWhatLiesThere) {
  const tests::TemporaryFolder folder;
  writeText(folder / "target", "x");
  fs::create_symlink(folder / "target", folder / "link");
  const auto refused = base::openToWrite(folder / "link", base::Writing::inPlace);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr((folder / "target").string()));
  EXPECT_TRUE(base::openToWrite(folder / "new", base::Writing::append));
}

// What a power cut leaves of a lock is taken over.
TEST(RunLock, TakesOverTheRestOfALock) {
  for (const std::string& rest : {std::string(), std::string("{\"pid\":12,\"ho"), std::string(40, '\0')}) {
    const tests::TemporaryFolder folder;
    writeText(folder / "run.lock", rest);
    EXPECT_TRUE(jobs::RunLock::acquire(folder / "run.lock", "test"));
  }
}

}  // namespace
}  // namespace chexgen::hostile
