// Planning a reader study: where its cases come from, what is missing, and what only one arm has.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QTest>
#include <algorithm>

#include "app/studio/gallery_room.h"
#include "app/studio/sample_size_help.h"
#include "core/project/project.h"
#include "tests/studio/reading_fixture.h"

namespace chexgen::studio {
namespace {

namespace fs = std::filesystem;

constexpr const char* passphrase = readingPassphrase;

class StudyForms : public ReadingFixture {};

TEST_F(StudyForms, CasesComeFromGalleryWithTheirModelsAsArms) {
  start();
  int taken = 0;
  for (const char* report : {"Effusion.", "Normal."}) {
    const auto image = projectFolder().parent_path() / (std::string(report) + "png");
    ASSERT_TRUE(imaging::writePng(image, tests::picture(256, static_cast<unsigned>(report[0]))));
    session().project()->importImage(image, 256, 256, {.report = report, .demographics = {.view = "PA"}},
                                     [&taken](const auto& done) { taken += done ? 1 : 0; });
  }
  ASSERT_TRUE(waitFor([&] { return taken == 2; }));
  window().enter(MainWindow::galleryRoom);
  window().gallery()->refresh();
  EXPECT_TRUE(waitFor([&] { return window().gallery()->chosenOrShown().size() == 2; }));
  room().plan();
  named<QComboBox>(*room().form(), "studyStrata")->setCurrentIndex(1);
  QTest::mouseClick(named<QPushButton>(*room().form(), "studyFromGallery"), Qt::LeftButton);
  const auto design = room().form()->design();
  ASSERT_EQ(design.cases.size(), 2U);
  EXPECT_EQ(design.cases[0].candidates.front().arm, "real");
  EXPECT_EQ(design.cases[0].stratum, "PA");
}

TEST_F(StudyForms, TheFormSaysWhatIsMissingAndHowManyCasesAreEnough) {
  start();
  window().enter(MainWindow::readingRoom);
  room().plan();
  StudyForm& form = *room().form();
  form.cases()->takeFolder(folderOfCases(12));
  EXPECT_TRUE(form.findChild<SampleSizeHelp*>()->answer().contains(QStringLiteral("34 case(s)")) ||
              form.findChild<SampleSizeHelp*>()->answer().contains(QStringLiteral("34 cases")))
      << form.findChild<SampleSizeHelp*>()->answer().toStdString();
  fill("Report match", "ann");
  named<QLineEdit>(form, "studyPassphraseAgain")->setText(QStringLiteral("another one"));
  EXPECT_FALSE(named<QPushButton>(form, "studyMake")->isEnabled());
  named<QLineEdit>(form, "studyPassphraseAgain")->setText(QString::fromLatin1(passphrase));
  EXPECT_TRUE(named<QPushButton>(form, "studyMake")->isEnabled());
  named<QLineEdit>(form, "studyName")->setText(QStringLiteral("../Ward"));
  EXPECT_FALSE(named<QPushButton>(form, "studyMake")->isEnabled());
}

// What only one arm has is refused in the form, by name.
TEST_F(StudyForms, ReportsAreHiddenInARealismStudyAndRefusedWhereOnlyOneArmHasThem) {
  start();
  window().enter(MainWindow::readingRoom);
  room().plan();
  StudyForm& form = *room().form();
  fill("Report match", "ann");
  auto* show = named<QCheckBox>(form, "studyShowReport");
  EXPECT_TRUE(show->isChecked()) << "what readers rate";
  fill("Realism", "ann");
  EXPECT_FALSE(show->isChecked());
  const fs::path folder = projectFolder().parent_path() / "unpaired";
  for (int i = 0; i < 6; ++i)
    for (const char* arm : {"real", "starter"}) {
      fs::create_directories(folder / arm);
      const std::string name = std::string(1, arm[0]) + std::to_string(i);
      ASSERT_TRUE(
          imaging::writePng(folder / arm / (name + ".png"), tests::picture(128, static_cast<unsigned>(i))));
      if (arm[0] == 'r') std::ofstream(folder / arm / (name + ".txt")) << "Normal heart.";
    }
  form.cases()->takeFolder(folder);
  auto* make = named<QPushButton>(form, "studyMake");
  EXPECT_TRUE(make->isEnabled());
  show->setFocus();
  QTest::keyClick(show, Qt::Key_Space);
  EXPECT_FALSE(make->isEnabled());
  EXPECT_TRUE(
      named<QLabel>(form, "studyState")->text().contains(QStringLiteral("Only the arm \"real\" has reports")))
      << named<QLabel>(form, "studyState")->text().toStdString();
  screenshot(QStringLiteral("reading-one-sided"));
  QTest::keyClick(show, Qt::Key_Space);
  EXPECT_TRUE(make->isEnabled());
}

TEST_F(StudyForms, TheArmOfTheRealImagesIsUnderstoodOrAskedFor) {
  start();
  window().enter(MainWindow::readingRoom);
  room().plan();
  StudyForm& form = *room().form();
  fill("Realism", "ann");
  const fs::path folder = folderOfCases(4);
  fs::rename(folder / "real", folder / " Real_Images");
  form.cases()->takeFolder(folder);
  EXPECT_EQ(form.design().cases[0].candidates[0].arm, "real");
  EXPECT_TRUE(named<QLabel>(form, "studyCaseRemarks")->text().contains(QStringLiteral("Real_Images")));
  fs::rename(folder / " Real_Images", folder / "hospital");
  form.cases()->takeFolder(folder);
  auto* make = named<QPushButton>(form, "studyMake");
  auto* real = named<QComboBox>(form, "studyReal");
  EXPECT_FALSE(make->isEnabled());
  EXPECT_TRUE(real->isVisible());
  screenshot(QStringLiteral("reading-which-is-real"));
  real->setFocus();
  QTest::keyClick(real, Qt::Key_Down);  // the first arm: hospital
  EXPECT_TRUE(make->isEnabled());
  EXPECT_EQ(study::armsOf(form.design()), (std::vector<std::string>{"real", "starter"}));
  QTest::keyClick(real, Qt::Key_Down);  // on to the other one, as long as the form is open
  EXPECT_EQ(study::armsOf(form.design()), (std::vector<std::string>{"hospital", "real"}));
}

// The columns of a table of cases are shown, and another one can be chosen for each; what the reader guessed
// is said beneath them.
TEST_F(StudyForms, TheColumnsOfATableOfCasesAreShownAndCanBeChanged) {
  start();
  window().enter(MainWindow::readingRoom);
  room().plan();
  StudyForm& form = *room().form();
  const fs::path folder = folderOfCases(2);
  std::ofstream(folder / "cases.csv", std::ios::binary)
      << "Fall;arm;image;Befund;Blick\n00;real;real/00.png;Erg\xFCsse;AP\n00;starter;starter/"
         "00.png;Erg\xFCsse;"
         "AP\n01;real;real/01.png;Normal.;PA\n01;starter;starter/01.png;Normal.;PA\n";
  form.cases()->takeTable(folder / "cases.csv");
  auto* pick = named<QComboBox>(*form.cases(), "column-case");
  auto* remarks = named<QLabel>(form, "studyCaseRemarks");
  ASSERT_TRUE(waitFor([&] { return pick->isVisible(); }));
  EXPECT_TRUE(form.cases()->cases().empty());
  EXPECT_TRUE(remarks->text().contains(QStringLiteral("no column case"))) << remarks->text().toStdString();
  screenshot(QStringLiteral("reading-columns-missing"));
  pick->setCurrentIndex(pick->findText(QStringLiteral("Fall")));
  ASSERT_EQ(form.cases()->cases().size(), 2U);
  EXPECT_EQ(form.cases()->cases()[0].report, "") << "nothing is called report";
  EXPECT_TRUE(remarks->text().contains(QStringLiteral("Windows-1252"))) << remarks->text().toStdString();
  for (const auto& [role, column] : std::initializer_list<std::pair<const char*, const char*>>{
           {"column-report", "Befund"}, {"column-stratum", "Blick"}}) {
    auto* box = named<QComboBox>(*form.cases(), role);
    box->setCurrentIndex(box->findText(QString::fromLatin1(column)));
  }
  EXPECT_EQ(form.cases()->cases()[0].report, "Ergüsse");
  EXPECT_EQ(form.design().cases[1].stratum, "PA");
  screenshot(QStringLiteral("reading-columns"));
  form.cases()->takeFolder(folder);
  EXPECT_FALSE(pick->isVisible()) << "a folder has no columns";
}

}  // namespace
}  // namespace chexgen::studio
