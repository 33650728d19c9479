// A window at the room Reading, with cases to make a study of.
#pragma once

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QTest>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "app/studio/reading_room.h"
#include "app/studio/reading_window.h"
#include "app/studio/study_cases.h"
#include "app/studio/study_form.h"
#include "app/studio/study_page.h"
#include "core/imaging/png.h"
#include "tests/studio/studio_fixture.h"
#include "tests/study/pictures.h"
#include "tests/support/golden.h"

namespace chexgen::studio {

inline constexpr const char* readingPassphrase = "correct horse";

class ReadingFixture : public StudioFixture {
 protected:
  ReadingRoom& room() { return *window().reading(); }
  ReadingWindow* reader() { return room().window(); }
  template <class Widget>
  Widget* named(QWidget& parent, const char* name) {
    auto* found = parent.findChild<Widget*>(QString::fromLatin1(name));
    EXPECT_NE(found, nullptr) << name;
    return found;
  }

  // Two arms of each report; real radiographs where the data is there, so that screenshots show some.
  std::filesystem::path folderOfCases(int cases) {
    const std::filesystem::path folder = projectFolder().parent_path() / "cases";
    std::vector<std::filesystem::path> radiographs;
    const auto data = tests::dataPath("nih-cxr-512/images");
    std::error_code error;
    if (data)
      for (std::filesystem::directory_iterator entry(*data, error), end;
           !error && entry != end && radiographs.size() < static_cast<std::size_t>(2 * cases);
           entry.increment(error))
        if (entry->path().extension() == ".png") radiographs.push_back(entry->path());
    for (int i = 0; i < cases; ++i)
      for (const char* arm : {"real", "starter"}) {
        std::filesystem::create_directories(folder / arm);
        const std::size_t number = static_cast<std::size_t>(2 * i + (arm[0] == 'r' ? 1 : 0));
        const std::string name = (i < 10 ? "0" : "") + std::to_string(i);
        if (number < radiographs.size()) {
          std::filesystem::copy_file(radiographs[number], folder / arm / (name + ".png"));
        } else {
          EXPECT_TRUE(imaging::writePng(folder / arm / (name + ".png"),
                                        tests::picture(256, static_cast<unsigned>(number))));
        }
        std::ofstream(folder / arm / (name + ".txt"))
            << "Findings: Heart size is normal. Small left pleural effusion, number " << i
            << ". No pneumothorax.\nImpression: Small left pleural effusion.";
      }
    return folder;
  }
  void fill(const char* kind, const char* readers) {
    StudyForm& form = *room().form();
    named<QLineEdit>(form, "studyName")->setText(QStringLiteral("Ward 7"));
    auto* kinds = named<QComboBox>(form, "studyKind");
    for (int i = 0; i < kinds->count(); ++i)
      if (kinds->itemText(i).startsWith(QLatin1String(kind))) kinds->setCurrentIndex(i);
    named<QLineEdit>(form, "studyReaders")->setText(QString::fromLatin1(readers));
    named<QLineEdit>(form, "studyPassphrase")->setText(QString::fromLatin1(readingPassphrase));
    named<QLineEdit>(form, "studyPassphraseAgain")->setText(QString::fromLatin1(readingPassphrase));
  }
  // Presses "Make the study" and waits for its page.
  void make() {
    bool made = false;
    base::Error told;
    const auto done = QObject::connect(room().form(), &StudyForm::made, &room(), [&made] { made = true; });
    const auto not_ = QObject::connect(room().form(), &StudyForm::failed, &room(),
                                       [&told](const base::Error& error) { told = error; });
    auto* button = named<QPushButton>(*room().form(), "studyMake");
    ASSERT_TRUE(button->isEnabled());
    QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_TRUE(waitFor([&] { return made || !told.message.empty(); }));
    EXPECT_TRUE(made) << base::describe(told);
    QObject::disconnect(done);
    QObject::disconnect(not_);
  }
  std::filesystem::path package(const std::string& readerName) {
    return room().page()->roster().parent_path() / ("Ward 7-" + readerName + ".chexread");
  }
  void open(const std::filesystem::path& file) {
    room().read(file);
    ASSERT_NE(reader(), nullptr);
    ASSERT_TRUE(QTest::qWaitForWindowActive(reader()));
  }
  void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    // As the desktop does it: to whatever has the keyboard in that window.
    QWidget* target = reader()->focusWidget() != nullptr ? reader()->focusWidget() : reader();
    QTest::keyClick(target, static_cast<Qt::Key>(key), modifiers);
  }
  void shot(const QString& name) {
    const QByteArray folder = qgetenv("CHEXGEN_SCREENSHOTS");
    if (folder.isEmpty()) return;
    QTest::qWait(150);
    reader()
        ->screen()
        ->grabWindow(reader()->winId())
        .save(QString::fromLocal8Bit(folder) + QLatin1Char('/') + name + QStringLiteral(".png"));
  }
};

}  // namespace chexgen::studio
