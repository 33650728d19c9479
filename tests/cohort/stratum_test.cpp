#include "core/cohort/stratum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cohort {
namespace {

using testing::HasSubstr;

TEST(Stratum, IsReadFromWords) {
  const auto stratum =
      parseStratum("sex=f, age=60-79, view=ap, findings=effusion:left|Cardiomegaly, count=20");
  ASSERT_TRUE(stratum) << base::describe(stratum.error());
  EXPECT_EQ(describe(*stratum), "Female, 60-79, AP, Cardiomegaly|Effusion:left");
  EXPECT_EQ(stratum->count, 20U);
}

TEST(Stratum, SaysWhatItDoesNotKnow) {
  EXPECT_THAT(parseStratum("sex=X,count=1").error().message, HasSubstr("Male or Female"));
  EXPECT_THAT(parseStratum("view=lateral,count=1").error().message, HasSubstr("PA or AP"));
  EXPECT_THAT(parseStratum("race=Dog,count=1").error().message, HasSubstr("\"Dog\""));
  EXPECT_THAT(parseStratum("age=79-60,count=1").error().message, HasSubstr("79-60"));
  EXPECT_THAT(parseStratum("age=60-200,count=1").error().message, HasSubstr("60-200"));
  EXPECT_THAT(parseStratum("findings=Measles,count=1").error().message, HasSubstr("Measles"));
  EXPECT_THAT(parseStratum("findings=Effusion:middle,count=1").error().message, HasSubstr("middle"));
  EXPECT_THAT(parseStratum("findings=Effusion:left|Effusion:right,count=1").error().message,
              HasSubstr("twice"));
  EXPECT_THAT(parseStratum("hair=red,count=1").error().message, HasSubstr("hair"));
  EXPECT_THAT(parseStratum("sex=Male").error().message, HasSubstr("no count"));
  EXPECT_THAT(parseStratum("sex=Male,count=-3").error().message, HasSubstr("-3"));
}

TEST(Stratum, ComesBackFromItsTable) {
  const tests::TemporaryFolder folder;
  std::vector<Stratum> strata{*parseStratum("sex=Female,age=18-39,findings=Edema,count=3"),
                              *parseStratum("race=Black or African American,view=PA,count=7")};
  ASSERT_TRUE(base::writeFileAtomically(folder / "s.csv", formatStrata(strata)));
  EXPECT_EQ(readStrata(folder / "s.csv").value(), strata);
}

TEST(Stratum, OfATableThatIsWrongNamesTheLine) {
  const tests::TemporaryFolder folder;
  ASSERT_TRUE(base::writeFileAtomically(folder / "s.csv", "sex,count\nMale,3\nMale,many\n"));
  const auto strata = readStrata(folder / "s.csv");
  ASSERT_FALSE(strata);
  EXPECT_THAT(strata.error().message, HasSubstr("Line 3"));
  ASSERT_TRUE(base::writeFileAtomically(folder / "s.csv", "sex\nMale\n"));
  EXPECT_THAT(readStrata(folder / "s.csv").error().message, HasSubstr("count"));
}

TEST(Findings, TakeOtherSpellings) {
  EXPECT_EQ(formatFindings(parseFindings("pleural_thickening;PNEUMONIA").value()),
            "Pleural Thickening|Pneumonia");
  EXPECT_EQ(formatFindings(parseFindings("No Finding").value()), "No Finding");
  EXPECT_EQ(formatFindings(parseFindings("effusion:bilateral").value()), "Effusion:both");
}

TEST(Stratum, SaysHowAFindingWithItsSideIsWritten) {
  for (const char* words : {"Effusion left", "left effusion", "Pleural Effusion left"}) {
    const auto parsed = parseFindings(words);
    ASSERT_FALSE(parsed) << words;
    EXPECT_NE(parsed.error().message.find("\"Effusion:left\""), std::string::npos) << parsed.error().message;
  }
}

}  // namespace
}  // namespace chexgen::cohort
