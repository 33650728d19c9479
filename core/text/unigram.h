// The likeliest way to cut normalized text into the pieces of a unigram vocabulary.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chexgen::text {

// SentencePiece adds the pieces' log-probabilities in single precision, so that rounding decides between
// equally likely cuts (of "---", say). The tokenizers that T5 models are used with add them in double
// precision and, of equals, take the cut whose last piece starts first; so does this.
class Unigram {
 public:
  struct Piece {
    std::string text;  // UTF-8, with U+2581 for a space
    std::int32_t id = 0;
    double score = 0;  // log-probability
  };
  struct Segment {
    std::int32_t id = 0;
    std::size_t begin = 0;  // bytes of the text
    std::size_t end = 0;
  };

  // `lowestScore` is that of the rarest token of the model, special ones included. With several pieces of one
  // text the first counts.
  Unigram(std::vector<Piece> pieces, std::int32_t unknownId, double lowestScore);

  // The segments of well-formed UTF-8, in order; neighbouring characters without a piece become one unknown
  // segment.
  [[nodiscard]] std::vector<Segment> segment(std::string_view text) const;

 private:
  struct BestEnd;
  void extend(std::string_view text, std::size_t begin, std::vector<BestEnd>& best) const;

  std::vector<Piece> pieces_;  // sorted by text
  std::int32_t unknownId_;
  double unknownScore_;
};

}  // namespace chexgen::text
