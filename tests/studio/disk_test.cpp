// What the Studio does when the disk does not take what was drawn.
#include <sys/mount.h>

#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <fstream>
#include <random>

#include "app/studio/batch_form.h"
#include "app/studio/compose_room.h"
#include "app/studio/task_queue.h"
#include "app/studio/tasks_room.h"
#include "core/base/file.h"
#include "core/project/project.h"
#include "tests/studio/studio_fixture.h"
#include "widgets/canvas/canvas.h"
#include "widgets/common/error_panel.h"

namespace chexgen::studio {
namespace {

// A disk of three megabytes under the project.
class SmallDisk : public StudioFixture {
 protected:
  void SetUp() override {
    StudioFixture::SetUp();
    disk_ = projectFolder().parent_path() / "disk";
    std::filesystem::create_directory(disk_);
    mounted_ = ::mount("none", disk_.c_str(), "tmpfs", 0, "size=3m") == 0;
  }
  void TearDown() override {
    StudioFixture::TearDown();
    if (mounted_) ::umount2(disk_.c_str(), MNT_DETACH);
  }
  [[nodiscard]] widgets::ErrorPanel& panel() { return *window().findChild<widgets::ErrorPanel*>(); }

  void fillUp() const {
    std::ofstream ballast(disk_ / "ballast");
    for (std::size_t size = 1U << 16U; size > 0; size /= 2) {
      const std::string block(size, 'x');
      while (ballast.write(block.data(), static_cast<std::streamsize>(size)) && ballast.flush()) {
      }
      ballast.clear();
    }
  }

  std::filesystem::path disk_;
  bool mounted_ = false;
};

// Costs as many bytes as a drawing can.
imaging::Image8 noise() {
  imaging::Image8 mask{1024, 1024, 1, {}};
  std::mt19937 random(5);
  for (int i = 0; i < 1024 * 1024; ++i) mask.pixels.push_back(static_cast<std::uint8_t>(random() % 5));
  return mask;
}

TEST_F(SmallDisk, AFullDiskIsToldAndTheDrawingIsKeptOnceThereIsRoom) {
  if (!mounted_) GTEST_SKIP() << "a small disk can only be mounted as root";
  const QString project = QString::fromStdString((disk_ / "Ward.chexgen").string());
  show();
  window().openOrCreate(project);
  ASSERT_NE(session().project(), nullptr);
  ASSERT_TRUE(session().project()->flush());
  fillUp();
  compose().canvas()->importMask(noise());
  ASSERT_TRUE(waitFor([&] { return panel().isVisible(); }, 20000));
  screenshot(QStringLiteral("disk-full"));
  QPushButton* retry = nullptr;
  for (auto* button : panel().findChildren<QPushButton*>())
    if (button->isVisible() && button->text() == QStringLiteral("Try again")) retry = button;
  ASSERT_NE(retry, nullptr);

  // Closing would lose it, so a person is asked first and may stay.
  bool asked = false;
  session().onLoss([&asked](const base::Error& error) {
    asked = error.code == base::ErrorCode::diskFull;
    return false;
  });
  EXPECT_FALSE(window().close());
  EXPECT_TRUE(asked);
  ASSERT_NE(session().project(), nullptr);

  std::filesystem::remove(disk_ / "ballast");
  QTest::mouseClick(retry, Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return !panel().isVisible() && session().project()->flush(); }, 20000));
  const imaging::Image8 drawn = compose().canvas()->document().labels();
  quit();
  show();
  window().openOrCreate(project);
  EXPECT_EQ(compose().canvas()->document().labels(), drawn);
}

TEST_F(SmallDisk, AJobThatFindsItFullPausesWithASentenceAndGoesOnOnceThereIsRoom) {
  if (!mounted_) GTEST_SKIP() << "a small disk can only be mounted as root";
  constexpr int images = 60;
  show();
  window().openOrCreate(QString::fromStdString((disk_ / "Ward.chexgen").string()));
  ASSERT_NE(session().project(), nullptr);
  const std::filesystem::path table = projectFolder().parent_path() / "reports.csv";
  std::ofstream(table) << "impression\nClear lungs.\n";
  window().enter(MainWindow::tasksRoom);
  TasksRoom& room = *window().tasks();
  room.planBatch();
  room.batch()->setTable(table);
  room.batch()->findChild<QSpinBox*>(QStringLiteral("batchCount"))->setValue(images);
  QTest::mouseClick(room.batch()->findChild<QPushButton*>(QStringLiteral("batchCheck")), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return room.batch()->list().has_value(); }));
  QTest::mouseClick(room.batch()->findChild<QPushButton*>(QStringLiteral("batchStart")), Qt::LeftButton);
  const auto task = [&]() -> const Task& { return window().queue()->tasks().front(); };
  ASSERT_TRUE(waitFor([&] { return task().status.images >= 2; }));
  fillUp();
  ASSERT_TRUE(waitFor([&] { return task().diskFull; })) << jobs::name(task().status.state);
  QTest::qWait(600);
  EXPECT_TRUE(
      room.findChild<QLabel*>(QStringLiteral("taskState"))->text().startsWith(QStringLiteral("paused")));
  screenshot(QStringLiteral("tasks-disk-full"));
  std::filesystem::remove(disk_ / "ballast");
  auto* resume = room.findChild<QPushButton*>(QStringLiteral("taskResume"));
  ASSERT_TRUE(resume->isEnabled());
  EXPECT_EQ(resume->text(), QStringLiteral("Resume"));
  QTest::mouseClick(resume, Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return task().status.state == jobs::JobState::done; }, 120000));
  EXPECT_EQ(task().status.images, images);
  ASSERT_TRUE(waitFor(
      [&] { return session().project()->flush() && session().project()->countImages().value() == images; }));
}

}  // namespace
}  // namespace chexgen::studio
