#include "core/text/fix_text.h"

#include <gtest/gtest.h>

#include <string>

#include "core/text/misread_bytes.h"
#include "core/text/mojibake.h"
#include "core/text/python_text.h"

namespace chexgen::text {
namespace {

// Expected values: ftfy 6.3.1.
std::string fixed(std::string_view text) { return encodeUtf8(fixText(decodeUtf8(text))); }
std::string repaired(std::string_view text) { return encodeUtf8(repairEncoding(decodeUtf8(text))); }

TEST(RepairEncoding, UndoesUtf8ReadInSingleByteEncodings) {
  EXPECT_EQ(repaired("âœ” No problems"), "✔ No problems");                          // windows-1252
  EXPECT_EQ(repaired("RÃ©sumÃ©"), "Résumé");                                        // Latin-1
  EXPECT_EQ(repaired("√º"), "ü");                                                   // Mac OS Roman
  EXPECT_EQ(repaired("РџСЂРёРІРµС‚"), "Привет");                                    // windows-1251
  EXPECT_EQ(repaired("LiĂ¨ge Avenue de l'HĂ´pital"), "Liège Avenue de l'Hôpital");  // windows-1250
}

TEST(RepairEncoding, UndoesSeveralMisreadings) { EXPECT_EQ(repaired("Ãƒâ€šÃ‚Â£"), "£"); }

TEST(RepairEncoding, RepairsAPartOfATextThatIsElsewhereSound) {
  EXPECT_EQ(repaired("日本 â€œquotedâ€\u009d"), "日本 “quoted”");
}

TEST(RepairEncoding, PutsBackLostNoBreakSpaces) {
  EXPECT_EQ(repaired("voilÃ le travail"), "voilà le travail");
}

TEST(RepairEncoding, LeavesMeantTextAlone) {
  for (const char* text : {"café naïve", "37° C ± 1", "Größe µg/ml", "нет пневмоторакса", "(ツ)", "x² ½"}) {
    EXPECT_EQ(repaired(text), text);
  }
}

TEST(LooksMisread, TellsGarbleFromText) {
  EXPECT_TRUE(looksMisread(decodeUtf8("donâ€™t")));
  EXPECT_FALSE(looksMisread(decodeUtf8("don’t “quote”")));
  EXPECT_FALSE(looksMisread(u""));
}

TEST(DecodeTolerantUtf8, TakesSurrogatePairsAndJavasNull) {
  const auto pair = decodeTolerantUtf8("\xED\xA0\xBD\xED\xB8\x8D");
  ASSERT_TRUE(pair);
  EXPECT_EQ(encodeUtf8(*pair), "\U0001F60D");
  const auto null = decodeTolerantUtf8("a\xC0\x80z");
  ASSERT_TRUE(null);
  EXPECT_EQ(encodeUtf8(*null), std::string("a\0z", 3));
  EXPECT_FALSE(decodeTolerantUtf8("\xED\xA0\xBDx"));
  EXPECT_FALSE(decodeTolerantUtf8("\xC0"));
  EXPECT_FALSE(decodeTolerantUtf8("\xC3("));
}

TEST(ReplaceLossySequences, MarksWhatCannotBeRestored) {
  EXPECT_EQ(replaceLossySequences("\xE2\x80\x1A"), "\uFFFD");
  EXPECT_EQ(replaceLossySequences("\xC3?a\x1A"), "\uFFFDa\uFFFD");
  EXPECT_EQ(replaceLossySequences("why? \xC3\xA9"), "why? \xC3\xA9");
}

TEST(FixText, WritesUsualCharacters) {
  EXPECT_EQ(fixed("ﬁbrosis ﬂuﬃeﬆ"), "fibrosis fluffiest");
  EXPECT_EQ(fixed("ＬＯＵＤ　ＮＯＩＳＥＳ Ｕﾀｰﾝ"), "LOUD NOISES Uターン");
  EXPECT_EQ(fixed("\u201chere\u2019s a test\u201d"), "\"here's a test\"");
  EXPECT_EQ(fixed("a\r\nb\rc\u2028d"), "a\nb\nc\nd");
  EXPECT_EQ(fixed("e\u0301"), "\u00E9");
}

TEST(FixText, RemovesTerminalEscapesAndIdleControls) {
  EXPECT_EQ(fixed("\x1B[36;44mI'm blue\x1B[0m"), "I'm blue");
  EXPECT_EQ(fixed("\uFEFFa\u0007b\uFFFCc\td"), "abc\td");
}

TEST(FixText, TakesATextWithATagForHtmlAndLeavesItsReferences) {
  EXPECT_EQ(fixed("P&EACUTE;REZ &lt;3"), "PÉREZ <3");
  EXPECT_EQ(fixed("<em>a &amp; b</em>"), "<em>a &amp; b</em>");
  EXPECT_EQ(fixed("&amp;\n<em>\n&amp;"), "&\n<em>\n&amp;");
}

TEST(FixText, UnwrapsLongChainsOfEscapedAmpersands) {
  std::string chain = "&";
  for (int i = 0; i < 20'000; ++i) chain += "amp;";
  EXPECT_EQ(fixed(chain + "lt;"), "<");
}

}  // namespace
}  // namespace chexgen::text
