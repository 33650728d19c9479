// `chexgen encode` and `chexgen train` as a curator runs them.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/imaging/png.h"
#include "core/weights/manifest.h"
#include "core/weights/tensor_store.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/training_files.h"

namespace chexgen::cli {
namespace {

using testing::HasSubstr;
using tests::runProgram;
using tests::TemporaryFolder;
namespace fs = std::filesystem;

std::vector<std::string> operator+(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::string> generateWith(const fs::path& model, const fs::path& out) {
  return {"generate", "Effusion.", "--model", model,       "--steps", "2",     "--seed",
          "3",        "--device",  "cpu",     "--threads", "1",       "--out", out};
}

TEST(Encode, ChecksEveryRowBeforeAnyTimeIsSpent) {
  const TemporaryFolder folder;
  const auto table = tests::writeTrainingTable(folder / "t");
  std::ofstream(table, std::ios::app) << "gone.png,Effusion.,mask-0.png,train,p20\n"
                                      << "image-1.png,Effusion.,mask-1.png,val,p1\n"
                                      << "image-2.png,,mask-2.png,train,p2\n";
  const auto checked = runProgram({"encode", "--table", table, "--model", tests::smallModel(), "--check"});
  EXPECT_EQ(checked.code, 3);
  EXPECT_THAT(checked.output, HasSubstr("line 10"));
  EXPECT_THAT(checked.output, HasSubstr("fileMissing"));
  EXPECT_THAT(checked.output, HasSubstr("patientOverlap"));
  EXPECT_THAT(checked.output, HasSubstr("promptMissing"));

  const std::vector<std::string> encode{"encode", "--table",    table,       "--model", tests::smallModel(),
                                        "--out",  folder / "e", "--threads", "1"};
  EXPECT_EQ(runProgram(encode).code, 2);
  EXPECT_FALSE(fs::exists(folder / "e/index.json"));
  EXPECT_TRUE(fs::exists(folder / "e/preflight.json"));
  EXPECT_EQ(runProgram(encode + std::vector<std::string>{"--skip-bad-rows"}).code, 0);
  EXPECT_TRUE(fs::exists(folder / "e/index.json"));
}

TEST(Train, LeavesAModelThatGeneratesAtOnce) {
  const TemporaryFolder folder;
  const auto data = tests::encodeTinyData(folder / "t");
  const auto train =
      tests::tinyTraining(data, folder / "run", 4) +
      std::vector<std::string>{"--sample-every", "2", "--set", "sample_steps=2", "--validate-every", "2"};
  ASSERT_EQ(runProgram(train).code, 0);
  EXPECT_TRUE(fs::exists(folder / "run/run.json"));
  EXPECT_TRUE(fs::exists(folder / "run/samples/step-000004.png"));
  const auto sample = imaging::readPng(folder / "run/samples/step-000004.png");
  ASSERT_TRUE(sample);
  EXPECT_EQ(sample->width, 64);
  EXPECT_EQ(runProgram(generateWith(folder / "run/model", folder / "out.png")).code, 0);
  EXPECT_TRUE(fs::exists(folder / "out.png"));
  const auto verified = runProgram({"model", "verify", folder / "run/model"});
  EXPECT_EQ(verified.code, 0);
  // It is called as its task, and tells parent and own data.
  const auto model = weights::readManifest(folder / "run/model");
  const auto parent = weights::readManifest(tests::smallModel());
  ASSERT_TRUE(model && parent);
  EXPECT_EQ(model->name, "run");
  ASSERT_EQ(model->learned.size(), 1U);
  const weights::Lesson& lesson = model->learned.front();
  EXPECT_EQ(lesson.task, "run");
  EXPECT_EQ(lesson.parent, parent->name);
  EXPECT_EQ(lesson.parentSha256, *weights::manifestHash(tests::smallModel()));
  EXPECT_EQ(lesson.table, "table.csv");
  EXPECT_EQ(lesson.tableSha256.size(), 64U);
  EXPECT_EQ(lesson.rows, 6);
  EXPECT_EQ(lesson.heldOut, 2);
  EXPECT_EQ(lesson.patients, 6);
  EXPECT_EQ(lesson.steps, 4);
  EXPECT_THAT(model->trainedOn, HasSubstr("6 radiographs of 6 patients (table.csv)"));
  EXPECT_THAT(runProgram({"model", "info", folder / "run/model"}).output, HasSubstr("fine-tuned"));
}

TEST(Train, TurnsAnyCheckpointIntoAModel) {
  const TemporaryFolder folder;
  const auto data = tests::encodeTinyData(folder / "t");
  ASSERT_EQ(runProgram(tests::tinyTraining(data, folder / "run", 3)).code, 0);
  ASSERT_EQ(runProgram({"model", "convert", "--checkpoint", folder / "run/checkpoints/step-000002", "--out",
                        folder / "second"})
                .code,
            0);
  EXPECT_EQ(runProgram(generateWith(folder / "second", folder / "out.png")).code, 0);
}

TEST(Train, FineTunesAdaptersAndAMaskBranchOfAParent) {
  const TemporaryFolder folder;
  const auto data = tests::encodeTinyData(folder / "t");
  for (const std::string target : {"lora", "control_mask"}) {
    const std::vector<std::string> train{"train",
                                         "--preset",
                                         "quick",
                                         "--target",
                                         target,
                                         "--model",
                                         tests::smallModel(),
                                         "--data",
                                         data,
                                         "--out",
                                         folder / target,
                                         "--steps",
                                         "2",
                                         "--batch",
                                         "2",
                                         "--device",
                                         "cpu",
                                         "--threads",
                                         "1",
                                         "--set",
                                         "lora_rank=2",
                                         "--set",
                                         "control_blocks=2",
                                         "--set",
                                         "warmup_steps=0"};
    ASSERT_EQ(runProgram(train).code, 0) << target;
    EXPECT_EQ(runProgram(generateWith(folder / target / "model", folder / (target + ".png"))).code, 0);
  }
}

TEST(Train, NamesWhatDoesNotFit) {
  const TemporaryFolder folder;
  const auto data = tests::encodeTinyData(folder / "t");
  const auto train = [&](const std::vector<std::string>& more) {
    return runProgram(tests::tinyTraining(data, folder / "run", 2) +
                      (more + std::vector<std::string>{"--json"}));
  };
  const auto boxes = train({"--set", "target=control_boxes", "--set", "transformer=null"});
  EXPECT_NE(boxes.code, 0);
  const auto typo = train({"--set", "learnin_rate=1"});
  EXPECT_EQ(typo.code, 3);
  EXPECT_THAT(typo.output, HasSubstr("learnin_rate"));
  const auto range = train({"--set", "caption_dropout=2"});
  EXPECT_EQ(range.code, 2);
  EXPECT_THAT(range.output, HasSubstr("caption_dropout"));
  EXPECT_FALSE(fs::exists(folder / "run/checkpoints"));
}

// Two processes with half the batch each end where one with the whole batch ends, within rounding.
TEST(Train, TwoProcessesLearnWhatOneDoes) {
  if (std::system("command -v mpirun > /dev/null 2>&1") != 0) GTEST_SKIP() << "mpirun is not installed";
  const TemporaryFolder folder;
  const auto data = tests::encodeTinyData(folder / "t");
  // Half precision, which "auto" takes where the processor has it, rounds more than is compared here.
  const std::vector<std::string> exact{"--set", "precision=fp32"};
  ASSERT_EQ(runProgram(tests::tinyTraining(data, folder / "one", 3) + exact).code, 0);
  std::string command =
      "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 mpirun --oversubscribe -np 2 " +
      tests::programPath();
  for (const std::string& word : tests::tinyTraining(data, folder / "two", 3, 2) + exact)
    command += " '" + word + "'";
  ASSERT_EQ(std::system((command + " > " + (folder / "log").string() + " 2>&1").c_str()), 0)
      << std::ifstream(folder / "log").rdbuf();
  for (const char* file : {"transformer.safetensors", "transformer.average.safetensors"}) {
    const auto one = weights::openTensors(folder / "one/checkpoints/step-000003" / file);
    const auto two = weights::openTensors(folder / "two/checkpoints/step-000003" / file);
    ASSERT_TRUE(one && two);
    double largest = 0;
    for (const auto& [key, tensor] : one->tensors) {
      const auto* a = reinterpret_cast<const float*>(tensor.data.data());
      const auto* b = reinterpret_cast<const float*>(two->tensors.at(key).data.data());
      for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        largest = std::max(largest, static_cast<double>(std::abs(a[i] - b[i])));
      }
    }
    EXPECT_LT(largest, 2e-3) << file;  // a fifth of one step's learning rate
  }
}

}  // namespace
}  // namespace chexgen::cli
