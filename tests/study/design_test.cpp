#include "core/study/design.h"

#include <gmock/gmock.h>

namespace chexgen::study {
namespace {

using testing::HasSubstr;

Design small(StudyKind kind = StudyKind::reportMatch) {
  Design design{.name = "Ward",
                .kind = kind,
                .readers = {"ann", "ben"},
                .repeats = 1,
                .drawnPractice = 1,
                .seed = 18446744073709551};
  for (const char* id : {"a", "b", "c"})
    design.cases.push_back(
        {.id = id,
         .report = std::string("Report of ") + id,
         .stratum = "AP",
         .candidates = {{"ours", std::string(id) + "-1.png"}, {"real", std::string(id) + "-2.png"}}});
  return design;
}

TEST(Design, ComesBackFromItsJson) {
  for (const auto kind : {StudyKind::reportMatch, StudyKind::realism, StudyKind::preference}) {
    const Design design = small(kind);
    const auto read = designFromJson(base::Json(toJson(design)));
    ASSERT_TRUE(read) << base::describe(read.error());
    EXPECT_EQ(*read, design);
  }
}

TEST(Design, AsksThePublishedScaleForAReportMatch) {
  const auto questions = questionsOf(small());
  ASSERT_EQ(questions.size(), 2U);
  EXPECT_EQ(questions[0].low, -2);
  EXPECT_EQ(questions[0].high, 2);
  EXPECT_FALSE(isAsked(questions[1], {{"match", 1}})) << "only low scores have an error";
  EXPECT_TRUE(isAsked(questions[1], {{"match", 0}}));
  EXPECT_THAT(questionsOf(small(StudyKind::preference)).front().choices,
              testing::ElementsAre("A", "B", "equal"));
  EXPECT_THAT(armsOf(small()), testing::ElementsAre("ours", "real"));
}

struct Fault {
  const char* what;
  void (*plant)(Design&);
};

TEST(Design, SaysWhatIsWrongWithIt) {
  const Fault faults[] = {
      {"no name", [](Design& d) { d.name.clear(); }},
      {"without slashes", [](Design& d) { d.name = "../ward"; }},
      {"no reader", [](Design& d) { d.readers.clear(); }},
      {"\"ann\" is there twice",
       [](Design& d) {
         d.readers = {"ann", "ann"};
       }},
      {"needs a name of letters", [](Design& d) { d.readers = {"../ann"}; }},
      {"\"a\" is there twice", [](Design& d) { d.cases[1].id = "a"; }},
      {"has no image", [](Design& d) { d.cases[0].candidates.clear(); }},
      {"two images of the arm \"ours\"", [](Design& d) { d.cases[0].candidates[1].arm = "ours"; }},
      {"no case beside those to practise",
       [](Design& d) {
         for (Case& one : d.cases) one.practice = true;
       }},
      {"At most 4 presentations", [](Design& d) { d.repeats = 5; }},
      {"At most 2 cases can be drawn", [](Design& d) { d.drawnPractice = 3; }},
      {"has no range", [](Design& d) { d.questions = {{.id = "q", .text = "?", .low = 1, .high = 1}}; }},
      {"at least two answers",
       [](Design& d) { d.questions = {{.id = "q", .kind = Question::Kind::choice, .text = "?"}}; }},
      {"asks nothing", [](Design& d) { d.kind = StudyKind::custom; }},
      {"two to eight images", [](Design& d) {
         d.kind = StudyKind::preference;
         d.cases[0].candidates.pop_back();
       }}};
  for (const Fault& fault : faults) {
    Design design = small();
    fault.plant(design);
    const auto checked = checkDesign(design);
    ASSERT_FALSE(checked) << fault.what;
    EXPECT_THAT(checked.error().message, HasSubstr(fault.what));
  }
}

TEST(Design, OfANewerProgramIsNotGuessedAt) {
  base::Json json = toJson(small());
  json["schema"] = 3;
  EXPECT_EQ(designFromJson(json).error().code, base::ErrorCode::formatUnsupported);
  json["schema"] = 1;
  json["kind"] = "beauty";
  EXPECT_EQ(designFromJson(json).error().code, base::ErrorCode::formatInvalid);
}

}  // namespace
}  // namespace chexgen::study
