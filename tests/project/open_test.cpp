#include <fstream>

#include <grp.h>
#include <sys/stat.h>

#include "core/base/file.h"
#include "core/jobs/run_folder.h"
#include "core/project/file_system.h"
#include "core/project/schema.h"
#include "tests/jobs/child_process.h"
#include "tests/project/project_fixture.h"
#include "tests/support/golden.h"

namespace chexgen::project {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using tests::ChildProcess;
using tests::eventually;
using tests::hashesBelow;
using tests::runSql;
using tests::sqlText;

class OpenTest : public tests::ProjectTest {
 protected:
  // The folder of an open project as a kill would leave it at this moment.
  void copyAsKilled(const std::filesystem::path& target) const {
    std::filesystem::copy(place, target, std::filesystem::copy_options::recursive);
  }
  // Runs `work` in a process that may read the folder and not write it.
  int asReader(const std::function<int()>& work) {
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    const auto all = std::filesystem::perms::owner_write | std::filesystem::perms::group_write;
    std::vector<std::filesystem::path> changed{place};
    for (const auto& entry : std::filesystem::recursive_directory_iterator(place))
      changed.push_back(entry.path());
    for (const auto& path : changed)
      std::filesystem::permissions(path, all, std::filesystem::perm_options::remove);
    ChildProcess reader([&work] {
      // Permissions do not bind the superuser.
      if (::geteuid() == 0 && (::setgroups(0, nullptr) != 0 || ::setgid(65534) != 0 || ::setuid(65534) != 0))
        return 90;
      return work();
    });
    const int code = reader.wait();
    for (const auto& path : changed) {
      std::filesystem::permissions(path, std::filesystem::perms::owner_write,
                                   std::filesystem::perm_options::add);
    }
    return code;
  }
  void expectRefusedUntouched(ErrorCode code, const std::string& sentence) const {
    const auto before = hashesBelow(folder.path());
    const auto refused = Project::open(place);
    ASSERT_FALSE(refused) << sentence;
    EXPECT_EQ(refused.error().code, code) << refused.error().message;
    EXPECT_THAT(refused.error().message, HasSubstr(sentence));
    EXPECT_FALSE(refused.error().next.empty());
    EXPECT_EQ(hashesBelow(folder.path()), before);
  }
};

TEST_F(OpenTest, CreatingMakesTheFolderWholeAndNamesTheProject) {
  const auto project = create();
  EXPECT_EQ(project->info().name, "Chest");
  EXPECT_EQ(project->info().folder, place);
  EXPECT_FALSE(project->info().readOnly);
  for (const char* part : {"images", "masks", "runs", "exports"}) {
    EXPECT_TRUE(std::filesystem::is_directory(place / part)) << part;
  }
  EXPECT_EQ(sqlText(database, "PRAGMA application_id"), "1129858896");
  EXPECT_EQ(sqlText(database, "PRAGMA user_version"), std::to_string(currentVersion()));
  EXPECT_EQ(sqlText(database, "PRAGMA journal_mode"), "wal");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1) << "nothing beside it";
}

TEST_F(OpenTest, ClosingLeavesOneDatabaseFile) {
  {
    const auto project = create();
    project->saveDraftPart(1, "report", "typed");
  }
  EXPECT_FALSE(std::filesystem::exists(place / "project.sqlite-wal"));
  EXPECT_FALSE(std::filesystem::exists(place / "project.sqlite-shm"));
  EXPECT_EQ(std::filesystem::file_size(place / "project.lock"), 0U);
  EXPECT_EQ(sqlText(database, "SELECT bytes FROM draft_part"), "typed");
}

TEST_F(OpenTest, CreatingNeverTouchesWhatIsThere) {
  std::filesystem::create_directory(place);
  EXPECT_EQ(Project::create(place).error().code, ErrorCode::argumentInvalid);
  EXPECT_TRUE(std::filesystem::is_empty(place));
  EXPECT_EQ(Project::create(folder / "Chest").error().code, ErrorCode::argumentInvalid);
  EXPECT_EQ(Project::create(folder / ".chexgen").error().code, ErrorCode::argumentInvalid);
  EXPECT_EQ(Project::create(folder / "absent/New.chexgen").error().code, ErrorCode::fileMissing);
}

TEST_F(OpenTest, AFolderThatIsNoProjectIsRefusedInPlainWords) {
  EXPECT_EQ(Project::open(place).error().code, ErrorCode::fileMissing);
  std::filesystem::create_directory(place);
  expectRefusedUntouched(ErrorCode::formatUnsupported, "not a ChexGen project");
  runSql(database, "CREATE TABLE t (v INTEGER)");
  expectRefusedUntouched(ErrorCode::formatUnsupported, "not one of a ChexGen project");
}

TEST_F(OpenTest, AMovedAndRenamedFolderWorks) {
  {
    const auto project = create();
    ASSERT_TRUE(take(*project, run, tests::publish(run, 1)));
  }
  std::filesystem::create_directory(folder / "other disk");
  std::filesystem::rename(place, folder / "other disk/100% #new?.chexgen");
  const auto project = opened(Project::open(folder / "other disk/100% #new?.chexgen/"));
  EXPECT_EQ(project->info().name, "100% #new?");
  EXPECT_TRUE(std::filesystem::exists(project->image(1).value().file.whole()));
  EXPECT_EQ(project->recipe(1).value(), tests::madeRecipe(1));
}

TEST_F(OpenTest, ASecondProgramReadsAlongAndLearnsWhoHasIt) {
  create().reset();
  ChildProcess holder([this] {
    const auto project = Project::open(place);
    if (!project || (*project)->info().readOnly) return 1;
    (*project)->saveDraftPart(1, "report", "typed by the other");
    for (;;) ::pause();
  });
  ASSERT_TRUE(eventually([this] { return jobs::probeLock(place / "project.lock").value().held; }));
  const auto project = reopen();
  EXPECT_TRUE(project->info().readOnly);
  ASSERT_TRUE(project->info().heldBy);
  ASSERT_TRUE(project->info().readOnlyReason);
  EXPECT_EQ(project->info().heldBy->pid, holder.pid());
  EXPECT_EQ(project->info().readOnlyReason->code, ErrorCode::locked);
  EXPECT_THAT(project->info().readOnlyReason->message, HasSubstr("process " + std::to_string(holder.pid())));
  // It sees what the other writes.
  EXPECT_TRUE(eventually([&] { return project->loadDraft(1).value()["report"] == "typed by the other"; }));
}

TEST_F(OpenTest, ALockLeftByAKilledProgramIsClearedAndSaidSo) {
  create().reset();
  ChildProcess holder([this] {
    const auto project = Project::open(place);
    if (!project) return 1;
    (*project)->saveDraftPart(1, "report", "before the kill");
    if (!(*project)->flush()) return 2;
    std::ofstream(folder / "flushed") << "yes";
    for (;;) ::pause();
  });
  ASSERT_TRUE(eventually([this] { return std::filesystem::exists(folder / "flushed"); }));
  holder.kill();
  auto project = reopen();
  EXPECT_FALSE(project->info().readOnly);
  EXPECT_TRUE(project->info().clearedStaleLock);
  EXPECT_THAT(project->loadDraft(1).value(), ElementsAre(Pair("report", "before the kill")));
  project.reset();
  EXPECT_FALSE(reopen()->info().clearedStaleLock) << "it was closed in order this time";
}

TEST_F(OpenTest, ALockOfAnotherHostIsLeftAloneUntilAPersonSaysSo) {
  create().reset();
  std::ofstream(place / "project.lock")
      << R"({"pid":12,"host":"reading-room-2","boot_id":"b","program":"chexgen 0.1.0","since":"2026-03-01T09:30:00.250Z"})";
  const auto before = hashesBelow(place);
  auto project = reopen();
  EXPECT_TRUE(project->info().readOnly);
  ASSERT_TRUE(project->info().heldBy);
  EXPECT_EQ(project->info().heldBy->host, "reading-room-2");
  EXPECT_EQ(project->info().readOnlyReason->code, ErrorCode::locked);
  project.reset();
  EXPECT_EQ(hashesBelow(place), before);
  EXPECT_FALSE(reopen({.takeOver = true})->info().readOnly);
}

TEST_F(OpenTest, AFolderWithoutPermissionOpensReadOnly) {
  {
    const auto project = create();
    project->saveDraftPart(1, "report", "kept");
  }
  const auto before = hashesBelow(place);
  EXPECT_EQ(asReader([this] {
              const auto project = Project::open(place);
              if (!project || !(*project)->info().readOnly) return 1;
              if ((*project)->info().readOnlyReason->code != ErrorCode::permissionDenied) return 2;
              return (*project)->loadDraft(1).value()["report"] == "kept" ? 0 : 3;
            }),
            0);
  EXPECT_EQ(hashesBelow(place), before);
}

TEST_F(OpenTest, WhatAKillLeftInTheLogIsReadWithoutPermissionToo) {
  auto project = create();
  project->saveDraftPart(1, "report", "still in the log");
  ASSERT_TRUE(project->flush());
  const auto killed = folder / "Killed.chexgen";
  copyAsKilled(killed);
  project.reset();
  place = killed;
  ASSERT_TRUE(std::filesystem::exists(place / "project.sqlite-wal"));
  const auto before = hashesBelow(place);
  EXPECT_EQ(asReader([this] {
              const auto reader = Project::open(place);
              if (!reader || !(*reader)->info().readOnly) return 1;
              return (*reader)->loadDraft(1).value()["report"] == "still in the log" ? 0 : 2;
            }),
            0);
  EXPECT_EQ(hashesBelow(place), before);
}

TEST_F(OpenTest, ANetworkShareHasARollbackJournal) {
  {
    const auto project = opened(Project::create(place, {.networkShare = true}));
    EXPECT_TRUE(project->info().networkShare);
    project->saveDraftPart(1, "report", "on a share");
    ASSERT_TRUE(project->flush());
    EXPECT_EQ(sqlText(database, "PRAGMA journal_mode"), "delete");
    EXPECT_FALSE(std::filesystem::exists(place / "project.sqlite-wal"));
    EXPECT_FALSE(std::filesystem::exists(place / "project.sqlite-shm"));
    EXPECT_THAT(project->loadDraft(1).value(), ElementsAre(Pair("report", "on a share")));
  }
  EXPECT_FALSE(reopen({.networkShare = false})->info().networkShare);
  EXPECT_EQ(sqlText(database, "PRAGMA journal_mode"), "wal") << "moved to a local disk";
  EXPECT_TRUE(reopen({.networkShare = true})->info().networkShare);
  EXPECT_EQ(sqlText(database, "PRAGMA journal_mode"), "delete") << "and back";
}

TEST_F(OpenTest, SharesAreKnownByTheNumberOfTheirFileSystem) {
  // The values of linux/magic.h and statfs(2).
  for (const std::uint64_t share : {0x6969ULL, 0xFF534D42ULL, 0xFE534D42ULL, 0x517BULL, 0x65735546ULL}) {
    EXPECT_TRUE(isShareType(share)) << share;
  }
  for (const std::uint64_t local : {0xEF53ULL, 0x58465342ULL, 0x9123683EULL, 0x01021994ULL, 0x794C7630ULL}) {
    EXPECT_FALSE(isShareType(local)) << local;
  }
}

TEST_F(OpenTest, ANewerProjectIsRefusedUnchanged) {
  create().reset();
  runSql(database, "PRAGMA user_version = 99");
  expectRefusedUntouched(ErrorCode::formatUnsupported, "newer version");
  EXPECT_EQ(Project::open(place, {.readOnly = true}).error().code, ErrorCode::formatUnsupported);
}

TEST_F(OpenTest, ANewerProjectWhoseVersionIsStillInTheLogIsRefusedUnchanged) {
  auto project = create();
  runSql(database, "PRAGMA user_version = 99");
  const auto killed = folder / "Killed.chexgen";
  copyAsKilled(killed);
  project.reset();
  std::filesystem::remove_all(place);
  place = killed;
  std::ifstream file(place / "project.sqlite", std::ios::binary);
  ASSERT_EQ(file.seekg(63).get(), currentVersion()) << "the file itself has the old version";
  expectRefusedUntouched(ErrorCode::formatUnsupported, "newer version");
}

class DamageTest : public OpenTest {
 protected:
  DamageTest() {
    const auto project = create();
    for (int i = 0; i < 40; ++i) project->setSetting("key " + std::to_string(i), std::string(2000, 'x'));
    project->saveDraftPart(1, "report", "typed");
  }
  std::string bytes() const { return base::readFile(database, 1U << 24U).value(); }
  void put(const std::string& content) const { ASSERT_TRUE(base::writeFileAtomically(database, content)); }
};

TEST_F(DamageTest, ATruncatedDatabaseIsRefusedUnchangedWhereverItEnds) {
  const std::string whole = bytes();
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{50}, std::size_t{99}, std::size_t{100}, std::size_t{1000},
        std::size_t{4096}, whole.size() / 2, whole.size() - 4096, whole.size() - 1}) {
    put(whole.substr(0, size));
    expectRefusedUntouched(ErrorCode::formatInvalid, "damaged");
  }
}

TEST_F(DamageTest, AnOverwrittenDatabaseIsRefusedUnchanged) {
  const std::string whole = bytes();
  std::string noHeader = whole;
  noHeader.replace(0, 16, std::string(16, 'x'));
  put(noHeader);
  expectRefusedUntouched(ErrorCode::formatInvalid, "damaged");
  for (std::size_t page = 1; page * 4096 < whole.size(); ++page) {
    // A page of a tree says so in its first byte. Others hold only content, which the database cannot judge.
    if (std::string_view("\2\5\12\15").find(whole[page * 4096]) == std::string_view::npos) continue;
    std::string zeroed = whole;
    zeroed.replace(page * 4096, 4096, std::string(4096, '\0'));
    put(zeroed);
    const auto before = hashesBelow(place);
    const auto refused = Project::open(place);
    ASSERT_FALSE(refused) << page;
    EXPECT_EQ(refused.error().code, ErrorCode::formatInvalid) << page;
    EXPECT_EQ(hashesBelow(place), before) << page;
  }
}

TEST_F(DamageTest, ReadOnlyShowsWhatIsLeft) {
  const auto root =
      std::stoul(sqlText(database, "SELECT rootpage FROM sqlite_schema WHERE name = 'setting'"));
  std::string content = bytes();
  content.replace((root - 1) * 4096, 4096, std::string(4096, '\0'));
  put(content);
  const auto before = hashesBelow(place);
  {
    const auto project = reopen({.readOnly = true});
    EXPECT_TRUE(project->info().readOnly);
    ASSERT_TRUE(project->info().readOnlyReason);
    EXPECT_EQ(project->info().readOnlyReason->code, ErrorCode::formatInvalid);
    EXPECT_EQ(project->info().readOnlyReason->file, database);
    EXPECT_FALSE(project->setting("key 1"));
    EXPECT_THAT(project->loadDraft(1).value(), ElementsAre(Pair("report", "typed")));
  }
  EXPECT_EQ(hashesBelow(place), before);
}

class OldProjectTest : public OpenTest {
 protected:
  OldProjectTest() {
    std::filesystem::create_directories(place / "images");
    runSql(database,
           base::readFile(tests::sourcePath("tests/project/fixtures/version-1.sql"), 1U << 20U).value());
  }
  static void expectContent(const Project& project) {
    EXPECT_EQ(project.setting("studio.theme").value(), base::Json("dark"));
    EXPECT_THAT(project.loadDraft(1).value(), ElementsAre(Pair("report", "Small left effusion.")));
    const auto image = project.image(3).value();
    EXPECT_EQ(image.source, "chest.png");
    EXPECT_EQ(image.rating, 1) << "4 on the old scale of 1 to 5";
    EXPECT_EQ(image.note, "a note");
    EXPECT_TRUE(project.runs().value().empty());
  }
};

TEST_F(OldProjectTest, VersionOneOpensForEverAndIsCopiedBeforeTheUpdate) {
  const auto project = reopen();
  EXPECT_FALSE(project->info().readOnly);
  EXPECT_EQ(project->info().migratedFrom, 1);
  expectContent(*project);
  EXPECT_EQ(sqlText(database, "PRAGMA user_version"), std::to_string(currentVersion()));
  const auto copy = place / "project.sqlite.before-1";
  EXPECT_EQ(sqlText(copy, "PRAGMA user_version"), "1");
  EXPECT_EQ(sqlText(copy, "PRAGMA integrity_check"), "ok");
  EXPECT_EQ(sqlText(copy, "SELECT note FROM image"), "a note");
}

TEST_F(OldProjectTest, TheUpdatedTablesAreThoseOfANewProject) {
  reopen().reset();
  Project::create(folder / "New.chexgen").value().reset();
  const char* schema = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)";
  EXPECT_EQ(sqlText(database, schema), sqlText(folder / "New.chexgen/project.sqlite", schema));
}

TEST_F(OldProjectTest, ReadOnlyLeavesItAtItsVersion) {
  const auto before = hashesBelow(place);
  {
    const auto project = reopen({.readOnly = true});
    expectContent(*project);
  }
  EXPECT_EQ(hashesBelow(place), before);
}

TEST_F(OldProjectTest, AnUpdateThatFailsLeavesTheOldProject) {
  // A table of the next version that stands in the way.
  runSql(database, "CREATE TABLE run_event (v INTEGER)");
  const auto project = Project::open(place);
  EXPECT_EQ(sqlText(database, "PRAGMA user_version"), "1");
  EXPECT_EQ(sqlText(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'run'"), "0");
  EXPECT_TRUE(!project || (*project)->info().readOnly);
}

}  // namespace
}  // namespace chexgen::project
