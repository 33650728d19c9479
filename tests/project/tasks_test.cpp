#include "tests/project/project_fixture.h"

namespace chexgen::project {
namespace {

using testing::ElementsAre;
using TasksTest = tests::ProjectTest;

std::vector<std::string> names(const Project& project) {
  std::vector<std::string> found;
  const auto tasks = project.tasks().value();
  for (const StoredTask& task : tasks) found.push_back(task.name);
  return found;
}

TEST_F(TasksTest, StayInTheirOrderAfterReopening) {
  {
    const auto project = create();
    project->addTask({.folder = "runs/encode", .kind = "encode", .name = "Encode", .device = "cpu"});
    project->addTask(
        {.folder = "runs/train", .kind = "train", .name = "Train", .device = "cpu", .after = "runs/encode"});
    ASSERT_TRUE(project->flush());
    project->setTaskWish("runs/train", jobs::Wish::pause);
  }
  const auto project = reopen();
  EXPECT_THAT(names(*project), ElementsAre("Encode", "Train"));
  const auto tasks = project->tasks().value();
  EXPECT_EQ(tasks[1].after, "runs/encode");
  EXPECT_EQ(tasks[1].wanted, jobs::Wish::pause);
  EXPECT_EQ(tasks[0].wanted, jobs::Wish::run);
}

TEST_F(TasksTest, MoveInFrontOfAnotherOrToTheEnd) {
  const auto project = create();
  for (const char* name : {"a", "b", "c"})
    project->addTask({.folder = std::string("runs/") + name, .kind = "train", .name = name, .device = "cpu"});
  project->moveTask("runs/c", "runs/a");
  ASSERT_TRUE(project->flush());
  EXPECT_THAT(names(*project), ElementsAre("c", "a", "b"));
  project->moveTask("runs/c", {});
  ASSERT_TRUE(project->flush());
  EXPECT_THAT(names(*project), ElementsAre("a", "b", "c"));
  project->addTask({.folder = "runs/d", .kind = "train", .name = "d", .device = "cpu"});
  project->removeTask("runs/b");
  ASSERT_TRUE(project->flush());
  EXPECT_THAT(names(*project), ElementsAre("a", "c", "d"));
}

TEST_F(TasksTest, WhoseForerunnerIsTakenOffTheListWaitForNothing) {
  const auto project = create();
  project->addTask({.folder = "runs/encode", .kind = "encode", .name = "Encode", .device = "cpu"});
  project->addTask(
      {.folder = "runs/train", .kind = "train", .name = "Train", .device = "cpu", .after = "runs/encode"});
  project->removeTask("runs/encode");
  ASSERT_TRUE(project->flush());
  EXPECT_TRUE(project->tasks().value().front().after.empty());
}

}  // namespace
}  // namespace chexgen::project
