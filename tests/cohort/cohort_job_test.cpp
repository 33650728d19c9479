#include "core/cohort/cohort_job.h"

#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/system_info.h"
#include "core/cohort/ledger.h"
#include "core/cohort/summary.h"
#include "core/jobs/state.h"
#include "tests/cohort/cohort_plans.h"
#include "tests/jobs/child_process.h"
#include "tests/jobs/fake_backend.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cohort {
namespace {

using testing::HasSubstr;

// Turns away the seeds that it is told.
class ToldGates : public LearnedGates {
 public:
  explicit ToldGates(std::set<std::uint64_t> bad, std::size_t tries) : bad_(std::move(bad)), tries_(tries) {}
  base::Result<std::vector<GateResult>> judge(const Case& one, const imaging::Image8& radiograph) override {
    // Which try this is can be seen from the pixels only.
    bool found = false;
    for (std::size_t attempt = 0; attempt < 5; ++attempt) {
      imaging::Recipe recipe;
      recipe.seed = one.seed + attempt * tries_;
      if (tests::fakePixels(recipe) == radiograph && bad_.contains(recipe.seed)) found = true;
    }
    return std::vector<GateResult>{{.gate = "told", .passed = !found, .note = found ? "told so" : ""}};
  }

 private:
  std::set<std::uint64_t> bad_;
  std::size_t tries_;
};

class CohortJobTest : public testing::Test {
 protected:
  void plan(std::size_t cases, const std::function<void(PlanRequest&)>& change = {}) {
    auto request = tests::requestFor({"sex=Female,findings=Effusion,count=" + std::to_string(cases / 2),
                                      "sex=Male,count=" + std::to_string(cases - cases / 2)});
    if (change) change(request);
    std::filesystem::remove_all(folder / "c");
    const auto planned = planCohort(request, folder / "c");
    ASSERT_TRUE(planned) << base::describe(planned.error());
    count = planned->cases.size();
  }

  // The seed of case 5 in the table becomes that of case 4: both would be the same radiograph.
  void makeCaseFiveLikeCaseFour() {
    std::string text = base::readFile(folder / "c" / "cases.csv", 1U << 20U).value();
    const auto row = text.find("case00005");
    text.replace(text.find(",4,,", row), 4, ",3,,");
    ASSERT_TRUE(base::writeFileAtomically(folder / "c" / "cases.csv", text));
  }

  base::Result<void> run(const jobs::Shard& shard = {}, std::size_t batch = 2) {
    tests::FakeBackend backend(false);
    backend.beforeStep = [this](const imaging::Recipe&, int) { ::usleep(stepMicroseconds); };
    backend.onMade = [this](const imaging::Recipe&) {
      if (onMade) onMade();
    };
    const auto result = jobs::runJob(
        cohortJob(folder / "c", {.batch = batch}, shard),
        [&](jobs::JobContext& context) {
          return runCohortJob(context, backend, [this](const Cohort&, const auto&, const auto&) {
            return base::Result<std::unique_ptr<LearnedGates>>(std::make_unique<ToldGates>(badSeeds, count));
          });
        },
        {.program = "chexgen test", .cancel = {}, .onStart = {}, .onProgress = {}});
    made = backend.made;
    return result;
  }

  Summary summary() {
    const Cohort cohort = openCohort(folder / "c").value();
    Ledger ledger(cohort.files, cohort.cases.size(), cohort.plan.rerolls);
    EXPECT_TRUE(ledger.update());
    return summarise(cohort, ledger);
  }

  // The greys of the accepted radiographs by case; every file is compared with its hash.
  std::map<std::string, std::string> accepted() {
    const Cohort cohort = openCohort(folder / "c").value();
    Ledger ledger(cohort.files, cohort.cases.size(), cohort.plan.rerolls);
    EXPECT_TRUE(ledger.update());
    std::map<std::string, std::string> hashes;
    for (std::size_t i = 0; i < cohort.cases.size(); ++i) {
      const Try* one = ledger.at(i).accepted();
      if (one == nullptr) continue;
      EXPECT_EQ(base::sha256OfFile(cohort.files.images / one->file).value(), one->sha256);
      hashes[cohort.cases[i].name] = one->pixels;
    }
    return hashes;
  }

  tests::TemporaryFolder folder;
  std::set<std::uint64_t> badSeeds;
  unsigned stepMicroseconds = 0;
  std::function<void()> onMade;
  std::size_t count = 0, made = 0;
};

TEST_F(CohortJobTest, MakesEveryCaseOnce) {
  plan(10);
  ASSERT_TRUE(run());
  EXPECT_EQ(accepted().size(), 10U);
  EXPECT_EQ(made, 10U);
  ASSERT_TRUE(run());
  EXPECT_EQ(made, 0U);
  const auto status = jobs::readStatus(jobs::runFiles(folder / "c")).value();
  EXPECT_EQ(status.state, jobs::JobState::done);
  ASSERT_TRUE(status.progress);
  EXPECT_EQ(status.progress->done, 10);
}

TEST_F(CohortJobTest, TellsWhichWishesNoCheckLookedAt) {
  plan(4);
  EXPECT_THAT(summary().unchecked,
              testing::ElementsAre(UncheckedWish{"sex", false, 4}, UncheckedWish{"Effusion", false, 2},
                                   UncheckedWish{"Effusion", true, 2}));
  Cohort cohort = openCohort(folder / "c").value();
  cohort.plan.gates.labels = true;
  Ledger ledger(cohort.files, cohort.cases.size(), cohort.plan.rerolls);
  const auto unjudged = [&] {
    std::size_t cases = 0;
    for (const UncheckedWish& one : summarise(cohort, ledger).unchecked)
      if (one.wish == "Effusion" && !one.side) cases = one.cases;
    return cases;
  };
  EXPECT_EQ(unjudged(), 0U) << "nothing is known before the first try";
  ledger.add(0, {.file = "a.png", .gates = {{.gate = "labels"}}});
  EXPECT_EQ(unjudged(), 0U);
  ledger.add(1, {.file = "b.png", .gates = {{.gate = "labels", .skipped = {"Effusion"}}}});
  EXPECT_EQ(unjudged(), 1U);
  ledger.add(0, {.attempt = 1,
                 .file = "c.png",
                 .gates = {{.gate = "labels", .note = "Not checked: too few of Effusion"}}});
  EXPECT_EQ(unjudged(), 2U) << "as ledgers of before told it";
}

TEST_F(CohortJobTest, MakesWhatWasTurnedAwayAgainUpToTheLimit) {
  plan(4, [](PlanRequest& request) { request.plan.rerolls = 2; });
  badSeeds = {1, 2, 6, 10};  // case 2 once; case 3 in all three tries
  ASSERT_TRUE(run());
  const Summary all = summary();
  EXPECT_EQ(all.total.accepted, 3U);
  EXPECT_EQ(all.total.rejected, 1U);
  EXPECT_EQ(all.total.tries, 7U);
  const auto rate = std::find_if(all.rates.begin(), all.rates.end(), [](const GateRate& one) {
    return one.gate == "told" && one.subgroup.empty();
  });
  ASSERT_NE(rate, all.rates.end());
  EXPECT_EQ(rate->failed, 4U);
  EXPECT_EQ(rate->judged, 7U);
  EXPECT_NEAR(rate->low, 0.2505, 5e-4) << "Wilson's interval of 4 in 7, from Newcombe's formula";
  EXPECT_NEAR(rate->high, 0.8418, 5e-4);
}

TEST_F(CohortJobTest, MakesNothingForAReportThatContradictsItsLabel) {
  plan(4);
  std::string text = base::readFile(folder / "c" / "cases.csv", 1U << 20U).value();
  const std::string old = openCohort(folder / "c")->cases[0].report.impression;
  text.replace(text.find(old), old.size(), "No pleural effusion.");
  ASSERT_TRUE(base::writeFileAtomically(folder / "c" / "cases.csv", text));
  ASSERT_TRUE(run());
  EXPECT_EQ(made, 3U);
  EXPECT_EQ(summary().total.rejected, 1U);
}

TEST_F(CohortJobTest, RefusesCasesThatChangedAfterTheRunBegan) {
  plan(4);
  ASSERT_TRUE(run());
  std::string text = base::readFile(folder / "c" / "cases.csv", 1U << 20U).value();
  ASSERT_TRUE(base::writeFileAtomically(folder / "c" / "cases.csv", text + "\n"));
  const auto again = run();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, base::ErrorCode::hashMismatch);
}

TEST_F(CohortJobTest, RefusesAnotherModelThanThePlanned) {
  plan(4);
  std::string text = base::readFile(folder / "c" / "plan.json", 1U << 20U).value();
  const auto hash = openCohort(folder / "c")->plan.modelSha256;
  text.replace(text.find(hash), hash.size(), std::string(64, 'b'));
  ASSERT_TRUE(base::writeFileAtomically(folder / "c" / "plan.json", text));
  EXPECT_THAT(run().error().message, HasSubstr("another"));
}

TEST_F(CohortJobTest, GoesOnWithWhatAPersonRejected) {
  plan(4);
  ASSERT_TRUE(run());
  const auto before = accepted();
  const auto files = cohortFiles(folder / "c");
  ASSERT_TRUE(decide(files, {{1, {.attempt = 0, .accept = false, .by = "person", .reason = "two hearts"}}}));
  EXPECT_EQ(summary().total.waiting, 1U);
  ASSERT_TRUE(run());
  EXPECT_EQ(made, 1U);
  const auto after = accepted();
  EXPECT_EQ(after.size(), 4U);
  EXPECT_NE(after.at("case00002"), before.at("case00002"));
  // And back again: the first try is there still.
  ASSERT_TRUE(decide(files, {{1, {.attempt = 1, .accept = false, .by = "person", .reason = ""}},
                             {1, {.attempt = 0, .accept = true, .by = "person", .reason = ""}}}));
  EXPECT_EQ(accepted(), before);
}

TEST_F(CohortJobTest, TurnsAwayTheLaterOfTwoDuplicates) {
  plan(6, [](PlanRequest& request) { request.plan.gates.duplicates = true; });
  makeCaseFiveLikeCaseFour();
  ASSERT_TRUE(run());
  const Summary all = summary();
  EXPECT_EQ(all.total.accepted, 6U);
  EXPECT_GT(made, 6U) << "one was made again";
  const auto rate = std::find_if(all.rates.begin(), all.rates.end(), [](const GateRate& one) {
    return one.gate == "duplicates" && one.subgroup.empty();
  });
  ASSERT_NE(rate, all.rates.end());
  EXPECT_EQ(rate->judged, made) << "also those that are like no other";
  EXPECT_EQ(rate->failed, made - 6);
  const Cohort cohort = openCohort(folder / "c").value();
  Ledger ledger(cohort.files, 6, 3);
  ASSERT_TRUE(ledger.update());
  ASSERT_EQ(ledger.at(4).decisions.count(0), 1U);
  EXPECT_THAT(ledger.at(4).decisions.at(0).reason, HasSubstr("case00004-1.png"));
}

TEST_F(CohortJobTest, TheLastShardAlsoMakesTheDuplicatesOfTheOthers) {
  plan(6, [](PlanRequest& request) { request.plan.gates.duplicates = true; });
  makeCaseFiveLikeCaseFour();
  // Case 5 belongs to the shard that ends first.
  ASSERT_TRUE(run({0, 2}));
  ASSERT_TRUE(run({1, 2}));
  EXPECT_EQ(summary().total.accepted, 6U);
  EXPECT_EQ(summary().total.waiting, 0U);
}

TEST_F(CohortJobTest, GivesTheSameRadiographsInShardsOfAnyOrder) {
  plan(11);
  badSeeds = {3, 14, 7};
  ASSERT_TRUE(run());
  const auto whole = accepted();
  plan(11);
  for (const std::size_t index : {2U, 0U, 1U}) ASSERT_TRUE(run({index, 3}));
  EXPECT_EQ(accepted(), whole);
  EXPECT_EQ(summary().total.tries, 14U);
}

TEST_F(CohortJobTest, NeedsNoMoreMemoryForMoreCases) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "AddressSanitizer keeps what was freed";
#endif
  plan(2400);
  std::uint64_t early = 0, late = 0;
  onMade = [&, made = 0]() mutable {
    ++made;
    if (made == 400) early = base::residentBytes();
    if (made == 2400) late = base::residentBytes();
  };
  ASSERT_TRUE(run({}, 8));
  ASSERT_GT(early, 0U);
  EXPECT_LT(late, early + (16U << 20U))
      << "2,000 more cases; their recipes alone would be small, their pictures not";
}

TEST_F(CohortJobTest, KilledAtAnyMomentEndsAsIfItHadNotBeen) {
  badSeeds = {2, 9, 14, 5};
  plan(12);
  ASSERT_TRUE(run());
  const auto whole = accepted();
  std::mt19937 random(7);
  stepMicroseconds = 300;
  const int kills = tests::fullRun() ? 100 : 20;
  int hit = 0;
  for (int done = 0; done < kills;) {
    plan(12);
    for (int attempt = 0; attempt < 4 && done < kills; ++attempt, ++done) {
      tests::ChildProcess job([this] { return run() ? 0 : 1; });
      ::usleep(std::uniform_int_distribution<useconds_t>(0, 40'000)(random));
      job.kill();
      const auto files = jobs::runFiles(folder / "c");
      if (std::filesystem::exists(files.events))
        hit += jobs::readStatus(files)->state == jobs::JobState::interrupted ? 1 : 0;
    }
    tests::ChildProcess last([this] { return run() ? 0 : 1; });
    ASSERT_EQ(last.wait(), 0);
    EXPECT_EQ(accepted(), whole);
    EXPECT_EQ(summary().total.tries, 16U);
  }
  EXPECT_GT(hit, 0) << "no kill hit a running job, so nothing was tested";
}

}  // namespace
}  // namespace chexgen::cohort
