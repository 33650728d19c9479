#include "core/weights/random_model.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>

#include "core/base/philox.h"
#include "core/weights/infer_architecture.h"
#include "core/weights/model_folder.h"
#include "core/weights/number_formats.h"
#include "core/weights/position_table.h"
#include "core/weights/safetensors_writer.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::Result;

namespace {

constexpr std::size_t pieceElements = std::size_t{1} << 18U;
// Keeps these numbers apart from every other use of the same seed.
constexpr std::uint32_t streamBase = 0x5EED0000;

// How a tensor starts: normal with this deviation, or one number everywhere.
struct Start {
  bool isConstant = false;
  double value = 0;
};

double fanIn(std::span<const std::int64_t> shape) {
  double product = 1;
  for (const std::int64_t size : shape.subspan(1)) product *= static_cast<double>(size);
  return product;
}

// Sizes that keep activations near unit variance through the depth of each network.
Start startOf(const ExpectedTensor& tensor) {
  const std::string_view key = tensor.key;
  const auto endsIn = [&](std::initializer_list<std::string_view> endings) {
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view e) { return key.ends_with(e); });
  };
  if (endsIn({"norm.weight", "norm1.weight", "norm2.weight", "norm_out.weight"})) return {true, 1.0};
  if (endsIn({".bias"})) return {true, 0.0};
  if (endsIn({"relative_attention_bias.weight"})) return {false, 0.1};
  if (endsIn({"shared.weight"})) return {false, 1.0};
  // T5 does not divide attention by the root of the head width (64): its query weights carry that.
  if (endsIn({"SelfAttention.q.weight"})) return {false, 0.125 / std::sqrt(fanIn(tensor.shape))};
  if (endsIn({"t_block.1.weight", "before_proj.weight", "after_proj.weight"})) return {false, 0.02};
  return {false, 1.0 / std::sqrt(fanIn(tensor.shape))};
}

struct Network {
  NetworkKind kind = NetworkKind::transformer;
  std::string label, fileName;
  Json architecture;
  std::vector<ExpectedTensor> expected;
  ManifestFile* file = nullptr;  // in the manifest
};

class Creator {
 public:
  Creator(const RandomModelRequest& request, const std::function<void(const ConvertProgress&)>& onProgress,
          const base::CancelToken& cancel)
      : request_(request),
        type_(request.type == StoredType::keep ? DataType::float32
                                               : storedAs(DataType::float32, request.type)),
        onProgress_(onProgress),
        cancel_(cancel) {}

  Result<Manifest> run() {
    describe();
    CHEXGEN_TRY(checkManifest(manifest_));
    CHEXGEN_ASSIGN(auto folder, ModelFolder::create(request_.out));
    CHEXGEN_ASSIGN(manifest_.tokenizerFile, folder.copyIn(request_.tokenizer, "tokenizer.model"));
    auto networks = listNetworks();
    for (const Network& network : networks) {
      for (const ExpectedTensor& tensor : network.expected) {
        progress_.total += bytesOfShape(tensor.shape, type_).value_or(0);
      }
    }
    for (std::size_t i = 0; i < networks.size(); ++i) {
      CHEXGEN_TRY(write(networks[i], static_cast<std::uint32_t>(i), folder));
    }
    CHEXGEN_TRY(folder.publish(manifest_));
    return manifest_;
  }

 private:
  void describe() {
    manifest_.name = request_.name;
    manifest_.description = "random weights, not a radiograph";
    manifest_.licence = "none needed: nothing was learned";
    manifest_.trainedOn = "nothing";
    manifest_.origin = "random numbers of seed " + std::to_string(request_.seed);
    manifest_.randomWeights = true;
    manifest_.transformer = request_.transformer;
    manifest_.transformer.captionWidth = request_.textEncoder.width;
    manifest_.textEncoder = request_.textEncoder;
    manifest_.vae = request_.vae;
    manifest_.sizes = {request_.transformer.inputSize * request_.vae.downscale()};
    manifest_.demographics = {"sex", "age", "race"};
    manifest_.preview = usualPreview(VaeArchitecture{});
    if (request_.vae.latentChannels != VaeArchitecture{}.latentChannels) manifest_.preview.reset();
    const ManifestFile none{"none", std::string(64, '0'), 0};
    manifest_.transformerFile = manifest_.textEncoderFile = manifest_.vaeFile = manifest_.tokenizerFile =
        none;
    for (const auto& [kind, architecture] : request_.controls) {
      manifest_.controls.push_back({kind, architecture, none});
    }
  }

  std::vector<Network> listNetworks() {
    std::vector<Network> networks;
    networks.push_back({NetworkKind::transformer, "transformer", "transformer.safetensors",
                        toJson(manifest_.transformer), expectedTensors(manifest_.transformer),
                        &manifest_.transformerFile});
    networks.push_back({NetworkKind::textEncoder, "text encoder", "text_encoder.safetensors",
                        toJson(manifest_.textEncoder), expectedTensors(manifest_.textEncoder),
                        &manifest_.textEncoderFile});
    networks.push_back({NetworkKind::vae, "VAE", "vae.safetensors", toJson(manifest_.vae),
                        expectedTensors(manifest_.vae), &manifest_.vaeFile});
    for (ManifestControl& control : manifest_.controls) {
      networks.push_back({NetworkKind::control, control.kind + " control",
                          "control-" + control.kind + ".safetensors", toJson(control.architecture),
                          expectedTensors(control.architecture, manifest_.transformer), &control.file});
    }
    return networks;
  }

  Result<void> write(const Network& network, std::uint32_t index, const ModelFolder& folder) {
    std::vector<TensorDeclaration> declarations;
    for (const ExpectedTensor& tensor : network.expected)
      declarations.push_back({tensor.key, type_, tensor.shape});
    progress_.part = network.label;
    CHEXGEN_ASSIGN(auto writer,
                   SafetensorsWriter::create(folder.path() / network.fileName, declarations,
                                             {{"format", "pt"},
                                              {architectureMetadataKey, network.architecture.dump()},
                                              {"chexgen.note", "random weights, not a radiograph"}}));
    // 4096 tensors a network; larger ones share streams of the next network, which harms nothing.
    base::RandomStream random{request_.seed, streamBase + (index << 12U), 0};
    for (const ExpectedTensor& tensor : network.expected) {
      CHEXGEN_TRY(fill(tensor, random, writer));
      ++random.stream;
    }
    CHEXGEN_ASSIGN(auto written, writer.publish());
    *network.file = {network.fileName, std::move(written.sha256), written.bytes};
    return {};
  }

  Result<void> fill(const ExpectedTensor& tensor, base::RandomStream random, SafetensorsWriter& writer) {
    if (tensor.key == "pos_embed") return append(tensor.key, positionTable(manifest_.transformer), writer);
    const Start start = startOf(tensor);
    const auto bytes = bytesOfShape(tensor.shape, type_);
    auto remaining = static_cast<std::size_t>(bytes.value_or(0)) / bytesOf(type_);
    std::vector<float> values;
    for (; remaining > 0; remaining -= values.size(), ++random.step) {
      values.assign(std::min(remaining, pieceElements), static_cast<float>(start.value));
      if (!start.isConstant) {
        random.fillNormal(values);
        for (float& value : values) value *= static_cast<float>(start.value);
      }
      CHEXGEN_TRY(append(tensor.key, values, writer));
    }
    return {};
  }

  Result<void> append(const std::string& key, std::span<const float> values, SafetensorsWriter& writer) {
    if (cancel_.isCancelled())
      return fail(ErrorCode::cancelled, "Making the model was cancelled.", request_.out);
    const auto bytes = fromFloats(values, type_);
    CHEXGEN_TRY(writer.append(key, bytes));
    progress_.done += bytes.size();
    if (onProgress_) onProgress_(progress_);
    return {};
  }

  const RandomModelRequest& request_;
  DataType type_;
  const std::function<void(const ConvertProgress&)>& onProgress_;
  const base::CancelToken& cancel_;
  Manifest manifest_;
  ConvertProgress progress_;
};

}  // namespace

Result<Manifest> createRandomModel(const RandomModelRequest& request,
                                   const std::function<void(const ConvertProgress&)>& onProgress,
                                   const base::CancelToken& cancel) {
  return Creator(request, onProgress, cancel).run();
}

TextEncoderArchitecture smallTextEncoder() {
  TextEncoderArchitecture architecture;
  architecture.width = 64;
  architecture.layers = 2;
  architecture.heads = 4;
  architecture.headWidth = 16;
  architecture.feedForward = 128;
  return architecture;
}

VaeArchitecture smallVae() {
  VaeArchitecture architecture;
  architecture.blockChannels = {16, 24, 32, 32};
  architecture.layersPerBlock = 1;
  architecture.normGroups = 8;
  return architecture;
}

}  // namespace chexgen::weights
