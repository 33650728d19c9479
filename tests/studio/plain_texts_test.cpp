// What a stranger wrote is shown letter by letter: it reads no file and follows no link.
#include <QApplication>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>
#include <QToolTip>
#include <array>
#include <fstream>

#include <poll.h>
#include <sys/inotify.h>

#include "core/base/descriptor.h"
#include "tests/studio/reading_fixture.h"
#include "tests/study/packages.h"
#include "widgets/charts/curve_view.h"
#include "widgets/common/error_panel.h"

namespace chexgen::studio {
namespace {

namespace fs = std::filesystem;

// A picture on this computer, and whether anybody opened it.
class Secret {
 public:
  explicit Secret(const fs::path& folder) : file_(folder / "secret.png") {
    EXPECT_TRUE(imaging::writePng(file_, tests::picture(700, 1)));
    watch_ = base::Descriptor(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    EXPECT_GE(::inotify_add_watch(watch_.number(), file_.c_str(), IN_OPEN | IN_ACCESS), 0);
  }
  // As a page names it.
  [[nodiscard]] std::string tag() const {
    return "<img src='file://" + file_.string() + "'> <a href='file:///'>x</a>";
  }
  [[nodiscard]] bool wasOpened() const {
    std::array<char, 4096> events{};
    return ::read(watch_.number(), events.data(), events.size()) > 0;
  }

 private:
  fs::path file_;
  base::Descriptor watch_;
};

void expectPlain(const QWidget& window, const std::string& text) {
  bool shown = false;
  for (const QLabel* label : window.findChildren<QLabel*>()) {
    EXPECT_EQ(label->textFormat(), Qt::PlainText) << label->text().toStdString();
    shown = shown || (label->isVisible() && label->text().contains(QString::fromStdString(text)));
  }
  EXPECT_TRUE(shown) << "the text is not there as it is";
}

class StrangersTexts : public ReadingFixture {
 protected:
  void SetUp() override {
    ReadingFixture::SetUp();
    folder = projectFolder().parent_path();
    secret = std::make_unique<Secret>(folder);
  }
  fs::path folder;
  std::unique_ptr<Secret> secret;
};

TEST_F(StrangersTexts, OfAPackageOpenNoFile) {
  show();
  study::PackageInfo info{.study = "0f", .name = "Ward " + secret->tag(), .reader = "ann " + secret->tag()};
  info.questions = {
      {.id = "match",
       .kind = study::Question::Kind::scale,
       .text = "Fits? " + secret->tag(),
       .low = 1,
       .high = 2,
       .choices = {"no " + secret->tag(), "yes & no"}},
      {.id = "note", .kind = study::Question::Kind::text, .text = secret->tag(), .mayBeEmpty = true}};
  info.keys = study::newSigningKeys().value();
  info.order = {"aa"};
  const fs::path file = folder / "hostile.chexread";
  ASSERT_TRUE(tests::writePackage(file, info,
                                  {{"aa", {.report = secret->tag(), .images = {tests::picture(64, 2)}}}}));
  open(file);
  QTest::qWait(100);
  expectPlain(*reader(), "Ward " + secret->tag());
  press(Qt::Key_Return);
  QTest::qWait(100);
  expectPlain(*reader(), "Fits? " + secret->tag());
  shot(QStringLiteral("hostile-package"));
  for (const QScrollArea* area : reader()->findChildren<QScrollArea*>())
    EXPECT_EQ(area->horizontalScrollBar()->maximum(), 0) << "an answer is wider than the panel";
  for (const QPushButton* option : reader()->findChildren<QPushButton*>()) {
    const bool isOther = !option->text().contains(QStringLiteral("yes"));
    EXPECT_TRUE(isOther || option->shortcut().isEmpty());
  }
  EXPECT_FALSE(secret->wasOpened());
  reader()->close();
  QTest::qWait(50);
  room().refresh();
  EXPECT_FALSE(secret->wasOpened()) << "by the list of packages";
}

TEST_F(StrangersTexts, OfErrorsMessageBoxesAndToolTipsOpenNoFile) {
  show();
  widgets::ErrorPanel panel;
  panel.showError(
      {base::ErrorCode::formatInvalid, "Damaged: " + secret->tag(), {}, secret->tag(), secret->tag()});
  panel.show();
  QMessageBox box(QMessageBox::Warning, QStringLiteral("Title"),
                  QString::fromStdString("Really? " + secret->tag()));
  box.setInformativeText(QString::fromStdString(secret->tag()));
  box.open();
  QTest::qWait(100);
  expectPlain(panel, "Damaged: " + secret->tag());
  expectPlain(box, "Really? " + secret->tag());
  box.close();
  for (const char* text : {"First: ", "Second: "}) {
    QToolTip::showText(window().mapToGlobal(QPoint(50, 50)), QString::fromStdString(text + secret->tag()),
                       &window());
    QTest::qWait(50);
    bool seen = false;
    for (const QWidget* top : QApplication::topLevelWidgets())
      if (const auto* tip = qobject_cast<const QLabel*>(top); tip != nullptr && tip->inherits("QTipLabel")) {
        seen = true;
        EXPECT_EQ(tip->textFormat(), Qt::PlainText);
      }
    EXPECT_TRUE(seen);
  }
  QToolTip::hideText();
  EXPECT_FALSE(secret->wasOpened());
}

TEST_F(StrangersTexts, OfCurvesOpenNoFile) {
  widgets::CurveView view;
  view.resize(400, 300);
  widgets::Curve curve;
  curve.name = QString::fromStdString(secret->tag());
  curve.steps = {0, 1};
  curve.values = {1, 2};
  view.setCurves({curve, curve});
  view.show();
  QTest::qWait(100);
  EXPECT_FALSE(secret->wasOpened());
}

// Otherwise the tests above would pass for another reason.
TEST_F(StrangersTexts, WouldOpenTheFileAsAPage) {
  QLabel page;
  page.setTextFormat(Qt::RichText);
  page.setText(QString::fromStdString(secret->tag()));
  page.show();
  QTest::qWait(50);
  EXPECT_TRUE(secret->wasOpened());
}

}  // namespace
}  // namespace chexgen::studio
