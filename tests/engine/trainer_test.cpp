// The training loop: exact resume, stopping, what is kept.
#include <cmath>
#include <fstream>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/engine/training/initial_weights.h"
#include "core/engine/training/launch.h"
#include "core/engine/training/learning_rate.h"
#include "core/engine/training/processes.h"
#include "core/engine/training/trainer.h"
#include "core/engine/training/vae_target.h"
#include "core/weights/random_model.h"
#include "tests/engine/tiny_training.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::engine {
namespace {

using tests::TemporaryFolder;
using tests::tinySettings;
using tests::tinyTarget;
namespace fs = std::filesystem;

std::string bytesOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in.good()) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::unique_ptr<Target> tinyVae() {
  const auto architecture = weights::smallVae();
  const Tensor images =
      at::arange(6 * 32 * 32, at::kLong).mul(37).remainder(251).to(at::kByte).view({6, 32, 32});
  return std::make_unique<VaeTarget>(
      architecture, initialVae(architecture, 1), images, images.narrow(0, 0, 2),
      VaeTargetSettings{
          .crop = 16, .adversarialWeight = 0.5, .adversarialStart = 2, .criticLead = 2, .seed = 9},
      Compute{});
}

// Makes each kind of target over the same data.
using Maker = std::function<std::unique_ptr<Target>(const fs::path& data)>;
struct Kind {
  const char* name;
  Maker make;
};

std::vector<Kind> kinds() {
  return {{"text", [](const fs::path& data) { return tinyTarget(data, Learner::transformer); }},
          {"joint", [](const fs::path& data) { return tinyTarget(data, Learner::transformer, true); }},
          {"lora", [](const fs::path& data) { return tinyTarget(data, Learner::lora); }},
          {"control", [](const fs::path& data) { return tinyTarget(data, Learner::control); }},
          {"vae", [](const fs::path&) { return tinyVae(); }}};
}

// Trains a fresh target in `run`, up to `stopAt` steps of the settings' (as a cancelled run).
base::Result<void> trainIn(const fs::path& run, const Kind& kind, const fs::path& data,
                           const training::TrainSettings& settings, std::int64_t stopAt) {
  const auto target = kind.make(data);
  Alone alone;
  std::int64_t asked = 0;
  Trainer* running = nullptr;
  TrainerHooks hooks;
  hooks.betweenSteps = [&]() -> base::Result<void> {
    ++asked;
    if (running->step() == stopAt) return base::fail(base::ErrorCode::cancelled, "stop");
    return {};
  };
  Trainer trainer(*target, settings, alone, run / "checkpoints", {}, hooks);
  running = &trainer;
  if (const auto resumed = trainer.resume(); !resumed) return resumed;
  return trainer.run();
}

void expectEqualFolders(const fs::path& a, const fs::path& b) {
  std::size_t compared = 0;
  for (const auto& entry : fs::directory_iterator(a)) {
    if (entry.path().extension() != ".safetensors") continue;
    EXPECT_EQ(bytesOf(entry.path()), bytesOf(b / entry.path().filename())) << entry.path().filename();
    ++compared;
  }
  EXPECT_GE(compared, 2U);
}

class ResumedTraining : public testing::TestWithParam<std::size_t> {};

TEST_P(ResumedTraining, EndsWithTheSameBytesAsOneThatWasNeverStopped) {
  const Kind kind = kinds()[GetParam()];
  const TemporaryFolder folder;
  tests::writeTinyData(folder / "data");
  const auto settings = tinySettings(7);
  ASSERT_TRUE(trainIn(folder / "whole", kind, folder / "data", settings, -1));
  for (const std::int64_t stop : {1, 4, 5}) {
    const fs::path run = folder / ("stopped" + std::to_string(stop));
    const auto stopped = trainIn(run, kind, folder / "data", settings, stop);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, base::ErrorCode::cancelled);
    ASSERT_TRUE(trainIn(run, kind, folder / "data", settings, -1));
    expectEqualFolders(folder / "whole/checkpoints/step-000007", run / "checkpoints/step-000007");
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, ResumedTraining, testing::Range<std::size_t>(0, 5),
                         [](const auto& chosen) { return std::string(kinds()[chosen.param].name); });

TEST(Trainer, PassesOverADamagedCheckpointAndEndsTheSame) {
  const TemporaryFolder folder;
  tests::writeTinyData(folder / "data");
  const Kind kind = kinds()[0];
  ASSERT_TRUE(trainIn(folder / "whole", kind, folder / "data", tinySettings(6), -1));
  ASSERT_FALSE(trainIn(folder / "run", kind, folder / "data", tinySettings(6), 4));
  fs::resize_file(folder / "run/checkpoints/step-000004/transformer.safetensors", 1000);
  ASSERT_TRUE(trainIn(folder / "run", kind, folder / "data", tinySettings(6), -1));
  expectEqualFolders(folder / "whole/checkpoints/step-000006", folder / "run/checkpoints/step-000006");
}

TEST(Trainer, RefusesACheckpointOfOtherSettings) {
  const TemporaryFolder folder;
  tests::writeTinyData(folder / "data");
  const auto target = tinyTarget(folder / "data", Learner::transformer);
  Alone alone;
  training::TrainState first{.settingsHash = "one"};
  Trainer trainer(*target, tinySettings(2), alone, folder / "checkpoints", first, {});
  ASSERT_TRUE(trainer.run());
  training::TrainState second{.settingsHash = "two"};
  Trainer other(*target, tinySettings(2), alone, folder / "checkpoints", second, {});
  const auto resumed = other.resume();
  ASSERT_FALSE(resumed);
  EXPECT_EQ(resumed.error().code, base::ErrorCode::architectureMismatch);
}

TEST(Trainer, RefusesACheckpointOfAnotherArchitectureByNamingTheWeight) {
  const TemporaryFolder folder;
  tests::writeTinyData(folder / "data");
  Alone alone;
  const auto control = tinyTarget(folder / "data", Learner::control);
  Trainer first(*control, tinySettings(2), alone, folder / "checkpoints", {}, {});
  ASSERT_TRUE(first.run());
  const auto file = folder / "checkpoints/step-000002";
  fs::rename(file / "control.safetensors", file / "lora.safetensors");
  fs::remove(file / "manifest.json");
  const auto lora = tinyTarget(folder / "data", Learner::lora);
  Trainer second(*lora, tinySettings(2), alone, folder / "checkpoints", {}, {});
  // Without its manifest the checkpoint is damaged, so the run starts anew rather than with foreign weights.
  ASSERT_TRUE(second.resume());
  EXPECT_EQ(second.step(), 0);
}

// A target whose loss turns bad at a given step.
class BadAt final : public Target {
 public:
  BadAt(std::int64_t step, double loss) : step_(step), loss_(loss) {
    groups_.push_back({.name = "weights", .weights = {{"w", at::ones({2}).requires_grad_(true)}}});
  }
  std::vector<ParameterGroup>& groups() override { return groups_; }
  [[nodiscard]] std::size_t trainingRows() const override { return 4; }
  [[nodiscard]] std::size_t validationRows() const override { return 0; }
  base::Result<LossParts> backward(std::span<const TrainingSample>, std::int64_t step,
                                   double share) override {
    (groups_[0].weights.at("w").sum() * share).backward();
    return LossParts{{"loss", step == step_ ? loss_ : 1.0}};
  }
  base::Result<LossParts> validate(std::size_t, const std::map<std::string, WeightMap>&) override {
    return LossParts{};
  }

 private:
  std::int64_t step_;
  double loss_;
  std::vector<ParameterGroup> groups_;
};

// Of two weights the first one fits.
class TwoWeights final : public Target {
 public:
  TwoWeights(double value, std::int64_t lastSize) {
    groups_.push_back({.name = "weights",
                       .weights = {{"first", at::full({2}, value).requires_grad_(true)},
                                   {"last", at::full({lastSize}, value).requires_grad_(true)}}});
  }
  std::vector<ParameterGroup>& groups() override { return groups_; }
  [[nodiscard]] std::size_t trainingRows() const override { return 4; }
  [[nodiscard]] std::size_t validationRows() const override { return 0; }
  base::Result<LossParts> backward(std::span<const TrainingSample> /*samples*/, std::int64_t /*step*/,
                                   double share) override {
    const auto& weights = groups_.front().weights;
    ((weights.at("first").sum() + weights.at("last").sum()) * share).backward();
    return LossParts{{"loss", 1.0}};
  }
  base::Result<LossParts> validate(std::size_t /*rows*/,
                                   const std::map<std::string, WeightMap>& /*averages*/) override {
    return LossParts{};
  }
  [[nodiscard]] Tensor first() const { return groups_.front().weights.at("first").detach(); }

 private:
  std::vector<ParameterGroup> groups_;
};

TEST(Trainer, ChangesNothingWhenOnlyPartOfACheckpointFits) {
  const TemporaryFolder folder;
  Alone alone;
  TwoWeights learned(1, 2);
  Trainer first(learned, tinySettings(2), alone, folder / "checkpoints", {}, {});
  ASSERT_TRUE(first.run());
  TwoWeights other(5, 3);
  Trainer second(other, tinySettings(2), alone, folder / "checkpoints", {}, {});
  const auto resumed = second.resume();
  ASSERT_FALSE(resumed);
  EXPECT_EQ(resumed.error().code, base::ErrorCode::architectureMismatch);
  EXPECT_EQ(resumed.error().safe, "Nothing was changed.");
  EXPECT_TRUE(at::equal(other.first(), at::full({2}, 5.0)));
}

TEST(Trainer, StopsAtALossThatIsNoNumberAndNamesTheLastGoodCheckpoint) {
  const TemporaryFolder folder;
  BadAt target(5, std::numeric_limits<double>::quiet_NaN());
  Alone alone;
  Trainer trainer(target, tinySettings(20), alone, folder / "checkpoints", {}, {});
  const auto result = trainer.run();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, base::ErrorCode::numericalFailure);
  EXPECT_THAT(result.error().safe, testing::HasSubstr("step 4"));
  EXPECT_TRUE(fs::exists(folder / "checkpoints/step-000004"));
}

TEST(Trainer, StopsAtALossThatExplodes) {
  const TemporaryFolder folder;
  BadAt target(150, 1000.0);
  Alone alone;
  auto settings = tinySettings(200);
  settings.checkpointEvery = 100;
  Trainer trainer(target, settings, alone, folder / "checkpoints", {}, {});
  const auto result = trainer.run();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, base::ErrorCode::numericalFailure);
  EXPECT_THAT(result.error().message, testing::HasSubstr("rose"));
}

TEST(Trainer, KeepsTheNewestCheckpointsOnly) {
  const TemporaryFolder folder;
  BadAt target(-1, 0);
  Alone alone;
  Trainer trainer(target, tinySettings(10), alone, folder / "checkpoints", {}, {});
  ASSERT_TRUE(trainer.run());
  const auto kept = training::listCheckpoints(folder / "checkpoints");
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->size(), 2U);
  EXPECT_EQ(kept->front().step, 8);
  EXPECT_EQ(kept->back().step, 10);
}

TEST(Trainer, MeasuresTheHeldOutLossBeforeTheFirstStep) {
  const TemporaryFolder folder;
  tests::writeTinyData(folder / "data");
  const auto target = tinyTarget(folder / "data", Learner::transformer);
  auto settings = tinySettings(4);
  settings.validateEvery = 2;
  std::vector<std::int64_t> measured;
  TrainerHooks hooks;
  hooks.event = [&](const std::string& name, const base::OrderedJson&, std::int64_t step) {
    if (name == "validation") measured.push_back(step);
    return base::Result<void>{};
  };
  Alone alone;
  Trainer first(*target, settings, alone, folder / "checkpoints", {}, hooks);
  ASSERT_TRUE(first.run());
  EXPECT_THAT(measured, testing::ElementsAre(0, 2, 4));

  measured.clear();  // a run that goes on has measured it already
  settings.steps = 6;
  const auto again = tinyTarget(folder / "data", Learner::transformer);
  Trainer second(*again, settings, alone, folder / "checkpoints", {}, hooks);
  ASSERT_TRUE(second.resume());
  ASSERT_TRUE(second.run());
  EXPECT_THAT(measured, testing::ElementsAre(6));
}

TEST(Launch, IsReadFromEachLaunchersVariables) {
  const auto mpi = launchFrom({{"OMPI_COMM_WORLD_RANK", "1"}, {"OMPI_COMM_WORLD_SIZE", "4"}});
  ASSERT_TRUE(mpi);
  EXPECT_EQ(mpi->by, Launch::By::mpirun);
  EXPECT_EQ(mpi->rank, 1);
  EXPECT_EQ(mpi->size, 4);
  const auto torchrun = launchFrom({{"RANK", "3"}, {"WORLD_SIZE", "8"}, {"LOCAL_RANK", "1"}});
  ASSERT_TRUE(torchrun);
  EXPECT_EQ(torchrun->by, Launch::By::torchrun);
  EXPECT_EQ(torchrun->localRank, 1);
  const auto slurm = launchFrom({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "2"}});
  ASSERT_TRUE(slurm);
  EXPECT_EQ(slurm->by, Launch::By::slurm);
}

TEST(Launch, IsNobodysForOneTaskAndRefusesNonsense) {
  EXPECT_EQ(launchFrom({})->by, Launch::By::nobody);
  EXPECT_EQ(launchFrom({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "1"}})->by, Launch::By::nobody);
  EXPECT_FALSE(launchFrom({{"RANK", "x"}, {"WORLD_SIZE", "2"}}));
  EXPECT_FALSE(launchFrom({{"RANK", "2"}, {"WORLD_SIZE", "2"}}));
}

TEST(Launch, KnowsTheLeadersMachineWhenItIsToldOrTheOnlyOne) {
  const std::map<std::string, std::string> together{
      {"OMPI_COMM_WORLD_RANK", "0"}, {"OMPI_COMM_WORLD_SIZE", "2"}, {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}};
  EXPECT_EQ(launchFrom(together)->leader, "127.0.0.1");
  auto apart = together;
  apart["OMPI_COMM_WORLD_LOCAL_SIZE"] = "1";
  EXPECT_EQ(launchFrom(apart)->leader, "");
  apart["MASTER_ADDR"] = "node-7";
  apart["MASTER_PORT"] = "4000";
  EXPECT_EQ(launchFrom(apart)->leader, "node-7");
  EXPECT_EQ(launchFrom(apart)->leaderPort, 4000);
}

TEST(Launch, GivesEachProcessOfAMachineAGpuOfItsOwn) {
  Launch launch{.by = Launch::By::mpirun, .rank = 5, .size = 8, .localRank = 1};
  EXPECT_EQ(deviceFor(launch, "auto", 4), "cuda:1");
  EXPECT_EQ(deviceFor(launch, "cuda", 4), "cuda:1");
  EXPECT_EQ(deviceFor(launch, "cuda:3", 4), "cuda:3") << "who names one gets it";
  EXPECT_EQ(deviceFor(launch, "auto", 0), "auto") << "no GPU: all compute on the processor";
  EXPECT_EQ(deviceFor(launch, "cpu", 4), "cpu");
  const auto tooFew = deviceFor(launch, "auto", 1);
  ASSERT_FALSE(tooFew);
  EXPECT_EQ(tooFew.error().code, base::ErrorCode::deviceUnavailable);
  EXPECT_EQ(deviceFor({}, "auto", 4), "auto") << "a process alone";
}

// What a plugin is named by the environment for the time of a test.
class NamedPlugin {
 public:
  NamedPlugin(const char* variable, const std::string& file) : variable_(variable) {
    ::setenv(variable, file.c_str(), 1);
  }
  NamedPlugin(const NamedPlugin&) = delete;
  NamedPlugin& operator=(const NamedPlugin&) = delete;
  ~NamedPlugin() { ::unsetenv(variable_); }

 private:
  const char* variable_;
};

TEST(Processes, OnGpusAreJoinedByNcclUnlessItIsSwitchedOff) {
  const TemporaryFolder folder;
  std::ofstream(folder / "plugin.so") << "no library";
  const NamedPlugin mpi("CHEXGEN_MPI_PLUGIN", "");
  const Launch launch{.by = Launch::By::mpirun, .rank = 0, .size = 2, .leader = "127.0.0.1"};
  const auto message = [&](const at::Device& device) {
    return joinProcesses(launch, device).error().message;
  };
  {
    const NamedPlugin nccl("CHEXGEN_NCCL_PLUGIN", folder / "plugin.so");
    EXPECT_THAT(message(at::Device("cuda:0")), testing::HasSubstr("The NCCL plugin cannot be loaded"));
    EXPECT_THAT(message(at::kCPU), testing::HasSubstr("no MPI plugin"));
  }
  const NamedPlugin none("CHEXGEN_NCCL_PLUGIN", "");
  EXPECT_THAT(message(at::Device("cuda:0")), testing::HasSubstr("no MPI plugin"));
}

TEST(LearningRate, WarmsUpLinearlyAndFollowsHalfACosine) {
  auto settings = tinySettings(110);
  settings.learningRate = 1.0;
  settings.warmupSteps = 10;
  settings.finalLearningRateFraction = 0.1;
  EXPECT_NEAR(learningRateAt(settings, 0), 0.1, 1e-12);
  EXPECT_NEAR(learningRateAt(settings, 9), 1.0, 1e-12);
  EXPECT_NEAR(learningRateAt(settings, 10), 1.0, 1e-12);
  EXPECT_NEAR(learningRateAt(settings, 60), 0.55, 1e-12);  // half way: the middle of 1 and 0.1
  EXPECT_NEAR(learningRateAt(settings, 110), 0.1, 1e-12);
  settings.schedule = training::Schedule::constant;
  EXPECT_NEAR(learningRateAt(settings, 109), 1.0, 1e-12);
}

}  // namespace
}  // namespace chexgen::engine
