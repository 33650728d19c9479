// Reader studies as people go through them: making one, reading with keys alone, opening the key.
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>
#include <algorithm>
#include <fstream>

#include <sys/resource.h>

#include <csignal>

#include <gmock/gmock.h>

#include "app/studio/question_editor.h"
#include "app/studio/reading_room.h"
#include "app/studio/reading_window.h"
#include "app/studio/study_cases.h"
#include "app/studio/study_form.h"
#include "app/studio/study_page.h"
#include "core/imaging/png.h"
#include "core/project/project.h"
#include "core/study/result.h"
#include "tests/studio/reading_fixture.h"
#include "tests/study/pictures.h"
#include "tests/support/golden.h"
#include "widgets/reading/question_panel.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::studio {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr const char* passphrase = readingPassphrase;

class Reading : public ReadingFixture {};

// What must hold of the whole: twelve cases, two readers on two packages, merged, unblinded, reported.
TEST_F(Reading, TwelveCasesByTwoReadersFromTheFormToTheReport) {
  start();
  window().enter(MainWindow::readingRoom);
  screenshot(QStringLiteral("reading-empty"));
  QTest::mouseClick(named<QPushButton>(room(), "studyNew"), Qt::LeftButton);
  EXPECT_FALSE(named<QPushButton>(*room().form(), "studyMake")->isEnabled()) << "nothing is chosen yet";
  room().form()->cases()->takeFolder(folderOfCases(12));
  fill("Realism", "ann, ben");
  named<QSpinBox>(*room().form(), "studyRepeats")->setValue(2);
  named<QSpinBox>(*room().form(), "studyPractice")->setValue(2);
  EXPECT_EQ(room().form()->design().cases.size(), 12U);
  screenshot(QStringLiteral("reading-form"));
  ASSERT_NO_FATAL_FAILURE(make());
  screenshot(QStringLiteral("reading-study"));
  EXPECT_TRUE(named<QLineEdit>(*room().page(), "unblindPassphrase")->isHidden())
      << "nobody has read anything";

  for (const char* name : {"ann", "ben"}) {
    ASSERT_NO_FATAL_FAILURE(open(package(name)));
    if (name[0] == 'a') shot(QStringLiteral("reading-explanation"));
    press(Qt::Key_Return);
    // Two for practice, two images of each of the ten others, two repeats.
    ASSERT_EQ(reader()->reading().count(), 24U);
    for (int i = 0; i < 24; ++i) {
      ASSERT_EQ(reader()->reading().answered(), static_cast<std::size_t>(i));
      press(i % 3 == 0 ? Qt::Key_1 : Qt::Key_2);
      press(Qt::Key_1 + i % 5);
      if (i == 3 && name[0] == 'a') shot(QStringLiteral("reading-case"));
      press(Qt::Key_1 + (i + 2) % 5);
      press(Qt::Key_Return);
    }
    EXPECT_FALSE(reader()->reading().current());
    if (name[0] == 'a') shot(QStringLiteral("reading-end"));
    press(Qt::Key_Escape);
    ASSERT_TRUE(waitFor([&] { return reader() == nullptr; }));
  }

  StudyPage& page = *room().page();
  EXPECT_FALSE(fs::exists(page.resultFolder())) << "still blind";
  bool done = false;
  base::Error told;
  QObject::connect(&page, &StudyPage::unblinded, &page, [&done] { done = true; });
  QObject::connect(&page, &StudyPage::failed, &page, [&told](const base::Error& error) { told = error; });
  auto* secret = named<QLineEdit>(page, "unblindPassphrase");
  secret->setText(QStringLiteral("battery staple"));
  QTest::mouseClick(named<QPushButton>(page, "unblind"), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return !told.message.empty(); }));
  EXPECT_EQ(told.code, base::ErrorCode::permissionDenied);
  EXPECT_FALSE(fs::exists(page.resultFolder()));
  secret->setText(QString::fromLatin1(passphrase));
  QTest::mouseClick(named<QPushButton>(page, "unblind"), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return done; })) << base::describe(told);
  for (const char* file :
       {"report.html", "report.pdf", "readings.csv", "analysis.json", "mrmcaov.csv", "study.imrmc"})
    EXPECT_TRUE(fs::exists(page.resultFolder() / file)) << file;
  const auto result = study::readResult(page.resultFolder());
  ASSERT_TRUE(result) << base::describe(result.error());
  EXPECT_EQ(result->readings.size(), 44U) << "without practice, with the repeats";
  EXPECT_EQ(result->openings.size(), 1U);
  EXPECT_EQ(result->proof.front(), "Signatures, order and what was shown are whole.");
  EXPECT_TRUE(result->doubts.empty());
  ASSERT_TRUE(session().project()->flush());
  const auto kept = session().project()->setting("study_openings");
  ASSERT_TRUE(kept && *kept);
  EXPECT_EQ((**kept).at(0).at("study"), result->roster.study) << "the project remembers the opening";
  screenshot(QStringLiteral("reading-report"));
  if (const QByteArray pictures = qgetenv("CHEXGEN_SCREENSHOTS"); !pictures.isEmpty())
    fs::copy(page.resultFolder(), fs::path(pictures.toStdString()) / "result",
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
}

TEST_F(Reading, AReaderIsShownTheirOwnKey) {
  show();
  window().enter(MainWindow::readingRoom);
  QTest::mouseClick(named<QPushButton>(room(), "readingKey"), Qt::LeftButton);
  auto* box = room().findChild<QMessageBox*>();
  ASSERT_NE(box, nullptr);
  EXPECT_EQ(box->text().size(), 64);
  EXPECT_EQ(QGuiApplication::clipboard()->text(), box->text());
  screenshot(QStringLiteral("reading-key"));
  box->close();
}

class OneReader : public Reading {
 protected:
  void makeStudy(const char* kind, int cases = 3) {
    start();
    window().enter(MainWindow::readingRoom);
    room().plan();
    room().form()->cases()->takeFolder(folderOfCases(cases));
    fill(kind, "ann");
    ASSERT_NO_FATAL_FAILURE(make());
  }
  study::Values lastAnswer() {
    const auto opened = study::Package::open(package("ann"));
    const auto file = study::readAnswers(opened->answersFile(), opened->info().keys.publicKey);
    return file ? file->answers.back().values : study::Values{};
  }
};

TEST_F(OneReader, ALowScoreAsksForTheErrorWithDigits) {
  ASSERT_NO_FATAL_FAILURE(makeStudy("Report match"));
  ASSERT_NO_FATAL_FAILURE(open(package("ann")));
  press(Qt::Key_Return);
  press(Qt::Key_2);  // −1
  press(Qt::Key_Return);
  EXPECT_EQ(reader()->reading().answered(), 0U) << "the error is still to be named";
  press(Qt::Key_1);
  press(Qt::Key_3);
  shot(QStringLiteral("reading-match"));
  press(Qt::Key_Return);
  ASSERT_EQ(reader()->reading().answered(), 1U);
  EXPECT_EQ(lastAnswer(), (study::Values{{"match", -1}, {"error", {"omission", "subtle discrepancy"}}}));
  press(Qt::Key_5);
  press(Qt::Key_Return);
  EXPECT_EQ(lastAnswer(), (study::Values{{"match", 2}}));
}

TEST_F(OneReader, NothingOnTheScreenTellsWhereAnImageComesFrom) {
  ASSERT_NO_FATAL_FAILURE(makeStudy("Realism"));
  ASSERT_NO_FATAL_FAILURE(open(package("ann")));
  press(Qt::Key_Return);
  for (int i = 0; i < 6; ++i) {
    for (const QLabel* label : reader()->findChildren<QLabel*>()) {
      EXPECT_THAT(label->text().toStdString(), testing::Not(HasSubstr("starter")));
      EXPECT_THAT(label->toolTip().toStdString(), testing::Not(HasSubstr("starter")));
    }
    EXPECT_EQ(reader()->viewer()->image(0)->width, reader()->viewer()->image(0)->height);
    for (const int key : {Qt::Key_1, Qt::Key_1, Qt::Key_1, Qt::Key_Return}) press(key);
  }
  EXPECT_FALSE(reader()->reading().current());
}

TEST_F(OneReader, PausesAnyTimeAndGoesOnAnotherDayWithWhatWasHalfAnswered) {
  ASSERT_NO_FATAL_FAILURE(makeStudy("Realism"));
  ASSERT_NO_FATAL_FAILURE(open(package("ann")));
  press(Qt::Key_Return);
  for (const int key : {Qt::Key_1, Qt::Key_1, Qt::Key_1, Qt::Key_Return}) press(key);
  press(Qt::Key_2);
  press(Qt::Key_4);
  press(Qt::Key_Escape);
  ASSERT_TRUE(waitFor([&] { return reader() == nullptr; }));
  auto* list = named<QListWidget>(room(), "readingPackages");
  ASSERT_GE(list->count(), 1);
  EXPECT_TRUE(list->item(0)->text().contains(QStringLiteral("1 of 6")))
      << list->item(0)->text().toStdString();
  quit();

  show();  // without any project
  window().enter(MainWindow::readingRoom);
  const fs::path file =
      named<QListWidget>(room(), "readingPackages")->item(0)->data(Qt::UserRole).toString().toStdString();
  ASSERT_NO_FATAL_FAILURE(open(file));
  press(Qt::Key_Return);
  EXPECT_EQ(reader()->reading().current(), 1U);
  EXPECT_EQ(reader()->questions()->values(), (study::Values{{"synthetic", "synthetic"}, {"confidence", 4}}));
}

TEST_F(OneReader, WindowInvertAndZoomAreLoggedWithTheTime) {
  ASSERT_NO_FATAL_FAILURE(makeStudy("Report match"));
  ASSERT_NO_FATAL_FAILURE(open(package("ann")));
  press(Qt::Key_Return);
  press(Qt::Key_I);
  press(Qt::Key_Plus);
  press(Qt::Key_Right, Qt::ShiftModifier);
  QTest::qWait(120);
  press(Qt::Key_5);
  press(Qt::Key_Return);
  const auto opened = study::Package::open(package("ann"));
  const auto file = study::readAnswers(opened->answersFile(), opened->info().keys.publicKey);
  ASSERT_TRUE(file);
  const study::Answer& answer = file->answers.back();
  EXPECT_GE(answer.seconds, 0.1);
  EXPECT_EQ(answer.viewing["images"][0]["inverted"], true);
  EXPECT_GT(answer.viewing["changes"], 2);
  EXPECT_NE(answer.viewing["images"][0]["window"], 255.0);
  EXPECT_FALSE(reader()->viewer()->isInverted(0)) << "the next case begins as at first";
}

TEST_F(OneReader, ThereIsNoWayBackUnlessTheDesignAllowsIt) {
  ASSERT_NO_FATAL_FAILURE(makeStudy("Report match"));
  ASSERT_NO_FATAL_FAILURE(open(package("ann")));
  press(Qt::Key_Return);
  press(Qt::Key_5);
  press(Qt::Key_Return);
  press(Qt::Key_Backspace);
  EXPECT_EQ(reader()->reading().current(), 1U);
}

TEST_F(OneReader, ImagesOfAPreferenceStandSideBySideWithLetters) {
  ASSERT_NO_FATAL_FAILURE(makeStudy("Preference"));
  ASSERT_NO_FATAL_FAILURE(open(package("ann")));
  press(Qt::Key_Return);
  EXPECT_EQ(reader()->viewer()->viewportCount(), 2);
  shot(QStringLiteral("reading-preference"));
  press(Qt::Key_2);
  press(Qt::Key_Return);
  EXPECT_EQ(lastAnswer(), (study::Values{{"best", "B"}}));
}

TEST_F(OneReader, ARankingIsGivenByDigitsAndTakenBackByBackspace) {
  start();
  window().enter(MainWindow::readingRoom);
  room().plan();
  room().form()->cases()->takeFolder(folderOfCases(2));
  fill("Preference", "ann");
  named<QCheckBox>(*room().form(), "studyRanking")->setChecked(true);
  ASSERT_NO_FATAL_FAILURE(make());
  ASSERT_NO_FATAL_FAILURE(open(package("ann")));
  press(Qt::Key_Return);
  press(Qt::Key_1);
  press(Qt::Key_Return);
  EXPECT_EQ(reader()->reading().answered(), 0U) << "the second has no place yet";
  press(Qt::Key_Backspace);
  press(Qt::Key_2);
  press(Qt::Key_1);
  press(Qt::Key_Return);
  ASSERT_EQ(reader()->reading().answered(), 1U);
  EXPECT_EQ(lastAnswer(), (study::Values{{"rank", "BA"}}));
}

TEST_F(OneReader, QuestionsOfOnesOwnTakeTextPointsAndBoxesByMouseOrKeys) {
  start();
  window().enter(MainWindow::readingRoom);
  room().plan();
  StudyForm& form = *room().form();
  form.cases()->takeFolder(folderOfCases(2));
  fill("Questions of your own", "ann");
  using Kind = study::Question::Kind;
  form.questions()->add({.kind = Kind::point, .text = "Where is the tip of the tube?"});
  form.questions()->add({.kind = Kind::box, .text = "Where is the effusion?"});
  form.questions()->add({.kind = Kind::text, .text = "Anything else?", .mayBeEmpty = true});
  form.questions()->add({.kind = Kind::choice, .text = "Which side?", .choices = {"left", "right"}});
  screenshot(QStringLiteral("reading-own-form"));
  ASSERT_NO_FATAL_FAILURE(make());
  ASSERT_NO_FATAL_FAILURE(open(package("ann")));
  press(Qt::Key_Return);
  widgets::Viewer* viewer = reader()->viewer();
  const auto image = viewer->image(0);
  QTest::mouseClick(viewer, Qt::LeftButton, {},
                    viewer->toWidget(0, QPointF(image->width * 0.25, image->height * 0.5)).toPoint());
  press(Qt::Key_Return);
  press(Qt::Key_1);  // a box in the middle
  for (int i = 0; i < 5; ++i) press(Qt::Key_Right);
  press(Qt::Key_Down, Qt::ControlModifier);
  press(Qt::Key_Return);
  QTest::keyClicks(reader()->focusWidget(), QStringLiteral("1 tube"));
  shot(QStringLiteral("reading-own"));
  press(Qt::Key_Return);
  press(Qt::Key_2);
  press(Qt::Key_Return);
  ASSERT_EQ(reader()->reading().answered(), 1U);
  const study::Values answer = lastAnswer();
  EXPECT_NEAR(answer.at("q1")[0].get<double>(), 0.25, 0.01);
  EXPECT_NEAR(answer.at("q1")[1].get<double>(), 0.5, 0.01);
  EXPECT_NEAR(answer.at("q2")[0].get<double>(), 0.45, 1e-9);
  EXPECT_NEAR(answer.at("q2")[3].get<double>(), 0.21, 1e-9);
  EXPECT_EQ(answer.at("q3"), "1 tube");
  EXPECT_EQ(answer.at("q4"), "right");
}

TEST_F(OneReader, AnAnswerThatTheDiskDoesNotTakeStaysOnTheScreen) {
  ASSERT_NO_FATAL_FAILURE(makeStudy("Report match"));
  ASSERT_NO_FATAL_FAILURE(open(package("ann")));
  press(Qt::Key_Return);
  // A file may not grow beyond this; what is there stays.
  const auto size = fs::file_size(reader()->reading().answersFile());
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = size + 10;
  ::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  press(Qt::Key_5);
  press(Qt::Key_Return);
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(reader()->reading().answered(), 0U);
  EXPECT_EQ(reader()->questions()->values(), (study::Values{{"match", 2}}));
  shot(QStringLiteral("reading-disk-full"));
  press(Qt::Key_Return);
  EXPECT_EQ(reader()->reading().answered(), 1U) << "it is taken once there is room";
}

// Run with two screens by the test studio.reading_on_two_screens.
TEST_F(OneReader, OnTwoScreensTheQuestionStandsBesideTheImageOnTheOther) {
  if (QGuiApplication::screens().size() < 2) GTEST_SKIP() << "this platform has one screen";
  ASSERT_NO_FATAL_FAILURE(makeStudy("Report match"));
  room().refresh();
  auto* choice = named<QCheckBox>(room(), "readingSecondScreen");
  ASSERT_FALSE(choice->isHidden());
  choice->setChecked(true);
  ASSERT_NO_FATAL_FAILURE(open(package("ann")));
  press(Qt::Key_Return);
  QWidget* panel = reader()->questions()->window();
  ASSERT_NE(panel, reader());
  EXPECT_TRUE(panel->isVisible());
  EXPECT_NE(panel->screen(), reader()->screen());
  QTest::keyClick(panel, Qt::Key_5);  // the keys count on both
  QTest::keyClick(panel, Qt::Key_Return);
  press(Qt::Key_4);
  press(Qt::Key_Return);
  EXPECT_EQ(reader()->reading().answered(), 2U);
  press(Qt::Key_Escape);
  EXPECT_TRUE(waitFor([&] { return reader() == nullptr; }));
}

TEST_F(Reading, AnswersOfAnotherStudyAreRefusedAndNothingIsCopied) {
  start();
  window().enter(MainWindow::readingRoom);
  room().plan();
  room().form()->cases()->takeFolder(folderOfCases(2));
  fill("Report match", "ann");
  ASSERT_NO_FATAL_FAILURE(make());
  const fs::path stranger = projectFolder().parent_path() / "stranger.answers";
  const auto keys = study::newSigningKeys().value();
  ASSERT_TRUE(study::AnswerWriter::open(stranger, "other", "ann", keys)->write({.item = "x"}));
  base::Error told;
  QObject::connect(room().page(), &StudyPage::failed, &room(),
                   [&told](const base::Error& error) { told = error; });
  room().page()->addAnswers({stranger});
  EXPECT_THAT(told.message, HasSubstr("nobody who reads in this study"));
  EXPECT_FALSE(fs::exists(room().page()->roster().parent_path() / "answers"));
}

}  // namespace
}  // namespace chexgen::studio
