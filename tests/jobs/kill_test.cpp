// kill -9 at random moments of a generate job, then the same job again.
#include <fstream>
#include <map>
#include <random>
#include <set>

#include <fcntl.h>

#include <gmock/gmock.h>

#include "core/base/descriptor.h"
#include "core/base/sha256.h"
#include "core/jobs/event_reader.h"
#include "core/jobs/generate_job.h"
#include "core/jobs/state.h"
#include "tests/jobs/child_process.h"
#include "tests/jobs/fake_backend.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::jobs {
namespace {

constexpr std::size_t caseCount = 12;

class KilledJobTest : public testing::Test {
 protected:
  KilledJobTest() {
    spec.kind = "generate";
    spec.name = "Killed";
    spec.runFolder = folder / "run";
    spec.baseFolder = folder.path();
    base::Json cases = base::Json::array();
    for (std::size_t i = 0; i < caseCount; ++i) {
      cases.push_back({{"file", std::to_string(i) + ".png"}, {"recipe", {{"report", "r"}, {"seed", i}}}});
    }
    spec.settings = {{"model", "m"}, {"batch", 2}, {"cases", cases}};
    files = runFiles(spec.runFolder);
  }

  // The job as a process of its own, which notes in the file `made` each image that it finishes.
  int runOnce() const {
    const base::Descriptor made(::open(madeFile.c_str(), O_WRONLY | O_APPEND | O_CREAT, 0644));
    tests::FakeBackend backend(false);
    backend.beforeStep = [](const imaging::Recipe&, int) { ::usleep(300); };
    backend.onMade = [&made](const imaging::Recipe& recipe) {
      const std::string line = std::to_string(recipe.seed) + "\n";
      if (::write(made.number(), line.data(), line.size()) < 0) ::_exit(9);
    };
    const auto result =
        runJob(spec, [&backend](JobContext& context) { return runGenerateJob(context, backend); },
               {.program = "chexgen test", .cancel = {}, .onStart = {}, .onProgress = {}});
    return result ? 0 : 1;
  }

  std::set<std::size_t> published() const {
    std::set<std::size_t> found;
    for (std::size_t i = 0; i < caseCount; ++i) {
      if (std::filesystem::exists(spec.runFolder / "images" / (std::to_string(i) + ".png"))) found.insert(i);
    }
    return found;
  }
  std::multiset<std::size_t> made() const {
    std::ifstream stream(madeFile);
    std::multiset<std::size_t> seeds;
    for (std::size_t seed = 0; stream >> seed;) seeds.insert(seed);
    return seeds;
  }
  std::size_t temporaries() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(spec.runFolder)) {
      count += entry.path().extension() == ".tmp" ? 1U : 0U;
    }
    return count;
  }
  void expectComplete() const {
    EXPECT_EQ(published().size(), caseCount);
    EXPECT_EQ(temporaries(), 0U);
    const auto status = readStatus(files).value();
    EXPECT_EQ(status.state, JobState::done);
    EXPECT_EQ(status.images, static_cast<std::int64_t>(caseCount));
    const auto ledger = readLedger(files.events).value();
    for (std::size_t i = 0; i < caseCount; ++i) {
      const Event* image = ledger.atStep("image", static_cast<std::int64_t>(i));
      ASSERT_NE(image, nullptr) << i;
      const auto file = spec.runFolder / image->data["file"].get<std::string>();
      EXPECT_EQ(image->data["sha256"], base::sha256OfFile(file).value());
    }
  }

  tests::TemporaryFolder folder;
  std::filesystem::path madeFile = folder / "made";
  JobSpec spec;
  RunFiles files;
};

TEST_F(KilledJobTest, MakesNoPublishedImageAgainAndEndsComplete) {
  std::mt19937 random(20260301);
  const int kills = tests::fullRun() ? 100 : 10;
  int interrupted = 0;
  for (int done = 0; done < kills;) {
    std::filesystem::remove_all(spec.runFolder);
    std::filesystem::remove(madeFile);
    // Several kills hit one run before it may finish.
    for (int attempt = 0; attempt < 3 && done < kills; ++attempt, ++done) {
      const auto before = published();
      const auto madeBefore = made();
      tests::ChildProcess job([this] { return runOnce(); });
      ::usleep(std::uniform_int_distribution<useconds_t>(0, 40'000)(random));
      job.kill();
      const auto all = made();
      for (const std::size_t i : before) EXPECT_EQ(all.count(i), madeBefore.count(i)) << i;
      if (std::filesystem::exists(files.events)) {
        interrupted += readStatus(files).value().state == JobState::interrupted ? 1 : 0;
      }
    }
    const auto before = published();
    const auto madeBefore = made();
    tests::ChildProcess last([this] { return runOnce(); });
    ASSERT_EQ(last.wait(), 0);
    expectComplete();
    const auto all = made();
    for (std::size_t i = 0; i < caseCount; ++i) {
      EXPECT_EQ(all.count(i) - madeBefore.count(i), before.contains(i) ? 0U : 1U) << i;
    }
  }
  EXPECT_GT(interrupted, 0) << "no kill hit a running job, so nothing was tested";
}

TEST_F(KilledJobTest, AnImageWhoseEventWasLostIsToldByTheNextAttempt) {
  ASSERT_EQ(runOnce(), 0);
  std::filesystem::remove(files.events);
  ASSERT_EQ(runOnce(), 0);
  expectComplete();
  EXPECT_EQ(made().size(), caseCount);
}

TEST_F(KilledJobTest, ARunThatIsDoneTellsNoImageTwice) {
  ASSERT_EQ(runOnce(), 0);
  ASSERT_EQ(runOnce(), 0);
  std::map<std::int64_t, int> told;
  EventReader reader(files.events);
  ASSERT_TRUE(reader.read([&told](const Event& event) {
    if (event.name == event_name::image) ++told[event.step.value()];
  }));
  EXPECT_EQ(told.size(), caseCount);
  for (const auto& [step, count] : told) EXPECT_EQ(count, 1) << step;
}

TEST_F(KilledJobTest, ShardsRunSideBySideInOneFolder) {
  std::vector<std::unique_ptr<tests::ChildProcess>> shards;
  for (std::size_t index = 0; index < 3; ++index) {
    spec.shard = {index, 3};
    shards.push_back(std::make_unique<tests::ChildProcess>([this] { return runOnce(); }));
  }
  for (auto& shard : shards) EXPECT_EQ(shard->wait(), 0);
  EXPECT_EQ(published().size(), caseCount);
  EXPECT_EQ(made().size(), caseCount);
  EXPECT_EQ(temporaries(), 0U);
  for (std::size_t index = 0; index < 3; ++index) {
    EXPECT_EQ(readStatus(runFiles(spec.runFolder, {index, 3})).value().images, 4);
  }
}

TEST_F(KilledJobTest, SettingsErrorsNameTheCase) {
  spec.settings["cases"][3]["recipe"] = {{"reprot", "typo"}};
  EXPECT_THAT(generateSettings(spec).error().message, testing::HasSubstr("Case 4"));
  spec.settings.erase("cases");
  EXPECT_THAT(generateSettings(spec).error().message, testing::HasSubstr("\"cases\""));
}

}  // namespace
}  // namespace chexgen::jobs
