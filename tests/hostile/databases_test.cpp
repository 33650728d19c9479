// Databases whose schema would run something: it is named, and nothing of it runs.
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/sha256.h"
#include "core/project/check.h"
#include "core/project/database.h"
#include "core/project/project.h"
#include "core/study/package.h"
#include "tests/hostile/hostile_files.h"
#include "tests/study/packages.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::hostile {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace fs = std::filesystem;

// What somebody puts into a database, and what the refusal must name.
struct Addition {
  const char* name;
  const char* sql;
  const char* named;
};

void PrintTo(const Addition& addition, std::ostream* out) { *out << addition.name; }

class HostileSchema : public testing::TestWithParam<Addition> {
 protected:
  tests::TemporaryFolder folder;
  fs::path place = folder / "Gift.chexgen";
  fs::path database = place / "project.sqlite";
};

const Addition additions[]{
    {"Trigger", "CREATE TRIGGER silent AFTER INSERT ON draft_part BEGIN DELETE FROM image; END",
     "\"silent\""},
    {"View",
     "DROP TABLE setting; CREATE VIEW setting AS SELECT 'a' AS key, hex(zeroblob(100000000)) AS value",
     "setting"},
    {"Table", "CREATE TABLE luggage (a)", "\"luggage\""},
    {"Index", "CREATE INDEX slow ON image (length(note))", "\"slow\""},
    {"VirtualTable", "CREATE VIRTUAL TABLE words USING fts5(a)", "words"},
    {"Constraint",
     "DROP TABLE setting; CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL CHECK "
     "(length(zeroblob(1000000000)) > 1)) STRICT, WITHOUT ROWID",
     "\"setting\""},
    {"GeneratedColumn",
     "DROP TABLE setting; CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL, more TEXT AS "
     "(hex(zeroblob(1000000)))) STRICT, WITHOUT ROWID",
     "\"setting\""},
    {"MissingTable", "DROP TABLE task", "\"task\""},
};
INSTANTIATE_TEST_SUITE_P(All, HostileSchema, testing::ValuesIn(additions),
                         [](const auto& all) { return std::string(all.param.name); });

TEST_P(HostileSchema, IsNamedAndNothingIsChanged) {
  ASSERT_TRUE(project::Project::create(place));
  runSql(database, GetParam().sql);
  const auto before = base::sha256OfFile(database).value();
  for (const bool readOnly : {false, true}) {
    const auto opened = project::Project::open(place, {.readOnly = readOnly});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, base::ErrorCode::formatForbidden);
    EXPECT_THAT(opened.error().message, HasSubstr(GetParam().named));
  }
  EXPECT_FALSE(project::checkProject(place));
  EXPECT_EQ(base::sha256OfFile(database).value(), before);
}

// How somebody writes a definition does not matter, and statistics are SQLite's own.
TEST(KnownSchema, IsKnownHoweverItIsWritten) {
  const tests::TemporaryFolder folder;
  const fs::path place = folder / "Own.chexgen";
  ASSERT_TRUE(project::Project::create(place));
  runSql(place / "project.sqlite",
         "DROP TABLE setting; CREATE TABLE \"setting\"( -- kept\n key text PRIMARY KEY,\n value TEXT NOT "
         "NULL /* "
         "any */) strict, WITHOUT rowid; ANALYZE");
  const auto opened = project::Project::open(place);
  ASSERT_TRUE(opened) << base::describe(opened.error());
  EXPECT_FALSE((*opened)->info().readOnly);
}

// Pages that name each other in a circle, or a question that multiplies, end by the clock.
TEST(EndlessStatement, EndsByItself) {
  auto database = project::Database::inMemory();
  ASSERT_TRUE(database);
  database->setPatience(1s);
  const auto taken = timeOf([&] {
    const auto counted = database->integer(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n");
    ASSERT_FALSE(counted);
    EXPECT_EQ(counted.error().code, base::ErrorCode::formatInvalid);
  });
  EXPECT_LT(taken, 3s);
}

class HostilePackage : public testing::Test {
 protected:
  void SetUp() override {
    const imaging::Image8 picture{2, 2, 1, {1, 2, 3, 4}};
    study::PackageInfo info{.study = "s", .name = "Ward", .reader = "ann", .order = {"a"}};
    ASSERT_TRUE(tests::writePackage(file, info, {{"a", {"", {picture}}}}));
    ASSERT_TRUE(study::Package::open(file));
  }
  void expectRefused(const std::string& sql, const std::string& named) const {
    runSql(file, sql);
    const auto opened = study::Package::open(file);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, base::ErrorCode::formatForbidden);
    EXPECT_THAT(opened.error().message, HasSubstr(named));
  }
  tests::TemporaryFolder folder;
  fs::path file = folder / "Ward-ann.chexread";
};

// A view could show a reader other pictures each time, or none for ever.
TEST_F(HostilePackage, WithAViewIsRefused) {
  expectRefused(
      "DROP TABLE picture; CREATE VIEW picture AS SELECT name AS item, 0 AS place, 2 AS side, x'01' AS greys "
      "FROM item",
      "picture");
}
TEST_F(HostilePackage, WithATriggerIsRefused) {
  expectRefused("CREATE TRIGGER t AFTER INSERT ON item BEGIN DELETE FROM item; END", "\"t\"");
}

TEST_F(HostilePackage, ThatIsAPipeIsNotWaitedFor) {
  const fs::path pipe = folder / "pipe.chexread";
  makePipe(pipe);
  const auto taken = timeOf([&] { EXPECT_FALSE(study::Package::open(pipe)); });
  EXPECT_LT(taken, 1s);
}

}  // namespace
}  // namespace chexgen::hostile
