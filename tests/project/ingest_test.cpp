#include <fstream>

#include "core/base/file.h"
#include "core/jobs/event_writer.h"
#include "core/jobs/run_folder.h"
#include "tests/project/project_fixture.h"

namespace chexgen::project {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using tests::publish;

class IngestTest : public tests::ProjectTest {
 protected:
  IngestTest() { std::filesystem::create_directories(run); }

  jobs::EventWriter attempt() const { return jobs::EventWriter::open(jobs::runFiles(run).events).value(); }
  static void tellState(jobs::EventWriter& events, const std::string& state) {
    ASSERT_TRUE(events.write("state", {{"state", state}}));
  }
  // Publishes an image and tells it, as a worker does.
  void make(jobs::EventWriter& events, std::uint64_t seed) const {
    const auto reply = publish(run, seed);
    ASSERT_TRUE(events.write("image", {{"file", reply.path.string()}, {"sha256", reply.sha256}}));
  }
  IngestReport ingest() const {
    IngestReport report;
    project->ingestRun(run, [&report](const IngestReport& found) { report = found; });
    EXPECT_TRUE(project->flush());
    return report;
  }
  std::int64_t count() const { return project->countImages().value(); }

  std::unique_ptr<Project> project = create();
};

TEST_F(IngestTest, EventsAndTheImagesTheyNameComeIn) {
  auto events = attempt();
  tellState(events, "running");
  make(events, 1);
  make(events, 2);
  const auto report = ingest();
  EXPECT_EQ(report.events, 3);
  EXPECT_EQ(report.images, 2);
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(count(), 2);
  const auto runs = project->runs().value();
  ASSERT_THAT(runs, SizeIs(1));
  EXPECT_EQ(runs[0].id, events.run());
  EXPECT_EQ(runs[0].folder, "runs/worker");
  EXPECT_EQ(runs[0].kind, "worker");
  EXPECT_EQ(runs[0].attempt, 1);
  EXPECT_EQ(runs[0].state, "running");
  EXPECT_THAT(project->runEvents(events.run()).value(), SizeIs(3));
  const auto images = project->runEvents(events.run(), "image").value();
  ASSERT_THAT(images, SizeIs(2));
  EXPECT_EQ(images[1].sequence, 3);
  EXPECT_EQ(images[1].data["file"], "images/2.png");
}

TEST_F(IngestTest, LookingAgainBringsOnlyWhatIsNew) {
  auto events = attempt();
  make(events, 1);
  EXPECT_EQ(ingest().events, 1);
  EXPECT_EQ(ingest().events, 0);
  make(events, 2);
  EXPECT_EQ(ingest().events, 1);
  EXPECT_EQ(count(), 2);
}

TEST_F(IngestTest, AnEventCountsOnceEvenIfTheFileIsReadFromItsBeginning) {
  auto events = attempt();
  make(events, 1);
  make(events, 2);
  ingest();
  tests::runSql(database, "UPDATE events_file SET read_to = 0");
  const auto report = ingest();
  EXPECT_EQ(report.events, 0);
  EXPECT_EQ(report.images, 0);
  EXPECT_EQ(count(), 2);
}

TEST_F(IngestTest, ATornLastLineWaitsForItsEnd) {
  auto events = attempt();
  make(events, 1);
  std::string text = base::readFile(jobs::runFiles(run).events, 1U << 20U).value();
  make(events, 2);
  const std::string whole = base::readFile(jobs::runFiles(run).events, 1U << 20U).value();
  std::ofstream(jobs::runFiles(run).events) << whole.substr(0, whole.size() - 5);
  EXPECT_EQ(ingest().images, 1);
  std::ofstream(jobs::runFiles(run).events) << whole;
  EXPECT_EQ(ingest().images, 1);
  EXPECT_EQ(count(), 2);
}

TEST_F(IngestTest, TheLatestAttemptTellsTheState) {
  {
    auto first = attempt();
    tellState(first, "running");
  }
  auto second = attempt();
  tellState(second, "running");
  tellState(second, "done");
  ingest();
  EXPECT_EQ(project->runs().value()[0].attempt, 2);
  EXPECT_EQ(project->runs().value()[0].state, "done");
}

TEST_F(IngestTest, AnImageThatWasTakenLiveDoesNotComeTwice) {
  auto events = attempt();
  make(events, 1);
  ASSERT_TRUE(take(*project, run, publish(run, 1)));
  const auto report = ingest();
  EXPECT_EQ(report.events, 1);
  EXPECT_EQ(report.images, 0);
  EXPECT_EQ(count(), 1);
}

TEST_F(IngestTest, AnEmptiedBinStaysEmpty) {
  auto events = attempt();
  make(events, 1);
  ASSERT_TRUE(take(*project, run, publish(run, 1)));
  project->binImage(1);
  project->emptyBin();
  EXPECT_EQ(ingest().images, 0);
  EXPECT_EQ(count(), 0);
}

TEST_F(IngestTest, AnImageThatCannotBeTakenIsReportedAndTheRestComesIn) {
  auto events = attempt();
  make(events, 1);
  make(events, 2);
  make(events, 3);
  std::filesystem::remove(run / "images/1.png");
  ASSERT_TRUE(base::writeFileAtomically(run / "images/2.png", "changed"));
  ASSERT_TRUE(events.write("image", {{"file", "../../../elsewhere.png"}, {"sha256", "0"}}));
  ASSERT_TRUE(events.write("image", {{"file", 7}}));
  const auto report = ingest();
  EXPECT_EQ(report.events, 5);
  EXPECT_EQ(report.images, 1);
  std::vector<base::ErrorCode> codes;
  for (const auto& problem : report.problems) codes.push_back(problem.code);
  EXPECT_THAT(codes, ElementsAre(base::ErrorCode::fileMissing, base::ErrorCode::hashMismatch,
                                 base::ErrorCode::formatForbidden, base::ErrorCode::formatInvalid));
}

TEST_F(IngestTest, ALongRunComesInWholeWhileOtherThingsAreWritten) {
  auto events = attempt();
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(events.write("loss", {{"loss", i}}, i, jobs::Durability::lazy));
  for (std::uint64_t seed = 0; seed < 10; ++seed) make(events, seed);
  std::optional<IngestReport> report;
  project->ingestRun(run, [&report](const IngestReport& found) { report = found; });
  project->saveDraftPart(1, "report", "typed meanwhile");
  ASSERT_TRUE(project->flush());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->events, 1010);
  EXPECT_EQ(report->images, 10);
  EXPECT_EQ(project->loadDraft(1).value()["report"], "typed meanwhile");
}

TEST_F(IngestTest, ProgressStaysInTheRunFolder) {
  auto events = attempt();
  ASSERT_TRUE(events.write("progress", {{"done", 1}, {"total", 2}, {"unit", "step"}}));
  tellState(events, "done");
  EXPECT_EQ(ingest().events, 1);
}

TEST_F(IngestTest, AJobTellsItsKindAndName) {
  ASSERT_TRUE(base::writeFileAtomically(jobs::runFiles(run).spec, R"({"kind":"train","name":"Ours"})"));
  auto events = attempt();
  tellState(events, "running");
  ingest();
  EXPECT_EQ(project->runs().value()[0].kind, "train");
  EXPECT_EQ(project->runs().value()[0].name, "Ours");
}

TEST_F(IngestTest, ShardsOfOneFolderAreRunsOfTheirOwn) {
  for (std::size_t index = 0; index < 2; ++index) {
    const auto files = jobs::runFiles(run, {index, 2});
    std::ofstream(files.lock) << "";
    auto events = jobs::EventWriter::open(files.events).value();
    make(events, index);
  }
  const auto report = ingest();
  EXPECT_EQ(report.events, 2);
  EXPECT_EQ(report.images, 2);
  EXPECT_THAT(project->runs().value(), SizeIs(2));
}

TEST_F(IngestTest, EveryRunOfTheProjectIsLookedAt) {
  auto events = attempt();
  make(events, 1);
  const auto other = place / "runs/cohort";
  std::filesystem::create_directories(other);
  auto others = jobs::EventWriter::open(jobs::runFiles(other).events).value();
  const auto reply = publish(other, 2);
  ASSERT_TRUE(others.write("image", {{"file", reply.path.string()}, {"sha256", reply.sha256}}));
  project->ingestRuns();
  ASSERT_TRUE(project->flush());
  EXPECT_EQ(count(), 2);
}

TEST_F(IngestTest, AFolderWithoutEventsBringsNothing) {
  const auto report = ingest();
  EXPECT_EQ(report.events, 0);
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(project->runs().value(), IsEmpty());
}

}  // namespace
}  // namespace chexgen::project
