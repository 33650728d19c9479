#include "tests/project/project_fixture.h"

namespace chexgen::project {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using DraftTest = tests::ProjectTest;

TEST_F(DraftTest, ANewProjectHasAnEmptyDraft) {
  const auto project = create();
  EXPECT_THAT(project->loadDraft(project->currentDraft()).value(), IsEmpty());
}

TEST_F(DraftTest, PartsAreThereAgainAfterReopening) {
  {
    const auto project = create();
    project->saveDraftPart(project->currentDraft(), "report", "Small left effusion.");
    project->saveDraftPart(project->currentDraft(), "mask", std::string("\0\1\xff", 3));
  }
  const auto project = reopen();
  EXPECT_THAT(project->loadDraft(project->currentDraft()).value(),
              ElementsAre(Pair("mask", std::string("\0\1\xff", 3)), Pair("report", "Small left effusion.")));
}

TEST_F(DraftTest, TheLastSaveOfAPartCounts) {
  const auto project = create();
  for (int i = 0; i <= 500; ++i) project->saveDraftPart(1, "report", std::to_string(i));
  ASSERT_TRUE(project->flush());
  EXPECT_THAT(project->loadDraft(1).value(), ElementsAre(Pair("report", "500")));
}

TEST_F(DraftTest, AnEmptyPartIsAPart) {
  const auto project = create();
  project->saveDraftPart(1, "report", "typed");
  project->saveDraftPart(1, "report", "");
  ASSERT_TRUE(project->flush());
  EXPECT_THAT(project->loadDraft(1).value(), ElementsAre(Pair("report", "")));
}

TEST_F(DraftTest, DraftsAreApart) {
  const auto project = create();
  project->saveDraftPart(1, "report", "one");
  project->saveDraftPart(2, "report", "two");
  ASSERT_TRUE(project->flush());
  EXPECT_THAT(project->loadDraft(1).value(), ElementsAre(Pair("report", "one")));
  EXPECT_THAT(project->loadDraft(2).value(), ElementsAre(Pair("report", "two")));
}

TEST_F(DraftTest, ANewerDraftIsTheCurrentOneAfterReopening) {
  {
    const auto project = create();
    project->saveDraftPart(project->currentDraft() + 1, "report", "next");
  }
  const auto project = reopen();
  EXPECT_EQ(project->currentDraft(), 2);
}

TEST_F(DraftTest, ADrawingThatGuidedAnImageIsKeptUnderItsHash) {
  const Drawing drawing{std::string("\0mask", 5), "[]"};
  {
    const auto project = create();
    project->keepDrawing("abc", drawing);
    ASSERT_TRUE(project->flush());
    project->keepDrawing("abc", {"another", "[1]"});
  }
  const auto project = reopen();
  EXPECT_EQ(project->drawing("abc").value(), drawing);
  EXPECT_FALSE(project->drawing("none").value());
}

TEST_F(DraftTest, SettingsKeepTheirJson) {
  {
    const auto project = create();
    project->setSetting("studio.device", {{"device", "cpu"}, {"threads", 2}});
    project->setSetting("studio.theme", "light");
    project->setSetting("studio.theme", "dark");
  }
  const auto project = reopen();
  EXPECT_EQ(project->setting("studio.device").value(), (base::Json{{"device", "cpu"}, {"threads", 2}}));
  EXPECT_EQ(project->setting("studio.theme").value(), base::Json("dark"));
  EXPECT_FALSE(project->setting("absent").value());
}

TEST_F(DraftTest, AReadOnlyProjectRefusesChangesAndSaysSo) {
  create().reset();
  const auto project = reopen({.readOnly = true});
  EXPECT_TRUE(project->info().readOnly);
  EXPECT_TRUE(project->flush());
  project->saveDraftPart(1, "report", "lost");
  const auto flushed = project->flush();
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().code, base::ErrorCode::permissionDenied);
  EXPECT_THAT(project->loadDraft(1).value(), IsEmpty());
}

}  // namespace
}  // namespace chexgen::project
