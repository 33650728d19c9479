#include "core/engine/benchmark.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include <c10/core/InferenceMode.h>

#include "core/engine/compute.h"
#include "core/engine/diffusion/denoiser.h"
#include "core/engine/model/vae.h"
#include "core/engine/text/t5_encoder.h"
#include "core/engine/training/diffusion_loss.h"
#include "core/engine/training/optimiser.h"
#include "core/engine/training/parameters.h"

namespace chexgen::engine {
namespace {

// Small uniform numbers: the time of a dense network does not depend on them.
WeightMap randomWeights(const std::vector<weights::ExpectedTensor>& expected,
                        const at::TensorOptions& options) {
  WeightMap weights;
  for (const auto& tensor : expected)
    weights[tensor.key] = at::empty(tensor.shape, options).uniform_(-0.03, 0.03);
  return weights;
}

class Bench {
 public:
  Bench(const BenchmarkRequest& request, const Compute& compute, const base::CancelToken& cancel)
      : request_(request),
        cancel_(cancel),
        compute_(compute),
        narrow_(at::TensorOptions().dtype(compute.type).device(compute.device)),
        wide_(at::TensorOptions().dtype(at::kFloat).device(compute.device)) {}

  base::Result<BenchmarkResult> run(const std::string& part) const {
    if (part == "train") return train();
    const c10::InferenceMode inference;
    if (part == "text") return text();
    if (part == "denoise") return denoise();
    if (part == "decode" || part == "encode") return autoencoder(part == "decode");
    return base::fail(base::ErrorCode::argumentInvalid,
                      "There is no part \"" + part + "\"; choose text, denoise, encode, decode or train.");
  }

 private:
  base::Result<BenchmarkResult> time(const std::string& part, const std::string& note,
                                     const std::function<Tensor()>& work) const {
    std::vector<double> seconds;
    for (int run = 0; run <= request_.runs; ++run) {
      if (cancel_.isCancelled())
        return base::fail(base::ErrorCode::cancelled, "The benchmark was cancelled.");
      const auto start = std::chrono::steady_clock::now();
      // Reading one number waits for a GPU to finish.
      static_cast<void>(work().flatten()[0].item<float>());
      const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
      if (run > 0) seconds.push_back(elapsed.count());
    }
    std::sort(seconds.begin(), seconds.end());
    const std::size_t middle = seconds.size() / 2;
    const double median =
        seconds.size() % 2 == 1 ? seconds[middle] : 0.5 * (seconds[middle - 1] + seconds[middle]);
    return BenchmarkResult{
        .part = part, .median = median, .fastest = seconds.front(), .slowest = seconds.back(), .note = note};
  }

  base::Result<BenchmarkResult> text() const {
    const T5Encoder encoder(request_.textEncoder,
                            randomWeights(weights::expectedTensors(request_.textEncoder), narrow_),
                            compute_.type);
    const std::vector<std::int64_t> ids(static_cast<std::size_t>(request_.captionTokens), 5);
    return time("text",
                std::to_string(ids.size()) + " tokens through " +
                    std::to_string(request_.textEncoder.layers) + " layers",
                [&] { return encoder.encode(ids).to(at::kFloat); });
  }

  base::Result<BenchmarkResult> denoise() const {
    const Transformer transformer(request_.transformer,
                                  randomWeights(weights::expectedTensors(request_.transformer), narrow_));
    CHEXGEN_ASSIGN(const auto sampler, makeSampler("dpmpp2m", 25));
    const TimeEmbedding timeEmbedding = transformer.embedTime(at::tensor(sampler->timesteps(), at::kLong));
    const Tensor caption = at::randn({request_.captionTokens, request_.transformer.captionWidth}, narrow_);
    const Denoiser denoiser(transformer, nullptr, timeEmbedding, {.scale = request_.guidance}, caption,
                            transformer.nullCaption(request_.captionTokens), std::nullopt);
    const std::int64_t side = request_.transformer.inputSize;
    const Tensor latent = at::randn({1, request_.transformer.channels, side, side}, wide_);
    return time(
        "denoise",
        denoiser.isGuided() ? "one step of one image, caption and null caption" : "one step of one image",
        [&] { return denoiser.predict(latent, 3); });
  }

  base::Result<BenchmarkResult> train() const {
    WeightMap learned =
        trainable(randomWeights(weights::expectedTensors(request_.transformer), wide_), compute_.device);
    AdamW optimiser(learned, {});
    const std::int64_t side = request_.transformer.inputSize;
    const Tensor clean = at::randn({request_.batch, request_.transformer.channels, side, side}, wide_);
    const Tensor noise = at::randn_like(clean);
    const Tensor timesteps =
        at::full({request_.batch}, 500, at::TensorOptions().dtype(at::kLong).device(compute_.device));
    const Tensor noisy = addNoise(clean, noise, timesteps);
    const std::vector<Tensor> captions(
        static_cast<std::size_t>(request_.batch),
        at::randn({request_.captionTokens, request_.transformer.captionWidth}, narrow_));
    return time(
        "train",
        "one step of " + std::to_string(request_.batch) + (request_.batch == 1 ? " image" : " images"), [&] {
          const ComputedWeights computed(learned, compute_.type);
          const Transformer network(request_.transformer, computed.weights());
          const Tensor output = network
                                    .forward(noisy, network.modulation(network.embedTime(timesteps)),
                                             network.prepareText(captions))
                                    .to(at::kFloat);
          const Tensor loss = diffusionLoss(output, clean, noisy, noise, timesteps).total();
          loss.backward();
          computed.passGradients();
          optimiser.step(1e-4);
          optimiser.clearGradients();
          return loss.detach();
        });
  }

  base::Result<BenchmarkResult> autoencoder(bool decode) const {
    const Vae vae(request_.vae, randomWeights(weights::expectedTensors(request_.vae), wide_));
    const std::int64_t side = request_.transformer.inputSize;
    const Tensor latent = at::randn({1, request_.vae.latentChannels, side, side}, wide_);
    const Tensor image = at::randn(
        {1, request_.vae.imageChannels, side * request_.vae.downscale(), side * request_.vae.downscale()},
        wide_);
    const std::string size = std::to_string(side * request_.vae.downscale()) + " pixels, fp32";
    if (decode) return time("decode", size, [&] { return vae.decode(latent); });
    return time("encode", size, [&] { return vae.encode(image).mean; });
  }

  const BenchmarkRequest& request_;
  const base::CancelToken& cancel_;
  Compute compute_;
  at::TensorOptions narrow_;
  at::TensorOptions wide_;
};

}  // namespace

base::Result<BenchmarkReport> runBenchmark(const BenchmarkRequest& request, const base::CancelToken& cancel) {
  const bool forced = request.precision == "bf16-forced";
  CHEXGEN_ASSIGN(Compute compute, chooseCompute({.device = request.device,
                                                 .precision = forced ? "auto" : request.precision,
                                                 .threads = request.threads}));
  if (forced) compute.type = at::kBFloat16;
  BenchmarkReport report{
      .device = compute.deviceName(), .precision = compute.precisionName(), .threads = compute.threads};
  const Bench bench(request, compute, cancel);
  for (const std::string& part : request.parts) {
    CHEXGEN_ASSIGN(BenchmarkResult result, bench.run(part));
    report.results.push_back(std::move(result));
  }
  return report;
}

}  // namespace chexgen::engine
