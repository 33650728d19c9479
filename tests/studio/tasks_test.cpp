// Jobs from the window: a fine-tuning from the form to the model, through a pause and a killed process.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>
#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

#include <gmock/gmock.h>

#include "app/studio/batch_form.h"
#include "app/studio/compose_room.h"
#include "app/studio/fine_tune_form.h"
#include "app/studio/gallery_room.h"
#include "app/studio/generate_panel.h"
#include "app/studio/task_card.h"
#include "app/studio/task_queue.h"
#include "app/studio/tasks_room.h"
#include "core/imaging/png.h"
#include "core/imaging/recipe.h"
#include "core/jobs/case_list.h"
#include "core/jobs/event_writer.h"
#include "core/jobs/run_folder.h"
#include "tests/studio/studio_fixture.h"
#include "tests/support/program.h"
#include "widgets/charts/curve_view.h"

namespace chexgen::studio {
namespace {

namespace fs = std::filesystem;
using jobs::JobState;

class Tasks : public StudioFixture {
 protected:
  TasksRoom& room() { return *window().tasks(); }
  TaskQueue& queue() { return *window().queue(); }
  FineTuneForm& form() { return *room().form(); }

  // Ten pictures with reports; line 12 repeats the first file, line 13 names one that is not there.
  fs::path table() {
    const fs::path folder = projectFolder().parent_path() / "radiographs";
    fs::create_directories(folder);
    std::ofstream out(folder / "table.csv");
    out << "image,report,patient,split\n";
    for (int i = 0; i < 10; ++i) {
      imaging::Image8 image{64, 64, 1, std::vector<std::uint8_t>(64 * 64)};
      for (std::size_t k = 0; k < image.pixels.size(); ++k)
        image.pixels[k] = static_cast<std::uint8_t>((k * 7 + static_cast<std::size_t>(i) * 31) % 251);
      const std::string name = "case-" + std::to_string(i) + ".png";
      EXPECT_TRUE(imaging::writePng(folder / name, image));
      out << name << ",Report " << i << ".,p" << i << "," << (i < 8 ? "train" : "val") << "\n";
    }
    out << "case-0.png,Once more.,p0,train\ngone.png,Nothing.,p99,train\n";
    return folder / "table.csv";
  }
  // A training of so many steps, put into the queue by the form.
  fs::path startTraining(int steps) {
    window().enter(MainWindow::tasksRoom);
    room().planFineTuning({});
    form().setTable(table());
    form().findChild<QSpinBox*>()->setValue(steps);
    bool checked = false;
    QObject::connect(&form(), &FineTuneForm::checked, &form(), [&checked] { checked = true; });
    QTest::mouseClick(form().findChild<QPushButton*>(QStringLiteral("fineTuneCheck")), Qt::LeftButton);
    EXPECT_TRUE(waitFor([&] { return checked; }));
    QObject::disconnect(&form(), &FineTuneForm::checked, nullptr, nullptr);
    screenshot(QStringLiteral("tasks-preflight"));
    QTest::mouseClick(form().findChild<QPushButton*>(QStringLiteral("fineTuneStart")), Qt::LeftButton);
    return queue().tasks().empty() ? fs::path() : queue().tasks().back().stored.folder;
  }
  JobState state(const fs::path& folder) {
    const Task* task = queue().find(folder);
    return task == nullptr ? JobState::failed : task->status.state;
  }
  std::int64_t stepsDone(const fs::path& folder) {
    const Task* task = queue().find(folder);
    return task == nullptr || !task->status.progress ? 0 : task->status.progress->done;
  }
  // Where all of them stand, for a message.
  std::string taskTexts() {
    std::string text;
    for (const Task& task : queue().tasks()) {
      text += task.stored.name + ": " + std::string(jobs::name(task.status.state));
      if (task.problem) text += ", " + base::describe(*task.problem);
      if (task.status.error) text += ", " + base::describe(*task.status.error);
      text += "\n";
    }
    return text;
  }
  // A job that the test plays: it holds its folder and has told these states.
  fs::path playJob(const std::vector<std::string>& states, jobs::Wish wish = jobs::Wish::run) {
    const auto prepare = [&](const fs::path& run) -> base::Result<void> {
      const auto files = jobs::runFiles(run);
      CHEXGEN_ASSIGN(played_, jobs::RunLock::acquire(files.lock, "test"));
      CHEXGEN_TRY(jobs::writeWish(files.control, wish));
      CHEXGEN_ASSIGN(auto events, jobs::EventWriter::open(files.events));
      for (const std::string& one : states) CHEXGEN_TRY(events.write("state", {{"state", one}}));
      return {};
    };
    const auto added = queue().add({.kind = "generate",
                                    .name = "played",
                                    .settings = base::Json::object(),
                                    .device = "cpu",
                                    .after = {},
                                    .prepare = prepare});
    EXPECT_TRUE(added) << base::describe(added.error());
    return added.value_or(fs::path());
  }
  void press(const char* name) {
    auto* button = room().findChild<QPushButton*>(QString::fromLatin1(name));
    ASSERT_TRUE(button != nullptr && button->isEnabled()) << name;
    QTest::mouseClick(button, Qt::LeftButton);
  }

  std::optional<jobs::RunLock> played_;
};

TEST_F(Tasks, TheFormTellsThatReportsAreMissingAndWritesThemFromTheLabels) {
  start();
  const fs::path folder = table().parent_path();
  std::ofstream out(folder / "labels.csv");
  out << "Image Index;Finding Labels;Patient Gender;notes\n";
  for (int i = 0; i < 10; ++i)
    out << "case-" << i << ".png;" << (i % 2 == 0 ? "Effusion|Mass" : "No Finding") << ";F;Note " << i
        << ".\n";
  out.close();
  window().enter(MainWindow::tasksRoom);
  room().planFineTuning({});
  form().setTable(folder / "labels.csv");
  auto* report = form().findChild<QComboBox*>(QStringLiteral("column-prompt"));
  ASSERT_TRUE(waitFor([&] { return report->isVisible(); }));
  EXPECT_EQ(form().findChild<QComboBox*>(QStringLiteral("column-labels"))->currentText(), "Finding Labels");
  const auto check = [&] {
    bool checked = false;
    const auto heard =
        QObject::connect(&form(), &FineTuneForm::checked, &form(), [&checked] { checked = true; });
    QTest::mouseClick(form().findChild<QPushButton*>(QStringLiteral("fineTuneCheck")), Qt::LeftButton);
    EXPECT_TRUE(waitFor([&] { return checked; }));
    QObject::disconnect(heard);
  };
  const auto* summary = form().findChild<QLabel*>(QStringLiteral("fineTuneSummary"));
  auto* begin = form().findChild<QPushButton*>(QStringLiteral("fineTuneStart"));
  // Sex alone is no prompt to learn from.
  check();
  EXPECT_EQ(form().report()->usable.size(), 0U);
  EXPECT_FALSE(begin->isEnabled());
  EXPECT_TRUE(summary->text().contains(QStringLiteral("labels and no report")))
      << summary->text().toStdString();
  screenshot(QStringLiteral("tasks-no-reports"));
  // By the keys.
  auto* write = form().findChild<QCheckBox*>(QStringLiteral("fineTuneWriteReports"));
  write->setFocus();
  QTest::keyClick(write, Qt::Key_Space);
  EXPECT_FALSE(form().report()) << "what was found is no longer so";
  check();
  EXPECT_EQ(form().report()->usable.size(), 10U);
  EXPECT_TRUE(begin->isEnabled());
  EXPECT_THAT(form().remarks(), testing::Contains(testing::HasSubstr("written from their labels")));
  screenshot(QStringLiteral("tasks-written-reports"));
  // Another column as the report.
  QTest::keyClick(write, Qt::Key_Space);
  report->setCurrentIndex(report->findText(QStringLiteral("notes")));
  EXPECT_FALSE(form().report());
  check();
  EXPECT_EQ(form().report()->usable.size(), 10U);
  EXPECT_THAT(form().remarks(), testing::Contains(testing::HasSubstr("prompt = notes")));
  QTest::mouseClick(begin, Qt::LeftButton);
  ASSERT_FALSE(queue().tasks().empty());
  const auto spec =
      base::readJsonFile(jobs::runFiles(queue().absolute(queue().tasks().front().stored.folder)).spec);
  ASSERT_TRUE(spec) << base::describe(spec.error());
  EXPECT_EQ((*spec)["settings"]["columns"]["prompt"], "notes");
}

TEST_F(Tasks, TheFormSaysRowByRowWhatIsWrongWithTheData) {
  start();
  startTraining(4);
  ASSERT_TRUE(form().report());
  EXPECT_EQ(form().report()->train.usable, 9U) << "a repetition inside one split is only a remark";
  EXPECT_EQ(form().report()->validation.usable, 2U);
  const auto* findings = form().findChild<QTableWidget*>();
  QStringList lines;
  for (int row = 0; row < findings->rowCount(); ++row) lines << findings->item(row, 0)->text();
  EXPECT_TRUE(lines.contains(QStringLiteral("12"))) << "the duplicate";
  EXPECT_TRUE(lines.contains(QStringLiteral("13"))) << "the missing file";
  ASSERT_EQ(queue().tasks().size(), 2U) << "encode, then train";
  const fs::path training = queue().tasks()[1].stored.folder;
  EXPECT_EQ(queue().tasks()[1].stored.after, queue().tasks()[0].stored.folder);
  ASSERT_TRUE(waitFor([&] { return state(training) == JobState::done; }, 120000)) << taskTexts();
}

// What is tried again is the half that failed.
TEST_F(Tasks, ARetryOfTheTrainingDoesNotQueueASecondEncoding) {
  start();
  const fs::path runs = queue().absolute("runs");
  const fs::path away = queue().absolute("runs-away");
  const auto breaks = QObject::connect(&queue(), &TaskQueue::changed, &queue(), [&] {
    if (queue().tasks().size() != 1 || fs::exists(away)) return;
    fs::rename(runs, away);  // no folder can be made now
    std::ofstream(runs) << "in the way";
  });
  std::function<void()> retry;
  QObject::connect(&form(), &FineTuneForm::failed, &form(),
                   [&](const base::Error&, const std::function<void()>& again) { retry = again; });
  startTraining(1);
  QObject::disconnect(breaks);
  ASSERT_TRUE(retry) << "the training could not be queued";
  fs::remove(runs);
  fs::rename(away, runs);
  retry();
  ASSERT_EQ(queue().tasks().size(), 2U) << taskTexts();
  EXPECT_EQ(queue().tasks()[0].stored.kind, "encode");
  EXPECT_EQ(queue().tasks()[1].stored.kind, "train");
  EXPECT_EQ(queue().tasks()[1].stored.after, queue().tasks()[0].stored.folder);
}

// The process of a job lives a moment longer than its last word.
TEST_F(Tasks, AJobThatIsDoneGoesOnOnceItsProcessHasGone) {
  start();
  const fs::path job = playJob({"running", "done"});
  queue().look();
  ASSERT_EQ(state(job), JobState::done);
  played_.reset();
  queue().resume(job);
  // It starts, and then fails for want of settings.
  EXPECT_TRUE(waitFor([&] { return state(job) != JobState::done; }, 20000));
}

TEST_F(Tasks, ATrainingGoesOnThroughAPauseAQuitAndAKillAndItsModelCanBeChosen) {
  start();
  const fs::path training = startTraining(60);
  room().select(training);
  ASSERT_TRUE(waitFor([&] { return stepsDone(training) >= 3; }, 120000)) << taskTexts();
  EXPECT_TRUE(waitFor([&] { return room().curves()->curveCount() >= 1; }));
  press("taskPause");
  ASSERT_TRUE(waitFor([&] { return state(training) == JobState::paused; }));
  screenshot(QStringLiteral("tasks-paused"));
  quit();

  start();
  window().enter(MainWindow::tasksRoom);
  EXPECT_EQ(state(training), JobState::paused) << "the job has outlived the Studio";
  room().select(training);
  press("taskResume");
  ASSERT_TRUE(waitFor([&] { return state(training) == JobState::running; }));
  const auto process = queue().find(training)->status.lock.owner->pid;
  ASSERT_EQ(::kill(static_cast<pid_t>(process), SIGKILL), 0);
  ASSERT_TRUE(waitFor([&] { return state(training) == JobState::interrupted; }));
  screenshot(QStringLiteral("tasks-interrupted"));
  QTest::qWait(1200);
  EXPECT_EQ(state(training), JobState::interrupted) << "it waits until somebody asks for it";
  room().select(training);
  press("taskResume");
  ASSERT_TRUE(waitFor([&] { return state(training) == JobState::done; }, 180000)) << taskTexts();
  screenshot(QStringLiteral("tasks-done"));
  const auto& models = session().catalogue().models;
  EXPECT_TRUE(std::any_of(models.begin(), models.end(), [&](const CatalogueModel& model) {
    return model.folder == queue().absolute(training) / "model";
  }));
}

TEST_F(Tasks, OneAtATimeAndACancelLeavesTheNextOneRight) {
  start();
  const fs::path first = startTraining(2000);
  const fs::path second = startTraining(3);
  ASSERT_NE(first, second);
  ASSERT_TRUE(waitFor([&] { return state(first) == JobState::running; }, 120000)) << taskTexts();
  QTest::qWait(1200);
  EXPECT_EQ(state(second), JobState::queued);
  room().select(first);
  press("taskCancel");
  ASSERT_TRUE(waitFor([&] { return state(second) == JobState::done; }, 120000)) << taskTexts();
  EXPECT_EQ(state(first), JobState::cancelled);
}

TEST_F(Tasks, ARadiographGoesFirst) {
  start();
  const fs::path training = startTraining(3000);
  ASSERT_TRUE(waitFor([&] { return stepsDone(training) >= 2; }, 120000)) << taskTexts();
  auto settings = compose().panel()->settings();
  settings.steps = 200;
  compose().panel()->setSettings(settings);
  QTest::keyClicks(compose().findChild<QWidget*>(QStringLiteral("findings")), QStringLiteral("Clear lungs."));
  compose().generate();
  ASSERT_TRUE(waitFor([&] { return state(training) == JobState::paused || !session().worker().busy(); }));
  EXPECT_EQ(state(training), JobState::paused);
  ASSERT_TRUE(waitFor([&] { return !session().worker().busy(); }));
  ASSERT_TRUE(waitFor([&] { return state(training) == JobState::running; }));
  queue().cancel(training);
  ASSERT_TRUE(waitFor([&] { return state(training) == JobState::cancelled; }));
}

// The wish to wait may reach a job only when the radiograph is long done: it must not stand then.
TEST_F(Tasks, AJobInTheMiddleOfALongStepIsNotLeftWaiting) {
  start();
  const fs::path job = playJob({"running"});
  const auto wish = [&] { return jobs::readWish(jobs::runFiles(queue().absolute(job)).control); };
  auto settings = compose().panel()->settings();
  settings.steps = 2;
  compose().panel()->setSettings(settings);
  QTest::keyClicks(compose().findChild<QWidget*>(QStringLiteral("findings")), QStringLiteral("Clear lungs."));
  compose().generate();
  ASSERT_TRUE(waitFor([&] { return wish() == jobs::Wish::pause; }));
  ASSERT_TRUE(waitFor([&] { return !session().worker().busy(); }));
  queue().look();
  ASSERT_EQ(state(job), JobState::running) << "it has not come to the end of its step";
  EXPECT_EQ(wish(), jobs::Wish::run);
  EXPECT_FALSE(queue().find(job)->held);
}

// `job pause` from the command line is a person's wish, too.
TEST_F(Tasks, WhatWasPausedElsewhereCanBeResumedHere) {
  start();
  const fs::path job = playJob({"running", "paused"}, jobs::Wish::pause);
  window().enter(MainWindow::tasksRoom);
  queue().look();
  EXPECT_EQ(taskStateText(*queue().find(job)), QStringLiteral("paused"));
  press("taskResume");
  EXPECT_EQ(jobs::readWish(jobs::runFiles(queue().absolute(job)).control), jobs::Wish::run);
}

// A queued task begins by itself, and a project may come from anybody.
TEST_F(Tasks, ATaskOfAStrangersProjectDoesNotWorkElsewhere) {
  start();
  const fs::path elsewhere = projectFolder().parent_path() / "elsewhere";
  const fs::path run = queue().absolute("runs/foreign");
  fs::create_directories(elsewhere);
  fs::create_directories(run);
  std::ofstream(jobs::runFiles(run).spec)
      << R"({"schema":1,"kind":"generate","name":"foreign","settings":{},"run_folder":")"
      << elsewhere.string() << "\"}";
  session().project()->addTask({.folder = "runs/foreign", .kind = "generate", .name = "foreign"});
  ASSERT_TRUE(session().project()->flush());
  quit();

  start();
  ASSERT_TRUE(waitFor([&] { return queue().find("runs/foreign")->problem.has_value(); }, 10000));
  EXPECT_EQ(queue().find("runs/foreign")->problem->code, base::ErrorCode::formatForbidden);
  EXPECT_TRUE(fs::is_empty(elsewhere));
  EXPECT_FALSE(fs::exists(jobs::runFiles(run).lock));
}

TEST_F(Tasks, ATableOfReportsBecomesImagesOfTheProject) {
  start();
  const fs::path reports = projectFolder().parent_path() / "reports.csv";
  std::ofstream(reports) << "name,impression,sex,age,view,mask\n"
                            "a,Clear lungs.,Female,64,,\n"
                            "b,Small effusion.,Male,50,PA,\n"
                            "a,The same name.,,,,\n"
                            "d,Old.,,very,,\n"
                            "e,Masked.,,,,gone.png\n"
                            "f,Normal.,,,,\n";
  window().enter(MainWindow::tasksRoom);
  QTest::mouseClick(room().findChild<QPushButton*>(QStringLiteral("taskBatch")), Qt::LeftButton);
  BatchForm& batch = *room().batch();
  batch.setTable(reports);
  QTest::mouseClick(batch.findChild<QPushButton*>(QStringLiteral("batchCheck")), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return batch.list().has_value(); }));
  EXPECT_EQ(batch.list()->cases.size(), 2U);
  const auto* findings = batch.findChild<QTableWidget*>();
  std::map<QString, int> lines;
  for (int row = 0; row < findings->rowCount(); ++row) ++lines[findings->item(row, 0)->text()];
  for (const char* line : {"3", "4", "5", "6"}) EXPECT_EQ(lines.count(QString::fromLatin1(line)), 1U) << line;
  QTest::qWait(2500);
  screenshot(QStringLiteral("tasks-batch"));
  QTest::mouseClick(batch.findChild<QPushButton*>(QStringLiteral("batchStart")), Qt::LeftButton);
  ASSERT_EQ(queue().tasks().size(), 1U);
  ASSERT_TRUE(waitFor([&] { return queue().tasks().front().status.state == JobState::done; })) << taskTexts();
  ASSERT_TRUE(waitFor([&] { return session().project()->countImages().value() == 2; }));
  const auto images = session().project()->images();
  ASSERT_TRUE(images);
  std::vector<std::string> reportsMade;
  for (const auto& image : *images) reportsMade.push_back(session().project()->recipe(image.id)->report);
  EXPECT_THAT(reportsMade, testing::UnorderedElementsAre("Clear lungs.", "Normal."));
}

// What the columns of a table of reports were taken for is shown, and another one can be chosen for each.
TEST_F(Tasks, TheColumnsOfATableOfReportsAreShownAndCanBeChanged) {
  start();
  const fs::path reports = projectFolder().parent_path() / "reports.csv";
  std::ofstream(reports, std::ios::binary) << "name;impression;Befund;Geschlecht;boxes\na;Normal.;Kleiner "
                                              "Erg\xFCss.;w;\nb;Normal.;Infiltrat.;m;\n";
  window().enter(MainWindow::tasksRoom);
  room().planBatch();
  BatchForm& batch = *room().batch();
  batch.setTable(reports);
  auto* report = batch.findChild<QComboBox*>(QStringLiteral("column-prompt"));
  auto* sex = batch.findChild<QComboBox*>(QStringLiteral("column-sex"));
  ASSERT_TRUE(waitFor([&] { return report->isVisible(); }));
  EXPECT_EQ(report->currentText(), "impression");
  EXPECT_EQ(sex->currentIndex(), 0) << "no column is called so";
  EXPECT_TRUE(batch.findChild<QComboBox*>(QStringLiteral("batchBoxLayout"))->isVisible());
  const auto check = [&] {
    QTest::mouseClick(batch.findChild<QPushButton*>(QStringLiteral("batchCheck")), Qt::LeftButton);
    return waitFor([&] { return batch.list().has_value(); });
  };
  ASSERT_TRUE(check());
  EXPECT_EQ(batch.list()->cases[0].recipe.report, "Normal.");
  const auto* findings = batch.findChild<QTableWidget*>();
  QStringList said;
  for (int row = 0; row < findings->rowCount(); ++row)
    for (int column = 0; column < findings->columnCount(); ++column)
      if (const auto* cell = findings->item(row, column)) said << cell->text();
  EXPECT_TRUE(said.join(u'|').contains(QStringLiteral("Windows-1252"))) << said.join(u'|').toStdString();
  EXPECT_TRUE(said.join(u'|').contains(QStringLiteral("prompt = impression")))
      << said.join(u'|').toStdString();
  report->setCurrentIndex(report->findText(QStringLiteral("Befund")));
  EXPECT_FALSE(batch.list()) << "what was found is no longer so";
  sex->setCurrentIndex(sex->findText(QStringLiteral("Geschlecht")));
  screenshot(QStringLiteral("tasks-batch-columns"));
  ASSERT_TRUE(check());
  EXPECT_EQ(batch.list()->cases[0].recipe.report, "Kleiner Ergüss.");
  EXPECT_EQ(batch.list()->cases[1].recipe.demographics.sex, "Male");
  auto* boxes = batch.findChild<QComboBox*>(QStringLiteral("column-boxes"));
  boxes->setCurrentIndex(boxes->count() - 1);  // none
  EXPECT_FALSE(batch.findChild<QComboBox*>(QStringLiteral("batchBoxLayout"))->isVisible());
}

// Bytes that this process holds in memory.
std::int64_t residentBytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t all = 0, resident = 0;
  statm >> all >> resident;
  return resident * 4096;
}

int processesOf(const fs::path& project) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "cmdline");
    std::string line((std::istreambuf_iterator<char>(file)), {});
    if (line.find(project.string()) != std::string::npos && line.find("chexgen") != std::string::npos)
      ++count;
  }
  return count;
}

TEST_F(Tasks, AHundredCancelsLeaveNoProcessAndNoMemory) {
  const int cancels = tests::isFullRun() ? 100 : 10;
  start();
  const fs::path reports = projectFolder().parent_path() / "reports.csv";
  std::ofstream(reports) << "impression\nClear lungs.\n";
  jobs::GenerateOptions options;
  options.csv = reports;
  options.count = 500;
  const auto cases = jobs::generateCases(options, 64);
  ASSERT_TRUE(cases);
  base::Json list = base::Json::array();
  for (const auto& one : cases->cases)
    list.push_back({{"file", one.file.string()}, {"recipe", base::Json(imaging::toJson(one.recipe))}});
  const base::Json settings{
      {"model", tests::smallModel()}, {"device", "cpu"}, {"threads", 1}, {"cases", list}};
  std::int64_t early = 0;
  for (int i = 0; i < cancels; ++i) {
    const auto added = queue().add(
        {.kind = "generate", .name = "Cancelled", .settings = settings, .device = "cpu", .after = {}});
    ASSERT_TRUE(added);
    // At another moment each time: before it starts, while it loads, while it works.
    QTest::qWait(i % 10 * 60);
    queue().cancel(*added);
    ASSERT_TRUE(waitFor([&] { return state(*added) == JobState::cancelled; })) << taskTexts();
    queue().remove(*added);
    if (i == cancels / 5) early = residentBytes();
  }
  ASSERT_TRUE(waitFor([&] { return processesOf(projectFolder() / "runs") == 0; }, 20000));
  EXPECT_LT(residentBytes() - early, 40'000'000) << "memory grows with every cancel";
  // And the next one is right.
  const auto added = queue().add({.kind = "generate",
                                  .name = "Whole",
                                  .settings = {{"model", tests::smallModel()},
                                               {"device", "cpu"},
                                               {"threads", 1},
                                               {"cases", base::Json::array({list[0]})}},
                                  .device = "cpu",
                                  .after = {}});
  ASSERT_TRUE(added);
  ASSERT_TRUE(waitFor([&] { return state(*added) == JobState::done; })) << taskTexts();
}

}  // namespace
}  // namespace chexgen::studio
