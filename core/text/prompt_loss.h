// What of a prompt the model cannot read, and what of it is cut, so that nothing is drawn or learned from
// less than was written without a word.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/text/prompt_lens.h"
#include "core/text/tokenizer.h"

namespace chexgen::text {

struct PromptLoss {
  // Letters, digits and signs of the report as typed, without white space, punctuation and a prefix of
  // demographics; of them, what the cleaner takes out, what becomes unknown tokens, and what has tokens but
  // is of another script than the Latin of the reports that models learn from.
  std::size_t characters = 0;
  std::size_t removed = 0;
  std::size_t unread = 0;
  std::size_t foreign = 0;
  std::size_t tokens = 0;    // of the cleaned report
  std::size_t unknown = 0;   // of them, that stand for signs which the tokenizer does not know
  std::string example;       // the first stretch that was lost, at most a few words
  bool empty = false;        // nothing was typed but white space and punctuation
  bool prefixed = false;     // demographics stand in front of the report
  bool nothingLeft = false;  // something was typed, and no word of it is left

  std::size_t promptTokens = 0;  // of the whole prompt, with the end mark
  std::size_t tokenLimit = 0;
  std::size_t cut = 0;    // tokens that the model does not read
  std::string lastWords;  // the last that it reads, where something is cut

  // Words were wanted, and none of them arrives. Demographics alone are no such prompt.
  [[nodiscard]] bool isUnreadable() const { return nothingLeft || (empty && !prefixed); }
  // Of the characters, 0 … 1.
  [[nodiscard]] double share() const;
};

// Whole percent of a share: never 0 of something, and 100 only of everything.
[[nodiscard]] int percentOf(double share);

// What is lost of `typed`, which `lens` shows.
[[nodiscard]] PromptLoss promptLoss(std::string_view typed, const PromptLens& lens,
                                    const Tokenizer& tokenizer);
// The same of a prompt that is not shown. Fails like examinePrompt.
[[nodiscard]] base::Result<PromptLoss> promptLoss(std::string_view typed, const Tokenizer& tokenizer,
                                                  std::size_t tokenLimit);

// The refusal, argumentInvalid, of a prompt of which nothing is left.
[[nodiscard]] tl::unexpected<base::Error> failUnreadable(const PromptLoss& loss);

// Sentences for people: what cannot be read, what is cut, and both; none where all is read.
[[nodiscard]] std::optional<std::string> unreadRemark(const PromptLoss& loss);
[[nodiscard]] std::optional<std::string> cutRemark(const PromptLoss& loss);
[[nodiscard]] std::vector<std::string> remarksOn(const PromptLoss& loss);

}  // namespace chexgen::text
