// Training under kill -9, pause, and damaged checkpoints: it ends with the same bytes as if nothing had
// happened.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

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

}  // namespace
}  // namespace chexgen::jobs
