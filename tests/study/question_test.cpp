#include "core/study/question.h"

#include <gmock/gmock.h>

#include "core/study/design.h"

namespace chexgen::study {
namespace {

using testing::HasSubstr;

std::vector<Question> match() { return questionsOf({.kind = StudyKind::reportMatch}); }

TEST(Questions, ALowScoreAsksForTheErrorAndAHighOneDoesNot) {
  EXPECT_EQ(firstOpen(match(), {}, 1)->id, "match");
  EXPECT_EQ(firstOpen(match(), {{"match", -1}}, 1)->id, "error");
  EXPECT_EQ(firstOpen(match(), {{"match", 1}}, 1), nullptr);
  EXPECT_EQ(firstOpen(match(), {{"match", -2}, {"error", {"omission", "commission"}}}, 1), nullptr);
}

TEST(Questions, AnErrorTypeGoesWhenTheScoreIsRaisedAgain) {
  EXPECT_EQ(onlyAsked(match(), {{"match", 2}, {"error", {"omission"}}}), (Values{{"match", 2}}));
  EXPECT_EQ(onlyAsked(match(), {{"match", 0}, {"error", {"omission"}}}).size(), 2U);
}

TEST(Questions, EachKindTakesItsOwnAnswersOnly) {
  const Question scale{.id = "s", .text = "?", .low = -2, .high = 2};
  EXPECT_TRUE(isAnswer(scale, -2, 1));
  EXPECT_FALSE(isAnswer(scale, 3, 1));
  EXPECT_FALSE(isAnswer(scale, 0.5, 1));
  EXPECT_FALSE(isAnswer(scale, "1", 1));
  Question choice{.id = "c", .kind = Question::Kind::choice, .text = "?", .choices = {"left", "right"}};
  EXPECT_TRUE(isAnswer(choice, "left", 1));
  EXPECT_FALSE(isAnswer(choice, "up", 1));
  EXPECT_FALSE(isAnswer(choice, {"left"}, 1)) << "only one";
  choice.several = true;
  EXPECT_TRUE(isAnswer(choice, {"left", "right"}, 1));
  EXPECT_FALSE(isAnswer(choice, base::Json::array({"left", "left"}), 1));
  EXPECT_FALSE(isAnswer(choice, base::Json::array(), 1));
  const Question text{.id = "t", .kind = Question::Kind::text, .text = "?"};
  EXPECT_TRUE(isAnswer(text, "blurred", 1));
  EXPECT_FALSE(isAnswer(text, "", 1));
  const Question point{.id = "p", .kind = Question::Kind::point, .text = "?"};
  EXPECT_TRUE(isAnswer(point, {0.25, 1.0}, 1));
  EXPECT_FALSE(isAnswer(point, {0.25, 1.01}, 1));
  const Question box{.id = "b", .kind = Question::Kind::box, .text = "?"};
  EXPECT_TRUE(isAnswer(box, {0.1, 0.1, 0.2, 0.2}, 1));
  EXPECT_FALSE(isAnswer(box, {0.1, 0.1, 0.0, 0.2}, 1));
  const Question rank{.id = "r", .kind = Question::Kind::rank, .text = "?"};
  EXPECT_TRUE(isAnswer(rank, "CAB", 3));
  EXPECT_FALSE(isAnswer(rank, "CAB", 2));
  EXPECT_FALSE(isAnswer(rank, "AAB", 3));
}

TEST(Questions, AnImageThatIsNotShownCannotBeTheBest) {
  const Question best{
      .id = "best", .kind = Question::Kind::choice, .text = "?", .choices = {"A", "B", "C", "equal"}};
  EXPECT_TRUE(isAnswer(best, "B", 2));
  EXPECT_FALSE(isAnswer(best, "C", 2)) << "a case of two images in a study of three";
  EXPECT_TRUE(isAnswer(best, "equal", 2));
}

TEST(Questions, ComeBackFromTheirJson) {
  std::vector<Question> questions = match();
  questions.push_back({.id = "where", .kind = Question::Kind::box, .text = "Where?", .mayBeEmpty = true});
  const auto read = questionsFromJson(base::Json(toJson(questions)));
  ASSERT_TRUE(read) << base::describe(read.error());
  EXPECT_EQ(*read, questions);
}

TEST(Questions, SayWhatIsWrongWithThem) {
  const auto refusal = [](Question question) {
    const auto checked = checkQuestions({std::move(question)});
    return checked ? std::string() : checked.error().message;
  };
  EXPECT_THAT(refusal({.id = "s", .text = "?", .low = 0, .high = 9}), HasSubstr("more than nine steps"));
  EXPECT_THAT(refusal({.id = "s", .text = "?", .low = 0, .high = 2, .choices = {"a", "b"}}),
              HasSubstr("meaning for each step"));
  EXPECT_THAT(refusal({.id = "s", .low = 0, .high = 2}), HasSubstr("no words"));
  EXPECT_THAT(refusal({.id = "s", .text = "?", .low = 0, .high = 2, .onlyIf = Question::Condition{"t", 0}}),
              HasSubstr("not asked before it"));
}

}  // namespace
}  // namespace chexgen::study
