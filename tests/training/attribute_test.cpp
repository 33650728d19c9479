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

TEST(AttributeQuestion, MustNameAColumnAndAValue) {
  for (const char* text : {"", "view", "=AP", "view=", "age>=old", "age>60"})
    EXPECT_FALSE(parseAttributeQuestion(text)) << text;
}

}  // namespace
}  // namespace chexgen::training
