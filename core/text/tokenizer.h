// Text into the token ids of a T5 encoder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace sentencepiece {
class SentencePieceProcessor;
}

namespace chexgen::text {

class Unigram;

// One token and the bytes [begin, end) of the text that it stands for.
struct Token {
  std::int64_t id = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(const Token&, const Token&) = default;
};

// What the encoder is given: `limit` ids, padded behind the text, and a mask that is 1 where an id is real.
struct EncodedText {
  std::vector<std::int64_t> ids;      // [limit]
  std::vector<std::int64_t> mask;     // [limit]
  std::size_t untruncatedLength = 0;  // tokens of the whole text and the end mark
};

// T5's tokenizer in its older ("legacy") form over a SentencePiece model. Immutable; threads may share it.
class Tokenizer {
 public:
  // `model` is a spiece.model file; `extraIds` is how many <extra_id_N> tokens count down from behind its
  // last piece. Fails with fileMissing, fileUnreadable, fileTooLarge, or formatInvalid when the file is
  // damaged, is no SentencePiece model, or lacks an end or padding token.
  [[nodiscard]] static base::Result<Tokenizer> load(const std::filesystem::path& model, int extraIds = 100);

  // Cuts the text so that the end mark fits into `limit` (at least 1) tokens. Fails with argumentInvalid when
  // `text` is longer than cleanedTextLimit or `limit` is 0.
  [[nodiscard]] base::Result<EncodedText> encode(std::string_view text, std::size_t limit) const;

  // All tokens of the text, in order, without the end mark. Literal </s>, <pad>, <unk> and <extra_id_N> count
  // as those tokens. Fails with argumentInvalid when `text` is longer than cleanedTextLimit.
  [[nodiscard]] base::Result<std::vector<Token>> tokenize(std::string_view text) const;

  // Whether this token stands for signs that the tokenizer has no piece for.
  [[nodiscard]] bool isUnknown(std::int64_t id) const;

  // One more than the largest id: the encoder's embedding needs at least so many rows.
  [[nodiscard]] std::int64_t vocabularySize() const;

 private:
  struct SpecialToken {
    std::int64_t id = 0;
    std::size_t length = 0;
  };

  using Model = sentencepiece::SentencePieceProcessor;

  Tokenizer(std::shared_ptr<const Model> model, std::shared_ptr<const Unigram> unigram, int extraIds);
  // The special token that starts at the '<' at the front of `text`; length 0 if there is none.
  [[nodiscard]] SpecialToken specialToken(std::string_view text) const;
  // Text without special tokens; token offsets are `offset` and more.
  base::Result<void> appendPieces(std::string_view text, std::size_t offset,
                                  std::vector<Token>& tokens) const;

  std::shared_ptr<const Model> model_;
  std::shared_ptr<const Unigram> unigram_;  // null where the library's own cut stands
  int extraIds_;
};

}  // namespace chexgen::text
