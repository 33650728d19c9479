// The whole way by mouse and keys: a report, a drawing, a radiograph, and everything there again after
// quitting.
#include <QApplication>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <algorithm>
#include <csignal>
#include <functional>
#include <optional>
#include <vector>

#include <gmock/gmock.h>

#include "app/studio/background_bar.h"
#include "app/studio/compose_room.h"
#include "app/studio/generate_panel.h"
#include "app/studio/result_strip.h"
#include "core/project/project.h"
#include "tests/studio/studio_fixture.h"
#include "tests/support/golden.h"
#include "widgets/canvas/canvas.h"
#include "widgets/report/prompt_lens_view.h"
#include "widgets/report/report_editor.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::studio {
namespace {

using widgets::Viewer;

class Compose : public StudioFixture {
 protected:
  QPlainTextEdit* findings() {
    return compose().report()->findChild<QPlainTextEdit*>(QStringLiteral("findings"));
  }
  Viewer* viewer() { return compose().canvas()->viewer(); }

  // A point of the canvas by fractions of the drawing's sides.
  QPoint at(double x, double y) {
    const QRectF picture(viewer()->toWidget(0, {0, 0}),
                         viewer()->toWidget(0, compose().canvas()->pictureCorner()));
    return QPointF(picture.x() + x * picture.width(), picture.y() + y * picture.height()).toPoint();
  }
  void drag(QPoint from, QPoint to) {
    QTest::mousePress(viewer(), Qt::LeftButton, {}, from);
    constexpr int moves = 12;
    for (int i = 1; i <= moves; ++i) QTest::mouseMove(viewer(), from + (to - from) * i / moves);
    QTest::mouseRelease(viewer(), Qt::LeftButton, {}, to);
  }
  void paintALung() {
    viewer()->setFocus();
    QTest::keyClick(viewer(), Qt::Key_B);
    drag(at(0.30, 0.25), at(0.30, 0.70));
  }
  void drawABox() {
    viewer()->setFocus();
    QTest::keyClick(viewer(), Qt::Key_R);
    drag(at(0.60, 0.50), at(0.80, 0.75));
  }
  [[nodiscard]] std::int64_t markedPixels() {
    const auto mask = compose().canvas()->conditionMask();
    return std::count_if(mask.pixels.begin(), mask.pixels.end(), [](auto value) { return value != 0; });
  }
  void choose(const char* name, Guide guide) {
    auto settings = compose().panel()->settings();
    settings.guide = guide;
    settings.steps = 3;
    compose().panel()->setSettings(settings);
    ASSERT_EQ(compose().panel()->settings().guide, guide) << name;
  }
};

TEST_F(Compose, AReportADrawingAndItsRadiographAreThereAgainAfterQuitting) {
  start();
  screenshot(QStringLiteral("compose-empty"));
  findings()->setFocus();
  QTest::keyClicks(findings(), QStringLiteral("Small left pleural effusion."));
  ASSERT_TRUE(waitFor([&] { return compose().report()->lens()->lens().has_value(); }));
  ASSERT_TRUE(
      waitFor([&] { return compose().report()->lens()->lens()->cleaned == "small left pleural effusion."; }));
  EXPECT_GT(compose().report()->lens()->lens()->tokensUsed, 4U);

  paintALung();
  drawABox();
  const auto marked = markedPixels();
  EXPECT_GT(marked, 100);
  ASSERT_EQ(compose().canvas()->boxSheet().boxes.size(), 1U);

  choose("mask", Guide::mask);
  screenshot(QStringLiteral("compose-drawn"));
  QTest::keyClick(findings(), Qt::Key_Return, Qt::ControlModifier);
  ASSERT_TRUE(waitFor([&] { return compose().strip()->count() == 1; }));
  ASSERT_TRUE(waitFor([&] { return !session().worker().busy(); }));
  screenshot(QStringLiteral("compose-result"));
  const auto made = session().project()->images({});
  ASSERT_TRUE(made);
  ASSERT_EQ(made->size(), 1U);
  EXPECT_EQ(made->front().recipe->report, "Small left pleural effusion.");
  ASSERT_TRUE(made->front().recipe->condition);
  EXPECT_EQ(made->front().recipe->condition->kind, "mask");
  const QString seedAfter = QString::number(compose().panel()->settings().seed);
  quit();

  start();
  EXPECT_EQ(findings()->toPlainText(), QStringLiteral("Small left pleural effusion."));
  EXPECT_EQ(markedPixels(), marked);
  EXPECT_EQ(compose().canvas()->boxSheet().boxes.size(), 1U);
  EXPECT_EQ(compose().strip()->count(), 1);
  EXPECT_EQ(compose().panel()->settings().guide, Guide::mask);
  EXPECT_EQ(QString::number(compose().panel()->settings().seed), seedAfter);
  // The radiograph is on the screen and not a blank surface.
  ASSERT_TRUE(waitFor([&] {
    const QImage shown = viewer()->grab().toImage().convertToFormat(QImage::Format_Grayscale8);
    const QRect inside(at(0.3, 0.3), at(0.7, 0.7));
    int darkest = 255;
    int brightest = 0;
    for (int y = inside.top(); y < inside.bottom(); y += 3) {
      for (int x = inside.left(); x < inside.right(); x += 3) {
        const int grey = qGray(shown.pixel(x, y));
        darkest = std::min(darkest, grey);
        brightest = std::max(brightest, grey);
      }
    }
    return brightest - darkest > 40;
  }));
  screenshot(QStringLiteral("compose-reopened"));
}

TEST_F(Compose, TheStarterDrawsWhatANewcomerWrites) {
  qputenv("CHEXGEN_MODEL", QByteArray::fromStdString(tests::sourcePath("resources/models/starter").string()));
  start();
  EXPECT_EQ(compose().panel()->settings().size, 256);
  QTest::keyClicks(findings(), QStringLiteral("Heart normal in size. Lungs clear."));
  QTest::keyClick(findings(), Qt::Key_Return, Qt::ControlModifier);
  ASSERT_TRUE(waitFor([&] { return compose().strip()->count() == 1; }, 120000));
  ASSERT_TRUE(waitFor([&] { return !session().worker().busy(); }));
  screenshot(QStringLiteral("compose-starter"));
  const auto made = session().project()->images({});
  ASSERT_TRUE(made);
  EXPECT_FALSE(made->front().recipe->randomWeights);
  EXPECT_EQ(made->front().recipe->modelName, "starter");
  EXPECT_EQ(made->front().recipe->demographics.view, "PA") << "what a new draft states";
  // A radiograph has dark lungs and a bright middle.
  const auto image = viewer()->image(0);
  ASSERT_TRUE(image);
  const auto [least, greatest] = std::minmax_element(image->pixels.begin(), image->pixels.end());
  EXPECT_GT(*greatest - *least, 100);
}

TEST_F(Compose, SaysWhatTheStarterWasNotShownToDrawAsItIsTyped) {
  qputenv("CHEXGEN_MODEL", QByteArray::fromStdString(tests::sourcePath("resources/models/starter").string()));
  start();
  auto* doubts = compose().findChild<QLabel*>(QStringLiteral("doubts"));
  ASSERT_NE(doubts, nullptr);
  QTest::keyClicks(findings(), QStringLiteral("The lungs are clear."));
  EXPECT_FALSE(doubts->isVisible());
  QTest::keyClicks(findings(), QStringLiteral(" Small left pleural effusion. Right pneumothorax."));
  EXPECT_TRUE(doubts->isVisible());
  EXPECT_EQ(doubts->text(),
            QStringLiteral("This model was not shown to draw:\nEffusion: unproven, AUC 0.60 to 0.79\n"
                           "Effusion on the left, its side: not learned\nPneumothorax: not learned"));
  EXPECT_TRUE(waitFor([&] { return doubts->height() >= doubts->heightForWidth(doubts->width()); }));
  screenshot(QStringLiteral("compose-doubts"));
}

TEST_F(Compose, OffersOnlyTheBoxesThatTheModelFollowsAndRefusesOthersInPlainWords) {
  qputenv("CHEXGEN_MODEL", QByteArray::fromStdString(tests::sourcePath("resources/models/starter").string()));
  start();
  QTest::keyClicks(findings(), QStringLiteral("Lungs clear."));
  choose("boxes", Guide::boxes);
  drawABox();
  const auto boxes = compose().canvas()->boxSheet().boxes;
  ASSERT_EQ(boxes.size(), 1U);
  EXPECT_EQ(boxes.front().finding.name, "Heart") << "the first finding that the starter follows";
  QTest::keyClick(viewer(), Qt::Key_1);  // Atelectasis, which it does not follow
  EXPECT_EQ(compose().canvas()->boxSheet().boxes.front().finding.name, "Heart");
  screenshot(QStringLiteral("compose-boxes"));

  auto foreign = compose().canvas()->boxSheet();
  foreign.boxes.front().finding = imaging::findingNamed("Effusion").value();
  compose().canvas()->importBoxes(foreign.boxes);
  std::optional<base::Error> told;
  QObject::connect(&compose(), &ComposeRoom::failed, &window(),
                   [&](const base::Error& error, const auto&) { told = error; });
  compose().generate();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->message, "The model has not learned boxes of Effusion.");
  EXPECT_FALSE(session().worker().busy());
}

TEST_F(Compose, DrawingShowsHiddenOverlaysAgainAndSaysSo) {
  start();
  QString told;
  QObject::connect(&compose(), &ComposeRoom::jobText, &window(),
                   [&told](const QString& text) { told = text; });
  const auto hide = [&] {
    told.clear();
    viewer()->setFocus();
    QTest::keyClick(viewer(), Qt::Key_Tab);
    EXPECT_FALSE(viewer()->overlaysVisible());
  };
  struct Gesture {
    const char* name;
    std::function<void()> make;
  };
  const std::vector<Gesture> gestures{
      {"brush", [&] { paintALung(); }},
      {"box", [&] { drawABox(); }},
      {"polygon",
       [&] {
         QTest::keyClick(viewer(), Qt::Key_G);
         QTest::mouseClick(viewer(), Qt::LeftButton, {}, at(0.2, 0.2));
       }},
      {"undo", [&] { QTest::keyClick(viewer(), Qt::Key_Z, Qt::ControlModifier); }},
      {"import", [&] {
         compose().canvas()->importBoxes({{imaging::findings().front(), 100, 100, 50, 50, {}}});
       }}};
  for (const Gesture& gesture : gestures) {
    hide();
    gesture.make();
    EXPECT_TRUE(viewer()->overlaysVisible()) << gesture.name;
    EXPECT_FALSE(told.isEmpty()) << gesture.name;
  }
  // Looking changes nothing.
  hide();
  QTest::keyClick(viewer(), Qt::Key_W);
  drag(at(0.4, 0.4), at(0.5, 0.5));
  EXPECT_FALSE(viewer()->overlaysVisible());
}

// The drawing lies over the middle square, which may be of another size although the width is the same.
TEST_F(Compose, BoxesFollowWhenTheRadiographUnderThemChanges) {
  start();
  const auto picture = [](int width, int height) {
    auto image = std::make_shared<imaging::GreyImage>();
    image->width = width;
    image->height = height;
    image->pixels.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0);
    image->modality = {100};
    image->presentations.emplace_back();
    return image;
  };
  widgets::Canvas& canvas = *compose().canvas();
  canvas.importBoxes({{imaging::findings().front(), 600, 100, 300, 300, {}}});
  const auto seenOver = [&](int width, int height) {
    canvas.setBackground(picture(width, height), false);
    QTest::qWait(200);
    return viewer()->grab().toImage();
  };
  const QImage right = seenOver(512, 300);
  EXPECT_NE(seenOver(300, 512), QImage());
  static_cast<void>(seenOver(512, 512));
  EXPECT_EQ(seenOver(512, 300), right);
}

TEST_F(Compose, SaysThatADrawingIsNotUsedBeforeAndAfterGenerating) {
  start();
  auto* unused = window().findChild<QLabel*>(QStringLiteral("drawingUnused"));
  auto* guide = compose().panel()->findChild<QComboBox*>(QStringLiteral("guide"));
  ASSERT_TRUE(unused != nullptr && guide != nullptr);
  EXPECT_FALSE(unused->isVisible());
  paintALung();
  EXPECT_TRUE(unused->isVisible()) << "the report alone guides";
  EXPECT_THAT(unused->text().toStdString(), testing::HasSubstr("mask on the canvas is not used"));
  guide->setFocus();
  QTest::keyClick(guide, Qt::Key_Down);
  EXPECT_EQ(compose().panel()->settings().guide, Guide::mask);
  EXPECT_FALSE(unused->isVisible());
  drawABox();
  EXPECT_THAT(unused->text().toStdString(), testing::HasSubstr("boxes on the canvas are not used"));
  QTest::keyClick(guide, Qt::Key_Up);
  EXPECT_THAT(unused->text().toStdString(), testing::HasSubstr("mask and the boxes"));

  QTest::keyClicks(findings(), QStringLiteral("Clear lungs."));
  choose("report", Guide::report);
  QTest::keyClick(findings(), Qt::Key_Return, Qt::ControlModifier);
  ASSERT_TRUE(waitFor([&] { return compose().strip()->count() == 1 && !session().worker().busy(); }, 120000));
  auto* caption = compose().background()->findChild<QLabel*>(QStringLiteral("backgroundCaption"));
  ASSERT_NE(caption, nullptr);
  EXPECT_THAT(caption->text().toStdString(),
              testing::StartsWith("Made without the mask and the boxes over it"));
  screenshot(QStringLiteral("compose-drawing-unused"));
  QTest::keyClick(viewer(), Qt::Key_Z, Qt::ControlModifier);  // the box
  EXPECT_THAT(caption->text().toStdString(), testing::StartsWith("Made without the mask over it"));
  QTest::keyClick(viewer(), Qt::Key_Z, Qt::ControlModifier);
  EXPECT_THAT(caption->text().toStdString(), testing::Not(testing::HasSubstr("without")));
}

TEST_F(Compose, EveryBindingTypedIntoTheReportTypes) {
  start();
  const QString keys = QStringLiteral("begrxwifloBEGRX[]0123456789 +-");
  findings()->setFocus();
  QTest::keyClicks(findings(), keys);
  EXPECT_EQ(findings()->toPlainText(), keys);
  EXPECT_EQ(markedPixels(), 0);
}

TEST_F(Compose, TheSameSeedGivesTheSamePixelsAndALockedSeedStays) {
  start();
  QTest::keyClicks(findings(), QStringLiteral("Clear lungs."));
  auto settings = compose().panel()->settings();
  settings.steps = 2;
  settings.seed = 11;
  settings.seedLocked = true;
  compose().panel()->setSettings(settings);
  for (int images = 1; images <= 2; ++images) {
    compose().generate();
    ASSERT_TRUE(waitFor([&] { return !session().worker().busy(); }));
    ASSERT_TRUE(session().project()->flush());
  }
  EXPECT_EQ(compose().panel()->settings().seed, 11U);
  const auto made = session().project()->images({});
  ASSERT_TRUE(made);
  // The same recipe gives the same file, which the project keeps once.
  EXPECT_EQ(made->size(), 1U);
}

TEST_F(Compose, ACancelledImageLeavesTheRoomReadyForTheNext) {
  start();
  QTest::keyClicks(findings(), QStringLiteral("Clear lungs."));
  auto settings = compose().panel()->settings();
  settings.steps = 1000;
  compose().panel()->setSettings(settings);
  compose().generate();
  ASSERT_TRUE(waitFor([&] { return session().worker().loadedModel().has_value(); }));
  compose().cancel();
  ASSERT_TRUE(waitFor([&] { return !session().worker().busy(); }));
  EXPECT_EQ(compose().strip()->count(), 0);
  settings.steps = 2;
  compose().panel()->setSettings(settings);
  compose().generate();
  EXPECT_TRUE(waitFor([&] { return compose().strip()->count() == 1; }));
}

TEST_F(Compose, AWorkerThatDiesIsToldAndTheNextImageIsMade) {
  start();
  QTest::keyClicks(findings(), QStringLiteral("Clear lungs."));
  auto settings = compose().panel()->settings();
  settings.steps = 1000;
  compose().panel()->setSettings(settings);
  std::optional<base::Error> told;
  QObject::connect(&compose(), &ComposeRoom::failed, &window(),
                   [&](const base::Error& error, const auto&) { told = error; });
  compose().generate();
  ASSERT_TRUE(waitFor([&] { return session().worker().loadedModel().has_value(); }));
  ASSERT_EQ(::kill(static_cast<pid_t>(session().worker().processId()), SIGKILL), 0);
  ASSERT_TRUE(waitFor([&] { return told.has_value(); }));
  EXPECT_EQ(told->code, base::ErrorCode::interrupted);
  EXPECT_EQ(findings()->toPlainText(), QStringLiteral("Clear lungs."));
  settings.steps = 2;
  compose().panel()->setSettings(settings);
  compose().generate();
  EXPECT_TRUE(waitFor([&] { return compose().strip()->count() == 1; }));
}

TEST_F(Compose, AnEmptyMaskIsRefusedInPlainWords) {
  start();
  QTest::keyClicks(findings(), QStringLiteral("Clear lungs."));
  choose("mask", Guide::mask);
  std::optional<base::Error> told;
  QObject::connect(&compose(), &ComposeRoom::failed, &window(),
                   [&](const base::Error& error, const auto&) { told = error; });
  compose().generate();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->message, "The mask is empty.");
  EXPECT_FALSE(session().worker().busy());
}

}  // namespace
}  // namespace chexgen::studio
