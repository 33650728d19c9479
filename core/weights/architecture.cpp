#include "core/weights/architecture.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::Result;

constexpr std::int64_t latentDownscale = 8;  // image pixels to one latent pixel of the released models
// No network of this kind is larger; a number beyond it would only overflow later arithmetic.
constexpr std::int64_t largestNumber = std::int64_t{1} << 24U;
constexpr std::int64_t mostLayers = 1024;

struct FamilyMember {
  std::string_view name;
  std::int64_t depth, width, heads;
};
constexpr std::array<FamilyMember, 4> family{{
    {"XL", 28, 1152, 16},
    {"L", 24, 1024, 16},
    {"B", 12, 768, 12},
    {"S", 12, 384, 6},
}};

// Also asked about numbers that were refused before, so the divisor may be anything.
bool divides(std::int64_t divisor, std::int64_t number) { return divisor > 0 && number % divisor == 0; }

// Reads the entries of one architecture object; the first failure stays and the rest is skipped.
class Reader {
 public:
  Reader(const Json& value, std::string what) : value_(value), what_(std::move(what)) {
    if (!value.is_object()) {
      error_ = base::Error{ErrorCode::formatInvalid, "The " + what_ + "'s architecture is not an object."};
    }
  }

  Reader& positive(std::string_view key, std::int64_t& target) { return number(key, target, largestNumber); }
  // How often a part repeats; every repetition costs memory for its keys.
  Reader& count(std::string_view key, std::int64_t& target) { return number(key, target, mostLayers); }
  Reader& positive(std::string_view key, double& target) {
    read(key, target);
    if (!error_ && !(target > 0 && target < 1e6)) {
      error_ = base::Error{ErrorCode::formatInvalid,
                           "The " + what_ + "'s \"" + std::string(key) + "\" must be positive."};
    }
    return *this;
  }
  template <class T>
  Reader& read(std::string_view key, T& target) {
    if (error_) return *this;
    auto found = base::jsonValue<T>(value_, key);
    if (found) {
      target = std::move(*found);
    } else {
      error_ = found.error();
      error_->message = "In the " + what_ + "'s architecture: " + error_->message;
    }
    return *this;
  }
  // A list of whole numbers.
  Reader& numbers(std::string_view key, std::vector<std::int64_t>& target) {
    Json list;
    read(key, list);
    const auto isWhole = [](const Json& item) { return base::jsonHolds<std::int64_t>(item); };
    if (!error_ && (!list.is_array() || !std::all_of(list.begin(), list.end(), isWhole))) {
      error_ = base::Error{ErrorCode::formatInvalid, "The " + what_ + "'s \"" + std::string(key) +
                                                         "\" must be a list of whole numbers."};
    }
    if (!error_) target = list.get<std::vector<std::int64_t>>();
    return *this;
  }
  // A rule between several numbers.
  Reader& require(bool holds, const std::string& rule) {
    if (!error_ && !holds) {
      error_ = base::Error{ErrorCode::architectureMismatch, "The " + what_ + "'s " + rule + "."};
    }
    return *this;
  }

  [[nodiscard]] Result<void> result() const {
    if (error_) return tl::unexpected<base::Error>(*error_);
    return {};
  }

 private:
  Reader& number(std::string_view key, std::int64_t& target, std::int64_t largest) {
    read(key, target);
    if (error_) return *this;
    if (target < 1 || target > largest) {
      error_ = base::Error{ErrorCode::formatInvalid, "The " + what_ + "'s \"" + std::string(key) +
                                                         "\" must be a whole number of 1 … " +
                                                         std::to_string(largest) + "."};
    }
    return *this;
  }

  const Json& value_;
  std::string what_;
  std::optional<base::Error> error_;
};

}  // namespace

Result<TransformerArchitecture> transformerByName(const std::string& name, std::int64_t imageSize) {
  const auto slash = name.find('/');
  const std::string size = name.substr(0, slash);
  const std::string patch = slash == std::string::npos ? "" : name.substr(slash + 1);
  for (const FamilyMember& member : family) {
    if (member.name != size || (patch != "2" && patch != "4" && patch != "8")) continue;
    TransformerArchitecture architecture;
    architecture.patch = patch.front() - '0';
    architecture.depth = member.depth;
    architecture.width = member.width;
    architecture.heads = member.heads;
    if (imageSize < 1 || imageSize > 65536 || imageSize % (latentDownscale * architecture.patch) != 0) {
      return fail(ErrorCode::argumentInvalid, "The image size of " + name + " must be a multiple of " +
                                                  std::to_string(latentDownscale * architecture.patch) +
                                                  " pixels, not " + std::to_string(imageSize) + ".");
    }
    architecture.inputSize = imageSize / latentDownscale;
    architecture.positionScale = defaultPositionScale(architecture.inputSize);
    return architecture;
  }
  return fail(ErrorCode::argumentInvalid, "There is no transformer named \"" + name + "\".", {}, "",
              "Use XL, L, B or S with patch 2, 4 or 8, for example XL/2.");
}

std::optional<std::int64_t> familyHeads(std::int64_t width) {
  for (const FamilyMember& member : family) {
    if (member.width == width) return member.heads;
  }
  return std::nullopt;
}

std::string familyName(const TransformerArchitecture& architecture) {
  for (const FamilyMember& member : family) {
    if (member.width == architecture.width && member.depth == architecture.depth &&
        member.heads == architecture.heads) {
      return std::string(member.name) + "/" + std::to_string(architecture.patch);
    }
  }
  return {};
}

double defaultPositionScale(std::int64_t inputSize) {
  constexpr std::int64_t inputSizeOf512Pixels = 64;
  return inputSize == inputSizeOf512Pixels ? 2.0 : 1.0;
}

// ---- JSON ----

Json toJson(const TextEncoderArchitecture& a) {
  return {{"vocabulary", a.vocabulary},  {"width", a.width},
          {"layers", a.layers},          {"heads", a.heads},
          {"headWidth", a.headWidth},    {"feedForward", a.feedForward},
          {"buckets", a.buckets},        {"maximumDistance", a.maximumDistance},
          {"normEpsilon", a.normEpsilon}};
}

Json toJson(const VaeArchitecture& a) {
  return {{"imageChannels", a.imageChannels},
          {"latentChannels", a.latentChannels},
          {"blockChannels", a.blockChannels},
          {"layersPerBlock", a.layersPerBlock},
          {"normGroups", a.normGroups},
          {"midAttention", a.midAttention},
          {"quantConvolution", a.quantConvolution},
          {"postQuantConvolution", a.postQuantConvolution},
          {"scalingFactor", a.scalingFactor}};
}

Json toJson(const TransformerArchitecture& a) {
  return {{"inputSize", a.inputSize},
          {"patch", a.patch},
          {"channels", a.channels},
          {"width", a.width},
          {"depth", a.depth},
          {"heads", a.heads},
          {"mlpRatio", a.mlpRatio},
          {"tokens", a.tokens},
          {"captionWidth", a.captionWidth},
          {"positionScale", a.positionScale}};
}

Json toJson(const ControlArchitecture& a) { return {{"copiedBlocks", a.copiedBlocks}}; }

Result<TextEncoderArchitecture> textEncoderFromJson(const Json& value) {
  TextEncoderArchitecture a;
  CHEXGEN_TRY(Reader(value, "text encoder")
                  .positive("vocabulary", a.vocabulary)
                  .positive("width", a.width)
                  .count("layers", a.layers)
                  .positive("heads", a.heads)
                  .positive("headWidth", a.headWidth)
                  .positive("feedForward", a.feedForward)
                  .positive("buckets", a.buckets)
                  .positive("maximumDistance", a.maximumDistance)
                  .positive("normEpsilon", a.normEpsilon)
                  .result());
  return a;
}

Result<VaeArchitecture> vaeFromJson(const Json& value) {
  VaeArchitecture a;
  Reader reader(value, "VAE");
  reader.positive("imageChannels", a.imageChannels)
      .positive("latentChannels", a.latentChannels)
      .numbers("blockChannels", a.blockChannels)
      .count("layersPerBlock", a.layersPerBlock)
      .positive("normGroups", a.normGroups)
      .read("midAttention", a.midAttention)
      .read("quantConvolution", a.quantConvolution)
      .read("postQuantConvolution", a.postQuantConvolution)
      .positive("scalingFactor", a.scalingFactor)
      .require(!a.blockChannels.empty() && a.blockChannels.size() <= 16,
               "blockChannels must list 1 … 16 levels");
  for (const std::int64_t channels : a.blockChannels) {
    reader.require(channels >= 1 && channels <= largestNumber && divides(a.normGroups, channels),
                   "blockChannels must be positive multiples of normGroups");
  }
  CHEXGEN_TRY(reader.result());
  return a;
}

Result<TransformerArchitecture> transformerFromJson(const Json& value) {
  TransformerArchitecture a;
  CHEXGEN_TRY(Reader(value, "transformer")
                  .positive("inputSize", a.inputSize)
                  .positive("patch", a.patch)
                  .positive("channels", a.channels)
                  .positive("width", a.width)
                  .count("depth", a.depth)
                  .positive("heads", a.heads)
                  .positive("mlpRatio", a.mlpRatio)
                  .positive("captionWidth", a.captionWidth)
                  .positive("tokens", a.tokens)
                  .positive("positionScale", a.positionScale)
                  .require(divides(a.patch, a.inputSize), "inputSize must be a multiple of patch")
                  .require(divides(a.heads, a.width), "width must be a multiple of heads")
                  .require(divides(4, a.width), "width must be a multiple of 4 (position table)")
                  .result());
  return a;
}

Result<ControlArchitecture> controlFromJson(const Json& value) {
  ControlArchitecture a;
  CHEXGEN_TRY(Reader(value, "control branch").count("copiedBlocks", a.copiedBlocks).result());
  return a;
}

}  // namespace chexgen::weights
