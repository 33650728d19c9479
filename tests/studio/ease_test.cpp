// Keys, first steps, languages and the keyboard: what makes the Studio usable for everybody.
#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTest>
#include <QTranslator>
#include <set>

#include "app/studio/compare_room.h"
#include "app/studio/compose_room.h"
#include "app/studio/gallery_room.h"
#include "app/studio/home_room.h"
#include "app/studio/key_sheet.h"
#include "app/studio/language.h"
#include "app/studio/models_room.h"
#include "app/studio/preferences.h"
#include "app/studio/tasks_room.h"
#include "app/studio/tour.h"
#include "tests/studio/studio_fixture.h"
#include "widgets/canvas/canvas.h"
#include "widgets/common/key_bindings.h"
#include "widgets/common/theme.h"
#include "widgets/report/report_editor.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::studio {
namespace {

using widgets::KeyBindings;
using widgets::KeyCommand;
using widgets::KeyScope;

constexpr std::array rooms{MainWindow::homeRoom,    MainWindow::composeRoom, MainWindow::galleryRoom,
                           MainWindow::compareRoom, MainWindow::readingRoom, MainWindow::tasksRoom,
                           MainWindow::modelsRoom,  MainWindow::settingsRoom};

class Ease : public StudioFixture {
 protected:
  void TearDown() override {
    StudioFixture::TearDown();
    KeyBindings::instance().reset();
  }
  QWidget* roomWidget() { return window().findChild<QStackedWidget*>()->currentWidget(); }
};

// A laptop's screen: the window can be made that small in every language that ships.
TEST_F(Ease, TheWindowFitsALaptop) {
  for (const char* language : {"en", "de"}) {
    Preferences::setLanguage(QString::fromLatin1(language));
    applyLanguage(*qApp);
    start();
    for (int i = 0; i < window().findChild<QStackedWidget*>()->count(); ++i) {
      const QWidget* room = window().findChild<QStackedWidget*>()->widget(i);
      EXPECT_LE(room->minimumSizeHint().width(), 1280 - 80) << language << ", room " << i;
      EXPECT_LE(room->minimumSizeHint().height(), 720 - 70) << language << ", room " << i;
    }
    EXPECT_LE(window().minimumSizeHint().width(), 1280) << language;
    EXPECT_LE(window().minimumSizeHint().height(), 720) << language;
    quit();
  }
}

TEST_F(Ease, NoTwoCommandsShareAKeyWhereBothCount) {
  for (const auto& binding : KeyBindings::all()) {
    const auto user = KeyBindings::instance().userOf(binding.standard, binding.command);
    EXPECT_FALSE(user) << KeyBindings::name(binding.command).toStdString() << " and "
                       << (user ? KeyBindings::name(*user).toStdString() : "");
  }
}

TEST_F(Ease, AKeyOfOnesOwnWorksAtOnceAndAtTheNextStart) {
  start();
  window().enter(MainWindow::composeRoom);
  auto* canvas = compose().canvas();
  auto* viewer = canvas->findChild<widgets::Viewer*>();
  viewer->setFocus();
  KeyBindings::instance().setKey(KeyCommand::eraser, Qt::Key_Q);
  QTest::keyClick(viewer, Qt::Key_E);
  EXPECT_EQ(canvas->tool(), widgets::CanvasTool::brush) << "the old key means nothing now";
  QTest::keyClick(viewer, Qt::Key_Q);
  EXPECT_EQ(canvas->tool(), widgets::CanvasTool::eraser);
  quit();
  KeyBindings::instance().load({});
  start();
  EXPECT_EQ(KeyBindings::instance().key(KeyCommand::eraser), QKeySequence(Qt::Key_Q));
}

TEST_F(Ease, AKeyThatIsTakenStaysWithItsOwner) {
  start();
  window().enter(MainWindow::settingsRoom);
  QTest::qWait(50);
  QKeySequenceEdit* field = nullptr;
  for (auto* one : window().findChildren<QKeySequenceEdit*>())
    if (one->accessibleName() == KeyBindings::name(KeyCommand::brush)) field = one;
  ASSERT_NE(field, nullptr);
  field->setKeySequence(Qt::Key_I);  // inverts, also while drawing
  Q_EMIT field->editingFinished();
  EXPECT_EQ(KeyBindings::instance().key(KeyCommand::brush), QKeySequence(Qt::Key_B));
  EXPECT_EQ(field->keySequence(), QKeySequence(Qt::Key_B));
  field->setKeySequence(Qt::Key_J);
  Q_EMIT field->editingFinished();
  EXPECT_EQ(KeyBindings::instance().key(KeyCommand::brush), QKeySequence(Qt::Key_J));
  screenshot(QStringLiteral("settings-keys"));
}

TEST_F(Ease, F1ShowsEveryKeyBesideTheWork) {
  start();
  QTest::keyClick(&window(), Qt::Key_F1);
  auto* sheet = window().findChild<KeySheet*>();
  ASSERT_NE(sheet, nullptr);
  ASSERT_TRUE(QTest::qWaitForWindowExposed(sheet));
  EXPECT_FALSE(sheet->isModal());
  QStringList texts;
  for (const auto* label : sheet->findChildren<QLabel*>()) texts << label->text();
  for (const auto& binding : KeyBindings::all())
    EXPECT_TRUE(texts.contains(KeyBindings::name(binding.command))) << binding.id;
  const QByteArray folder = qgetenv("CHEXGEN_SCREENSHOTS");
  if (!folder.isEmpty()) sheet->grab().save(QString::fromLocal8Bit(folder) + QStringLiteral("/keys.png"));
}

TEST_F(Ease, TheFirstStepsAreFiveAtMostLeadThroughTheRoomsAndAreShownOnce) {
  start();
  window().startTour();
  auto* tour = window().findChild<Tour*>();
  ASSERT_TRUE(tour->isVisible());
  int steps = 0;
  while (tour->isVisible() && steps < 10) {
    screenshot(QStringLiteral("tour-%1").arg(steps + 1));
    EXPECT_TRUE(window().centralWidget()->rect().contains(tour->geometry())) << "step " << steps + 1;
    ++steps;
    QTest::mouseClick(tour->findChild<QPushButton*>(QStringLiteral("tourNext")), Qt::LeftButton);
  }
  EXPECT_LE(steps, 5);
  EXPECT_TRUE(Preferences::tourSeen());
  // It blocks nothing, and Esc leaves it.
  window().startTour();
  EXPECT_TRUE(compose().report()->isEnabled());
  QTest::keyClick(tour->findChild<QPushButton*>(QStringLiteral("tourNext")), Qt::Key_Escape);
  EXPECT_FALSE(tour->isVisible());
}

// Everything that takes the keyboard says what it is, and the Tab key comes by.
TEST_F(Ease, EveryControlHasANameAndIsReachedByTheKeyboard) {
  start();
  for (const auto room : rooms) {
    window().enter(room);
    QTest::qWait(50);
    std::set<QWidget*> wanted;
    for (auto* widget : roomWidget()->findChildren<QWidget*>()) {
      if (!widget->isVisible() || !widget->isEnabled() || !(widget->focusPolicy() & Qt::TabFocus)) continue;
      const bool inner = widget->objectName().startsWith(QStringLiteral("qt_")) ||
                         qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) != nullptr ||
                         qobject_cast<QComboBox*>(widget->parentWidget()) != nullptr ||
                         qobject_cast<QKeySequenceEdit*>(widget->parentWidget()) != nullptr;
      if (inner) continue;
      const auto* button = qobject_cast<QAbstractButton*>(widget);
      QString name = widget->accessibleName();
      if (name.isEmpty() && button != nullptr) name = button->text();
      if (name.isEmpty())
        for (const auto* label : roomWidget()->findChildren<QLabel*>())
          if (label->buddy() == widget) name = label->text();
      if (name.isEmpty()) name = widget->toolTip();
      EXPECT_FALSE(name.isEmpty()) << "room " << room << ": " << widget->metaObject()->className() << " "
                                   << widget->objectName().toStdString();
      wanted.insert(widget);
    }
    // Whoever has the keyboard looks different from who has not.
    for (QWidget* widget : wanted) {
      widget->clearFocus();
      QTest::qWait(5);
      const QImage without = widget->grab().toImage();
      widget->setFocus(Qt::TabFocusReason);
      QTest::qWait(5);
      EXPECT_TRUE(!widget->hasFocus() || widget->grab().toImage() != without)
          << "room " << room << ", focus cannot be seen: " << widget->metaObject()->className() << " "
          << widget->objectName().toStdString() << " " << widget->accessibleName().toStdString();
    }
    // Once around, by the order that Tab follows.
    std::set<QWidget*> reached;
    QWidget* at = &window();
    do {
      at = at->nextInFocusChain();
      reached.insert(at);
    } while (at != &window());
    for (QWidget* widget : wanted) EXPECT_TRUE(reached.contains(widget)) << widget->metaObject()->className();
  }
}

// Every text is longer and begins with a mark: what has none did not go through tr().
class PseudoTranslator : public QTranslator {
 public:
  [[nodiscard]] bool isEmpty() const override { return false; }
  [[nodiscard]] QString translate(const char*, const char* text, const char*, int n) const override {
    QString said = QString::fromUtf8(text);
    if (n >= 0) said.replace(QStringLiteral("%n"), QString::number(n));
    const int more = static_cast<int>(said.size()) * 3 / 10;
    return QStringLiteral("«") + said + QString(more, QLatin1Char('~')) + QStringLiteral("»");
  }
};

// Texts that are no language: numbers, names of models, files, samplers, signs.
bool isLanguage(const QString& text) {
  static const QRegularExpression word(QStringLiteral("[A-Za-zÄÖÜäöü]{3,}"));
  return !text.startsWith(QLatin1Char('/')) && word.match(text).hasMatch();
}

// Texts that this room cuts off at this moment.
QStringList cutOff(const QWidget& window) {
  QStringList cut;
  for (auto* widget : window.findChildren<QWidget*>()) {
    if (!widget->isVisible()) continue;
    const auto* label = qobject_cast<QLabel*>(widget);
    const auto* button = qobject_cast<QAbstractButton*>(widget);
    if (label == nullptr && button == nullptr) continue;
    const QString text = label != nullptr ? label->text() : button->text();
    if (!text.contains(QStringLiteral("«")) || (label != nullptr && label->wordWrap())) continue;
    // One pixel for rounding.
    if (widget->width() + 1 < widget->minimumSizeHint().width()) cut << text;
  }
  return cut;
}

TEST_F(Ease, InALanguageWithLongerWordsNothingIsCutOff) {
  PseudoTranslator pseudo;
  QCoreApplication::installTranslator(&pseudo);
  start();
  for (const auto room : rooms) {
    window().enter(room);
    QTest::qWait(100);
    screenshot(QStringLiteral("pseudo-%1").arg(room));
    // A text that has just changed is laid out with the next event.
    EXPECT_TRUE(waitFor([this] { return cutOff(window()).isEmpty(); }, 3000))
        << "room " << room << ", cut off: " << cutOff(window()).join(QStringLiteral(" | ")).toStdString();
  }
  quit();
  QCoreApplication::removeTranslator(&pseudo);
}

TEST_F(Ease, EveryFixedTextGoesThroughTheTranslator) {
  PseudoTranslator pseudo;
  QCoreApplication::installTranslator(&pseudo);
  start();
  QSet<QString> plain;
  for (const auto room : rooms) {
    window().enter(room);
    QTest::qWait(50);
    for (auto* button : window().findChildren<QAbstractButton*>())
      if (isLanguage(button->text()) && !button->text().contains(QStringLiteral("«")))
        plain << button->text();
    for (auto* box : window().findChildren<QComboBox*>())
      for (int i = 0; i < box->count(); ++i)
        if (isLanguage(box->itemText(i)) && !box->itemText(i).contains(QStringLiteral("«")))
          plain << box->itemText(i);
    for (auto* field : window().findChildren<QLineEdit*>())
      if (isLanguage(field->placeholderText()) && !field->placeholderText().contains(QStringLiteral("«")))
        plain << field->placeholderText();
  }
  quit();
  QCoreApplication::removeTranslator(&pseudo);
  // Names, which are the same in every language.
  for (const char* name :
       {"DPM-Solver++ (2M)", "DDIM", "English", "Deutsch", "paper", "release", "starter", "quick", "random"})
    plain.remove(QString::fromUtf8(name));
  EXPECT_TRUE(plain.isEmpty()) << QStringList(plain.values()).join(QStringLiteral(" | ")).toStdString();
}

TEST_F(Ease, GermanIsChosenAndCountsRight) {
  Preferences::setLanguage(QStringLiteral("de"));
  applyLanguage(*qApp);
  widgets::applyTheme(*qApp, widgets::Theme::light);
  start();
  EXPECT_EQ(MainWindow::tr("Gallery"), QStringLiteral("Galerie"));
  EXPECT_EQ(GalleryRoom::tr("%n image(s) imported", nullptr, 1), QStringLiteral("1 Bild importiert"));
  EXPECT_EQ(GalleryRoom::tr("%n image(s) imported", nullptr, 2), QStringLiteral("2 Bilder importiert"));
  for (const auto room : rooms) {
    window().enter(room);
    QTest::qWait(100);
    screenshot(QStringLiteral("german-%1").arg(room));
  }
}

TEST_F(Ease, EnglishHasItsPluralsToo) {
  Preferences::setLanguage(QStringLiteral("en"));
  applyLanguage(*qApp);
  EXPECT_EQ(GalleryRoom::tr("%n image(s) imported", nullptr, 1), QStringLiteral("1 image imported"));
  EXPECT_EQ(GalleryRoom::tr("%n image(s) imported", nullptr, 2), QStringLiteral("2 images imported"));
}

}  // namespace
}  // namespace chexgen::studio
