#include "core/study/reading_session.h"

#include <gmock/gmock.h>

#include <fstream>

#include "core/imaging/png.h"
#include "core/study/assign.h"
#include "tests/study/pictures.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using testing::HasSubstr;

class ReadingSessions : public testing::Test {
 protected:
  fs::path package(bool mayGoBack = false, int practice = 0) {
    Design design{.name = "Ward", .readers = {"ann"}, .mayGoBack = mayGoBack};
    for (int i = 0; i < 4; ++i) {
      const fs::path image = folder / (std::to_string(i) + ".png");
      EXPECT_TRUE(imaging::writePng(image, tests::picture(128, static_cast<unsigned>(i))));
      design.cases.push_back({.id = std::to_string(i),
                              .report = "Report " + std::to_string(i),
                              .practice = i < practice,
                              .candidates = {{"ours", image}}});
    }
    return assign(design, "correct horse", folder / "out").value().packages.front();
  }
  static base::Result<void> rate(ReadingSession& session, int score) {
    return session.answer({{"match", score}}, 1, 2.5, base::Json::object(), "2026-01-02T03:04:05Z");
  }
  tests::TemporaryFolder folder;
};

TEST_F(ReadingSessions, EveryAnswerIsOnTheDiskBeforeTheNextCase) {
  const fs::path file = package();
  auto session = ReadingSession::open(file);
  ASSERT_TRUE(session) << base::describe(session.error());
  EXPECT_EQ(session->current(), 0U);
  EXPECT_THAT(session->item()->report, HasSubstr("Report"));
  ASSERT_TRUE(rate(*session, 2));
  EXPECT_EQ(session->current(), 1U);
  EXPECT_EQ(progressOf(Package::open(file).value())->answered, 1U) << "another program sees it at once";
}

TEST_F(ReadingSessions, GoOnWhereTheyWereLeft) {
  const fs::path file = package();
  {
    auto session = ReadingSession::open(file);
    ASSERT_TRUE(session);
    ASSERT_TRUE(rate(*session, 2));
    ASSERT_TRUE(rate(*session, 1));
  }
  auto session = ReadingSession::open(file);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->current(), 2U);
  ASSERT_TRUE(rate(*session, 1));
  ASSERT_TRUE(rate(*session, 1));
  EXPECT_FALSE(session->current());
  EXPECT_EQ(session->answered(), session->count());
  EXPECT_FALSE(rate(*session, 1)) << "there is nothing left to rate";
}

TEST_F(ReadingSessions, AMissingAnswerIsNamedAndNothingIsWritten) {
  auto session = ReadingSession::open(package());
  ASSERT_TRUE(session);
  const auto refused = rate(*session, -2);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("What is wrong?"));
  EXPECT_EQ(session->current(), 0U);
  EXPECT_EQ(session->answered(), 0U);
  EXPECT_TRUE(session->answer({{"match", -2}, {"error", {"omission"}}}, 1, 1, {}, ""));
}

TEST_F(ReadingSessions, OnlyGoBackWhereTheDesignAllowsIt) {
  auto fixed = ReadingSession::open(package());
  ASSERT_TRUE(fixed);
  ASSERT_TRUE(rate(*fixed, 2));
  EXPECT_FALSE(fixed->canGoBack());
  fixed->goBack();
  EXPECT_EQ(fixed->current(), 1U);
}

TEST_F(ReadingSessions, AnEarlierAnswerCanBeChangedAndTheLastOneCounts) {
  const fs::path file = package(true);
  auto session = ReadingSession::open(file);
  ASSERT_TRUE(session);
  EXPECT_FALSE(session->canGoBack()) << "there is nothing before the first";
  ASSERT_TRUE(rate(*session, 2));
  ASSERT_TRUE(rate(*session, 2));
  session->goBack();
  session->goBack();
  EXPECT_EQ(session->current(), 0U);
  EXPECT_EQ(session->before(), (Values{{"match", 2}}));
  ASSERT_TRUE(rate(*session, 1));
  EXPECT_EQ(session->current(), 2U) << "on with the first that is open";
  EXPECT_EQ(session->answered(), 2U);
  session->goBack();
  session->goBack();
  EXPECT_EQ(session->before(), (Values{{"match", 1}}));
}

TEST_F(ReadingSessions, PracticeIsNotGoneBackToFromTheCasesThatCount) {
  auto session = ReadingSession::open(package(true, 1));
  ASSERT_TRUE(session);
  EXPECT_TRUE(session->isPractice());
  ASSERT_TRUE(rate(*session, 2));
  EXPECT_FALSE(session->isPractice());
  EXPECT_FALSE(session->canGoBack());
}

TEST_F(ReadingSessions, TwoWindowsCannotReadOnePackage) {
  const fs::path file = package();
  auto first = ReadingSession::open(file);
  ASSERT_TRUE(first);
  EXPECT_EQ(ReadingSession::open(file).error().code, ErrorCode::locked);
  ASSERT_TRUE(rate(*first, 2));
}

TEST_F(ReadingSessions, AFileThatWasCutBeforeItsFirstLineIsNoAnswer) {
  const fs::path file = package();
  std::ofstream(fs::path(file).replace_extension(".answers")) << "0123";
  EXPECT_EQ(progressOf(Package::open(file).value())->answered, 0U);
  auto session = ReadingSession::open(file);
  ASSERT_TRUE(session) << base::describe(session.error());
  ASSERT_TRUE(rate(*session, 2));
}

TEST_F(ReadingSessions, WhatIsHalfAnsweredIsKeptAndCountsForNothing) {
  const fs::path file = package();
  {
    auto session = ReadingSession::open(file);
    ASSERT_TRUE(session);
    ASSERT_TRUE(session->keepDraft({{"match", -1}}));
    EXPECT_EQ(session->answered(), 0U);
  }
  auto session = ReadingSession::open(file);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->before(), (Values{{"match", -1}}));
  ASSERT_TRUE(rate(*session, 2));
  EXPECT_TRUE(session->before().empty()) << "it was about the case before";
}

}  // namespace
}  // namespace chexgen::study
