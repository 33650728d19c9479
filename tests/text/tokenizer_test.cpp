#include "core/text/tokenizer.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/text/caption_cleaner.h"
#include "core/text/spiece_file.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"
#include "tests/text/spiece_builder.h"

namespace chexgen::text {
namespace {

using tests::spieceFile;
using Ids = std::vector<std::int64_t>;

std::filesystem::path t5Model() { return tests::sourcePath("resources/tokenizer/t5/spiece.model"); }

const Tokenizer& t5() {
  static const auto tokenizer = Tokenizer::load(t5Model());
  return tokenizer.value();
}

Ids idsOf(const Tokenizer& tokenizer, std::string_view text) {
  const auto tokens = tokenizer.tokenize(text).value();
  Ids ids;
  for (const Token& token : tokens) ids.push_back(token.id);
  return ids;
}

std::vector<std::string> surfaces(const Tokenizer& tokenizer, std::string_view text) {
  const auto tokens = tokenizer.tokenize(text).value();
  std::vector<std::string> parts;
  for (const Token& token : tokens) {
    parts.emplace_back(text.substr(token.begin, token.end - token.begin));
  }
  return parts;
}

class TokenizerFile : public testing::Test {
 protected:
  base::Result<Tokenizer> load(std::string_view bytes, int extraIds = 100) {
    EXPECT_TRUE(base::writeFileAtomically(folder_ / "spiece.model", bytes));
    return Tokenizer::load(folder_ / "spiece.model", extraIds);
  }
  void expectRefused(std::string_view bytes, std::string_view reason) {
    const auto tokenizer = load(bytes);
    ASSERT_FALSE(tokenizer);
    EXPECT_EQ(tokenizer.error().code, base::ErrorCode::formatInvalid);
    EXPECT_EQ(tokenizer.error().file, folder_ / "spiece.model");
    EXPECT_NE(tokenizer.error().message.find(reason), std::string::npos) << tokenizer.error().message;
  }

  tests::TemporaryFolder folder_;
};

// Ids: T5TokenizerFast of transformers 4.38.
TEST(Tokenizer, EndsAndPadsToTheLimit) {
  const auto encoded = t5().encode("two  spaces", 6).value();
  EXPECT_EQ(encoded.ids, (Ids{192, 4856, 1, 0, 0, 0}));
  EXPECT_EQ(encoded.mask, (Ids{1, 1, 1, 0, 0, 0}));
  EXPECT_EQ(encoded.untruncatedLength, 3U);
}

TEST(Tokenizer, KeepsTheEndMarkWhenItCuts) {
  const auto encoded = t5().encode("UPPER lower", 3).value();
  EXPECT_EQ(encoded.ids, (Ids{3, 6880, 1}));
  EXPECT_EQ(encoded.mask, (Ids{1, 1, 1}));
  EXPECT_EQ(encoded.untruncatedLength, 5U);
  EXPECT_EQ(t5().encode("UPPER lower", 1).value().ids, (Ids{1}));
}

TEST(Tokenizer, OfNoTextIsTheEndMark) {
  EXPECT_EQ(t5().encode("", 3).value().ids, (Ids{1, 0, 0}));
  EXPECT_EQ(t5().encode(" \n", 3).value().ids, (Ids{1, 0, 0}));
}

TEST(Tokenizer, ReadsSpecialTokensBeforeTheText) {
  EXPECT_EQ(idsOf(t5(), "a </s> b"), (Ids{3, 9, 1, 3, 115}));
  EXPECT_EQ(idsOf(t5(), "<pad><unk>"), (Ids{0, 2}));
  EXPECT_EQ(idsOf(t5(), "<extra_id_0><extra_id_99>"), (Ids{32099, 32000}));
}

TEST(Tokenizer, ReadsUnknownExtraIdsAsText) {
  for (const char* text :
       {"<extra_id_100>", "<extra_id_007>", "<extra_id_-1>", "<extra_id_1", "<extra_id_>", "<"}) {
    for (const std::int64_t id : idsOf(t5(), text)) EXPECT_LT(id, 32000) << text;
  }
}

TEST(Tokenizer, SaysWhichBytesEachTokenStandsFor) {
  EXPECT_EQ(surfaces(t5(), "UPPER lower"), (std::vector<std::string>{"", "UP", "PER", " lower"}));
  EXPECT_EQ(surfaces(t5(), "a</s>"), (std::vector<std::string>{"", "a", "</s>"}));
}

TEST(Tokenizer, KeepsTokenBytesInOrderAndInsideForAnyBytes) {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    std::string text(random() % 60, '\0');
    for (char& c : text) c = static_cast<char>(random() % 3 == 0 ? random() : ' ' + random() % 90);
    const auto tokens = t5().tokenize(text).value();
    std::size_t end = 0;
    for (const Token& token : tokens) {
      ASSERT_LE(end, token.begin);
      ASSERT_LE(token.begin, token.end);
      end = token.end;
    }
    ASSERT_LE(end, text.size());
  }
}

TEST(Tokenizer, RefusesTextBeyondItsLimitAndNoRoom) {
  EXPECT_EQ(t5().encode(std::string(cleanedTextLimit + 1, 'a'), 120).error().code,
            base::ErrorCode::argumentInvalid);
  EXPECT_EQ(t5().encode("a", 0).error().code, base::ErrorCode::argumentInvalid);
}

TEST(Tokenizer, CountsItsVocabulary) { EXPECT_EQ(t5().vocabularySize(), 32100); }

TEST_F(TokenizerFile, WorksWithASmallModelOfItsOwn) {
  auto pieces = tests::specialPieces();
  for (const tests::SpiecePiece& piece : {tests::SpiecePiece{"\u2581", -3}, {"\u2581heart", -2}, {"s", -4}}) {
    pieces.push_back(piece);
  }
  const auto tokenizer = load(spieceFile(pieces), 0);
  ASSERT_TRUE(tokenizer) << base::describe(tokenizer.error());
  EXPECT_EQ(tokenizer->vocabularySize(), 6);
  EXPECT_EQ(idsOf(*tokenizer, "hearts heart"), (Ids{4, 5, 4}));
  EXPECT_EQ(idsOf(*tokenizer, "xy"), (Ids{3, 2}));
  EXPECT_EQ(tokenizer->encode("heart", 4).value().ids, (Ids{4, 1, 0, 0}));
  for (const std::int64_t id : idsOf(*tokenizer, "<extra_id_0>")) EXPECT_LT(id, 6);
}

TEST_F(TokenizerFile, WorksWithAModelOfAnotherKind) {
  auto pieces = tests::specialPieces();
  for (const tests::SpiecePiece& piece :
       {tests::SpiecePiece{"ab", 0}, {"\u2581", -1}, {"a", -2}, {"b", -3}}) {
    pieces.push_back(piece);
  }
  const auto tokenizer = load(spieceFile(pieces, {}, false), 0);
  ASSERT_TRUE(tokenizer) << base::describe(tokenizer.error());
  EXPECT_EQ(idsOf(*tokenizer, "abb"), (Ids{4, 3, 6}));
  EXPECT_EQ(surfaces(*tokenizer, "abb"), (std::vector<std::string>{"", "ab", "b"}));
}

TEST_F(TokenizerFile, NamesAMissingFile) {
  const auto tokenizer = Tokenizer::load(folder_ / "none.model");
  ASSERT_FALSE(tokenizer);
  EXPECT_EQ(tokenizer.error().code, base::ErrorCode::fileMissing);
}

TEST_F(TokenizerFile, RefusesWhatIsNoModel) {
  expectRefused("", "no pieces");
  expectRefused("{\"model\": {\"type\": \"Unigram\"}}", "cut off or is no SentencePiece model");
  expectRefused(std::string(1000, '\xFF'), "cut off or is no SentencePiece model");
}

TEST_F(TokenizerFile, RefusesAModelWithoutTheTokensThatT5Needs) {
  auto pieces = tests::specialPieces();
  pieces.push_back({"a", -1});
  pieces.erase(pieces.begin() + 1);
  expectRefused(spieceFile(pieces), "no end token");
  pieces = tests::specialPieces();
  pieces.push_back({"a", -1});
  pieces.erase(pieces.begin());
  expectRefused(spieceFile(pieces), "no padding token");
  pieces = tests::specialPieces();
  pieces.pop_back();
  expectRefused(spieceFile(pieces), "no valid SentencePiece model");
}

TEST_F(TokenizerFile, RefusesEveryTruncation) {
  const std::string bytes = base::readFile(t5Model(), 1U << 20U).value();
  for (std::size_t size = 1; size < bytes.size(); size += 39'119) {
    const auto tokenizer = load(std::string_view(bytes).substr(0, size));
    // A cut between two fields leaves a well-formed file, which then lacks a vocabulary or rules, but never
    // crashes.
    if (tokenizer) {
      EXPECT_TRUE(tokenizer->encode("no pneumothorax", 8));
    }
  }
}

// A table that sends a lookup, or a replacement, outside itself.
TEST_F(TokenizerFile, RefusesANormalizationTableThatPointsOutOfBounds) {
  auto pieces = tests::specialPieces();
  pieces.push_back({"a", -1});
  const auto tableOf = [](std::uint32_t root, std::uint32_t child, std::uint32_t value,
                          std::string_view texts) {
    std::string array;
    for (std::uint32_t i = 0; i < 512; ++i) {
      array += tests::littleEndian(i == 0              ? root
                                   : i == (256U ^ 'x') ? child
                                   : i == 256          ? value
                                                       : 0x80000000U);
    }
    return tests::littleEndian(static_cast<std::uint32_t>(array.size())) + array + std::string(texts);
  };
  const std::uint32_t toSecondBlock = 256U << 10U;
  const std::uint32_t toValue = ('x' << 10U) | (1U << 8U) | 'x';
  const std::string_view texts("a\0", 2);
  EXPECT_EQ(findDamage(spieceFile(pieces, tableOf(toSecondBlock, toValue, 0x80000000U, texts))),
            std::nullopt);
  for (const std::string& table :
       {tableOf(512U << 10U, toValue, 0x80000000U, texts),                // children behind the array
        tableOf(toSecondBlock, (600U << 10U) | 'x', 0x80000000U, texts),  // grandchildren behind the array
        tableOf(toSecondBlock, toValue, 0x80000002U, texts),              // text behind the texts
        tableOf(toSecondBlock, toValue, 0x80000000U, "ab"),               // text without an end
        std::string("\x08\0\0\0\0\0\0\0", 8),                             // array longer than the table
        std::string("\x03\0\0\0abcdef", 10),                              // array of odd size
        std::string("abc")}) {
    expectRefused(spieceFile(pieces, table), "normalization table");
  }
}

TEST_F(TokenizerFile, SurvivesFlippedBytes) {
  const std::string bytes = base::readFile(t5Model(), 1U << 20U).value();
  constexpr std::size_t tableSize = 238'000;  // the normalization table is at the end
  std::mt19937 random(5);
  for (int round = 0; round < 12; ++round) {
    std::string damaged = bytes;
    for (int flips = 1 << (random() % 6); flips > 0; --flips) {
      damaged[bytes.size() - 1 - random() % tableSize] ^= static_cast<char>(1U << (random() % 8));
    }
    const auto tokenizer = load(damaged);
    if (tokenizer) {
      EXPECT_TRUE(tokenizer->tokenize("ﬁbrosis ½ ① Å x\u0301 ﷺ ｱ"));
    }
  }
}

}  // namespace
}  // namespace chexgen::text
