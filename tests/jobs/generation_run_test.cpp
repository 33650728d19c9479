#include "core/jobs/generation_run.h"

#include <fstream>
#include <set>

#include <gmock/gmock.h>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/imaging/png.h"
#include "core/imaging/recipe_png.h"
#include "core/jobs/image_output.h"
#include "tests/jobs/fake_backend.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;

class ListRunTest : public testing::Test {
 protected:
  ListRunTest() {
    for (std::size_t i = 0; i < 5; ++i)
      cases.push_back({"case-" + std::to_string(i) + ".png", tests::askFor(i)});
    options.folder = folder / "out";
  }

  base::Result<ListSummary> run(const ListObserver& observer = {}) {
    return runList(cases, options, backend, observer, cancel);
  }
  bool exists(std::size_t i) const { return std::filesystem::exists(options.folder / cases[i].file); }

  tests::TemporaryFolder folder;
  std::vector<ListCase> cases;
  ListOptions options;
  tests::FakeBackend backend;
  base::CancelToken cancel;
};

TEST_F(ListRunTest, MakesEveryImageWithItsRecipe) {
  const auto summary = run().value();
  EXPECT_EQ(summary.made, 5U);
  EXPECT_EQ(summary.kept, 0U);
  for (const auto& item : cases) {
    const auto path = options.folder / item.file;
    EXPECT_EQ(imaging::readRecipePng(path).value().seed, item.recipe.seed);
    EXPECT_EQ(imaging::readPng(path).value(), tests::fakePixels(item.recipe));
  }
}

TEST_F(ListRunTest, WhatAnotherProcessMakesMeanwhileIsNotOverwritten) {
  // The same image: counts as there. Another one under the same name: refused, and it stays.
  const auto meanwhile = [&](std::uint64_t seed) {
    backend.beforeStep = [&, seed, done = false](const imaging::Recipe& recipe, int) mutable {
      if (recipe.seed != 2 || done) return;
      done = true;
      imaging::Recipe made = recipe;
      made.seed = seed;
      ASSERT_TRUE(publishImage(options.folder, cases[2].file, {tests::fakePixels(made), made}));
    };
  };
  meanwhile(2);
  const auto summary = run().value();
  EXPECT_EQ(summary.made, 4U);
  EXPECT_EQ(summary.kept, 1U);
  options.folder = folder / "other";
  meanwhile(77);
  EXPECT_EQ(run().error().code, ErrorCode::argumentInvalid);
  EXPECT_EQ(imaging::readRecipePng(options.folder / cases[2].file).value().seed, 77U);
}

TEST_F(ListRunTest, TheNameOfItsLockIsThatOfTheListAndShard) {
  const std::string name = listLockName(cases, {});
  EXPECT_EQ(listLockName(cases, {}), name);
  EXPECT_NE(listLockName(cases, {0, 2}), name);
  cases.pop_back();
  EXPECT_NE(listLockName(cases, {}), name);
}

TEST_F(ListRunTest, ASecondRunMakesNothing) {
  ASSERT_TRUE(run());
  const auto again = run().value();
  EXPECT_EQ(again.made, 0U);
  EXPECT_EQ(again.kept, 5U);
  EXPECT_EQ(backend.made, 5U);
}

TEST_F(ListRunTest, MakesOnlyWhatIsMissing) {
  ASSERT_TRUE(run());
  std::filesystem::remove(options.folder / cases[3].file);
  EXPECT_EQ(run().value().made, 1U);
  EXPECT_TRUE(exists(3));
}

TEST_F(ListRunTest, RefusesToOverwriteAnotherImageBeforeMakingAny) {
  ASSERT_TRUE(run());
  std::filesystem::remove(options.folder / cases[0].file);
  cases[4].recipe.steps = 9;
  const auto refused = run();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::argumentInvalid);
  EXPECT_EQ(refused.error().file, options.folder / cases[4].file);
  EXPECT_FALSE(exists(0));
}

TEST_F(ListRunTest, ReplacesAnotherImageWhenAsked) {
  ASSERT_TRUE(run());
  cases[4].recipe.steps = 9;
  options.replaceOther = true;
  EXPECT_EQ(run().value().made, 1U);
  EXPECT_EQ(imaging::readRecipePng(options.folder / cases[4].file).value().steps, 9);
}

TEST_F(ListRunTest, RefusesToOverwriteAFileOfSomeoneElse) {
  std::filesystem::create_directories(options.folder);
  std::ofstream(options.folder / cases[1].file) << "my notes";
  EXPECT_EQ(run().error().code, ErrorCode::argumentInvalid);
  EXPECT_EQ(base::readFile(options.folder / cases[1].file, 100).value(), "my notes");
}

TEST_F(ListRunTest, RefusesFileNamesThatAreNoOutput) {
  for (const char* name : {"../a.png", "/tmp/a.png", "a.jpg", "", "x/../../a.png", ".png/.."}) {
    cases[2].file = name;
    const auto refused = run();
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::argumentInvalid);
  }
  cases[2].file = "x/../case-1.png";
  EXPECT_THAT(run().error().message, HasSubstr("same file"));
  EXPECT_EQ(backend.made, 0U);
}

TEST_F(ListRunTest, AnImpossibleRecipeStopsTheListBeforeItStarts) {
  cases[4].recipe.steps = -1;
  const auto refused = run();
  EXPECT_EQ(refused.error().file, cases[4].file);
  EXPECT_EQ(backend.made, 0U);
}

TEST_F(ListRunTest, ShardsMakeTheListTogetherWithoutOverlap) {
  std::set<std::size_t> seen;
  for (std::size_t index = 0; index < 3; ++index) {
    options.shard = {index, 3};
    ListObserver observer;
    observer.onImage = [&seen](const ListImage& image) -> base::Result<void> {
      EXPECT_TRUE(seen.insert(image.position).second);
      return {};
    };
    ASSERT_TRUE(run(observer));
  }
  EXPECT_EQ(seen.size(), cases.size());
  EXPECT_EQ(backend.made, cases.size());
}

TEST_F(ListRunTest, MoreShardsThanCasesIsNoFault) {
  options.shard = {6, 7};
  EXPECT_EQ(run().value().made, 0U);
}

TEST_F(ListRunTest, BatchesAreAsLargeAsAskedAndHoldLikeWithLike) {
  options.batch = 2;
  ASSERT_TRUE(run());
  EXPECT_EQ(backend.largestBatch, 2U);
  std::filesystem::remove_all(options.folder);
  backend.largestBatch = 0;
  for (std::size_t i = 0; i < cases.size(); i += 2) cases[i].recipe.steps = 7;
  options.batch = 5;
  ASSERT_TRUE(run());
  EXPECT_EQ(backend.largestBatch, 1U);
}

TEST_F(ListRunTest, CancelAtAnyStepKeepsWhatIsPublishedAndLeavesNothingHalf) {
  const int steps = 5 * 4;
  for (int stopAt = 0; stopAt < steps; ++stopAt) {
    std::filesystem::remove_all(options.folder);
    cancel = {};
    int step = 0;
    backend.beforeStep = [&](const imaging::Recipe&, int) {
      if (step++ == stopAt) cancel.cancel();
    };
    EXPECT_EQ(run().error().code, ErrorCode::cancelled) << stopAt;
    backend.beforeStep = nullptr;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
      EXPECT_NE(entry.path().extension(), ".tmp");
    }
    cancel = {};
    const auto rest = run().value();
    EXPECT_EQ(rest.made + rest.kept, 5U);
    EXPECT_GE(rest.kept, static_cast<std::size_t>(stopAt / 4));
  }
}

TEST_F(ListRunTest, AFaultKeepsTheImagesBeforeIt) {
  backend.brokenSeeds = {3};
  EXPECT_EQ(run().error().code, ErrorCode::numericalFailure);
  EXPECT_TRUE(exists(2));
  EXPECT_FALSE(exists(3));
}

TEST_F(ListRunTest, TheObserversFailureEndsTheRun) {
  ListObserver observer;
  observer.onProgress = [](const Progress& progress) -> base::Result<void> {
    if (progress.done < 6) return {};
    return base::fail(ErrorCode::diskFull, "No room for events.");
  };
  EXPECT_EQ(run(observer).error().code, ErrorCode::diskFull);
}

TEST_F(ListRunTest, ProgressCountsEveryStepOfWhatIsMissing) {
  ASSERT_TRUE(run());
  std::filesystem::remove(options.folder / cases[0].file);
  std::filesystem::remove(options.folder / cases[1].file);
  std::vector<std::int64_t> done;
  ListObserver observer;
  observer.onProgress = [&done](const Progress& progress) -> base::Result<void> {
    EXPECT_EQ(progress.total, 8);
    done.push_back(progress.done);
    return {};
  };
  ASSERT_TRUE(run(observer));
  EXPECT_THAT(done, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
}

TEST_F(ListRunTest, TellsTheHashOfWhatItMade) {
  ListObserver observer;
  observer.onImage = [this](const ListImage& image) -> base::Result<void> {
    EXPECT_EQ(image.sha256, base::sha256OfFile(options.folder / image.file).value());
    return {};
  };
  ASSERT_TRUE(run(observer));
}

TEST_F(ListRunTest, RemovesLeftoversOfItsOwnFilesOnly) {
  std::filesystem::create_directories(options.folder);
  const auto ours = options.folder / "case-1.png.4711-3.tmp";
  const auto other = options.folder / "case-9.png.4711-3.tmp";
  std::ofstream(ours) << "half";
  std::ofstream(other) << "someone else's";
  ASSERT_TRUE(run());
  EXPECT_FALSE(std::filesystem::exists(ours));
  EXPECT_TRUE(std::filesystem::exists(other));
}

}  // namespace
}  // namespace chexgen::jobs
