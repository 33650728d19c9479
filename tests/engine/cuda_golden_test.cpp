// The golden sets on a GPU. Without one these skip with the reason.
#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>

#include "core/engine/device.h"
#include "core/engine/model/transformer.h"
#include "core/engine/training/processes.h"
#include "tests/engine/golden_tensors.h"
#include "tests/engine/golden_weights.h"
#include "tests/support/golden.h"

namespace chexgen::engine {
namespace {

using tests::relativeError;

class CudaGolden : public ::testing::Test {
 protected:
  void SetUp() override {
    if (cudaState().gpus.empty()) GTEST_SKIP() << "no GPU: " << cudaState().reason;
  }

  // The relative error of one pass of a golden transformer on the GPU, and its distance from the CPU's
  // result.
  static std::pair<double, double> onePass(const std::filesystem::path& checkpoint, at::ScalarType type) {
    auto sibling = checkpoint;
    const auto golden = tests::readTensors(sibling.replace_extension(".safetensors"));
    const auto architecture = tests::readGoldenArchitecture(sibling.replace_extension(".json"));
    const auto run = [&](at::Device device, at::ScalarType compute) {
      WeightMap weights = tests::readTensors(checkpoint);
      for (auto& [key, tensor] : weights) tensor = tensor.to(device, compute);
      const Transformer model(architecture, weights);
      std::vector<Tensor> captions;
      for (const Tensor& caption : tests::captionsOf(golden.at("y"), golden.at("mask")))
        captions.push_back(caption.to(device));
      return model
          .forward(golden.at("x").to(device), model.modulation(model.embedTime(golden.at("t").to(device))),
                   model.prepareText(captions))
          .to(at::kCPU, at::kFloat);
    };
    const Tensor onGpu = run(at::Device("cuda:0"), type);
    return {relativeError(onGpu, golden.at("out")), relativeError(onGpu, run(at::kCPU, at::kFloat))};
  }

  static std::vector<std::filesystem::path> checkpoints() {
    std::vector<std::filesystem::path> files;
    if (const auto folder = tests::goldenPath("dit")) {
      for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
        if (entry.path().extension() == ".pth") files.push_back(entry.path());
      }
    }
    return files;
  }
};

TEST_F(CudaGolden, TransformerMatchesInFp32) {
  ASSERT_FALSE(checkpoints().empty());
  for (const auto& checkpoint : checkpoints()) {
    const auto [error, fromCpu] = onePass(checkpoint, at::kFloat);
    std::printf("%s: fp32 on the GPU, relative error %.2e, from the CPU %.2e\n",
                checkpoint.filename().c_str(), error, fromCpu);
    EXPECT_LT(error, 1e-4);
  }
}

TEST_F(CudaGolden, TransformerStaysWithinThreePerCentInBf16) {
  ASSERT_FALSE(checkpoints().empty());
  for (const auto& checkpoint : checkpoints()) {
    const auto [error, fromCpu] = onePass(checkpoint, at::kBFloat16);
    std::printf("%s: bf16 on the GPU, relative error %.2e, from the CPU %.2e\n",
                checkpoint.filename().c_str(), error, fromCpu);
    EXPECT_LT(error, 0.03);
  }
}

// Two processes cannot share a GPU; one alone still goes through NCCL's whole path.
TEST_F(CudaGolden, NcclOfOneProcessLeavesTheValuesAsTheyAre) {
  ::setenv("CHEXGEN_MPI_PLUGIN", "", 1);  // it must not stand in
  const auto joined = joinProcesses({.by = Launch::By::torchrun, .rank = 0, .size = 1, .leader = "127.0.0.1"},
                                    at::Device("cuda:0"));
  ::unsetenv("CHEXGEN_MPI_PLUGIN");
  if (!joined && joined.error().message.find("no MPI plugin") != std::string::npos)
    GTEST_SKIP() << "this build has no NCCL plugin";
  ASSERT_TRUE(joined) << base::describe(joined.error());
  const Tensor values = at::arange(1000, at::TensorOptions().dtype(at::kFloat).device("cuda:0"));
  ASSERT_TRUE((*joined)->sum(values));
  EXPECT_TRUE(at::equal(values.cpu(), at::arange(1000, at::kFloat)));
}

}  // namespace
}  // namespace chexgen::engine
