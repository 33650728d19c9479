// What a person is told of a prompt that the model cannot read, or not to its end.
#include "core/text/prompt_loss.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/csv.h"
#include "tests/support/golden.h"

namespace chexgen::text {
namespace {

using testing::HasSubstr;

const Tokenizer& largeTokenizer() {
  static const auto loaded = Tokenizer::load(tests::sourcePath("resources/tokenizer/t5/spiece.model"));
  return loaded.value();
}

const Tokenizer& starterTokenizer() {
  static const auto loaded = Tokenizer::load(tests::sourcePath("resources/models/starter/tokenizer.model"));
  return loaded.value();
}

PromptLoss lossOf(std::string_view typed, const Tokenizer& tokenizer = largeTokenizer(),
                  std::size_t limit = 120) {
  return promptLoss(typed, tokenizer, limit).value();
}

TEST(PromptLoss, IsNothingForAnOrdinaryReport) {
  for (const char* report :
       {"No acute cardiopulmonary process.", "Heart size is normal. Small (2.5 cm) nodule, right upper lobe.",
        "1. Cardiomegaly.\n2. No effusion.", "- Cardiomegaly\r\n- \"Mild\" edema – stable",
        "Patient’s left lung: 50% collapsed.", "sex:Male, age:71.0, view:PA. Clear lungs."})
    for (const Tokenizer* tokenizer : {&largeTokenizer(), &starterTokenizer()})
      EXPECT_THAT(remarksOn(lossOf(report, *tokenizer)), testing::IsEmpty()) << report;
}

TEST(PromptLoss, OfOtherScriptsIsEverything) {
  for (const char* report :
       {"胸片未见异常。双肺纹理清晰。", "🙂", "🫁🙂", "صورة الصدر طبيعية", "胸部レントゲン異常なし",
        "1. \n2. \n3. ", "\xF0\x9F\x98\x80 \xF0\x9F\x98\x80", "www.example.com/report"}) {
    for (const Tokenizer* tokenizer : {&largeTokenizer(), &starterTokenizer()}) {
      for (const char* prefix : {"", "sex:Male, age:70.0. "}) {
        const PromptLoss loss = lossOf(std::string(prefix) + report, *tokenizer);
        EXPECT_TRUE(loss.nothingLeft) << report;
        EXPECT_TRUE(loss.isUnreadable()) << report;
        EXPECT_THAT(failUnreadable(loss).value().message, HasSubstr("Nothing that the model can read"))
            << report;
      }
    }
  }
}

TEST(PromptLoss, OfBlanksIsAnEmptyReport) {
  for (const char* report : {"", "   ", "\n\t\r\n", "___", "...", "\x01\x02", "- - -"}) {
    const PromptLoss loss = lossOf(report);
    EXPECT_TRUE(loss.isUnreadable()) << report;
    EXPECT_TRUE(loss.empty) << report;
  }
  EXPECT_FALSE(lossOf("sex:Male.").isUnreadable()) << "demographics alone say something";
}

TEST(PromptLoss, OfAPartIsToldWithItsShareAndAnExample) {
  const PromptLoss mixed = lossOf("Left effusion. 胸片未见异常");
  EXPECT_EQ(mixed.characters, 18U);
  EXPECT_EQ(mixed.removed, 6U);
  EXPECT_FALSE(mixed.nothingLeft);
  EXPECT_EQ(unreadRemark(mixed).value(),
            "The model cannot read 33 % of the report: 6 of 18 characters taken out in cleaning, for example "
            "\"胸片未见异常\".");
  const PromptLoss picture = lossOf("Left effusion 🙂");
  EXPECT_EQ(picture.unknown, 1U);
  EXPECT_THAT(unreadRemark(picture).value(), HasSubstr("unknown to it, for example \"🙂\""));
  EXPECT_THAT(unreadRemark(lossOf("A nodule of 12x8 mm.")).value(), HasSubstr("\"12x8\""));
  // The large tokenizer has pieces for Cyrillic letters; nothing was learned from them.
  const PromptLoss cyrillic = lossOf("Рентгенограмма без патологии. Left effusion.");
  EXPECT_GT(cyrillic.share(), 0.5);
  EXPECT_FALSE(cyrillic.isUnreadable());
  EXPECT_THAT(unreadRemark(cyrillic).value(), HasSubstr("of another script than Latin"));
  EXPECT_THAT(unreadRemark(cyrillic).value(), HasSubstr("рентгенограмма"));
  const PromptLoss russian = lossOf("Рентгенограмма без патологии. Left effusion.", starterTokenizer());
  EXPECT_GT(russian.share(), 0.5);
  EXPECT_THAT(unreadRemark(russian).value(), HasSubstr("unknown to it"));
}

TEST(PromptLoss, SaysWhereALongPromptIsCut) {
  std::string report;
  for (int i = 0; i < 50; ++i) report += "the lungs are clear. ";
  const PromptLoss loss = lossOf(report + "Small effusion.");
  EXPECT_EQ(loss.tokenLimit, 120U);
  EXPECT_EQ(loss.cut, loss.promptTokens - 120);
  const std::string told = cutRemark(loss).value();
  EXPECT_THAT(told,
              HasSubstr("the model reads 120: " + std::to_string(loss.cut) + " tokens are cut after \"… "));
  EXPECT_FALSE(loss.lastWords.empty());
  EXPECT_NE(report.find(loss.lastWords.substr(loss.lastWords.find(' ') + 1)), std::string::npos)
      << loss.lastWords;
  EXPECT_FALSE(cutRemark(lossOf("The lungs are clear.")));
}

TEST(PromptLoss, IsToldOfTheReportsOfARealTable) {
  CHEXGEN_CASE_OR_SKIP(file, "prompt-no-latin/t19_blanks.csv");
  const auto table = base::readCsvFile(file);
  ASSERT_TRUE(table);
  const auto column = table->column("report");
  ASSERT_TRUE(column);
  ASSERT_EQ(table->rows.size(), 6U);
  for (std::size_t row = 1; row < 6; ++row) {
    const std::string& report = table->rows[row][*column];
    for (const Tokenizer* tokenizer : {&largeTokenizer(), &starterTokenizer()}) {
      const PromptLoss loss = lossOf(report, *tokenizer);
      EXPECT_TRUE(loss.isUnreadable() || loss.share() > 0.5) << report;
    }
  }
}

// Real reports in English lose next to nothing, so that the remark stays one.
TEST(PromptLoss, IsRareInRealReports) {
  CHEXGEN_DATA_OR_SKIP(file, "openi-reports.csv");
  const auto table = base::readCsvFile(file);
  ASSERT_TRUE(table);
  std::size_t told = 0;
  for (const auto& row : table->rows) {
    const auto remark =
        unreadRemark(lossOf(row[*table->column("impression")] + " " + row[*table->column("findings")]));
    if (!remark) continue;
    ++told;
    if (std::getenv("CHEXGEN_SHOW") != nullptr) std::printf("%s\n", remark->c_str());
  }
  std::printf("of %zu reports %zu lose something\n", table->rows.size(), told);
  EXPECT_LT(static_cast<double>(told), 0.02 * static_cast<double>(table->rows.size()));
}

}  // namespace
}  // namespace chexgen::text
