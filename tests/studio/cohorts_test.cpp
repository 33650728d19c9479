// A cohort from the window: planned in the form, made by a task, judged by keys, exported.
#include <QCheckBox>
#include <QComboBox>
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
        << strata.refusal().toStdString();
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
  ASSERT_TRUE(waitFor([&] { return count(CaseState::accepted) == 6; }, 120000));
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
  ASSERT_TRUE(waitFor([&] { return count(CaseState::accepted) == 6; }, 120000));
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

TEST_F(Cohorts, KeepAStratumWhenAnEditIsWrong) {
  start();
  enter();
  StrataModel& strata = *form().strata();
  const auto before = strata.strata();
  EXPECT_FALSE(strata.setData(strata.index(0, StrataModel::age), QStringLiteral("old"), Qt::EditRole));
  EXPECT_EQ(strata.strata(), before);
  EXPECT_FALSE(strata.refusal().isEmpty());
}

TEST_F(Cohorts, TakeTheirStrataFromATableOfRealRadiographs) {
  start();
  enter();
  const fs::path table = projectFolder().parent_path() / "real.csv";
  std::ofstream(table) << "image,sex,labels\na.png,M,Effusion\nb.png,M,\nc.png,F,\n";
  form().setSource(CohortForm::balanced, table);
  child<QComboBox>("cohortMode")->setCurrentIndex(2);
  child<QLineEdit>("cohortFindings")->setText(QStringLiteral("Effusion"));
  click("cohortDerive");
  ASSERT_EQ(form().strata()->strata().size(), 4U);
  EXPECT_EQ(form().strata()->total(), 100U);
  screenshot(QStringLiteral("cohorts-derived"));
}

}  // namespace
}  // namespace chexgen::studio
