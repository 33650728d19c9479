// Models are imported as a job: whole or not at all, however it ends.
#include "core/jobs/convert_job.h"

#include <fstream>

#include <gmock/gmock.h>

#include "core/jobs/state.h"
#include "core/weights/file_check.h"
#include "core/weights/random_model.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::jobs {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

class ConvertJob : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(folder / "spiece.model") << "pieces";
    weights::RandomModelRequest request;
    request.transformer = *weights::transformerByName("S/8", 64);
    request.transformer.width = 48;
    request.transformer.depth = 2;
    request.transformer.captionWidth = 32;
    request.textEncoder = weights::smallTextEncoder();
    request.textEncoder.vocabulary = 64;
    request.textEncoder.width = request.transformer.captionWidth;
    request.vae = weights::smallVae();
    request.tokenizer = folder / "spiece.model";
    request.out = folder / "source";
    const auto made = weights::createRandomModel(request);
    ASSERT_TRUE(made) << base::describe(made.error());
  }
  JobSpec spec(base::Json settings) const {
    return {.kind = "convert",
            .name = "Import",
            .runFolder = folder / "run",
            .baseFolder = folder.path(),
            .shard = {},
            .settings = std::move(settings)};
  }
  base::Result<void> run(const base::Json& settings) const {
    return runJob(spec(settings), runConvertJob,
                  {.program = "chexgen test", .cancel = {}, .onStart = {}, .onProgress = {}});
  }
  RunStatus status() const { return readStatus(runFiles(folder / "run")).value(); }

  tests::TemporaryFolder folder;
};

TEST_F(ConvertJob, MakesAModelThatIsWholeAndSaysWhatItWasTold) {
  const auto done = run({{"pipeline", "source"},
                         {"out", "made"},
                         {"name", "Ours"},
                         {"licence", "CC0"},
                         {"type", "fp16"},
                         {"demographics", {"sex", "age"}}});
  ASSERT_TRUE(done) << base::describe(done.error());
  const auto manifest = weights::readManifest(folder / "made");
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->name, "Ours");
  EXPECT_EQ(manifest->licence, "CC0");
  EXPECT_THAT(manifest->demographics, testing::ElementsAre("sex", "age"));
  EXPECT_TRUE(weights::verifyFiles(*manifest, folder / "made"));
  EXPECT_EQ(status().state, JobState::done);
  ASSERT_TRUE(status().progress);
  EXPECT_EQ(status().progress->unit, "MB");
}

TEST_F(ConvertJob, RefusesAFolderThatHoldsAnotherModel) {
  ASSERT_TRUE(run({{"pipeline", "source"}, {"out", "made"}}));
  fs::remove_all(folder / "run");
  EXPECT_FALSE(run({{"pipeline", "source"}, {"out", "made"}})) << "another job of the same name";
}

TEST_F(ConvertJob, StartedAgainAfterItsLastRenameItIsDone) {
  ASSERT_TRUE(run({{"pipeline", "source"}, {"out", "made"}}));
  const auto again = run({{"pipeline", "source"}, {"out", "made"}});
  EXPECT_TRUE(again) << base::describe(again.error());
  EXPECT_EQ(status().attempt, 2);
}

TEST_F(ConvertJob, CancelledItLeavesNothing) {
  JobRunOptions options{.program = "chexgen test", .cancel = {}, .onStart = {}, .onProgress = {}};
  options.onProgress = [this](const Progress&) {
    EXPECT_TRUE(writeWish(runFiles(folder / "run").control, Wish::cancel));
  };
  const auto done =
      runJob(spec({{"pipeline", "source"}, {"out", "made"}, {"type", "fp32"}}), runConvertJob, options);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::cancelled);
  EXPECT_EQ(status().state, JobState::cancelled);
  EXPECT_FALSE(fs::exists(folder / "made"));
}

TEST_F(ConvertJob, AMistypedSettingIsNotPassedOver) {
  const auto done = run({{"pipeline", "source"}, {"out", "made"}, {"licens", "CC0"}});
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, testing::HasSubstr("licens"));
  EXPECT_FALSE(run({{"pipeline", "source"}, {"out", "made"}, {"type", "int8"}}));
  EXPECT_FALSE(run({{"pipeline", "source"}})) << "no place to put it";
}

}  // namespace
}  // namespace chexgen::jobs
