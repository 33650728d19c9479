#include "core/training/attribute.h"

#include <gtest/gtest.h>

namespace chexgen::training {
namespace {

std::optional<bool> ask(const char* question, const char* cell) {
  const auto parsed = parseAttributeQuestion(question);
  EXPECT_TRUE(parsed) << question;
  return parsed ? parsed->answer(cell) : std::nullopt;
}

TEST(AttributeQuestion, ComparesWordsWithoutTheirCase) {
  EXPECT_EQ(ask("view = AP", " ap "), true);
  EXPECT_EQ(ask("view=AP", "PA"), false);
}

TEST(AttributeQuestion, FindsAWholeEntryOfAList) {
  EXPECT_EQ(ask("labels~Effusion", "Mass|effusion"), true);
  EXPECT_EQ(ask("labels~Effusion", "Mass, No Effusion"), false);
}

TEST(AttributeQuestion, ComparesNumbers) {
  EXPECT_EQ(ask("age>=60", "60.0"), true);
  EXPECT_EQ(ask("age>=60", "59.9"), false);
  EXPECT_EQ(ask("age<40", "39"), true);
}

TEST(AttributeQuestion, IsNotAnsweredByWhatIsNotStated) {
  EXPECT_EQ(ask("view=AP", "  "), std::nullopt);
  EXPECT_EQ(ask("age>=60", "unknown"), std::nullopt);
}

// As CheXpert writes them: -1 is uncertain and a blank says nothing, so neither is a negative.
TEST(AttributeQuestion, OnAColumnOfAFindingIsNotAnsweredByWhatIsUncertainOrBlank) {
  for (const char* question : {"Pleural Effusion=1", "Effusion=1.0", "Effusion>=1", "Effusion=yes"}) {
    for (const char* cell : {"1", "1.0", "true"}) EXPECT_EQ(ask(question, cell), true) << question << cell;
    for (const char* cell : {"0", "0.0", "no"}) EXPECT_EQ(ask(question, cell), false) << question << cell;
    for (const char* cell : {"-1", "-1.0", "u", "", "nan"})
      EXPECT_EQ(ask(question, cell), std::nullopt) << question << cell;
  }
  EXPECT_EQ(ask("Effusion=0", "0.0"), true);
  EXPECT_EQ(ask("Effusion=0", "-1"), std::nullopt);
  const auto question = parseAttributeQuestion("Effusion=1").value();
  EXPECT_EQ(question.answer("-1", {.uncertain = UncertainAs::present}), true);
  EXPECT_EQ(question.answer("-1", {.uncertain = UncertainAs::absent}), false);
  EXPECT_EQ(question.answer("", {.uncertain = UncertainAs::absent}), std::nullopt);
  EXPECT_EQ(question.answer("", {.blankIsAbsent = true}), false);
  EXPECT_TRUE(question.isUncertain("-1.0"));
  EXPECT_FALSE(question.isUncertain(""));
  EXPECT_FALSE(parseAttributeQuestion("visit=1").value().isUncertain("-1")) << "a number like any other";
  EXPECT_EQ(ask("visit=1", "-1"), false);
}

TEST(AttributeQuestion, FindsAFindingOfAListUnderItsOtherNamesAndNothingInAnEmptyOne) {
  EXPECT_EQ(ask("labels~Effusion", "['left pleural effusion', 'Mass']"), true);
  EXPECT_EQ(ask("labels~Effusion", "No Finding"), false);
  for (const char* cell : {"", "nan", "[]"}) EXPECT_EQ(ask("labels~Effusion", cell), std::nullopt) << cell;
}

TEST(AttributeQuestion, MustNameAColumnAndAValue) {
  for (const char* text : {"", "view", "=AP", "view=", "age>=old", "age>60"})
    EXPECT_FALSE(parseAttributeQuestion(text)) << text;
}

}  // namespace
}  // namespace chexgen::training
