// A classifier from a table to its figures: what a run leaves, that it goes on exactly, and what it refuses.
#include <algorithm>
#include <fstream>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/downstream/network_folder.h"
#include "core/downstream/predictions.h"
#include "core/engine/checkpoint/save_weights.h"
#include "core/engine/downstream/classifier_job.h"
#include "core/engine/downstream/classifier_target.h"
#include "core/engine/downstream/read_radiographs.h"
#include "tests/engine/tiny_radiographs.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::engine {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using tests::TemporaryFolder;
using tests::writeTinyRadiographs;
namespace fs = std::filesystem;

base::Json tinySettings(const fs::path& table) {
  return {{"table", table.string()},
          {"targets", {"Effusion"}},
          {"network", "resnet10"},
          {"width", 8},
          {"size", 32},
          {"steps", 24},
          {"batch", 8},
          {"learning_rate", 0.01},
          {"warmup_steps", 2},
          {"validate_every", 6},
          {"checkpoint_every", 5},
          {"log_every", 1},
          {"seed", 3},
          {"device", "cpu"},
          {"precision", "fp32"},
          {"threads", 1}};
}

// Runs the job in `folder`; cancelled once `stopAt` steps are done, where that is above 0.
base::Result<void> runIn(const fs::path& folder, const base::Json& settings, std::int64_t stopAt = 0) {
  const jobs::JobSpec spec{.kind = std::string(downstreamJobKind),
                           .name = "tiny",
                           .runFolder = folder,
                           .baseFolder = folder.parent_path(),
                           .settings = settings};
  jobs::JobRunOptions options{.program = "test"};
  base::CancelToken cancel;
  options.cancel = cancel;
  options.onProgress = [&](const jobs::Progress& progress) {
    if (stopAt > 0 && progress.done >= stopAt) cancel.cancel();
  };
  return jobs::runJob(spec, &runDownstreamJob, options);
}

std::string bytesOf(const fs::path& file) {
  const auto bytes = base::readFile(file, 1U << 30U);
  EXPECT_TRUE(bytes) << file;
  return bytes.value_or("");
}

TEST(DownstreamJob, LearnsAndLeavesItsFiguresAndItsNetwork) {
  const TemporaryFolder folder;
  const auto table = writeTinyRadiographs(folder / "data");
  const auto done = runIn(folder / "run", tinySettings(table));
  ASSERT_TRUE(done) << base::describe(done.error());

  const auto test = base::readJsonFile(folder / "run/test.json");
  ASSERT_TRUE(test);
  const base::Json& target = test->at("targets").at(0);
  EXPECT_GT(target.at("auroc").at("value").get<double>(), 0.95);
  EXPECT_EQ(target.at("positives").get<int>() + target.at("negatives").get<int>(), 12);
  EXPECT_EQ(test->at("patients").get<int>(), 6);
  EXPECT_TRUE(test->at("scored_once").get<bool>());
  EXPECT_TRUE(fs::exists(folder / "run/report.html"));
  EXPECT_TRUE(fs::exists(folder / "run/validation.json"));

  const auto network = downstream::readNetwork(folder / "run/model");
  ASSERT_TRUE(network) << base::describe(network.error());
  EXPECT_THAT(network->targets, testing::ElementsAre("Effusion"));
  ASSERT_TRUE(network->thresholds.front());

  // The network reads as the run did.
  const auto kept = downstream::readPredictions(folder / "run/test.csv");
  ASSERT_TRUE(kept);
  std::vector<RadiographToRead> radiographs;
  for (const auto& row : kept->rows) radiographs.push_back({row.id, row.image});
  const auto read = readRadiographs(folder / "run/model", radiographs, {.device = "cpu", .threads = 1});
  ASSERT_TRUE(read) << base::describe(read.error());
  for (std::size_t i = 0; i < kept->rows.size(); ++i)
    EXPECT_NEAR(read->predictions.rows[i].scores[0], kept->rows[i].scores[0], 1e-6);
  EXPECT_EQ(read->predictions.thresholds, kept->thresholds);
}

TEST(DownstreamJob, GoesOnToTheSameBytes) {
  const TemporaryFolder folder;
  const auto table = writeTinyRadiographs(folder / "data");
  for (const char* optimiser : {"adamw", "sgd"}) {
    auto settings = tinySettings(table);
    settings["optimiser"] = optimiser;
    settings["augment"] = {{"elastic", 2.0}};
    const fs::path whole = folder / (std::string("whole-") + optimiser);
    ASSERT_TRUE(runIn(whole, settings));
    for (const int stop : {1, 6, 13, 24}) {
      const fs::path run = folder / (std::string("stopped-") + optimiser + std::to_string(stop));
      const auto stopped = runIn(run, settings, stop);
      if (stop < 24) {
        ASSERT_FALSE(stopped);
        EXPECT_EQ(stopped.error().code, base::ErrorCode::cancelled);
      }
      ASSERT_TRUE(runIn(run, settings));
      for (const char* file :
           {"model/weights.safetensors", "model/network.json", "test.csv", "test.json",
            "checkpoints/step-000024/network.safetensors", "checkpoints/step-000024/statistics.safetensors",
            "checkpoints/step-000024/network.moments.safetensors"})
        EXPECT_EQ(bytesOf(run / file), bytesOf(whole / file)) << optimiser << " " << stop << " " << file;
    }
  }
}

// What a killed process leaves is older than what a cancelled one does.
TEST(DownstreamJob, GoesOnFromAnOlderCheckpointToTheSameBytes) {
  const TemporaryFolder folder;
  const auto table = writeTinyRadiographs(folder / "data");
  const auto settings = tinySettings(table);
  ASSERT_TRUE(runIn(folder / "whole", settings));
  ASSERT_FALSE(runIn(folder / "run", settings, 18));
  fs::remove_all(folder / "run/checkpoints/step-000018");
  ASSERT_TRUE(fs::exists(folder / "run/checkpoints/step-000015"));
  ASSERT_TRUE(runIn(folder / "run", settings));
  for (const char* file : {"model/weights.safetensors", "test.csv", "best/best.json"})
    EXPECT_EQ(bytesOf(folder / "run" / file), bytesOf(folder / "whole" / file)) << file;
}

TEST(DownstreamJob, ScoresTheTestRowsOnce) {
  const TemporaryFolder folder;
  const auto table = writeTinyRadiographs(folder / "data");
  auto settings = tinySettings(table);
  settings["steps"] = 3;
  ASSERT_TRUE(runIn(folder / "run", settings));
  std::ofstream(folder / "run/test.json") << "{}";
  ASSERT_TRUE(runIn(folder / "run", settings));
  EXPECT_EQ(bytesOf(folder / "run/test.json"), "{}");
}

TEST(DownstreamJob, StopsAtALossThatIsNoNumber) {
  const TemporaryFolder folder;
  const auto table = writeTinyRadiographs(folder / "data");
  WeightMap weights = initialClassifier({.width = 8}, 1);
  weights.at("fc.weight").fill_(std::numeric_limits<float>::quiet_NaN());
  ASSERT_TRUE(saveWeights(folder / "nan.safetensors", weights));
  auto settings = tinySettings(table);
  settings["initial_weights"] = (folder / "nan.safetensors").string();
  const auto stopped = runIn(folder / "run", settings);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, base::ErrorCode::numericalFailure);
  EXPECT_FALSE(fs::exists(folder / "run/model"));
}

TEST(DownstreamJob, StartsFromWeightsOfAnotherHead) {
  const TemporaryFolder folder;
  const auto table = writeTinyRadiographs(folder / "data");
  ASSERT_TRUE(saveWeights(folder / "colour.safetensors",
                          initialClassifier({.width = 8, .channels = 3, .outputs = 10}, 1)));
  auto settings = tinySettings(table);
  settings["initial_weights"] = (folder / "colour.safetensors").string();
  settings["steps"] = 2;
  const auto done = runIn(folder / "run", settings);
  ASSERT_TRUE(done) << base::describe(done.error());
  const auto run = base::readJsonFile(folder / "run/run.json");
  EXPECT_THAT(run->at("remarks").dump(), AllOf(HasSubstr("summed"), HasSubstr("last layer")));
}

// The refusal of a table, as one text.
std::string refusalOf(const base::Json& settings) {
  const auto understood = downstream::classifierSettingsFromJson(settings);
  if (!understood) return base::describe(understood.error());
  const auto checked = checkLabels(*understood);
  return checked ? "" : base::describe(checked.error());
}

TEST(DownstreamTable, WithAPatientInTwoSplitsNamesThePatient) {
  const TemporaryFolder folder;
  const auto table = writeTinyRadiographs(
      folder / "data", {.more = "p0-0.png,p4,No Finding,train,PA\np1-0.png,p6,Effusion,val,PA\n"});
  EXPECT_THAT(refusalOf(tinySettings(table)), AllOf(HasSubstr("more than one split"), HasSubstr("p4, p6")));
  auto settings = tinySettings(table);
  settings["skip_bad_rows"] = true;
  EXPECT_EQ(refusalOf(settings), "");
}

TEST(DownstreamTable, ThatCannotBeLearnedFromIsRefusedInASentence) {
  const TemporaryFolder folder;
  const auto table = writeTinyRadiographs(folder / "data");
  auto settings = tinySettings(table);
  settings["targets"] = {"Pneumothorax"};
  EXPECT_THAT(refusalOf(settings), AllOf(HasSubstr("0 are \"Pneumothorax\""), HasSubstr("both kinds")));
  settings["targets"] = {"height>=2"};
  EXPECT_THAT(refusalOf(settings), HasSubstr("no column \"height\""));
  settings["targets"] = base::Json::array();
  EXPECT_THAT(refusalOf(settings), HasSubstr("Nothing is asked"));
  settings["targets"] = {"Effusion", "pleural effusion"};
  EXPECT_THAT(refusalOf(settings), HasSubstr("stands twice"));
  settings = tinySettings(table);
  settings["stepz"] = 3;
  EXPECT_THAT(refusalOf(settings), HasSubstr("stepz"));
  settings.erase("stepz");
  settings["batch"] = 1;
  EXPECT_THAT(refusalOf(settings), HasSubstr("batch"));

  std::ofstream(folder / "data/p8-0.png", std::ios::trunc) << "no picture";
  EXPECT_THAT(refusalOf(tinySettings(table)), AllOf(HasSubstr("line 18"), HasSubstr("p8-0.png")));
}

TEST(DownstreamTable, OfOnePatientIsRefused) {
  const TemporaryFolder folder;
  fs::create_directories(folder / "data");
  (void)writeTinyRadiographs(folder / "data");
  std::ofstream(folder / "data/one.csv") << "image,patient,labels,split\n"
                                         << "p0-0.png,p0,No Finding,train\np1-0.png,p1,Effusion,train\n"
                                         << "p4-0.png,p4,No Finding,val\np4-1.png,p4,Effusion,val\n";
  EXPECT_THAT(refusalOf(tinySettings(folder / "data/one.csv")),
              HasSubstr("validation rows are of 1 patient"));
}

TEST(DownstreamTable, AnswersQuestionsAndCountsWhatIsUncertain) {
  const TemporaryFolder folder;
  (void)writeTinyRadiographs(folder / "data");
  std::ofstream(folder / "data/hot.csv")
      << "image,patient,Effusion,Cardiomegaly,split,view\n"
      << "p0-0.png,a,1,0,train,PA\np1-0.png,b,-1,0,train,AP\np2-0.png,c,0,1,train,PA\n"
      << "p3-0.png,d,,,train,AP\np4-0.png,e,1,0,val,PA\np5-0.png,f,0,1,val,AP\n";
  auto settings = tinySettings(folder / "data/hot.csv");
  settings["targets"] = {"Effusion", "view=AP"};
  const auto labelsWith = [&](const char* policy) {
    settings["uncertain"] = policy;
    const auto checked = checkLabels(downstream::classifierSettingsFromJson(settings).value());
    EXPECT_TRUE(checked) << base::describe(checked.error());
    std::vector<int> effusion;
    for (const auto& row : checked->labels) effusion.push_back(row[0]);
    EXPECT_EQ(checked->labels[1][1], 1);
    EXPECT_EQ(checked->labels[2][1], 0);
    return effusion;
  };
  EXPECT_THAT(labelsWith("ignore"), testing::ElementsAre(1, -1, 0, -1, 1, 0));
  EXPECT_THAT(labelsWith("positive"), testing::ElementsAre(1, 1, 0, -1, 1, 0));
  EXPECT_THAT(labelsWith("negative"), testing::ElementsAre(1, 0, 0, -1, 1, 0));
}

}  // namespace
}  // namespace chexgen::engine
