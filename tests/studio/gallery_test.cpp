// The gallery and comparison by mouse and keys.
#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <algorithm>
#include <fstream>
#include <memory>

#include <gmock/gmock.h>

#include "app/studio/compare_room.h"
#include "app/studio/compose_room.h"
#include "app/studio/gallery_details.h"
#include "app/studio/gallery_filters.h"
#include "app/studio/gallery_room.h"
#include "app/studio/generate_panel.h"
#include "app/studio/result_strip.h"
#include "core/base/csv.h"
#include "core/imaging/png.h"
#include "tests/imaging/hostile_png.h"
#include "tests/studio/studio_fixture.h"
#include "widgets/canvas/canvas.h"
#include "widgets/common/error_panel.h"
#include "widgets/gallery/gallery_model.h"
#include "widgets/gallery/gallery_view.h"
#include "widgets/report/report_editor.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::studio {
namespace {

using testing::ElementsAre;
using widgets::GalleryModel;
using widgets::GalleryView;

class Gallery : public StudioFixture {
 protected:
  GalleryRoom& gallery() { return *window().gallery(); }
  GalleryView& view() { return *gallery().view(); }
  GalleryModel& list() { return *gallery().model(); }
  CompareRoom& compare() { return *window().compare(); }

  // A picture whose left part is brighter than its right one; the seed makes it another file.
  std::filesystem::path picture(const std::string& name, int seed) {
    imaging::Image8 image{120, 100, 1, std::vector<std::uint8_t>(120 * 100)};
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x)
        image.pixels[image.index(x, y)] = static_cast<std::uint8_t>(x < 60 ? 200 - seed : 40 + seed + y / 4);
    const auto file = files() / name;
    EXPECT_TRUE(imaging::writePng(file, image));
    return file;
  }
  std::filesystem::path files() {
    const auto folder = projectFolder().parent_path() / "radiographs";
    std::filesystem::create_directories(folder);
    return folder;
  }
  // Three radiographs with labels, one of which is damaged.
  std::filesystem::path table() {
    picture("one.png", 1);
    picture("two.png", 2);
    std::ofstream(files() / "three.png") << "no picture";
    picture("four.png", 4);
    std::ofstream out(files() / "table.csv");
    out << "image,report,labels,sex,age,patient\n"
           "one.png,Small effusion.,Effusion,F,64,p1\n"
           "two.png,Clear lungs.,No Finding,M,50,p2\n"
           "three.png,,,,,p3\n"
           "four.png,A mass.,Mass|Effusion,M,71,p4\n";
    return files() / "table.csv";
  }
  void importAll() {
    window().enter(MainWindow::galleryRoom);
    gallery().importTable(table());
    ASSERT_TRUE(waitFor([&] { return list().rowCount() == 3; }));
    ASSERT_TRUE(waitFor(
        [&] { return gallery().findChild<QPushButton*>(QStringLiteral("galleryImport"))->isEnabled(); }));
  }
  std::vector<std::string> shown() {
    std::vector<std::string> names;
    for (int row = 0; row < list().rowCount(); ++row)
      names.push_back(list().index(row).data().toString().toStdString());
    return names;
  }
  void choose(const char* filter, const QString& text) {
    auto* box = gallery().findChild<QComboBox*>(QString::fromLatin1(filter));
    const int index = box->findText(text);
    ASSERT_GE(index, 0) << text.toStdString();
    box->setCurrentIndex(index);
  }
  void press(const char* button) {
    auto* found = gallery().findChild<QPushButton*>(QString::fromLatin1(button));
    ASSERT_TRUE(found != nullptr && found->isEnabled()) << button;
    QTest::mouseClick(found, Qt::LeftButton);
  }
  // Generates one image of the report that stands in Compose.
  std::int64_t generate() {
    const int before = compose().strip()->count();
    compose().generate();
    EXPECT_TRUE(
        waitFor([&] { return compose().strip()->count() == before + 1 && !session().worker().busy(); }));
    return session().project()->imageIds({.limit = 1})->front();
  }
};

TEST_F(Gallery, SaysWhatToDoWhileItIsEmpty) {
  start();
  window().enter(MainWindow::galleryRoom);
  screenshot(QStringLiteral("gallery-empty"));
  auto* import = gallery().findChild<QPushButton*>(QStringLiteral("galleryImport"));
  EXPECT_TRUE(import->isEnabled());
  EXPECT_EQ(list().rowCount(), 0);
  EXPECT_FALSE(view().isVisible());
}

TEST_F(Gallery, ImportsATableAndTellsWhatCouldNotBeRead) {
  start();
  importAll();
  EXPECT_THAT(shown(), ElementsAre("four.png", "two.png", "one.png"));
  auto* errors = window().findChild<widgets::ErrorPanel*>();
  EXPECT_TRUE(errors->isVisible()) << "three.png is no picture";
  const auto labels = errors->findChildren<QLabel*>();
  EXPECT_TRUE(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
    return label->text().contains(QStringLiteral("three.png"));
  }));
  view().select(list().idAt(0));
  const auto* image = list().imageAt(0);
  EXPECT_THAT(image->facts.findings, ElementsAre("Mass", "Effusion"));
  EXPECT_EQ(image->facts.demographics.age, 71);
  EXPECT_EQ(image->facts.patient, "p4");
  ASSERT_TRUE(waitFor([&] { return !list().thumbnail(0).isNull() && !list().thumbnail(2).isNull(); }));
  EXPECT_GT(qGray(list().thumbnail(0).pixel(10, 50)), qGray(list().thumbnail(0).pixel(110, 50)))
      << "the left of the file is on the left";
  screenshot(QStringLiteral("gallery-imported"));
  // The same table again brings nothing new.
  gallery().importTable(files() / "table.csv");
  ASSERT_TRUE(waitFor(
      [&] { return gallery().findChild<QPushButton*>(QStringLiteral("galleryImport"))->isEnabled(); }));
  EXPECT_EQ(list().rowCount(), 3);
}

// Before a table is imported its columns are shown and can be changed; what was guessed of it is said, before
// and afterwards.
TEST_F(Gallery, ShowsTheColumnsOfATableBeforeItIsImported) {
  start();
  window().enter(MainWindow::galleryRoom);
  picture("one.png", 1);
  picture("two.png", 2);
  std::ofstream(files() / "german.csv", std::ios::binary)
      << "Datei;report;Befund;Sex\none.png;old;Kleiner Erg\xFCss;F\ntwo.png;old;Normal;M\n;old;;M\n";
  gallery().lookAtTable(files() / "german.csv");
  auto* image = gallery().findChild<QComboBox*>(QStringLiteral("column-image"));
  ASSERT_TRUE(waitFor([&] { return image->isVisible(); }));
  auto* begin = gallery().findChild<QPushButton*>(QStringLiteral("tableImportStart"));
  const auto* remarks = gallery().findChild<QLabel*>(QStringLiteral("tableImportRemarks"));
  EXPECT_FALSE(begin->isEnabled()) << "no column names the images";
  EXPECT_TRUE(remarks->text().contains(QStringLiteral("Windows-1252"))) << remarks->text().toStdString();
  screenshot(QStringLiteral("gallery-table-columns"));
  image->setCurrentIndex(image->findText(QStringLiteral("Datei")));
  EXPECT_TRUE(begin->isEnabled());
  auto* report = gallery().findChild<QComboBox*>(QStringLiteral("column-prompt"));
  EXPECT_EQ(report->currentText(), "report");
  report->setCurrentIndex(report->findText(QStringLiteral("Befund")));
  QTest::mouseClick(begin, Qt::LeftButton);
  EXPECT_FALSE(image->isVisible());
  ASSERT_TRUE(waitFor([&] { return list().rowCount() == 2; }));
  EXPECT_EQ(list().imageAt(1)->facts.report, "Kleiner Ergüss");
  const auto* notes = gallery().findChild<QLabel*>(QStringLiteral("galleryNotes"));
  ASSERT_TRUE(waitFor([&] { return notes->isVisible(); }));
  for (const char* said : {"image = Datei, prompt = Befund, sex = Sex", "Windows-1252",
                           "Rows that name no image, passed over: 1."})
    EXPECT_TRUE(notes->text().contains(QString::fromLatin1(said))) << notes->text().toStdString();
  // Going back imports nothing.
  gallery().lookAtTable(files() / "german.csv");
  ASSERT_TRUE(waitFor([&] { return image->isVisible(); }));
  QTest::mouseClick(gallery().findChild<QPushButton*>(QStringLiteral("tableImportCancel")), Qt::LeftButton);
  EXPECT_FALSE(image->isVisible());
  EXPECT_EQ(list().rowCount(), 2);
}

TEST_F(Gallery, ImportsAFolderByContentAndTellsWhatItPassedOver) {
  start();
  window().enter(MainWindow::galleryRoom);
  const auto folder = projectFolder().parent_path() / "archive";
  std::filesystem::create_directories(folder / "below");
  std::filesystem::copy_file(picture("one.png", 1), folder / "1.2.840.99.1.10");
  std::filesystem::copy_file(picture("two.png", 2), folder / "below" / "IM0001");
  // 12 bits in 16, as detectors deliver them.
  std::string rows;
  for (int y = 0; y < 64; ++y) {
    rows += '\0';
    for (int x = 0; x < 64; ++x) rows += {static_cast<char>((x + y) / 8), static_cast<char>(x * 3)};
  }
  std::ofstream(folder / "deep", std::ios::binary) << tests::pngFile(64, 64, 16, 0, rows);
  std::ofstream(folder / "notes.txt") << "notes";
  std::ofstream(folder / "report.pdf") << "%PDF-1.4";
  gallery().importFolder(folder);
  auto* notes = gallery().findChild<QLabel*>(QStringLiteral("galleryNotes"));
  ASSERT_TRUE(waitFor([&] { return notes->isVisible(); }));
  EXPECT_THAT(shown(), testing::UnorderedElementsAre("1.2.840.99.1.10", "IM0001", "deep"));
  const std::string told = notes->text().toStdString();
  EXPECT_THAT(told,
              testing::HasSubstr("2 files passed over: notes.txt is text, report.pdf is a PDF document"));
  EXPECT_THAT(told, testing::HasSubstr("12 bits in 16: shown over 0..4095 (1 image"));
  for (int row = 0; row < 3; ++row)
    if (list().index(row).data() == QStringLiteral("deep")) view().select(list().idAt(row));
  auto* remarks = gallery().findChild<QLabel*>(QStringLiteral("galleryRemarks"));
  ASSERT_TRUE(waitFor([&] { return remarks->isVisible(); }));
  EXPECT_EQ(remarks->text(), QStringLiteral("12 bits in 16: shown over 0..4095"));
  screenshot(QStringLiteral("gallery-folder"));
  press("galleryShow");
  ASSERT_TRUE(waitFor([&] { return compose().isVisible(); }));
  screenshot(QStringLiteral("compose-remark"));
  window().enter(MainWindow::galleryRoom);
  press("galleryNotesClose");
  EXPECT_FALSE(notes->isVisible());
  // A folder without radiographs says what is there.
  const auto other = projectFolder().parent_path() / "papers";
  std::filesystem::create_directories(other);
  std::ofstream(other / "letter.pdf") << "%PDF-1.4";
  gallery().importFolder(other);
  auto* errors = window().findChild<widgets::ErrorPanel*>();
  ASSERT_TRUE(waitFor([&] { return errors->isVisible(); }));
  const auto labels = errors->findChildren<QLabel*>();
  EXPECT_TRUE(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
    return label->text().contains(QStringLiteral("letter.pdf is a PDF document"));
  }));
}

TEST_F(Gallery, FiltersRatesAndBinsByKeys) {
  start();
  importAll();
  choose("galleryFinding", QStringLiteral("Effusion"));
  EXPECT_THAT(shown(), ElementsAre("four.png", "one.png"));
  auto* text = gallery().findChild<QLineEdit*>(QStringLiteral("galleryText"));
  QTest::keyClicks(text, QStringLiteral("small"));
  ASSERT_TRUE(waitFor([&] { return list().rowCount() == 1; }, 5000));
  view().select(list().idAt(0));
  view().setFocus();
  QTest::keyClick(&view(), Qt::Key_5);
  EXPECT_EQ(list().imageAt(0)->rating, 2);
  auto* comment = gallery().findChild<QPlainTextEdit*>(QStringLiteral("galleryComment"));
  QTest::keyClicks(comment, QStringLiteral("sharp 15"));
  ASSERT_TRUE(waitFor([&] { return list().imageAt(0)->note == "sharp 15"; }, 5000));
  EXPECT_EQ(list().imageAt(0)->rating, 2) << "digits in the comment type";
  EXPECT_EQ(view().selectedIds().size(), 1U) << "the chosen image stays chosen while the list is filtered";
  screenshot(QStringLiteral("gallery-filtered"));

  gallery().filters()->reset();
  Q_EMIT gallery().filters()->changed();
  choose("galleryRating", QStringLiteral("+1 or better"));
  EXPECT_THAT(shown(), ElementsAre("one.png"));
  view().select(list().idAt(0));
  view().setFocus();
  QTest::keyClick(&view(), Qt::Key_Delete);
  EXPECT_EQ(list().rowCount(), 0);
  gallery().filters()->reset();
  Q_EMIT gallery().filters()->changed();
  EXPECT_THAT(shown(), ElementsAre("four.png", "two.png"));
  choose("galleryPlace", QStringLiteral("Bin"));
  EXPECT_THAT(shown(), ElementsAre("one.png"));
  view().select(list().idAt(0));
  press("galleryBin");
  choose("galleryPlace", QStringLiteral("Project"));
  EXPECT_EQ(list().rowCount(), 3);
}

TEST_F(Gallery, ExportsFilesAsTheyAreWithATable) {
  start();
  importAll();
  view().selectAll();
  const auto folder = projectFolder().parent_path() / "given away";
  gallery().exportTo(folder);
  const auto table = base::readCsvFile(folder / "images.csv");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 3U);
  const auto& row = table->rows.front();
  EXPECT_EQ(row[*table->column("image")], "four.png");
  EXPECT_EQ(row[*table->column("labels")], "Mass|Effusion");
  EXPECT_EQ(imaging::readPng(folder / "four.png").value(), imaging::readPng(files() / "four.png").value());
  // A second time it would mix two exports.
  gallery().exportTo(folder);
  EXPECT_TRUE(window().findChild<widgets::ErrorPanel*>()->isVisible());
}

TEST_F(Gallery, RestoresReportDrawingAndSettingsSoThatTheSameImageComesAgain) {
  start();
  auto* findings = compose().report()->findChild<QPlainTextEdit*>(QStringLiteral("findings"));
  auto* impression = compose().report()->findChild<QPlainTextEdit*>(QStringLiteral("impression"));
  QTest::keyClicks(findings, QStringLiteral("Blunted left angle."));
  QTest::keyClicks(impression, QStringLiteral("Small effusion."));
  imaging::Image8 labels{1024, 1024, 1, std::vector<std::uint8_t>(1024 * 1024, 0)};
  for (int y = 300; y < 700; ++y)
    for (int x = 200; x < 400; ++x) labels.pixels[labels.index(x, y)] = 2;
  compose().canvas()->importMask(labels);
  auto settings = compose().panel()->settings();
  settings.guide = Guide::mask;
  settings.steps = 3;
  settings.seed = 77;
  compose().panel()->setSettings(settings);
  const std::int64_t made = generate();

  findings->setPlainText(QStringLiteral("Something else."));
  impression->setPlainText(QString());
  compose().canvas()->importMask({1024, 1024, 1, std::vector<std::uint8_t>(1024 * 1024, 0)});
  settings.guide = Guide::report;
  settings.steps = 5;
  compose().panel()->setSettings(settings);

  window().enter(MainWindow::galleryRoom);
  view().select(made);
  screenshot(QStringLiteral("gallery-generated"));
  press("galleryRestore");
  EXPECT_TRUE(compose().isVisible());
  EXPECT_EQ(findings->toPlainText(), QStringLiteral("Blunted left angle."));
  EXPECT_EQ(impression->toPlainText(), QStringLiteral("Small effusion."));
  EXPECT_EQ(compose().canvas()->document().labels(), labels);
  EXPECT_EQ(compose().panel()->settings().seed, 77U);
  EXPECT_EQ(compose().panel()->settings().steps, 3);
  EXPECT_EQ(compose().panel()->settings().guide, Guide::mask);
  // The very same image: the project knows it already.
  compose().generate();
  ASSERT_TRUE(waitFor([&] { return !session().worker().busy(); }));
  ASSERT_TRUE(session().project()->flush());
  EXPECT_THAT(session().project()->imageIds().value(), ElementsAre(made));
  // What stood there before is one undo away.
  findings->undo();
  EXPECT_EQ(findings->toPlainText(), QStringLiteral("Something else."));
}

TEST_F(Gallery, ComparesTwoImages) {
  start();
  importAll();
  QTest::keyClicks(compose().report()->findChild<QPlainTextEdit*>(QStringLiteral("impression")),
                   QStringLiteral("Effusion."));
  auto settings = compose().panel()->settings();
  settings.steps = 2;
  settings.seed = 1;
  compose().panel()->setSettings(settings);
  const std::int64_t first = generate();
  settings.seed = 2;
  compose().panel()->setSettings(settings);
  const std::int64_t second = generate();

  window().enter(MainWindow::galleryRoom);
  view().select(first);
  view().selectionModel()->select(list().index(list().rowOf(second)), QItemSelectionModel::Select);
  press("galleryCompare");
  ASSERT_TRUE(compare().isVisible());
  EXPECT_EQ(compare().viewer()->viewportCount(), 2);
  EXPECT_THAT(compare().ids(), ElementsAre(second, first)) << "as the list has them: the newest first";
  EXPECT_TRUE(compare().differences().contains(QStringLiteral("Seed: 2 → 1")))
      << compare().differences().toStdString();
  screenshot(QStringLiteral("compare-two"));

  // Zoom goes together.
  compare().viewer()->setFocus();
  const double before = compare().viewer()->zoom(1);
  compare().viewer()->zoomAt(compare().viewer()->viewportRect(0).center(), 2);
  EXPECT_NEAR(compare().viewer()->zoom(1), 2 * before, 1e-6);

  const auto a = compare().viewer()->image(0), b = compare().viewer()->image(1);
  compare().setMode(CompareRoom::Mode::wipe);
  compare().setSplit(0.25);
  EXPECT_EQ(compare().viewer()->viewportCount(), 1);
  const auto wiped = compare().viewer()->image(0);
  EXPECT_EQ(wiped->valueAt(3, 30), a->valueAt(3, 30));
  EXPECT_EQ(wiped->valueAt(60, 30), b->valueAt(60, 30));
  compare().setMode(CompareRoom::Mode::flicker);
  EXPECT_EQ(compare().viewer()->image(0), a);
  QTest::keyClick(compare().viewer(), Qt::Key_X);
  EXPECT_EQ(compare().viewer()->image(0), b);
  compare().setMode(CompareRoom::Mode::difference);
  const auto map = compare().viewer()->image(0);
  const float difference = (a->valueAt(20, 20) - b->valueAt(20, 20)) / 2;
  EXPECT_NEAR(map->valueAt(20, 20), 128 + difference, 0.5);
  screenshot(QStringLiteral("compare-difference"));

  compare().setMode(CompareRoom::Mode::sideBySide);
  EXPECT_NEAR(compare().viewer()->zoom(0) / compare().viewer()->zoom(1), 1, 0.01)
      << "both viewports are linked again";
  compare().viewer()->setActiveViewport(1);
  QTest::keyClick(compare().viewer(), Qt::Key_1);
  ASSERT_TRUE(session().project()->flush());
  EXPECT_EQ(session().project()->image(first)->rating, -2);
  QTest::keyClick(compare().viewer(), Qt::Key_H);
  screenshot(QStringLiteral("compare-histogram"));
}

TEST_F(Gallery, ImagesAreDraggedOntoTheButtonOfCompare) {
  start();
  importAll();
  const std::unique_ptr<QMimeData> data(list().mimeData({list().index(0), list().index(2)}));
  auto buttons = window().findChildren<QToolButton*>();
  const auto button = std::find_if(buttons.begin(), buttons.end(), [](const QToolButton* one) {
    return one->text() == QStringLiteral("Compare");
  });
  ASSERT_NE(button, buttons.end());
  QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(*button, &enter);
  EXPECT_TRUE(enter.isAccepted());
  QDropEvent drop(QPointF(5, 5), Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(*button, &drop);
  EXPECT_TRUE(compare().isVisible());
  EXPECT_THAT(compare().ids(), ElementsAre(list().idAt(0), list().idAt(2)));
}

TEST_F(Gallery, ComparesImagesOfDifferentSizeOnlySideBySide) {
  start();
  importAll();
  imaging::Image8 image{64, 64, 1, std::vector<std::uint8_t>(64 * 64, 90)};
  ASSERT_TRUE(imaging::writePng(files() / "small.png", image));
  session().project()->importImage(files() / "small.png", 64, 64);
  ASSERT_TRUE(session().project()->flush());
  const auto ids = session().project()->imageIds().value();
  window().enter(MainWindow::compareRoom);
  screenshot(QStringLiteral("compare-empty"));
  compare().compare({ids[0], ids[1]});
  compare().setMode(CompareRoom::Mode::wipe);
  EXPECT_EQ(compare().mode(), CompareRoom::Mode::sideBySide);
  compare().compare(ids);
  EXPECT_EQ(compare().viewer()->viewportCount(), 4);
  screenshot(QStringLiteral("compare-four"));
}

}  // namespace
}  // namespace chexgen::studio
