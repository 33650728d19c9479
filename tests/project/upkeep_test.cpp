// Checking, backing up and weighing a project.
#include <fstream>

#include "core/base/file.h"
#include "core/project/backup.h"
#include "core/project/check.h"
#include "core/project/storage.h"
#include "tests/project/project_fixture.h"

namespace chexgen::project {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using tests::hashesBelow;
using tests::madeRecipe;
using tests::publish;
using tests::sqlText;
using Kind = CheckProblem::Kind;

class UpkeepTest : public tests::ProjectTest {
 protected:
  UpkeepTest() {
    project->saveDraftPart(1, "report", "typed");
    EXPECT_TRUE(project->flush());
  }
  CheckReport check() const { return checkProject(place).value(); }
  // Replaces a file; the run folder has the same file under another name.
  void replace(const std::filesystem::path& file, const std::string& bytes) const {
    ASSERT_TRUE(base::writeFileAtomically(place / file, bytes));
  }

  std::unique_ptr<Project> project = create();
  StoredImage first = ProjectTest::take(*project, run, publish(run, madeRecipe(1, true))).value();
  StoredImage second = ProjectTest::take(*project, run, publish(run, 2)).value();
};

TEST_F(UpkeepTest, AWholeProjectPassesOpenOrClosedAndIsNotChanged) {
  EXPECT_TRUE(check().isSound());
  EXPECT_EQ(check().files, 3) << "two images and a mask";
  project.reset();
  const auto before = hashesBelow(place);
  const auto report = check();
  EXPECT_TRUE(report.isSound());
  EXPECT_THAT(report.orphans, IsEmpty());
  EXPECT_EQ(report.bytes, first.bytes + second.bytes + std::filesystem::file_size(first.mask->whole()));
  EXPECT_EQ(hashesBelow(place), before);
}

TEST_F(UpkeepTest, MissingAndChangedFilesAreNamed) {
  std::filesystem::remove(first.file.whole());
  replace(second.file.relative(), "other");
  std::vector<std::pair<Kind, std::filesystem::path>> found;
  const auto report = check();
  for (const auto& problem : report.problems) found.emplace_back(problem.kind, problem.file);
  EXPECT_THAT(found, ElementsAre(std::pair(Kind::fileMissing, first.file.relative()),
                                 std::pair(Kind::fileChanged, second.file.relative())));
}

TEST_F(UpkeepTest, AChangeOfOneByteIsFound) {
  std::string bytes = base::readFile(first.mask->whole(), 1U << 20U).value();
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  replace(first.mask->relative(), bytes);
  ASSERT_THAT(check().problems, SizeIs(1));
  EXPECT_EQ(check().problems[0].file, first.mask->relative());
}

TEST_F(UpkeepTest, FilesThatNobodyKnowsAreListedAndNoProblem) {
  std::ofstream(place / "images/stray.png") << "x";
  std::ofstream(place / "masks/stray.png.12-0.tmp") << "x";
  const auto report = check();
  EXPECT_TRUE(report.isSound());
  EXPECT_THAT(report.orphans, ElementsAre("images/stray.png", "masks/stray.png.12-0.tmp"));
}

TEST_F(UpkeepTest, ARowThatRefersToNothingIsNamed) {
  tests::runSql(database, "PRAGMA foreign_keys = OFF; DELETE FROM mask");
  ASSERT_THAT(check().problems, SizeIs(1));
  EXPECT_EQ(check().problems[0].kind, Kind::reference);
}

TEST_F(UpkeepTest, ADamagedDatabaseIsAProblemNotAFailure) {
  project.reset();
  std::string bytes = base::readFile(database, 1U << 24U).value();
  ASSERT_TRUE(base::writeFileAtomically(database, bytes.substr(0, bytes.size() / 2)));
  auto report = check();
  ASSERT_FALSE(report.isSound());
  EXPECT_EQ(report.problems[0].kind, Kind::database);
  bytes.replace(0, 100, std::string(100, 'x'));
  ASSERT_TRUE(base::writeFileAtomically(database, bytes));
  report = check();
  ASSERT_FALSE(report.isSound());
  EXPECT_EQ(report.problems[0].kind, Kind::database);
}

TEST_F(UpkeepTest, WhatIsNoProjectCannotBeChecked) {
  EXPECT_EQ(checkProject(folder / "absent").error().code, ErrorCode::fileMissing);
  EXPECT_EQ(checkProject(folder.path()).error().code, ErrorCode::formatUnsupported);
}

TEST_F(UpkeepTest, TheCheckTellsItsProgressAndCanBeCancelled) {
  std::vector<std::uint64_t> done;
  std::uint64_t all = 0;
  ASSERT_TRUE(checkProject(place, [&](std::uint64_t now, std::uint64_t total) {
    done.push_back(now);
    all = total;
  }));
  EXPECT_THAT(done, SizeIs(3));
  EXPECT_EQ(done.back(), all);
  base::CancelToken cancel;
  cancel.cancel();
  EXPECT_EQ(checkProject(place, {}, cancel).error().code, ErrorCode::cancelled);
}

TEST_F(UpkeepTest, ABackupIsAProjectOfItsOwn) {
  std::ofstream(place / "exports/table.csv") << "a,b\n";
  const auto target = folder / "Backup.chexgen";
  std::uint64_t last = 0;
  std::uint64_t all = 0;
  ASSERT_TRUE(backupProject(place, target, [&](std::uint64_t done, std::uint64_t total) {
    EXPECT_GE(done, last);
    last = done;
    all = total;
  }));
  EXPECT_EQ(last, all);
  project->saveDraftPart(1, "report", "typed later");
  ASSERT_TRUE(project->flush());
  project.reset();
  std::filesystem::remove_all(place);
  const auto backup = opened(Project::open(target));
  EXPECT_FALSE(backup->info().readOnly);
  EXPECT_FALSE(backup->info().clearedStaleLock);
  EXPECT_EQ(backup->loadDraft(1).value()["report"], "typed");
  EXPECT_EQ(backup->recipe(first.id).value(), madeRecipe(1, true));
  EXPECT_TRUE(checkProject(target).value().isSound());
  EXPECT_EQ(base::readFile(target / "exports/table.csv", 100).value(), "a,b\n");
}

TEST_F(UpkeepTest, ABackupOnAnotherDiskCopies) {
  const std::filesystem::path other = "/dev/shm";
  std::string pattern = (other / "chexgen-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) GTEST_SKIP() << "there is no second file system to write to";
  const std::filesystem::path target = std::filesystem::path(pattern) / "Backup.chexgen";
  const auto made = backupProject(place, target);
  const auto report = checkProject(target);
  const bool isLinked = std::filesystem::equivalent(first.file.whole(), target / first.file.relative());
  std::filesystem::remove_all(pattern);
  ASSERT_TRUE(made) << base::describe(made.error());
  EXPECT_TRUE(report.value().isSound());
  EXPECT_FALSE(isLinked);
}

TEST_F(UpkeepTest, ABackupOfADamagedProjectFailsAndLeavesNothing) {
  replace(first.file.relative(), "other");
  const auto refused = backupProject(place, folder / "Backup.chexgen");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::hashMismatch);
  EXPECT_EQ(refused.error().file, first.file.relative());
  std::filesystem::remove(second.file.whole());
  EXPECT_FALSE(backupProject(place, folder / "Backup.chexgen"));
  base::CancelToken cancel;
  cancel.cancel();
  EXPECT_EQ(backupProject(place, folder / "Backup.chexgen", {}, cancel).error().code, ErrorCode::cancelled);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1) << "only the project";
}

TEST_F(UpkeepTest, ABackupReplacesNothing) {
  std::filesystem::create_directory(folder / "Backup.chexgen");
  EXPECT_EQ(backupProject(place, folder / "Backup.chexgen").error().code, ErrorCode::argumentInvalid);
  EXPECT_EQ(backupProject(place, place / "exports/Backup.chexgen").error().code, ErrorCode::argumentInvalid);
  EXPECT_EQ(backupProject(place, folder / "Backup").error().code, ErrorCode::argumentInvalid);
}

TEST_F(UpkeepTest, StorageCountsEveryPartAndALinkOnce) {
  project.reset();
  std::ofstream(place / "exports/table.csv") << "12345";
  std::ofstream(run / "log.txt") << "123";
  const auto used = storageUsed(place);
  EXPECT_EQ(used.images, first.bytes + second.bytes);
  EXPECT_EQ(used.masks, std::filesystem::file_size(first.mask->whole()));
  EXPECT_EQ(used.exports, 5U);
  EXPECT_EQ(used.runs, 3U) << "the images there are the same files";
  EXPECT_EQ(used.database, std::filesystem::file_size(database));
  EXPECT_EQ(used.total(), used.images + used.masks + used.exports + used.runs + used.database);
}

}  // namespace
}  // namespace chexgen::project
