#include "core/engine/text/prompt_encoder.h"

#include <algorithm>
#include <vector>

#include "core/engine/checkpoint/load_networks.h"
#include "core/weights/file_check.h"

namespace chexgen::engine {
namespace {

// 120 tokens of 4096 fp32 numbers are 2 MB: a quarter of a gigabyte at the most.
constexpr std::size_t rememberedPrompts = 128;
constexpr std::uint64_t largeEncoder = 1ULL << 30U;

}  // namespace

PromptEncoder::PromptEncoder(const weights::Manifest& manifest, std::filesystem::path folder,
                             const Compute& compute, text::Tokenizer tokenizer)
    : architecture_(manifest.textEncoder),
      tokens_(manifest.transformer.tokens),
      folder_(std::move(folder)),
      file_(manifest.textEncoderFile),
      compute_(compute),
      tokenizer_(std::move(tokenizer)) {}

base::Result<PromptEncoder> PromptEncoder::open(const weights::Manifest& manifest,
                                                const std::filesystem::path& folder, const Compute& compute) {
  CHEXGEN_ASSIGN(const auto file, weights::checkedFile(folder, manifest.tokenizerFile));
  CHEXGEN_ASSIGN(text::Tokenizer tokenizer, text::Tokenizer::load(file));
  return PromptEncoder(manifest, folder, compute, std::move(tokenizer));
}

base::Result<void> PromptEncoder::loadEncoder() {
  if (encoder_) return {};
  const auto expected = weights::expectedTensors(architecture_);
  CHEXGEN_ASSIGN(const WeightMap weights,
                 mapWeights(folder_, file_, expected, weights::NetworkKind::textEncoder, compute_.device));
  encoder_.emplace(architecture_, weights, compute_.type);
  return {};
}

base::Result<Tensor> PromptEncoder::encode(const std::string& cleanedPrompt) {
  const auto known = std::find_if(recent_.begin(), recent_.end(),
                                  [&](const auto& entry) { return entry.first == cleanedPrompt; });
  if (known != recent_.end()) {
    recent_.splice(recent_.begin(), recent_, known);
    return known->second;
  }
  CHEXGEN_ASSIGN(const auto encoding, tokenizer_.encode(cleanedPrompt, static_cast<std::size_t>(tokens_)));
  const auto last = std::find(encoding.mask.begin(), encoding.mask.end(), 0);
  const std::vector<std::int64_t> ids(encoding.ids.begin(),
                                      encoding.ids.begin() + (last - encoding.mask.begin()));
  for (const std::int64_t id : ids) {
    if (id < 0 || id >= architecture_.vocabulary) {
      return base::fail(base::ErrorCode::architectureMismatch,
                        "The tokenizer gives the token " + std::to_string(id) +
                            ", but the text encoder knows only " + std::to_string(architecture_.vocabulary) +
                            ".",
                        folder_ / file_.path, "", "Use the tokenizer that belongs to this text encoder.");
    }
  }
  CHEXGEN_TRY(loadEncoder());
  recent_.emplace_front(cleanedPrompt, encoder_->encode(ids));
  if (recent_.size() > rememberedPrompts) recent_.pop_back();
  return recent_.front().second;
}

void PromptEncoder::unloadIfLarge() {
  if (file_.bytes > largeEncoder) encoder_.reset();
}

}  // namespace chexgen::engine
