#include "core/text/unigram.h"

#include <algorithm>
#include <utility>

namespace chexgen::text {
namespace {

constexpr double unknownPenalty = 10.0;  // SentencePiece's

std::size_t characterLength(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(length, text.size() - at);
}

}  // namespace

// The likeliest cut of the text up to one byte, by its last segment.
struct Unigram::BestEnd {
  double score = 0;
  std::size_t begin = 0;
  std::int32_t id = 0;
  bool isReached = false;

  void offer(double candidate, std::size_t candidateBegin, std::int32_t candidateId) {
    if (isReached && candidate <= score) return;
    *this = {candidate, candidateBegin, candidateId, true};
  }
};

Unigram::Unigram(std::vector<Piece> pieces, std::int32_t unknownId, double lowestScore)
    : pieces_(std::move(pieces)), unknownId_(unknownId), unknownScore_(lowestScore - unknownPenalty) {
  std::stable_sort(pieces_.begin(), pieces_.end(),
                   [](const Piece& a, const Piece& b) { return a.text < b.text; });
  const auto repeated = std::unique(pieces_.begin(), pieces_.end(),
                                    [](const Piece& a, const Piece& b) { return a.text == b.text; });
  pieces_.erase(repeated, pieces_.end());
}

// Offers every piece that `text` has at `begin`, shortest first: the range of pieces that agree with the text
// so far narrows with each byte.
void Unigram::extend(std::string_view text, std::size_t begin, std::vector<BestEnd>& best) const {
  const double scoreSoFar = best[begin].score;
  const std::size_t single = characterLength(text, begin);
  bool hasSingle = false;
  auto first = pieces_.begin();
  auto last = pieces_.end();
  for (std::size_t length = 1; begin + length <= text.size() && first != last; ++length) {
    const auto byteAt = [&](const Piece& piece) {
      return static_cast<unsigned char>(piece.text[length - 1]);
    };
    const auto byte = static_cast<unsigned char>(text[begin + length - 1]);
    first = std::partition_point(
        first, last, [&](const Piece& piece) { return piece.text.size() < length || byteAt(piece) < byte; });
    last = std::partition_point(first, last, [&](const Piece& piece) { return byteAt(piece) == byte; });
    if (first == last || first->text.size() != length) continue;
    best[begin + length].offer(first->score + scoreSoFar, begin, first->id);
    hasSingle = hasSingle || length == single;
  }
  if (!hasSingle) best[begin + single].offer(unknownScore_ + scoreSoFar, begin, unknownId_);
}

std::vector<Unigram::Segment> Unigram::segment(std::string_view text) const {
  std::vector<BestEnd> best(text.size() + 1);
  for (std::size_t begin = 0; begin < text.size(); begin += characterLength(text, begin)) {
    extend(text, begin, best);
  }
  std::vector<Segment> segments;
  for (std::size_t end = text.size(); end > 0; end = best[end].begin) {
    const BestEnd& piece = best[end];
    if (piece.id == unknownId_ && !segments.empty() && segments.back().id == unknownId_) {
      segments.back().begin = piece.begin;
    } else {
      segments.push_back({piece.id, piece.begin, end});
    }
  }
  std::reverse(segments.begin(), segments.end());
  return segments;
}

}  // namespace chexgen::text
