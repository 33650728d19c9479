// How fast the parts of a model are on this machine, with random weights of any architecture. No torch type
// stands here.
#pragma once

#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/weights/architecture.h"

namespace chexgen::engine {

struct BenchmarkRequest {
  weights::TransformerArchitecture transformer;
  weights::TextEncoderArchitecture textEncoder;  // run with its own number of layers
  weights::VaeArchitecture vae;
  std::vector<std::string> parts;  // of "text", "denoise", "decode", "encode", "train"
  std::string device = "auto";
  std::string precision =
      "auto";  // "fp32", "bf16" (falls back to fp32 where it is emulated) or "bf16-forced"
  int threads = 0;
  int runs = 5;  // counted, after one warm-up
  int captionTokens = 120;
  double guidance = 4.0;  // 1 evaluates the caption only
  int batch = 1;          // images of one step of "train"
};

struct BenchmarkResult {
  // "denoise": one step of one image, both halves of the guidance; "train": one step of a batch, all of the
  // transformer's weights learning.
  std::string part;
  double median = 0;  // seconds
  double fastest = 0;
  double slowest = 0;
  std::string note;  // what was timed, in words
};

struct BenchmarkReport {
  std::string device;
  std::string precision;  // what really ran
  int threads = 0;
  std::vector<BenchmarkResult> results;
};

[[nodiscard]] base::Result<BenchmarkReport> runBenchmark(const BenchmarkRequest& request,
                                                         const base::CancelToken& cancel);

}  // namespace chexgen::engine
