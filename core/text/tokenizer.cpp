#include "core/text/tokenizer.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <sentencepiece_processor.h>

#include "core/base/file.h"
#include "core/text/caption_cleaner.h"
#include "core/text/spiece_file.h"
#include "core/text/unigram.h"

namespace chexgen::text {
namespace {

using base::ErrorCode;
using sentencepiece::SentencePieceProcessor;

constexpr std::uint64_t modelFileLimit = 64U << 20U;  // T5's has 0.8 MB, the largest multilingual ones 5 MB

tl::unexpected<base::Error> damaged(const std::filesystem::path& model, const std::string& reason) {
  return base::fail(ErrorCode::formatInvalid, "The tokenizer model cannot be used: " + reason + ".", model,
                    "The file was only read.",
                    "Copy spiece.model again from where the text encoder came from.");
}

base::Result<std::shared_ptr<SentencePieceProcessor>> parse(const std::string& bytes,
                                                            const std::filesystem::path& path) {
  auto model = std::make_shared<SentencePieceProcessor>();
  try {
    if (const auto status = model->LoadFromSerializedProto(bytes); !status.ok()) {
      return damaged(path, "it is no valid SentencePiece model");
    }
  } catch (const std::exception& problem) {
    return damaged(path, std::string("it is no valid SentencePiece model (") + problem.what() + ")");
  }
  return model;
}

// Null for a model that spells unknown characters in bytes.
std::shared_ptr<const Unigram> unigramOf(const SentencePieceProcessor& model) {
  std::vector<Unigram::Piece> pieces;
  double lowestScore = 0;
  for (int id = 0; id < model.GetPieceSize(); ++id) {
    if (model.IsByte(id)) return nullptr;
    lowestScore = std::min(lowestScore, double{model.GetScore(id)});
    const bool isText = !model.IsControl(id) && !model.IsUnknown(id) && !model.IsUnused(id);
    if (isText) pieces.push_back({model.IdToPiece(id), id, double{model.GetScore(id)}});
  }
  return std::make_shared<const Unigram>(std::move(pieces), model.unk_id(), lowestScore);
}

// What the library made of a text: the normalized form, and which bytes of the text each stretch of it came
// from.
class NormalizedText {
 public:
  NormalizedText(std::string_view text, const sentencepiece::ImmutableSentencePieceText& split)
      : text_(text) {
    for (const auto& piece : split.pieces()) {
      stretches_.push_back(
          {normalized_.size(), normalized_.size() + piece.piece().size(), piece.begin(), piece.end()});
      normalized_ += piece.piece();
    }
  }

  [[nodiscard]] const std::string& normalized() const { return normalized_; }

  // Where the normalized bytes [begin, end) start and end in the text. Inside a stretch the last bytes
  // correspond, which is exact wherever normalization changed nothing but spaces.
  [[nodiscard]] Token token(const Unigram::Segment& segment) const {
    const Stretch& first = stretchOf(segment.begin);
    const Stretch& last = stretchOf(segment.end - 1);
    return {segment.id, positionIn(first, segment.begin), positionIn(last, segment.end)};
  }

 private:
  struct Stretch {
    std::size_t begin;
    std::size_t end;
    std::size_t textBegin;
    std::size_t textEnd;
  };

  [[nodiscard]] const Stretch& stretchOf(std::size_t at) const {
    return *std::upper_bound(stretches_.begin(), stretches_.end(), at,
                             [](std::size_t key, const Stretch& stretch) { return key < stretch.end; });
  }

  [[nodiscard]] std::size_t positionIn(const Stretch& stretch, std::size_t at) const {
    if (at == stretch.begin) return stretch.textBegin;
    const std::size_t length = stretch.textEnd - stretch.textBegin;
    std::size_t position = stretch.textEnd - std::min(length, stretch.end - at);
    const auto isInsideCharacter = [&](std::size_t i) {
      return i < text_.size() && (static_cast<unsigned char>(text_[i]) & 0xC0U) == 0x80U;
    };
    while (position > stretch.textBegin && isInsideCharacter(position)) --position;
    return position;
  }

  std::string_view text_;
  std::string normalized_;
  std::vector<Stretch> stretches_;
};

}  // namespace

Tokenizer::Tokenizer(std::shared_ptr<const Model> model, std::shared_ptr<const Unigram> unigram, int extraIds)
    : model_(std::move(model)), unigram_(std::move(unigram)), extraIds_(extraIds) {}

base::Result<Tokenizer> Tokenizer::load(const std::filesystem::path& path, int extraIds) {
  CHEXGEN_ASSIGN(const std::string bytes, base::readFile(path, modelFileLimit));
  if (const auto problem = findDamage(bytes)) return damaged(path, *problem);
  CHEXGEN_ASSIGN(auto model, parse(bytes, path));
  if (model->eos_id() < 0) return damaged(path, "it has no end token (</s>)");
  if (model->pad_id() < 0) return damaged(path, "it has no padding token (<pad>)");
  auto unigram = isUnigram(bytes) ? unigramOf(*model) : nullptr;
  return Tokenizer(std::move(model), std::move(unigram), std::max(extraIds, 0));
}

bool Tokenizer::isUnknown(std::int64_t id) const { return id == std::int64_t{model_->unk_id()}; }

std::int64_t Tokenizer::vocabularySize() const { return std::int64_t{model_->GetPieceSize()} + extraIds_; }

Tokenizer::SpecialToken Tokenizer::specialToken(std::string_view text) const {
  const std::pair<std::string_view, int> named[] = {
      {"</s>", model_->eos_id()}, {"<pad>", model_->pad_id()}, {"<unk>", model_->unk_id()}};
  for (const auto& [literal, id] : named) {
    if (text.starts_with(literal)) return {id, literal.size()};
  }
  constexpr std::string_view prefix = "<extra_id_";
  if (!text.starts_with(prefix)) return {};
  const std::string_view rest = text.substr(prefix.size());
  int number = 0;
  const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  const auto digits = static_cast<std::size_t>(parsed.ptr - rest.data());
  const bool canonical = parsed.ec == std::errc() && rest.substr(0, digits) == std::to_string(number);
  if (!canonical || number < 0 || number >= extraIds_ || rest.substr(digits, 1) != ">") return {};
  return {vocabularySize() - 1 - number, prefix.size() + digits + 1};
}

base::Result<void> Tokenizer::appendPieces(std::string_view text, std::size_t offset,
                                           std::vector<Token>& tokens) const {
  if (text.empty()) return {};
  sentencepiece::ImmutableSentencePieceText split;
  if (const auto status = model_->Encode(text, split.mutable_proto()); !status.ok()) {
    return base::fail(ErrorCode::internal, "The text could not be tokenized: " + status.ToString());
  }
  if (unigram_ == nullptr) {
    for (const auto& piece : split.pieces()) {
      tokens.push_back({std::int64_t{piece.id()}, offset + piece.begin(), offset + piece.end()});
    }
    return {};
  }
  const NormalizedText normalized(text, split);
  for (const Unigram::Segment& segment : unigram_->segment(normalized.normalized())) {
    const Token token = normalized.token(segment);
    tokens.push_back({token.id, offset + token.begin, offset + token.end});
  }
  return {};
}

base::Result<std::vector<Token>> Tokenizer::tokenize(std::string_view text) const {
  if (text.size() > cleanedTextLimit) {
    return base::fail(ErrorCode::argumentInvalid,
                      "The text has " + std::to_string(text.size()) + " bytes; at most " +
                          std::to_string(cleanedTextLimit) + " can be tokenized.",
                      {}, "Nothing was changed.", "Shorten the text: the model reads only its first words.");
  }
  std::vector<Token> tokens;
  std::size_t begin = 0;
  for (std::size_t i = text.find('<'); i != std::string_view::npos; i = text.find('<', i)) {
    const SpecialToken special = specialToken(text.substr(i));
    if (special.length == 0) {
      ++i;
      continue;
    }
    CHEXGEN_TRY(appendPieces(text.substr(begin, i - begin), begin, tokens));
    tokens.push_back({special.id, i, i + special.length});
    i += special.length;
    begin = i;
  }
  CHEXGEN_TRY(appendPieces(text.substr(begin), begin, tokens));
  return tokens;
}

base::Result<EncodedText> Tokenizer::encode(std::string_view text, std::size_t limit) const {
  if (limit == 0)
    return base::fail(ErrorCode::argumentInvalid, "A text needs room for at least its end token.");
  CHEXGEN_ASSIGN(const auto tokens, tokenize(text));
  EncodedText encoded;
  encoded.untruncatedLength = tokens.size() + 1;
  const std::size_t kept = std::min(tokens.size(), limit - 1);
  encoded.ids.assign(limit, model_->pad_id());
  encoded.mask.assign(limit, 0);
  for (std::size_t i = 0; i < kept; ++i) encoded.ids[i] = tokens[i].id;
  encoded.ids[kept] = model_->eos_id();
  std::fill_n(encoded.mask.begin(), kept + 1, 1);
  return encoded;
}

}  // namespace chexgen::text
