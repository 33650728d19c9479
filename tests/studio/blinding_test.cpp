// What the form of a study and its page say of the blinding.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QTableWidget>
#include <QTest>

#include <gmock/gmock.h>

#include "app/studio/blinding_check.h"
#include "app/studio/blinding_panel.h"
#include "app/studio/blinding_words.h"
#include "app/studio/reading_room.h"
#include "app/studio/study_cases.h"
#include "app/studio/study_form.h"
#include "app/studio/study_page.h"
#include "core/imaging/png.h"
#include "tests/studio/studio_fixture.h"
#include "tests/study/textures.h"

namespace chexgen::studio {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Blinding : public StudioFixture {
 protected:
  ReadingRoom& room() { return *window().reading(); }
  template <class Widget>
  Widget* named(QWidget& parent, const char* name) {
    auto* found = parent.findChild<Widget*>(QString::fromLatin1(name));
    EXPECT_NE(found, nullptr) << name;
    return found;
  }
};

TEST(BlindingNumbers, StandAsTheInterfaceWritesThem) {
  const QLocale before;
  QLocale::setDefault(QLocale(QLocale::German));
  EXPECT_EQ(blindingText({"%1 to %2; p = %3, arm %4", {"0.37", "-0.58", "0.769", "v1.2"}}).toStdString(),
            "0,37 to -0,58; p = 0,769, arm v1.2");
  QLocale::setDefault(before);
}

// Arms of which one is blurred: checked before anything is made, named, and alike after the remedy.
TEST_F(Blinding, TheFormSaysWhatTellsTheArmsApartBeforeAStudyIsMade) {
  start();
  window().enter(MainWindow::readingRoom);
  room().plan();
  const fs::path folder = projectFolder().parent_path() / "blurred";
  for (const char* arm : {"ours", "real"}) fs::create_directories(folder / arm);
  for (unsigned i = 0; i < 30; ++i) {
    const std::string name = std::to_string(i) + ".png";
    ASSERT_TRUE(imaging::writePng(folder / "real" / name, tests::texture(150, 2 * i)));
    ASSERT_TRUE(
        imaging::writePng(folder / "ours" / name, tests::blurred(tests::texture(150, 2 * i + 1), 1.2)));
  }
  StudyForm& form = *room().form();
  form.cases()->takeFolder(folder);
  named<QLineEdit>(form, "studyName")->setText(QStringLiteral("Ward 7"));
  named<QComboBox>(form, "studyKind")->setCurrentIndex(1);
  ASSERT_EQ(form.design().kind, study::StudyKind::realism);
  named<QLineEdit>(form, "studyReaders")->setText(QStringLiteral("ann"));
  for (const char* field : {"studyPassphrase", "studyPassphraseAgain"})
    named<QLineEdit>(form, field)->setText(QStringLiteral("correct horse"));
  BlindingCheck& check = *form.blinding();
  bool checked = false;
  base::Error told;
  QObject::connect(&check, &BlindingCheck::checked, &check, [&checked] { checked = true; });
  QObject::connect(&form, &StudyForm::failed, &form, [&told](const base::Error& error) { told = error; });
  auto* button = named<QPushButton>(check, "blindingCheck");
  QTest::mouseClick(button, Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return checked || !told.message.empty(); }, 120000)) << base::describe(told);
  ASSERT_TRUE(check.panel()->isVisibleTo(&check));
  const auto said = [](QWidget& parent, const char* name) {
    return parent.findChild<QLabel*>(QString::fromLatin1(name))->text().toStdString();
  };
  EXPECT_THAT(said(check, "blindingVerdict"), HasSubstr("Told apart"));
  EXPECT_THAT(said(check, "blindingAdvice"), HasSubstr("look crisper"));
  EXPECT_GT(named<QTableWidget>(check, "blindingFeatures")->rowCount(), 0);
  form.findChild<QScrollArea*>()->ensureWidgetVisible(check.panel());
  screenshot(QStringLiteral("reading-blinding-told"));

  // On its mark: a wide check box is not one all over.
  auto* remedy = named<QCheckBox>(check, "remedySharpness");
  QTest::mouseClick(remedy, Qt::LeftButton, {}, {10, remedy->height() / 2});
  ASSERT_TRUE(remedy->isChecked());
  EXPECT_FALSE(check.panel()->isVisibleTo(&check)) << "that was of the study without the remedy";
  bool made = false;
  QObject::connect(&form, &StudyForm::made, &form, [&made] { made = true; });
  QTest::mouseClick(named<QPushButton>(form, "studyMake"), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return made || !told.message.empty(); }, 120000)) << base::describe(told);
  ASSERT_TRUE(made) << base::describe(told);
  BlindingPanel& panel = *room().page()->blinding();
  EXPECT_THAT(said(panel, "blindingAdvice"), HasSubstr("say nothing about sharpness"));
  screenshot(QStringLiteral("reading-blinding-alike"));
}

}  // namespace
}  // namespace chexgen::studio
