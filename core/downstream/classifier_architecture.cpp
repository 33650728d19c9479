#include "core/downstream/classifier_architecture.h"

#include <utility>

namespace chexgen::downstream {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

using Shape = std::vector<std::int64_t>;

struct FamilyFacts {
  ClassifierFamily family;
  std::string_view name;
  std::array<std::int64_t, 4> blocks;
  bool dense;
  bool bottlenecks;
};

constexpr std::array families{
    FamilyFacts{ClassifierFamily::resnet10, "resnet10", {1, 1, 1, 1}, false, false},
    FamilyFacts{ClassifierFamily::resnet18, "resnet18", {2, 2, 2, 2}, false, false},
    FamilyFacts{ClassifierFamily::resnet50, "resnet50", {3, 4, 6, 3}, false, true},
    FamilyFacts{ClassifierFamily::densenet121, "densenet121", {6, 12, 24, 16}, true, false},
};
constexpr std::array familyList{families[0].family, families[1].family, families[2].family,
                                families[3].family};

const FamilyFacts& factsOf(ClassifierFamily family) { return families.at(static_cast<std::size_t>(family)); }

// Of a dense layer's first convolution: channels for each that the layer adds (torchvision's bn_size).
constexpr std::int64_t denseBottleneck = 4;
constexpr std::int64_t residualExpansion = 4;

class ClassifierList {
 public:
  void add(std::string key, Shape shape) { tensors_.push_back({std::move(key), std::move(shape)}); }
  void convolution(const std::string& name, std::int64_t out, std::int64_t in, std::int64_t kernel) {
    add(name + ".weight", {out, in, kernel, kernel});
  }
  void batchNorm(const std::string& name, std::int64_t channels) {
    for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"})
      add(name + part, {channels});
    add(name + ".num_batches_tracked", {});
  }
  void linear(const std::string& name, std::int64_t out, std::int64_t in) {
    add(name + ".weight", {out, in});
    add(name + ".bias", {out});
  }
  [[nodiscard]] std::vector<weights::ExpectedTensor> take() { return std::move(tensors_); }

 private:
  std::vector<weights::ExpectedTensor> tensors_;
};

// One residual block; gives the channels that it puts out.
std::int64_t residualBlock(ClassifierList& list, const std::string& name, std::int64_t in,
                           std::int64_t planes, bool bottleneck, bool strided) {
  const std::int64_t out = bottleneck ? planes * residualExpansion : planes;
  list.convolution(name + ".conv1", planes, in, bottleneck ? 1 : 3);
  list.batchNorm(name + ".bn1", planes);
  list.convolution(name + ".conv2", planes, planes, 3);
  list.batchNorm(name + ".bn2", planes);
  if (bottleneck) {
    list.convolution(name + ".conv3", out, planes, 1);
    list.batchNorm(name + ".bn3", out);
  }
  if (strided || in != out) {
    list.convolution(name + ".downsample.0", out, in, 1);
    list.batchNorm(name + ".downsample.1", out);
  }
  return out;
}

void residualNetwork(ClassifierList& list, const ClassifierArchitecture& a) {
  list.convolution("conv1", a.width, a.channels, 7);
  list.batchNorm("bn1", a.width);
  std::int64_t in = a.width;
  const auto blocks = blocksOf(a.family);
  for (std::size_t stage = 0; stage < blocks.size(); ++stage) {
    const std::int64_t planes = a.width << stage;
    for (std::int64_t block = 0; block < blocks[stage]; ++block) {
      const std::string name = "layer" + std::to_string(stage + 1) + "." + std::to_string(block);
      in = residualBlock(list, name, in, planes, hasBottlenecks(a.family), stage > 0 && block == 0);
    }
  }
  list.linear("fc", a.outputs, in);
}

void denseNetwork(ClassifierList& list, const ClassifierArchitecture& a) {
  const std::int64_t growth = growthOf(a);
  list.convolution("features.conv0", a.width, a.channels, 7);
  list.batchNorm("features.norm0", a.width);
  std::int64_t in = a.width;
  const auto blocks = blocksOf(a.family);
  for (std::size_t stage = 0; stage < blocks.size(); ++stage) {
    const std::string number = std::to_string(stage + 1);
    for (std::int64_t layer = 1; layer <= blocks[stage]; ++layer) {
      const std::string name = "features.denseblock" + number + ".denselayer" + std::to_string(layer);
      list.batchNorm(name + ".norm1", in);
      list.convolution(name + ".conv1", denseBottleneck * growth, in, 1);
      list.batchNorm(name + ".norm2", denseBottleneck * growth);
      list.convolution(name + ".conv2", growth, denseBottleneck * growth, 3);
      in += growth;
    }
    if (stage + 1 == blocks.size()) break;
    list.batchNorm("features.transition" + number + ".norm", in);
    list.convolution("features.transition" + number + ".conv", in / 2, in, 1);
    in /= 2;
  }
  list.batchNorm("features.norm5", in);
  list.linear("classifier", a.outputs, in);
}

}  // namespace

std::string_view name(ClassifierFamily family) { return factsOf(family).name; }

std::span<const ClassifierFamily> classifierFamilies() { return familyList; }

Result<ClassifierFamily> classifierFamilyNamed(std::string_view name) {
  std::string known;
  for (const FamilyFacts& facts : families) {
    if (facts.name == name) return facts.family;
    known += (known.empty() ? "" : ", ") + std::string(facts.name);
  }
  return fail(ErrorCode::argumentInvalid,
              "There is no network \"" + std::string(name) + "\"; there are " + known + ".");
}

std::array<std::int64_t, 4> blocksOf(ClassifierFamily family) { return factsOf(family).blocks; }
bool isDense(ClassifierFamily family) { return factsOf(family).dense; }
bool hasBottlenecks(ClassifierFamily family) { return factsOf(family).bottlenecks; }
std::int64_t growthOf(const ClassifierArchitecture& architecture) { return architecture.width / 2; }
std::string_view headOf(ClassifierFamily family) { return isDense(family) ? "classifier" : "fc"; }

std::int64_t featuresOf(const ClassifierArchitecture& a) {
  if (!isDense(a.family)) return (a.width << 3U) * (hasBottlenecks(a.family) ? residualExpansion : 1);
  std::int64_t channels = a.width;
  const auto blocks = blocksOf(a.family);
  for (std::size_t stage = 0; stage < blocks.size(); ++stage) {
    channels += blocks[stage] * growthOf(a);
    if (stage + 1 < blocks.size()) channels /= 2;
  }
  return channels;
}

std::vector<weights::ExpectedTensor> expectedTensors(const ClassifierArchitecture& architecture) {
  ClassifierList list;
  if (isDense(architecture.family)) {
    denseNetwork(list, architecture);
  } else {
    residualNetwork(list, architecture);
  }
  return list.take();
}

Result<void> checkArchitecture(const ClassifierArchitecture& architecture) {
  if (architecture.width < 2 || architecture.width > 1024 || architecture.width % 2 != 0)
    return fail(ErrorCode::argumentInvalid, "The width of a network is an even number from 2 to 1024, not " +
                                                std::to_string(architecture.width) + ".");
  if (architecture.channels != 1 && architecture.channels != 3)
    return fail(ErrorCode::argumentInvalid,
                "A network reads 1 channel or 3, not " + std::to_string(architecture.channels) + ".");
  if (architecture.outputs < 1 || architecture.outputs > 100'000)
    return fail(ErrorCode::argumentInvalid, "A network has from 1 to 100000 outputs.");
  return {};
}

base::OrderedJson toJson(const ClassifierArchitecture& architecture) {
  return {{"family", name(architecture.family)},
          {"width", architecture.width},
          {"channels", architecture.channels},
          {"outputs", architecture.outputs}};
}

Result<ClassifierArchitecture> classifierFromJson(const base::Json& value,
                                                  const std::filesystem::path& file) {
  ClassifierArchitecture architecture;
  CHEXGEN_ASSIGN(const auto family, base::jsonValue<std::string>(value, "family", file));
  CHEXGEN_ASSIGN(architecture.family, classifierFamilyNamed(family));
  CHEXGEN_ASSIGN(architecture.width, base::jsonValue<std::int64_t>(value, "width", file));
  CHEXGEN_ASSIGN(architecture.channels, base::jsonValue<std::int64_t>(value, "channels", file));
  CHEXGEN_ASSIGN(architecture.outputs, base::jsonValue<std::int64_t>(value, "outputs", file));
  CHEXGEN_TRY(checkArchitecture(architecture));
  return architecture;
}

}  // namespace chexgen::downstream
