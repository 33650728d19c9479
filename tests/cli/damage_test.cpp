// A damaged model draws nothing, teaches nothing and signs nothing: every command that uses its files names
// the one that is not as model.json says.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/base/sha256.h"
#include "core/weights/manifest.h"
#include "core/weights/safetensors.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/training_files.h"

namespace chexgen::cli {
namespace {

using testing::HasSubstr;
using tests::Program;
using tests::runProgram;
using tests::TemporaryFolder;
namespace fs = std::filesystem;

void flipByte(const fs::path& file, std::uintmax_t at) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(at));
  const int byte = stream.get();
  stream.seekp(static_cast<std::streamoff>(at));
  stream.put(static_cast<char>(byte ^ 0x40));
}

class Damage : public testing::Test {
 protected:
  void SetUp() override {
    fs::copy(tests::smallModel(), model(), fs::copy_options::recursive);
    manifest_ = *weights::readManifest(model());
  }
  [[nodiscard]] fs::path model() const { return folder_ / "model"; }
  [[nodiscard]] std::vector<std::string> generate() const {
    return {"generate", "Effusion.", "--model", model(), "--steps",          "1",
            "--device", "cpu",       "--json",  "--out", folder_ / "out.png"};
  }
  // The error that the worker answers with.
  [[nodiscard]] std::string workersAnswer() const {
    Program worker({"worker", "--run-folder", folder_ / "run", "--device", "cpu", "--threads", "1"});
    worker.send(R"({"id":"load","type":"load","model":")" + model().string() + "\"}\n");
    worker.closeInput();
    return worker.wait().output;
  }
  const TemporaryFolder folder_;
  weights::Manifest manifest_;
};

// A text encoder of 20 GB, zeros that take no room on the disk: seconds to be looked at.
TEST_F(Damage, TheCheckOfAVeryLargeModelTellsHowFarItIsAndEndsAtOnceWhenInterrupted) {
  constexpr std::uint64_t bytes = 20'000'000'000;
  auto json = *base::readJsonFile(model() / "model.json");
  fs::resize_file(model() / json["textEncoder"]["file"]["path"].get<std::string>(), bytes);
  json["textEncoder"]["file"]["bytes"] = bytes;
  std::ofstream(model() / "model.json") << json.dump();
  Program program(generate());
  std::string line = program.readLine();
  while (!line.empty() && line.find("MB checked") == std::string::npos) line = program.readLine();
  ASSERT_THAT(line, HasSubstr("\"event\":\"progress\""));
  const auto asked = std::chrono::steady_clock::now();
  program.signal(SIGINT);
  const auto outcome = program.wait();
  EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(1));
  EXPECT_EQ(outcome.code, 130);
  EXPECT_FALSE(fs::exists(folder_ / "out.png"));
  for (const auto& entry : fs::directory_iterator(folder_.path()))
    EXPECT_EQ(entry.path().filename(), "model") << "nothing is left behind";

  // The worker of the Studio tells it too, and obeys its client.
  Program worker({"worker", "--run-folder", folder_ / "run", "--device", "cpu", "--threads", "1"});
  worker.send(R"({"id":"load","type":"load","model":")" + model().string() + "\"}\n");
  for (line = worker.readLine(); !line.empty() && line.find("MB checked") == std::string::npos;)
    line = worker.readLine();
  EXPECT_THAT(line, testing::AllOf(HasSubstr("\"id\":\"load\""), HasSubstr("\"type\":\"progress\"")));
  worker.send("{\"id\":\"load\",\"type\":\"cancel\"}\n");
  EXPECT_THAT(worker.wait().output, HasSubstr("\"code\":\"cancelled\""));
}

TEST_F(Damage, OneChangedByteOfAnyFileIsNamedByGenerateAndWorker) {
  for (const weights::ManifestFile* file : manifest_.files()) {
    flipByte(model() / file->path, file->bytes - 3);
    const auto made = runProgram(generate());
    EXPECT_EQ(made.code, 3) << file->path;
    EXPECT_THAT(made.output, HasSubstr("hashMismatch"));
    EXPECT_THAT(made.output, HasSubstr(file->path));
    EXPECT_THAT(made.output, HasSubstr("chexgen model verify"));
    EXPECT_FALSE(fs::exists(folder_ / "out.png"));
    const std::string answer = workersAnswer();
    EXPECT_THAT(answer, HasSubstr("hashMismatch"));
    EXPECT_THAT(answer, HasSubstr(file->path));
    flipByte(model() / file->path, file->bytes - 3);
  }
  EXPECT_EQ(runProgram(generate()).code, 0) << "whole again";
}

TEST_F(Damage, EncodingAndTrainingNameTheFile) {
  const auto data = tests::encodeTinyData(folder_ / "sound");
  flipByte(model() / manifest_.transformerFile.path, manifest_.transformerFile.bytes / 2);
  const auto trained =
      runProgram({"train", "--preset", "quick", "--model", model(), "--data", data, "--steps", "1", "--set",
                  "warmup_steps=0", "--device", "cpu", "--json", "--out", folder_ / "trained"});
  EXPECT_NE(trained.code, 0);
  EXPECT_THAT(trained.output, HasSubstr(manifest_.transformerFile.path));
  EXPECT_FALSE(fs::exists(folder_ / "trained/model"));
  flipByte(model() / manifest_.vaeFile.path, manifest_.vaeFile.bytes / 2);
  const auto encoded = runProgram({"encode", "--table", tests::writeTrainingTable(folder_ / "t"), "--model",
                                   model(), "--json", "--out", folder_ / "e"});
  EXPECT_NE(encoded.code, 0);
  EXPECT_THAT(encoded.output, HasSubstr(manifest_.vaeFile.path));
  EXPECT_FALSE(fs::exists(folder_ / "e/index.json"));
}

// The manifest may be made for weights that were never sound: their hash fits, their numbers do not.
TEST_F(Damage, NumbersThatAreNoneAreNamedByTensor) {
  const fs::path file = model() / manifest_.vaeFile.path;
  std::string key;
  std::uintmax_t at = 0;
  {
    const auto store = weights::openSafetensors(file);
    ASSERT_TRUE(store);
    const auto& [name, view] = *store->tensors.begin();
    key = name;
    const auto first = std::min_element(
        store->tensors.begin(), store->tensors.end(),
        [](const auto& a, const auto& b) { return a.second.data.data() < b.second.data.data(); });
    at = fs::file_size(file);
    for (const auto& [unused, one] : store->tensors) at -= one.data.size();
    at += static_cast<std::uintmax_t>(view.data.data() - first->second.data.data());
    ASSERT_GE(view.data.size(), 4U);
  }
  {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(at));
    stream.write("\xff\xff\xff\xff", 4);  // NaN in fp32, and twice in bf16 and fp16
  }
  manifest_.vaeFile.sha256 = *base::sha256OfFile(file);
  ASSERT_TRUE(weights::writeManifest(manifest_, model()));
  const auto made = runProgram(generate());
  EXPECT_EQ(made.code, 1);
  EXPECT_THAT(made.output, HasSubstr("numericalFailure"));
  EXPECT_THAT(made.output, HasSubstr(key));
  EXPECT_THAT(made.output, HasSubstr("NaN"));
  EXPECT_NE(runProgram({"model", "verify", model()}).code, 0);
}

TEST_F(Damage, AModelWithoutHashesIsUsedAndTheLackIsSaid) {
  auto json = *base::readJsonFile(model() / "model.json");
  for (const char* part : {"transformer", "textEncoder", "vae", "tokenizer"})
    json[part]["file"].erase("sha256");
  std::ofstream(model() / "model.json") << json.dump(1);
  const auto made = runProgram(generate());
  EXPECT_EQ(made.code, 0);
  EXPECT_THAT(made.output, HasSubstr("states no SHA-256"));
}

}  // namespace
}  // namespace chexgen::cli
