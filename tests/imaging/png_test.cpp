#include "core/imaging/png.h"

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/imaging/read_image.h"
#include "tests/imaging/hostile_png.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using tests::bytesOf;
using tests::patterned;
using tests::pngChunk;
using tests::pngFile;

using namespace std::string_literals;

TEST(Png, ReturnsTheGreyAndColourPixelsThatItWrote) {
  for (const int channels : {1, 3}) {
    const Image8 image = patterned(53, 31, channels);
    const auto bytes = encodePng(image);
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_EQ(decodePng(bytesOf(*bytes)), image);
    EXPECT_EQ(decodeImage(bytesOf(*bytes)), image);
  }
}

TEST(Png, WritesTheSameBytesForTheSameImage) {
  const std::vector<PngText> texts{{"Software", "test"}};
  EXPECT_EQ(encodePng(patterned(40, 40, 1), texts), encodePng(patterned(40, 40, 1), texts).value());
}

TEST(Png, KeepsTextsInOrderAndUnicode) {
  const std::vector<PngText> texts{{"Description", "Pleuraerguß, 胸水\nsecond line"}, {"Software", ""}};
  const auto bytes = encodePng(patterned(5, 4, 1), texts);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(decodePngTexts(bytesOf(*bytes)), texts);
}

TEST(Png, PublishesAFileThatReadsBack) {
  const tests::TemporaryFolder folder;
  const Image8 image = patterned(9, 7, 1);
  ASSERT_TRUE(writePng(folder / "deep/er/a.png", image));
  EXPECT_EQ(readPng(folder / "deep/er/a.png"), image);
  EXPECT_EQ(readPng(folder / "none.png").error().code, ErrorCode::fileMissing);
}

TEST(Png, RefusesKeywordsAndTextsThatPngCannotHold) {
  for (const std::string& keyword : {""s, " a"s, "a "s, "a  b"s, "a\nb"s, std::string(80, 'k')}) {
    const std::vector<PngText> texts{{keyword, "text"}};
    EXPECT_EQ(encodePng(patterned(2, 2, 1), texts).error().code, ErrorCode::argumentInvalid) << keyword;
  }
  const std::vector<PngText> nul{{"Comment", "a\0b"s}};
  EXPECT_EQ(encodePng(patterned(2, 2, 1), nul).error().code, ErrorCode::argumentInvalid);
}

TEST(Png, ReadsTheLongestTextThatItWritesAndWritesNoLonger) {
  std::vector<PngText> texts{{"Comment", std::string(maxPngTextBytes, 'x')}};
  const auto bytes = encodePng(patterned(2, 2, 1), texts);
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_TRUE(decodePngTexts(bytesOf(*bytes)) == texts);
  texts[0].text += 'x';
  EXPECT_EQ(encodePng(patterned(2, 2, 1), texts).error().code, ErrorCode::argumentInvalid);
}

TEST(Png, RefusesAnInconsistentImage) {
  Image8 image = patterned(4, 4, 1);
  image.pixels.pop_back();
  EXPECT_EQ(encodePng(image).error().code, ErrorCode::argumentInvalid);
}

// ---- kinds of PNG; expected values follow from the PNG specification ----

TEST(PngKinds, ScalesSixteenBitsToEightWithRounding) {
  const auto image = decodePng(bytesOf(pngFile(3, 1, 16, 0, "\0\xff\xff\x80\x00\x01\x00"s)));
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ(image->pixels, (std::vector<std::uint8_t>{255, 128, 1}));
}

TEST(PngKinds, SpreadsOneAndFourBitGreyOverTheWholeRange) {
  EXPECT_EQ(decodePng(bytesOf(pngFile(4, 1, 1, 0, "\0\xa0"s)))->pixels,
            (std::vector<std::uint8_t>{255, 0, 255, 0}));
  EXPECT_EQ(decodePng(bytesOf(pngFile(2, 1, 4, 0, "\0\xf1"s)))->pixels, (std::vector<std::uint8_t>{255, 17}));
}

TEST(PngKinds, DropsTransparency) {
  EXPECT_EQ(decodePng(bytesOf(pngFile(1, 1, 8, 6, "\0\x01\x02\x03\x00"s)))->pixels,
            (std::vector<std::uint8_t>{1, 2, 3}));
  EXPECT_EQ(decodePng(bytesOf(pngFile(1, 1, 8, 4, "\0\x07\x00"s)))->pixels, (std::vector<std::uint8_t>{7}));
  const std::string seeThrough = pngChunk("tRNS", "\0\x07"s);
  EXPECT_EQ(decodePng(bytesOf(pngFile(1, 1, 8, 0, "\0\x07"s, seeThrough)))->pixels,
            (std::vector<std::uint8_t>{7}));
}

TEST(PngKinds, LooksColoursUpInThePalette) {
  const std::string palette = pngChunk("PLTE", "\x0a\x0b\x0c\x14\x15\x16") + pngChunk("tRNS", "\x00"s);
  const auto image = decodePng(bytesOf(pngFile(2, 1, 8, 3, "\0\x01\x00"s, palette)));
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ(image->channels, 3);
  EXPECT_EQ(image->pixels, (std::vector<std::uint8_t>{20, 21, 22, 10, 11, 12}));
}

// ---- hostile files ----

TEST(HostilePng, IsNamedTruncatedAtEveryLength) {
  const auto whole = encodePng(patterned(24, 18, 3), std::vector<PngText>{{"Comment", "some text"}});
  ASSERT_TRUE(whole);
  for (std::size_t length = 0; length < whole->size(); ++length) {
    const auto part = bytesOf(*whole).first(length);
    const auto image = decodePng(part);
    ASSERT_FALSE(image) << length;
    EXPECT_EQ(image.error().code, ErrorCode::fileTruncated) << length << ": " << image.error().message;
    EXPECT_FALSE(decodePngTexts(part)) << length;
  }
}

TEST(HostilePng, NeverPassesAWrongChecksumInHeaderOrPixels) {
  const auto whole = encodePng(patterned(24, 18, 1));
  ASSERT_TRUE(whole);
  for (std::size_t at = 8; at < whole->size(); ++at) {
    std::string damaged = *whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    EXPECT_FALSE(decodePng(bytesOf(damaged))) << at;
  }
}

TEST(HostilePng, RefusesHugeSidesBeforeDecoding) {
  using namespace tests;
  for (const auto& [width, height] : {std::pair{65535U, 65535U}, {16385U, 1U}, {0x7fffffffU, 0x7fffffffU}}) {
    const std::string file =
        pngSignature + pngHeader(width, height, 8, 0) + pngChunk("IDAT", "") + pngChunk("IEND", "");
    EXPECT_EQ(decodePng(bytesOf(file)).error().code, ErrorCode::fileTooLarge);
    EXPECT_EQ(decodePngTexts(bytesOf(file)).error().code, ErrorCode::fileTooLarge);
  }
  EXPECT_EQ(decodePng(bytesOf(pngFile(0, 5, 8, 0, ""))).error().code, ErrorCode::formatInvalid);
}

TEST(HostilePng, RefusesToAllocateForPixelsThatCannotBeThere) {
  const auto image = decodePng(bytesOf(pngFile(16384, 16384, 8, 2, "short")));
  EXPECT_EQ(image.error().code, ErrorCode::fileTruncated);
}

TEST(HostilePng, RefusesPixelsThatEndEarlyInsideAWholeFile) {
  EXPECT_EQ(decodePng(bytesOf(pngFile(8, 8, 8, 0, std::string(20, '\0')))).error().code,
            ErrorCode::formatInvalid);
}

TEST(HostilePng, RefusesAPaletteImageWithoutPalette) {
  EXPECT_EQ(decodePng(bytesOf(pngFile(1, 1, 8, 3, "\0\0"s))).error().code, ErrorCode::formatInvalid);
}

TEST(HostilePng, LeavesOutTextsThatUnpackToTooMuch) {
  const std::string bomb = "bomb\0\0"s + tests::deflated(std::string(64U << 20U, 'x'));
  const std::string unicodeBomb = "bomb\0\x01\0\0\0"s + tests::deflated(std::string(64U << 20U, 'x'));
  const std::string extra =
      pngChunk("zTXt", bomb) + pngChunk("iTXt", unicodeBomb) + pngChunk("tEXt", "Comment\0caf\xe9"s);
  const std::string file = pngFile(1, 1, 8, 0, "\0\x09"s, extra);
  EXPECT_EQ(decodePng(bytesOf(file))->pixels, (std::vector<std::uint8_t>{9}));
  const auto texts = decodePngTexts(bytesOf(file));
  ASSERT_TRUE(texts) << texts.error().message;
  EXPECT_EQ(*texts, (std::vector<PngText>{{"Comment", "caf\u00e9"}}));
}

TEST(HostilePng, KeepsABoundedNumberOfTexts) {
  std::string extra;
  for (int i = 0; i < 5000; ++i) extra += pngChunk("tEXt", "Comment\0text"s);
  const auto texts = decodePngTexts(bytesOf(pngFile(1, 1, 8, 0, "\0\0"s, extra)));
  ASSERT_TRUE(texts) << texts.error().message;
  EXPECT_LE(texts->size(), 32U);
}

TEST(HostilePng, RefusesOtherFiles) {
  EXPECT_EQ(decodePng(bytesOf("GIF89a and more than the length of a header")).error().code,
            ErrorCode::formatInvalid);
  EXPECT_EQ(decodeImage(bytesOf("GIF89a")).error().code, ErrorCode::formatUnsupported);
  EXPECT_EQ(decodeImage({}).error().code, ErrorCode::fileTruncated);
}

}  // namespace
}  // namespace chexgen::imaging
