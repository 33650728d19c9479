// Jobs and workers of the real program under kill -9, at moments that nobody chose.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <thread>

#include <unistd.h>

#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/base/sha256.h"
#include "core/imaging/recipe_png.h"
#include "core/jobs/event_reader.h"
#include "core/jobs/protocol.h"
#include "core/jobs/recipe_request.h"
#include "core/jobs/state.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::jobs {
namespace {

using tests::Program;
using tests::runProgram;

constexpr int caseCount = 4;

// Waits until `holds` is true, at most two minutes; says whether it became so.
template <class Holds>
bool eventually(const Holds& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

class JobFaultsTest : public testing::Test {
 protected:
  // `steps` sets how long an image takes.
  void writeSpec(int steps) const {
    base::Json cases = base::Json::array();
    for (int i = 0; i < caseCount; ++i) {
      cases.push_back({{"file", std::to_string(i) + ".png"},
                       {"recipe", {{"report", "Effusion."}, {"seed", i}, {"steps", steps}}}});
    }
    const base::Json value{
        {"schema", 1},
        {"kind", "generate"},
        {"name", "Faults"},
        {"run_folder", "run"},
        {"settings", {{"model", tests::smallModel()}, {"device", "cpu"}, {"cases", cases}}}};
    std::ofstream(spec) << value.dump();
  }
  void TearDown() override {
    // A detached job must not outlive its test.
    if (const auto owner = holder()) ::kill(*owner, SIGKILL);
  }

  std::optional<pid_t> holder() const {
    const auto lock = probeLock(files.lock);
    if (!lock || !lock->held || !lock->owner) return std::nullopt;
    return static_cast<pid_t>(lock->owner->pid);
  }
  RunStatus status() const { return readStatus(files).value(); }
  bool isOnRecordAs(JobState state) const {
    return std::filesystem::exists(files.events) && status().attempt > 0 && status().state == state;
  }
  // The published images by name, with hash and time: an image that is made again shows a new time.
  std::map<std::string, std::pair<std::string, std::filesystem::file_time_type>> published() const {
    std::map<std::string, std::pair<std::string, std::filesystem::file_time_type>> found;
    if (!std::filesystem::exists(files.folder / "images")) return found;
    for (const auto& entry : std::filesystem::directory_iterator(files.folder / "images")) {
      if (entry.path().extension() != ".png") continue;
      found[entry.path().filename()] = {base::sha256OfFile(entry.path()).value(), entry.last_write_time()};
    }
    return found;
  }
  std::size_t temporaries() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(files.folder)) {
      count += entry.path().extension() == ".tmp" ? 1U : 0U;
    }
    return count;
  }
  int job(const std::string& verb) const { return runProgram({"job", verb, files.folder.string()}).code; }

  tests::TemporaryFolder folder;
  std::filesystem::path spec = folder / "spec.json";
  RunFiles files = runFiles(folder / "run");
};

TEST_F(JobFaultsTest, KilledAtRandomMomentsItMakesNoPublishedImageAgain) {
  writeSpec(3);
  const auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(runProgram({"job", "run", spec}).code, 0);
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - start;
  const auto expected = published();
  ASSERT_EQ(expected.size(), std::size_t{caseCount});

  std::mt19937 random(7);
  std::uniform_real_distribution<double> moment(0.0, whole.count());
  const int kills = tests::isFullRun() ? 100 : 10;
  for (int done = 0; done < kills;) {
    std::filesystem::remove_all(files.folder);
    for (int attempt = 0; attempt < 3 && done < kills; ++attempt, ++done) {
      const auto before = published();
      Program run({"job", "run", spec});
      std::this_thread::sleep_for(std::chrono::duration<double>(moment(random)));
      run.signal(SIGKILL);
      static_cast<void>(run.wait());
      const auto after = published();
      for (const auto& [name, image] : before) EXPECT_EQ(after.at(name), image) << name;
    }
    const auto before = published();
    ASSERT_EQ(runProgram({"job", "run", spec}).code, 0);
    const auto after = published();
    for (const auto& [name, image] : before) EXPECT_EQ(after.at(name), image) << name;
    EXPECT_EQ(temporaries(), 0U);
    ASSERT_EQ(after.size(), expected.size());
    for (const auto& [name, image] : expected) EXPECT_EQ(after.at(name).first, image.first) << name;
    EXPECT_EQ(status().state, JobState::done);
    EXPECT_EQ(status().images, caseCount);
  }
}

TEST_F(JobFaultsTest, ADetachedJobOutlivesItsStarterAndIsFoundAgainByLockAndEvents) {
  writeSpec(1000);
  ASSERT_EQ(runProgram({"job", "run", spec, "--detach"}).code, 0);
  // The starter is gone; only the folder tells of the job.
  ASSERT_TRUE(holder());
  EXPECT_NE(::getsid(*holder()), ::getsid(0));
  ASSERT_TRUE(eventually([this] { return status().progress.has_value(); }));
  EXPECT_EQ(status().state, JobState::running);
  EXPECT_EQ(runProgram({"job", "run", spec}).code, 6);

  ASSERT_EQ(job("pause"), 0);
  ASSERT_TRUE(eventually([this] { return isOnRecordAs(JobState::paused); }));
  ASSERT_EQ(job("resume"), 0);
  ASSERT_TRUE(eventually([this] { return isOnRecordAs(JobState::running); }));
  ::kill(*holder(), SIGKILL);
  ASSERT_TRUE(eventually([this] { return isOnRecordAs(JobState::interrupted); }));

  writeSpec(3);
  ASSERT_EQ(runProgram({"job", "run", spec, "--detach"}).code, 0);
  ASSERT_TRUE(eventually([this] { return isOnRecordAs(JobState::done); }));
  EXPECT_EQ(status().attempt, 2);
  EXPECT_EQ(published().size(), std::size_t{caseCount});
}

TEST_F(JobFaultsTest, CancelEndsADetachedJobAndKeepsItsImages) {
  writeSpec(1000);
  ASSERT_EQ(runProgram({"job", "run", spec, "--detach"}).code, 0);
  ASSERT_EQ(job("cancel"), 0);
  ASSERT_TRUE(eventually([this] { return isOnRecordAs(JobState::cancelled); }));
  EXPECT_EQ(temporaries(), 0U);
  EXPECT_EQ(job("pause"), 2) << "there is nothing left to pause";
}

TEST_F(JobFaultsTest, AJobThatCannotStartSaysWhyToItsStarter) {
  std::ofstream(spec) << R"({"schema":1,"kind":"bake","name":"","run_folder":"run","settings":{}})";
  EXPECT_EQ(runProgram({"job", "run", spec, "--detach"}).code, 3);
  writeSpec(3);
  const auto lock = RunLock::acquire(files.lock, "test");
  ASSERT_TRUE(lock);
  EXPECT_EQ(runProgram({"job", "run", spec, "--detach"}).code, 6);
}

TEST_F(JobFaultsTest, AKilledWorkerLeavesItsImagesAndAFreeFolder) {
  const std::vector<std::string> command{
      "worker", "--run-folder", files.folder, "--model", tests::smallModel(), "--device", "cpu"};
  imaging::Recipe recipe = openRecipe();
  recipe.report = "Effusion.";
  recipe.steps = 2;
  imaging::Recipe slow = recipe;
  slow.steps = 1000;
  {
    Program worker(command);
    worker.send(formatRequest({"1", GenerateRequest{{recipe, slow}, 1, false}}) + "\n");
    std::string line = worker.readLine();
    while (!line.empty() && line.find("\"type\":\"image\"") == std::string::npos) line = worker.readLine();
    ASSERT_FALSE(line.empty()) << "the worker ended before its first image";
    worker.signal(SIGKILL);
  }
  EXPECT_EQ(status().state, JobState::interrupted);
  ASSERT_EQ(published().size(), 1U);
  const auto ledger = readLedger(files.events).value();
  EXPECT_EQ(ledger.latest("image")->data["sha256"], published().begin()->second.first);

  Program worker(command);
  worker.send(formatRequest({"1", GenerateRequest{{recipe}, 1, false}}) + "\n");
  std::string line = worker.readLine();
  while (!line.empty() && line.find("\"type\":\"done\"") == std::string::npos) line = worker.readLine();
  EXPECT_FALSE(line.empty());
  worker.closeInput();
  EXPECT_EQ(worker.wait().code, 0);
  EXPECT_EQ(published().size(), 2U);
  EXPECT_EQ(status().state, JobState::done);
}

}  // namespace
}  // namespace chexgen::jobs
