// A cohort from the window: planned in the form, made by a task, judged by keys, exported.
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>
#include <QTest>
#include <fstream>

#include <gmock/gmock.h>

#include "app/studio/cohort_export_panel.h"
#include "app/studio/cohort_form.h"
#include "app/studio/cohort_page.h"
#include "app/studio/cohorts_room.h"
#include "app/studio/strata_model.h"
#include "app/studio/task_queue.h"
#include "core/cohort/export.h"
#include "tests/studio/studio_fixture.h"

namespace chexgen::studio {
namespace {

namespace fs = std::filesystem;
using cohort::CaseState;
using testing::HasSubstr;

class Cohorts : public StudioFixture {
 protected:
  CohortsRoom& room() { return *window().cohorts(); }
  CohortForm& form() { return *room().form(); }
  CohortPage& page() { return *room().page(); }
  template <class Widget>
  Widget* child(const char* name) {
    return window().findChild<Widget*>(QString::fromLatin1(name));
  }
  void click(const char* name) { QTest::mouseClick(child<QPushButton>(name), Qt::LeftButton); }
  void enter() {
    window().enter(MainWindow::cohortsRoom);
    room().plan();
  }
  void setCell(int row, int column, const QString& value) {
    StrataModel& strata = *form().strata();
    EXPECT_TRUE(strata.setData(strata.index(row, column), value, Qt::EditRole))
        << strata.problem().toStdString();
    EXPECT_TRUE(strata.problem().isEmpty()) << strata.problem().toStdString();
  }
  std::size_t count(CaseState state) {
    page().look();
    std::size_t cases = 0;
    for (std::size_t i = 0; i < page().watched()->ledger.size(); ++i)
      cases += page().watched()->ledger.state(i) == state ? 1 : 0;
    return cases;
  }
  bool check() {
    bool checked = false;
    QObject::connect(&form(), &CohortForm::checked, &form(), [&checked] { checked = true; });
    click("cohortCheck");
    const bool done = waitFor([&] { return checked; });
    QObject::disconnect(&form(), &CohortForm::checked, nullptr, nullptr);
    return done;
  }
};

TEST_F(Cohorts, AreMadeJudgedAndExported) {
  start();
  window().enter(MainWindow::cohortsRoom);
  screenshot(QStringLiteral("cohorts-empty"));
  click("cohortNew");
  auto* model = form().findChild<QComboBox*>(QStringLiteral("cohortModel"));
  model->setCurrentIndex(model->findText(QStringLiteral("starter")));
  child<QLineEdit>("cohortName")->setText(QStringLiteral("Ward balance"));
  setCell(0, StrataModel::sex, QStringLiteral("Female"));
  setCell(0, StrataModel::age, QStringLiteral("60-79"));
  setCell(0, StrataModel::findings, QStringLiteral("Effusion:left"));
  setCell(0, StrataModel::count, QStringLiteral("3"));
  click("cohortAdd");
  setCell(1, StrataModel::sex, QStringLiteral("Male"));
  setCell(1, StrataModel::findings, QStringLiteral("No Finding"));
  setCell(1, StrataModel::count, QStringLiteral("3"));
  for (QCheckBox* box : form().findChildren<QCheckBox*>()) box->setChecked(false);
  ASSERT_TRUE(check());
  EXPECT_THAT(child<QLabel>("cohortSummary")->text().toStdString(), HasSubstr("6"));
  screenshot(QStringLiteral("cohorts-form"));

  click("cohortStart");
  ASSERT_TRUE(waitFor([&] { return page().watched() != nullptr; }));
  ASSERT_TRUE(waitFor([&] { return count(CaseState::accepted) == 6; }, 300000));
  page().view()->setCurrentIndex(page().grid()->index(1));
  screenshot(QStringLiteral("cohorts-page"));

  // A person rejects one by its key; the run goes on with the next seed.
  ASSERT_TRUE(waitFor([&] {
    window().queue()->look();
    return window().queue()->find(page().task())->status.state == jobs::JobState::done;
  }));
  page().view()->setFocus();
  QTest::keyClick(page().view(), Qt::Key_R);
  EXPECT_EQ(count(CaseState::waiting), 1U);
  screenshot(QStringLiteral("cohorts-rejected"));
  click("cohortResume");
  ASSERT_TRUE(waitFor([&] { return count(CaseState::accepted) == 6; }, 300000));
  EXPECT_EQ(page().watched()->ledger.at(1).tries.size(), 2U);
  screenshot(QStringLiteral("cohorts-tries"));

  // One that a check found to be like another is shown beside it.
  ASSERT_TRUE(cohort::decide(page().watched()->cohort.files, {{3,
                                                               {.attempt = 0,
                                                                .accept = false,
                                                                .by = "duplicates",
                                                                .reason = "near-duplicate of case00001-1.png",
                                                                .other = "case00001-1.png"}}}));
  page().look();
  page().view()->setCurrentIndex(page().grid()->index(3));
  EXPECT_EQ(child<QLabel>("cohortCase")->text().contains(QStringLiteral("near-duplicate")), true);
  screenshot(QStringLiteral("cohorts-pair"));
  click("cohortAccept");
  EXPECT_EQ(count(CaseState::accepted), 6U);

  const fs::path target = projectFolder() / "exports" / "ward";
  page().exportPanel()->setTarget(target);
  child<QComboBox>("cohortExportDicom")->setCurrentIndex(1);
  click("cohortExport");
  screenshot(QStringLiteral("cohorts-export"));
  click("cohortExportStart");
  ASSERT_TRUE(waitFor([&] { return fs::exists(target / "manifest.json"); }));
  const auto verified = cohort::verifyExport(target);
  ASSERT_TRUE(verified);
  EXPECT_THAT(verified->problems, testing::IsEmpty());
}

TEST_F(Cohorts, SayWhyAModelCannotStateSomething) {
  start();
  enter();
  auto* model = form().findChild<QComboBox*>(QStringLiteral("cohortModel"));
  model->setCurrentIndex(model->findText(QStringLiteral("starter")));
  const StrataModel& strata = *form().strata();
  const QModelIndex race = strata.index(0, StrataModel::race);
  EXPECT_FALSE(strata.flags(race).testFlag(Qt::ItemIsEditable));
  EXPECT_THAT(strata.data(race, Qt::ToolTipRole).toString().toStdString(), HasSubstr("race"));
}

TEST_F(Cohorts, KeepWhatIsNotUnderstoodMarkItAndMakeNoPlanOfIt) {
  start();
  enter();
  auto* model = form().findChild<QComboBox*>(QStringLiteral("cohortModel"));
  model->setCurrentIndex(model->findText(QStringLiteral("starter")));
  auto* table = child<QTableView>("cohortStrata");
  StrataModel& strata = *form().strata();
  const QModelIndex cell = strata.index(0, StrataModel::findings);
  const auto type = [&](const QString& words) {
    table->setCurrentIndex(cell);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_F2);
    auto* line = table->findChild<QLineEdit*>();
    ASSERT_NE(line, nullptr);
    line->selectAll();
    QTest::keyClick(line, Qt::Key_Delete);
    QTest::keyClicks(line, words);
    QTest::keyClick(line, Qt::Key_Return);
    QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);  // the editor that was closed
  };
  EXPECT_TRUE(child<QPushButton>("cohortStart")->isEnabled());
  type(QStringLiteral("Effusion left"));
  EXPECT_EQ(cell.data(Qt::DisplayRole).toString(), QStringLiteral("Effusion left"))
      << "it stays to be mended";
  EXPECT_TRUE(cell.data(Qt::ForegroundRole).isValid());
  EXPECT_THAT(cell.data(Qt::ToolTipRole).toString().toStdString(), HasSubstr("Effusion:left"));
  EXPECT_FALSE(child<QPushButton>("cohortStart")->isEnabled());
  EXPECT_FALSE(child<QPushButton>("cohortCheck")->isEnabled());
  EXPECT_THAT(child<QLabel>("cohortSummary")->text().toStdString(), HasSubstr("Stratum 1"));
  screenshot(QStringLiteral("cohorts-not-understood"));
  // A copy of the row is as wrong as the row; taking it away helps.
  click("cohortAdd");
  strata.setData(cell, QStringLiteral("Effusion:left"), Qt::EditRole);
  EXPECT_FALSE(child<QPushButton>("cohortStart")->isEnabled());
  strata.remove(1);
  EXPECT_TRUE(child<QPushButton>("cohortStart")->isEnabled());
  type(QStringLiteral("old"));
  EXPECT_FALSE(child<QPushButton>("cohortStart")->isEnabled());
  type(QString());
  EXPECT_TRUE(child<QPushButton>("cohortStart")->isEnabled()) << "an empty cell is No Finding, as it says";
  EXPECT_TRUE(strata.strata()[0].findings.empty());
}

TEST_F(Cohorts, OfferSexViewFindingsAndSidesToChooseFrom) {
  start();
  enter();
  auto* model = form().findChild<QComboBox*>(QStringLiteral("cohortModel"));
  model->setCurrentIndex(model->findText(QStringLiteral("starter")));
  auto* table = child<QTableView>("cohortStrata");
  StrataModel& strata = *form().strata();
  const auto choose = [&](int column, const QString& word) {
    table->setCurrentIndex(strata.index(0, column));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_F2);
    auto* list = table->findChild<QComboBox*>();
    ASSERT_NE(list, nullptr);
    EXPECT_EQ(list->itemData(0).toString(), QString()) << "not stated";
    list->setCurrentIndex(list->findData(word));
    Q_EMIT list->activated(list->currentIndex());
    QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);  // the editor that was closed
  };
  choose(StrataModel::sex, QStringLiteral("Female"));
  choose(StrataModel::view, QStringLiteral("PA"));
  EXPECT_EQ(strata.strata()[0].sex, "Female");
  EXPECT_EQ(strata.strata()[0].view, "PA");
  click("cohortPick");
  auto* picker = child<QDialog>("findingsPicker");
  ASSERT_NE(picker, nullptr);
  auto* effusion = picker->findChild<QCheckBox*>(QStringLiteral("finding:Effusion"));
  auto* side = picker->findChild<QComboBox*>(QStringLiteral("side:Effusion"));
  EXPECT_FALSE(side->isEnabled()) << "a side of nothing";
  effusion->setFocus();
  QTest::keyClick(effusion, Qt::Key_Space);
  EXPECT_TRUE(side->isEnabled());
  QTest::keyClick(side, Qt::Key_Down);
  EXPECT_EQ(picker->findChild<QComboBox*>(QStringLiteral("side:Cardiomegaly")), nullptr);
  screenshot(QStringLiteral("cohorts-findings"));
  QTest::keyClick(picker, Qt::Key_Return);
  ASSERT_TRUE(waitFor([&] { return !strata.strata()[0].findings.empty(); }));
  EXPECT_EQ(cohort::formatFindings(strata.strata()[0].findings), "Effusion:left");
  EXPECT_TRUE(child<QPushButton>("cohortStart")->isEnabled());
}

TEST_F(Cohorts, TakeTheirStrataFromATableOfRealRadiographs) {
  start();
  enter();
  const fs::path table = projectFolder().parent_path() / "real.csv";
  std::ofstream(table) << "image,sex,labels\na.png,M,Effusion\nb.png,M,No Finding\nc.png,F,Normal\n";
  form().setSource(CohortForm::balanced, table);
  child<QComboBox>("cohortMode")->setCurrentIndex(2);
  child<QLineEdit>("cohortFindings")->setText(QStringLiteral("Effusion"));
  EXPECT_FALSE(child<QPushButton>("cohortStart")->isEnabled())
      << "the strata are still those entered by hand";
  click("cohortDerive");
  EXPECT_TRUE(child<QPushButton>("cohortStart")->isEnabled());
  ASSERT_EQ(form().strata()->strata().size(), 4U);
  EXPECT_EQ(form().strata()->total(), 100U);
  screenshot(QStringLiteral("cohorts-derived"));
}

// A file of boxes that does not say how its numbers are meant is refused until that is stated, as
// `chexgen cohort plan --box-layout` states it.
TEST_F(Cohorts, AskHowTheNumbersOfBoxesAreMeant) {
  start();
  enter();
  const fs::path boxes = projectFolder().parent_path() / "boxes.csv";
  std::ofstream(boxes) << "image,label,bbox,image_width,image_height\n"
                          "a.png,Effusion,\"[10, 20, 300, 400]\",1000,1000\n";
  form().setSource(CohortForm::entered);
  auto* layout = child<QComboBox>("cohortBoxLayout");
  EXPECT_FALSE(layout->isVisible());
  form().setSource(CohortForm::conditions, boxes);
  EXPECT_TRUE(layout->isVisible());
  std::vector<std::string> refused;
  QObject::connect(&form(), &CohortForm::failed, &form(),
                   [&refused](const base::Error& error) { refused.push_back(error.message); });
  ASSERT_TRUE(check());
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_THAT(refused[0], HasSubstr("how its four numbers are meant"));
  layout->setCurrentIndex(2);  // two corners, in pixels
  screenshot(QStringLiteral("cohorts-box-layout"));
  ASSERT_TRUE(check());
  EXPECT_EQ(refused.size(), 1U);
  EXPECT_TRUE(child<QLabel>("cohortSummary")->text().contains(QLatin1Char('1')))
      << child<QLabel>("cohortSummary")->text().toStdString();
}

}  // namespace
}  // namespace chexgen::studio
