// Projects that somebody else made: what their rows and links point at stays as it is.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/inside_path.h"
#include "core/project/backup.h"
#include "core/project/check.h"
#include "core/project/project.h"
#include "tests/hostile/hostile_files.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::hostile {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char* hash =
    "6105d6cc76af400325e94d588ce511be5bfdbb73b437dc51eca43917d7a43e3d";  // of "image"

class HostileProject : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(project::Project::create(place));
    writeText(precious, "image");
  }
  // A row of the bin that names `file`.
  void addBinned(const std::string& file, const std::string& sha256 = hash) const {
    runSql(place / "project.sqlite",
           "INSERT INTO image (kind, file, sha256, bytes, width, height, created, binned, source) VALUES "
           "('imported', '" +
               file + "', '" + sha256 + "', 5, 3, 2, '2026-03-01T09:32:00.000Z', '2026-03-01', 'x')");
  }
  void addMask(const std::string& file) const {
    runSql(place / "project.sqlite",
           "INSERT INTO mask VALUES ('" + std::string(hash) + "', '" + file + "', 5)");
  }
  // What a person does who opens the project and empties its bin.
  void openAndEmptyTheBin() const {
    const auto project = project::Project::open(place);
    if (!project) return;  // refused as a whole: just as well
    (*project)->emptyBin();
    static_cast<void>((*project)->flush());
  }

  tests::TemporaryFolder folder;
  fs::path place = folder / "Gift.chexgen";
  fs::path precious = folder / "home/precious.png";
};

TEST_F(HostileProject, EmptyingTheBinRemovesNothingOutside) {
  for (const std::string& file :
       {precious.string(), std::string("../home/precious.png"), std::string("images/../../home/precious.png"),
        std::string("images/./../../home/precious.png"), std::string("project.sqlite"),
        std::string("runs/x")}) {
    addBinned(file);
    openAndEmptyTheBin();
    EXPECT_EQ(readText(precious), "image") << file;
    EXPECT_TRUE(fs::exists(place / "project.sqlite")) << file;
    runSql(place / "project.sqlite", "DELETE FROM image");
  }
}

TEST_F(HostileProject, AMaskOfNoImageRemovesNothingOutside) {
  writeText(place / "images/kept.png", "image");
  for (const std::string& file :
       {precious.string(), std::string("../home/precious.png"), std::string("images/kept.png")}) {
    addMask(file);
    openAndEmptyTheBin();
    EXPECT_EQ(readText(precious), "image") << file;
    EXPECT_TRUE(fs::exists(place / "images/kept.png")) << file;
    runSql(place / "project.sqlite", "DELETE FROM mask");
  }
}

TEST_F(HostileProject, ALinkInPlaceOfAFolderLeadsNowhere) {
  for (const char* part : {"images", "masks"}) {
    fs::remove_all(place / part);
    fs::create_directory_symlink(precious.parent_path(), place / part);
    if (part == std::string("images")) addBinned("images/precious.png");
    if (part == std::string("masks")) addMask("masks/precious.png");
    openAndEmptyTheBin();
    EXPECT_EQ(readText(precious), "image") << part;
    fs::remove(place / part);
    fs::create_directory(place / part);
    runSql(place / "project.sqlite", "DELETE FROM image; DELETE FROM mask");
  }
}

// Such a project can be looked at, and is not written to; why is said.
TEST_F(HostileProject, OpensForLookingOnlyAndSaysWhy) {
  addBinned(precious.string());
  const auto opened = project::Project::open(place);
  ASSERT_TRUE(opened);
  ASSERT_TRUE((*opened)->info().readOnlyReason);
  EXPECT_EQ((*opened)->info().readOnlyReason->code, base::ErrorCode::formatForbidden);
  EXPECT_THAT((*opened)->info().readOnlyReason->message, HasSubstr(precious.string()));
  EXPECT_EQ((*opened)->images({.binned = true})->size(), 0U);
  EXPECT_EQ((*opened)->image(1).error().code, base::ErrorCode::formatForbidden);
}

// A hash becomes the name of a picture in the cache of all projects.
TEST_F(HostileProject, AHashThatIsAPathIsNone) {
  addBinned("images/a.png", "../../../home/precious");
  const auto opened = project::Project::open(place);
  ASSERT_TRUE(opened);
  EXPECT_TRUE((*opened)->info().readOnly);
  EXPECT_EQ((*opened)->image(1).error().code, base::ErrorCode::formatForbidden);
}

TEST_F(HostileProject, NeitherCheckNorBackupReadsOutside) {
  addBinned("../home/precious.png");
  const auto report = project::checkProject(place);
  ASSERT_TRUE(report);
  ASSERT_EQ(report->problems.size(), 1U);
  EXPECT_EQ(report->problems[0].kind, project::CheckProblem::Kind::fileOutside);
  EXPECT_FALSE(project::backupProject(place, folder / "Copy.chexgen"));
  EXPECT_FALSE(fs::exists(folder / "Copy.chexgen"));
  EXPECT_FALSE(fs::exists(folder / "home/Copy.chexgen"));
}

TEST_F(HostileProject, AnImageThatIsALinkIsNeitherShownNorCheckedNorCopied) {
  fs::create_symlink(precious, place / "images/a.png");
  runSql(place / "project.sqlite",
         "INSERT INTO image (kind, file, sha256, bytes, width, height, created, source) VALUES ('imported', "
         "'images/a.png', '" +
             std::string(hash) + "', 5, 3, 2, '2026-03-01T09:32:00.000Z', 'x')");
  const auto opened = project::Project::open(place);
  ASSERT_TRUE(opened);
  const auto image = (*opened)->image(1);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->file.plain().error().code, base::ErrorCode::formatForbidden);
  const auto report = project::checkProject(place);
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->isSound());
  EXPECT_FALSE(project::backupProject(place, folder / "Copy.chexgen"));
}

TEST_F(HostileProject, TheDatabaseItselfIsNoLink) {
  fs::create_directories(folder / "mine");
  ASSERT_TRUE(project::Project::create(folder / "mine/Own.chexgen"));
  fs::remove(place / "project.sqlite");
  fs::create_symlink(folder / "mine/Own.chexgen/project.sqlite", place / "project.sqlite");
  const auto opened = project::Project::open(place);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, base::ErrorCode::formatForbidden);
}

TEST_F(HostileProject, ADatabaseWithASecondNameIsNotWritten) {
  fs::create_hard_link(place / "project.sqlite", folder / "elsewhere.sqlite");
  const auto opened = project::Project::open(place);
  ASSERT_TRUE(opened);
  EXPECT_TRUE((*opened)->info().readOnly);
}

TEST_F(HostileProject, TheLockThatIsALinkIsNotEmptied) {
  writeText(folder / "home/thesis.txt", "years of work");
  fs::remove(place / "project.lock");
  fs::create_symlink(folder / "home/thesis.txt", place / "project.lock");
  static_cast<void>(project::Project::open(place));
  EXPECT_EQ(readText(folder / "home/thesis.txt"), "years of work");
}

TEST_F(HostileProject, ATaskElsewhereIsNotTouched) {
  runSql(place / "project.sqlite",
         "INSERT INTO task (folder, kind, name, device, wanted, position, created) VALUES ('" +
             (folder / "home").string() + "', 'train', 'x', 'cpu', 'run', 1, '2026-03-01')");
  const auto opened = project::Project::open(place);
  ASSERT_TRUE(opened);
  EXPECT_TRUE((*opened)->info().readOnly);
}

// What a run says that it made.
TEST_F(HostileProject, ARunBringsInNothingFromElsewhere) {
  int number = 0;
  for (const std::string& file : {precious.string(), std::string("../../../home/precious.png"),
                                  std::string("link.png"), std::string("folder/precious.png")}) {
    const std::string name = "gift" + std::to_string(number++);
    const fs::path run = place / "runs" / name;
    fs::create_directories(run);
    fs::create_symlink(precious, run / "link.png");
    fs::create_directory_symlink(precious.parent_path(), run / "folder");
    writeText(
        run / "events.jsonl",
        R"({"run":")" + name +
            R"(","attempt":1,"sequence":1,"time":"2026-03-01T09:32:00.000Z","event":"image","data":{"file":")" +
            file + R"(","sha256":")" + std::string(hash) + "\"}}\n");
    const auto opened = project::Project::open(place);
    ASSERT_TRUE(opened);
    std::vector<base::Error> problems;
    (*opened)->ingestRun(run, [&](const project::IngestReport& report) { problems = report.problems; });
    ASSERT_TRUE((*opened)->flush());
    ASSERT_EQ(problems.size(), 1U) << file;
    EXPECT_EQ(problems[0].code, base::ErrorCode::formatForbidden) << file;
  }
}

TEST(InsidePath, TakesWhatStaysInside) {
  const tests::TemporaryFolder folder;
  writeText(folder / "a/b.png", "image");
  const auto path = base::InsidePath::in(folder.path(), "a/b.png");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->read(10).value(), "image");
  EXPECT_EQ(path->sha256().value(), hash);
  EXPECT_TRUE(path->remove());
  EXPECT_FALSE(fs::exists(folder / "a/b.png"));
  EXPECT_TRUE(path->remove()) << "gone already";
}

TEST(InsidePath, RefusesWhatDoesNot) {
  for (const std::string& written :
       {std::string(), std::string("/etc/passwd"), std::string(".."), std::string("a/../b"),
        std::string("./a"), std::string("a//b"), std::string("a/"), std::string("a\nb"),
        std::string("a\0b", 3), std::string("\x1b[2J")}) {
    const auto path = base::InsidePath::in("/tmp", written);
    ASSERT_FALSE(path) << written;
    EXPECT_EQ(path.error().code, base::ErrorCode::formatForbidden);
    EXPECT_EQ(path.error().message.find('\x1b'), std::string::npos);
  }
}

}  // namespace
}  // namespace chexgen::hostile
