// The whole way of a curator: radiographs in, a model fine-tuned from them, its image compared and rated.
#include <QComboBox>
#include <QProcess>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>
#include <algorithm>
#include <csignal>
#include <fstream>

#include "app/studio/compare_room.h"
#include "app/studio/compose_room.h"
#include "app/studio/fine_tune_form.h"
#include "app/studio/gallery_room.h"
#include "app/studio/generate_panel.h"
#include "app/studio/program_files.h"
#include "app/studio/task_queue.h"
#include "app/studio/tasks_room.h"
#include "core/jobs/run_folder.h"
#include "tests/studio/studio_fixture.h"
#include "tests/support/golden.h"
#include "widgets/charts/curve_view.h"
#include "widgets/gallery/gallery_model.h"

namespace chexgen::studio {
namespace {

namespace fs = std::filesystem;
using jobs::JobState;

constexpr int radiographs = 40;
constexpr int duplicateLine = radiographs + 2;  // after the header and the forty
constexpr int missingLine = radiographs + 3;

class Journey : public StudioFixture {
 protected:
  TaskQueue& queue() { return *window().queue(); }
  TasksRoom& tasks() { return *window().tasks(); }

  fs::path table(const fs::path& images) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(images)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    const fs::path path = projectFolder().parent_path() / "children.csv";
    std::ofstream out(path);
    out << "image,report,patient,split\n";
    const auto row = [&](const fs::path& file, int i) {
      // Reports that are all the same would be refused.
      out << file.string() << ",Chest radiograph of a child" << (i % 2 == 0 ? "" : " with pneumonia") << ".,p"
          << i << "," << (i % 4 == 3 ? "val" : "train") << "\n";
    };
    for (int i = 0; i < radiographs; ++i)
      row(files[static_cast<std::size_t>(i) * files.size() / radiographs], i);
    row(files[0], 0);
    row(images / "not-there.png", 99);
    return path;
  }
  const Task* training() {
    for (const Task& task : queue().tasks())
      if (task.stored.kind == "train") return &task;
    return nullptr;
  }
  JobState state() { return training() == nullptr ? JobState::failed : training()->status.state; }
  void press(QWidget& in, const char* name) {
    auto* button = in.findChild<QPushButton*>(QString::fromLatin1(name));
    ASSERT_TRUE(button != nullptr && button->isEnabled()) << name;
    QTest::mouseClick(button, Qt::LeftButton);
  }
  // An image of this model, with a fixed seed; its number in the project.
  std::int64_t generate(const fs::path& model) {
    window().enter(MainWindow::composeRoom);
    auto* models = compose().panel()->findChild<QComboBox*>(QStringLiteral("model"));
    models->setCurrentIndex(models->findData(QString::fromStdString(model.string())));
    EXPECT_EQ(compose().panel()->settings().model, model) << "it can be chosen";
    auto settings = compose().panel()->settings();
    settings.seed = 11;
    settings.seedLocked = true;
    settings.steps = 10;
    compose().panel()->setSettings(settings);
    std::int64_t made = 0;
    const auto taken = QObject::connect(&compose(), &ComposeRoom::imageTaken, &compose(),
                                        [&made](std::int64_t id) { made = id; });
    press(*compose().panel(), "generate");
    EXPECT_TRUE(waitFor([&] { return made != 0; }, 120000));
    QObject::disconnect(taken);
    return made;
  }
  // The Studio as a process of its own on this project, killed while it looks.
  void openAndKill() {
    QProcess studio;
    studio.start(QStringLiteral(CHEXGEN_STUDIO_PROGRAM), {QString::fromStdString(projectFolder().string())});
    ASSERT_TRUE(studio.waitForStarted());
    ASSERT_TRUE(waitFor([&] {
      const auto lock = jobs::probeLock(projectFolder() / "project.lock");
      return lock && lock->held;
    }));
    QTest::qWait(1500);
    ::kill(static_cast<pid_t>(studio.processId()), SIGKILL);
    studio.waitForFinished();
  }
};

TEST_F(Journey, FromFortyRadiographsToARatedImageOfAModelOfOnesOwn) {
  CHEXGEN_DATA_OR_SKIP(images, "kermany-cxr-256/images");
  const fs::path starter = resource("models") / "starter";
  const fs::path rows = table(images);
  start();
  screenshot(QStringLiteral("journey-0-home"));
  window().enter(MainWindow::galleryRoom);
  window().gallery()->importTable(rows);
  ASSERT_TRUE(waitFor([&] { return session().project()->countImages().value() == radiographs; }, 120000));
  QTest::qWait(1500);
  screenshot(QStringLiteral("journey-1-gallery"));

  window().enter(MainWindow::tasksRoom);
  tasks().planFineTuning({});
  FineTuneForm& form = *tasks().form();
  form.setTable(rows);
  auto* model = form.findChild<QComboBox*>(QStringLiteral("fineTuneModel"));
  model->setCurrentIndex(model->findData(QString::fromStdString(starter.string())));
  form.findChild<QSpinBox*>()->setValue(24);
  press(form, "fineTuneCheck");
  ASSERT_TRUE(waitFor([&] { return form.report().has_value(); }));
  const auto* findings = form.findChild<QTableWidget*>();
  QStringList lines;
  for (int row = 0; row < findings->rowCount(); ++row) lines << findings->item(row, 0)->text();
  EXPECT_TRUE(lines.contains(QString::number(duplicateLine))) << "the duplicate";
  EXPECT_TRUE(lines.contains(QString::number(missingLine))) << "the missing file";
  QTest::qWait(8000);  // the time is measured
  screenshot(QStringLiteral("journey-2-preflight"));
  press(form, "fineTuneStart");
  ASSERT_TRUE(waitFor(
      [&] {
        return training() != nullptr && training()->status.progress && training()->status.progress->done >= 3;
      },
      180000));
  tasks().select(training()->stored.folder);
  QTest::qWait(600);
  EXPECT_GE(tasks().curves()->curveCount(), 1) << "the curves move";
  screenshot(QStringLiteral("journey-3-training"));
  press(tasks(), "taskPause");
  ASSERT_TRUE(waitFor([&] { return state() == JobState::paused; }));
  quit();
  ASSERT_NO_FATAL_FAILURE(openAndKill());

  start();
  window().enter(MainWindow::tasksRoom);
  ASSERT_EQ(state(), JobState::paused) << "still there";
  const fs::path folder = training()->stored.folder;
  tasks().select(folder);
  press(tasks(), "taskResume");
  ASSERT_TRUE(waitFor([&] { return state() == JobState::done; }, 300000));
  QTest::qWait(600);
  screenshot(QStringLiteral("journey-4-done"));

  window().enter(MainWindow::composeRoom);
  QTest::keyClicks(compose().findChild<QWidget*>(QStringLiteral("findings")), QStringLiteral("Clear lungs."));
  const std::int64_t before = generate(starter);
  screenshot(QStringLiteral("journey-5-compose"));
  const std::int64_t after = generate(queue().absolute(folder) / "model");
  ASSERT_NE(before, after);
  const auto first = session().project()->recipe(before);
  const auto second = session().project()->recipe(after);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->seed, second->seed);
  EXPECT_NE(first->modelSha256, second->modelSha256);

  window().enter(MainWindow::compareRoom);
  window().compare()->compare({before, after});
  QTest::qWait(800);
  QTest::keyClick(window().compare(), Qt::Key_5);
  ASSERT_TRUE(waitFor([&] {
    return session().project()->flush() && (session().project()->image(before)->rating == 2 ||
                                            session().project()->image(after)->rating == 2);
  }));
  screenshot(QStringLiteral("journey-6-compare"));
}

}  // namespace
}  // namespace chexgen::studio
