#include "tests/engine/tiny_training.h"

#include <span>
#include <stdexcept>

#include "core/base/philox.h"
#include "core/engine/training/initial_weights.h"
#include "core/engine/training/lora.h"
#include "core/training/feature_writer.h"

namespace chexgen::tests {
namespace {

constexpr std::int64_t side = 8;
constexpr std::int64_t captionWidth = 16;

weights::TransformerArchitecture tinyArchitecture() {
  return {.inputSize = side,
          .patch = 2,
          .channels = 4,
          .width = 24,
          .depth = 3,
          .heads = 2,
          .mlpRatio = 2,
          .captionWidth = captionWidth,
          .tokens = 12,
          .positionScale = 1.0};
}

weights::TextEncoderArchitecture tinyText() {
  return {
      .vocabulary = 40, .width = captionWidth, .layers = 1, .heads = 2, .headWidth = 8, .feedForward = 24};
}

template <class T>
T orThrow(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::describe(result.error()));
  return std::move(*result);
}

// Zero layers would hide what lies behind them.
void shake(engine::WeightMap& weights, std::uint32_t stream) {
  for (auto& [key, weight] : weights) {
    engine::Tensor noise = at::empty_like(weight);
    base::RandomStream{77, stream++, 0}.fillNormal(
        std::span(noise.data_ptr<float>(), static_cast<std::size_t>(noise.numel())));
    weight = weight + 0.05 * noise;
  }
}

}  // namespace

void writeTinyData(const std::filesystem::path& folder, std::size_t rows) {
  const training::FeatureIndex index{.latentShape = {4, side, side},
                                     .captionWidth = captionWidth,
                                     .imageSize = 64,
                                     .conditions = "mask",
                                     .variants = 2,
                                     .rowsPerShard = 8};
  std::vector<training::FeatureRow> names;
  for (std::size_t row = 0; row < rows; ++row) {
    names.push_back({.id = std::to_string(row),
                     .prompt = "row " + std::to_string(row),
                     .split = row % 4 == 3 ? training::Split::validation : training::Split::train});
  }
  const auto writer = orThrow(training::FeatureWriter::create(folder, index, names));
  std::vector<std::vector<float>> kept;
  std::uint32_t stream = 1;
  const auto numbers = [&](std::size_t count) -> training::EncodedTensor {
    auto& values = kept.emplace_back(count);
    base::RandomStream{5, stream++, 0}.fillNormal(values);
    return {.type = weights::DataType::float32, .bytes = std::as_bytes(std::span(values))};
  };
  for (const std::size_t shard : writer.missingShards()) {
    std::vector<training::EncodedRow> encoded;
    for (std::size_t row = writer.rowsOf(shard).begin; row < writer.rowsOf(shard).end; ++row) {
      const std::size_t pixels = 4 * side * side;
      encoded.push_back({.latents = {numbers(pixels), numbers(pixels)},
                         .conditions = {numbers(pixels), numbers(pixels)},
                         .caption = numbers((3 + row % 3) * captionWidth)});
    }
    orThrow(writer.writeShard(shard, encoded).map([] { return 0; }));
  }
}

std::unique_ptr<engine::DiffusionTarget> tinyTarget(const std::filesystem::path& data,
                                                    engine::Learner learner, bool jointText,
                                                    bool gradientCheckpointing,
                                                    const engine::Compute& compute) {
  engine::DiffusionNetworks networks{.architecture = tinyArchitecture(), .learner = learner};
  networks.base = engine::initialTransformer(networks.architecture, 3);
  shake(networks.base, 1000);
  if (learner == engine::Learner::lora) networks.initial = engine::initialLora(networks.base, 2, 4);
  if (learner == engine::Learner::control) {
    networks.control.copiedBlocks = 2;
    networks.initial = engine::initialControl(networks.control, networks.architecture, networks.base);
  }
  engine::DiffusionData features(orThrow(training::FeatureStore::open(data)));
  if (jointText) {
    engine::JointTextEncoder text{.architecture = tinyText(),
                                  .initial = engine::initialTextEncoder(tinyText(), 6)};
    for (std::size_t row = 0; row < features.store().rows().size(); ++row) {
      const auto first = static_cast<std::int64_t>(row % 30);
      text.ids.push_back({first + 3, first + 5, 1});
    }
    networks.text = std::move(text);
  }
  return std::make_unique<engine::DiffusionTarget>(
      std::move(networks), std::move(features),
      engine::DiffusionTargetSettings{
          .captionDropout = 0.3, .gradientCheckpointing = gradientCheckpointing, .loraAlpha = 4, .seed = 9},
      compute);
}

training::TrainSettings tinySettings(std::int64_t steps) {
  training::TrainSettings settings;
  settings.steps = steps;
  settings.batch = 4;
  settings.learningRate = 1e-2;
  settings.warmupSteps = 2;
  settings.schedule = training::Schedule::cosine;
  settings.emaDecay = 0.9;
  settings.seed = 9;
  settings.checkpointEvery = 2;
  settings.logEvery = 1;
  return settings;
}

}  // namespace chexgen::tests
