// Training under kill -9, pause, and damaged checkpoints: it ends with the same bytes as if nothing had
// happened.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>

#include <gtest/gtest.h>

#include "core/jobs/control.h"
#include "core/jobs/state.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/training_files.h"

namespace chexgen::jobs {
namespace {

using tests::Program;
using tests::runProgram;
namespace fs = std::filesystem;

constexpr int trainingSteps = 30;

std::string contentOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in.good()) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

void expectSameEnd(const fs::path& a, const fs::path& b) {
  const fs::path last = "checkpoints/step-000030";
  for (const char* name :
       {"transformer.safetensors", "transformer.average.safetensors", "transformer.moments.safetensors"}) {
    EXPECT_EQ(contentOf(a / last / name), contentOf(b / last / name)) << name;
  }
}

class TrainingFaults : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = new tests::TemporaryFolder;  // NOLINT(cppcoreguidelines-owning-memory): lives with the suite
    data = tests::encodeTinyData(folder->path() / "t");
    ASSERT_EQ(runProgram(tests::tinyTraining(data, folder->path() / "whole", trainingSteps)).code, 0);
  }
  static void TearDownTestSuite() { delete folder; }  // NOLINT(cppcoreguidelines-owning-memory)

  static inline tests::TemporaryFolder* folder = nullptr;
  static inline fs::path data;
};

TEST_F(TrainingFaults, EndsTheSameHoweverOftenItIsKilled) {
  const fs::path run = folder->path() / "killed";
  std::mt19937 random(5);
  int kills = 0;
  const int wanted = tests::isFullRun() ? 100 : 10;
  for (int attempt = 0; attempt < 10 * wanted && kills < wanted; ++attempt) {
    Program program(tests::tinyTraining(data, run, trainingSteps));
    std::this_thread::sleep_for(std::chrono::milliseconds(300 + random() % 900));
    program.signal(SIGKILL);
    if (program.wait().code == 0) {
      // It was through before the signal: begin again from the middle.
      for (const auto& entry : fs::directory_iterator(run / "checkpoints")) {
        if (random() % 2 == 0) fs::remove_all(entry.path());
      }
      continue;
    }
    ++kills;
  }
  ASSERT_EQ(runProgram(tests::tinyTraining(data, run, trainingSteps)).code, 0);
  expectSameEnd(folder->path() / "whole", run);
  for (const auto& entry : fs::directory_iterator(run / "checkpoints")) {
    EXPECT_TRUE(entry.path().filename().string().starts_with("step-")) << entry.path();  // no draft is left
  }
}

TEST_F(TrainingFaults, EndsTheSameAfterAPauseAndAKillInIt) {
  const fs::path run = folder->path() / "paused";
  const RunFiles files = runFiles(run);
  const auto state = [&] { return readStatus(files).value_or(RunStatus{}).state; };
  const auto until = [&](JobState wanted) {
    for (int i = 0; i < 6000 && state() != wanted; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return state() == wanted;
  };
  {
    Program program(tests::tinyTraining(data, run, trainingSteps));
    ASSERT_TRUE(until(JobState::running));
    ASSERT_TRUE(writeWish(files.control, Wish::pause));
    ASSERT_TRUE(until(JobState::paused));
    program.signal(SIGKILL);
    EXPECT_NE(program.wait().code, 0);
  }
  ASSERT_TRUE(writeWish(files.control, Wish::run));
  ASSERT_EQ(runProgram(tests::tinyTraining(data, run, trainingSteps)).code, 0);
  expectSameEnd(folder->path() / "whole", run);
}

TEST_F(TrainingFaults, PassesOverACheckpointThatWasDamaged) {
  const fs::path run = folder->path() / "damaged";
  ASSERT_EQ(runProgram(tests::tinyTraining(data, run, trainingSteps)).code, 0);
  fs::resize_file(run / "checkpoints/step-000030/transformer.safetensors", 100);
  fs::remove_all(run / "model");
  ASSERT_EQ(runProgram(tests::tinyTraining(data, run, trainingSteps)).code, 0);
  expectSameEnd(folder->path() / "whole", run);
}

std::uintmax_t bytesIn(const fs::path& path) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(path))
    if (entry.is_regular_file()) bytes += entry.file_size();
  return bytes;
}

// Runs the training in a namespace of its own whose run folder is a small disk in memory, and copies what is
// on that disk to `out` before it goes. The exit code, or 99 where such a disk cannot be made.
int trainOnSmallDisk(const std::vector<std::string>& arguments, const fs::path& disk, std::uintmax_t size,
                     const fs::path& out, const fs::path& log) {
  const auto quoted = [](const std::string& text) { return "'" + text + "'"; };
  std::string command =
      "unshare --user --map-root-user --mount sh -c 'mount -t tmpfs -o size=" + std::to_string(size) +
      " tmpfs \"$0\" || exit 99; out=$1; shift; \"$@\"; code=$?; cp -r \"$0\"/. \"$out\"; exit $code' " +
      quoted(disk.string()) + " " + quoted(out.string()) + " " + quoted(tests::programPath());
  for (const std::string& argument : arguments) command += " " + quoted(argument);
  const int status = std::system(
      (command + " >" + quoted(log.string()) + " 2>&1").c_str());  // NOLINT(concurrency-mt-unsafe)
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(TrainingFaults, AFullDiskStopsTheRunAndTheLastCheckpointGoesOn) {
  const fs::path disk = folder->path() / "disk";
  const fs::path saved = folder->path() / "saved";
  const fs::path log = folder->path() / "disk.log";
  fs::create_directories(disk);
  fs::create_directories(saved);
  // Two checkpoints are kept and a third is written before the first goes: the third does not fit.
  const auto checkpoint = bytesIn(folder->path() / "whole/checkpoints/step-000030");
  const int code =
      trainOnSmallDisk(tests::tinyTraining(data, disk, trainingSteps), disk, checkpoint * 5 / 2, saved, log);
  if (code == 99 || contentOf(log).find("unshare") != std::string::npos)
    GTEST_SKIP() << "No small disk can be made here: " << contentOf(log);
  EXPECT_NE(code, 0);
  const std::string said = contentOf(log);
  EXPECT_NE(said.find("diskFull"), std::string::npos) << said;
  EXPECT_NE(said.find("step-"), std::string::npos) << "the last good checkpoint is not named: " << said;
  ASSERT_EQ(runProgram(tests::tinyTraining(data, saved, trainingSteps)).code, 0);
  expectSameEnd(folder->path() / "whole", saved);
}

}  // namespace
}  // namespace chexgen::jobs
