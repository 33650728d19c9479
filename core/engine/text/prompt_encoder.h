// From a cleaned prompt to its embedding: tokenizer and text encoder, with what was encoded before
// remembered.
#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/engine/compute.h"
#include "core/engine/tensor.h"
#include "core/engine/text/t5_encoder.h"
#include "core/text/tokenizer.h"
#include "core/weights/manifest.h"

namespace chexgen::engine {

class PromptEncoder {
 public:
  // Checks and reads the tokenizer; the encoder's weights are mapped when a prompt first needs them.
  [[nodiscard]] static base::Result<PromptEncoder> open(const weights::Manifest& manifest,
                                                        const std::filesystem::path& folder,
                                                        const Compute& compute);

  [[nodiscard]] const text::Tokenizer& tokenizer() const { return tokenizer_; }

  // The embedding of the prompt's k real tokens, [k, captionWidth]; only those are encoded. Embeddings of
  // recent prompts are kept, so that a cohort of one report, or the same prompt with other seeds, encodes
  // once.
  [[nodiscard]] base::Result<Tensor> encode(const std::string& cleanedPrompt);

  // Lets go of an encoder of more than a gigabyte: during the chain its memory is better used elsewhere.
  void unloadIfLarge();

 private:
  PromptEncoder(const weights::Manifest& manifest, std::filesystem::path folder, const Compute& compute,
                text::Tokenizer tokenizer);
  base::Result<void> loadEncoder();

  weights::TextEncoderArchitecture architecture_;
  std::int64_t tokens_;
  std::filesystem::path folder_;
  weights::ManifestFile file_;
  Compute compute_;
  text::Tokenizer tokenizer_;
  std::optional<T5Encoder> encoder_;
  std::list<std::pair<std::string, Tensor>> recent_;  // newest first
};

}  // namespace chexgen::engine
