// The project's home, through its buttons and dialogs.
#include <QApplication>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTest>
#include <QTimer>

#include <unistd.h>

#include <gmock/gmock.h>

#include "app/studio/compose_room.h"
#include "app/studio/home_room.h"
#include "core/base/file.h"
#include "core/project/project.h"
#include "tests/studio/studio_fixture.h"
#include "widgets/canvas/canvas.h"
#include "widgets/common/error_panel.h"

namespace chexgen::studio {
namespace {

using testing::HasSubstr;
using widgets::ErrorPanel;

class Home : public StudioFixture {
 protected:
  // The button in the window that has this text.
  static QPushButton* button(QWidget& in, const QString& text) {
    for (auto* candidate : in.findChildren<QPushButton*>())
      if (candidate->text() == text) return candidate;
    return nullptr;
  }
  static std::string textsOf(QWidget& in) {
    QStringList texts;
    for (auto* label : in.findChildren<QLabel*>())
      if (label->isVisible()) texts << label->text();
    return texts.join(QLatin1Char('\n')).toStdString();
  }
  static ErrorPanel& panel(MainWindow& window) { return *window.findChild<ErrorPanel*>(); }
  // Types `file` into the file dialog that comes next, and accepts it.
  static void answerDialog(const std::filesystem::path& file) {
    auto* timer = new QTimer(qApp);
    QObject::connect(timer, &QTimer::timeout, qApp, [timer, file] {
      auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
      if (dialog == nullptr) return;
      timer->deleteLater();
      auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
      name->setText(QString::fromStdString(file.string()));
      QTest::keyClick(name, Qt::Key_Return);
    });
    timer->start(20);
  }
};

TEST_F(Home, ANewcomerMakesAProjectAndFindsItAmongTheRecentOnes) {
  show();
  EXPECT_THAT(textsOf(*window().home()), HasSubstr("Everything is saved as you work"));
  screenshot(QStringLiteral("home-first"));
  answerDialog(projectFolder());
  QTest::mouseClick(window().home()->findChild<QPushButton*>(QStringLiteral("newProject")), Qt::LeftButton);
  ASSERT_NE(session().project(), nullptr);
  EXPECT_TRUE(compose().isVisible());
  QTest::keyClick(&window(), Qt::Key_1, Qt::ControlModifier);
  ASSERT_TRUE(window().home()->isVisible());
  auto* recent = window().home()->findChild<QListWidget*>();
  ASSERT_EQ(recent->count(), 1);
  EXPECT_TRUE(recent->item(0)->text().startsWith(QStringLiteral("Ward")));
  ASSERT_TRUE(waitFor([&] { return textsOf(*window().home()).find("images 0") != std::string::npos; }, 5000));
  screenshot(QStringLiteral("home-project"));
  QTest::keyClick(&window(), Qt::Key_3, Qt::ControlModifier);
  screenshot(QStringLiteral("settings"));
}

TEST_F(Home, CheckAndBackupSayWhatTheyFound) {
  start();
  QTest::keyClick(&window(), Qt::Key_1, Qt::ControlModifier);
  QTest::mouseClick(button(*window().home(), QStringLiteral("Check integrity")), Qt::LeftButton);
  ASSERT_TRUE(
      waitFor([&] { return textsOf(*window().home()).find("are whole") != std::string::npos; }, 20000));
  const auto copy = projectFolder().parent_path() / "Copy.chexgen";
  answerDialog(copy);
  QTest::mouseClick(button(*window().home(), QStringLiteral("Back up…")), Qt::LeftButton);
  ASSERT_TRUE(
      waitFor([&] { return textsOf(*window().home()).find("Backed up") != std::string::npos; }, 20000));
  EXPECT_TRUE(std::filesystem::exists(copy / "project.sqlite"));
}

TEST_F(Home, ASecondStudioLooksOnlyAndSaysWhoHasTheProject) {
  start();
  Session other;
  MainWindow second(other);
  second.show();
  second.openOrCreate(QString::fromStdString(projectFolder().string()));
  ASSERT_NE(other.project(), nullptr);
  EXPECT_TRUE(other.readOnly());
  ASSERT_TRUE(panel(second).isVisible());
  EXPECT_THAT(textsOf(panel(second)), HasSubstr("process " + std::to_string(::getpid())));
  // The holder is alive on this computer: nothing to take over.
  EXPECT_FALSE(other.canTakeOver());
  second.compose()->canvas()->setTool(widgets::CanvasTool::brush);
  EXPECT_EQ(second.compose()->canvas()->tool(), widgets::CanvasTool::window);
  second.close();
}

TEST_F(Home, ADamagedProjectIsLeftAsItIsAndCanBeTriedForReading) {
  start();
  quit();
  const auto database = projectFolder() / "project.sqlite";
  auto bytes = base::readFile(database, 1U << 26U);
  ASSERT_TRUE(bytes);
  for (std::size_t i = 100; i < bytes->size(); ++i) (*bytes)[i] = static_cast<char>(i * 31);
  ASSERT_TRUE(base::writeFileAtomically(database, *bytes));
  show();
  window().openOrCreate(QString::fromStdString(projectFolder().string()));
  EXPECT_EQ(session().project(), nullptr);
  ASSERT_TRUE(panel(window()).isVisible());
  screenshot(QStringLiteral("home-damaged"));
  auto* remedy = button(panel(window()), QStringLiteral("Open for reading only"));
  ASSERT_NE(remedy, nullptr);
  QTest::mouseClick(remedy, Qt::LeftButton);
  EXPECT_EQ(*base::readFile(database, 1U << 26U), *bytes);
}

TEST_F(Home, AProjectOfANewerVersionIsRefusedAndNotChanged) {
  start();
  quit();
  const auto database = projectFolder() / "project.sqlite";
  auto bytes = base::readFile(database, 1U << 26U);
  ASSERT_TRUE(bytes);
  (*bytes)[63] = 99;  // user_version, big-endian at byte 60
  ASSERT_TRUE(base::writeFileAtomically(database, *bytes));
  show();
  window().openOrCreate(QString::fromStdString(projectFolder().string()));
  EXPECT_EQ(session().project(), nullptr);
  EXPECT_THAT(textsOf(panel(window())), HasSubstr("newer"));
  EXPECT_EQ(*base::readFile(database, 1U << 26U), *bytes);
}

}  // namespace
}  // namespace chexgen::studio
