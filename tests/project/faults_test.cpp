// What a kill, a full disk and a file size limit do to a project: nothing that was confirmed is lost, and
// nothing is half there.
#include <csignal>
#include <fstream>
#include <random>

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/system_info.h"
#include "core/jobs/event_writer.h"
#include "core/jobs/run_folder.h"
#include "core/project/check.h"
#include "tests/jobs/child_process.h"
#include "tests/project/project_fixture.h"

namespace chexgen::project {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::ChildProcess;
using tests::eventually;
using tests::madeRecipe;
using tests::publish;

// What the child has been told is on the disk.
struct Confirmed {
  std::int64_t draft = 0;                // both parts of this number
  std::int64_t next = 1;                 // the number that the next child begins with
  std::vector<std::uint64_t> published;  // by the run, whether or not the project has it yet
  std::vector<std::uint64_t> taken;
};

class KilledProjectTest : public tests::ProjectTest {
 protected:
  // Saves numbered drafts and takes images until it is killed; a line for each thing that is on the disk.
  int work(int report, std::int64_t first) const {
    const auto project = Project::open(place);
    if (!project || (*project)->info().readOnly) return 1;
    auto events = jobs::EventWriter::open(jobs::runFiles(run).events);
    if (!events) return 2;
    for (std::int64_t number = first;; ++number) {
      const std::string text = std::to_string(number);
      (*project)->saveDraftPart(1, "report", text);
      (*project)->saveDraftPart(1, "mask",
                                std::string(static_cast<std::size_t>(number % 50) * 997, 'm') + text);
      (*project)->setSetting("number", number);
      if (number % 3 == 0) {
        const auto seed = static_cast<std::uint64_t>(number);
        const auto reply = publish(run, madeRecipe(seed, number % 2 == 0));
        if (!events->write("image", {{"file", reply.path.string()}, {"sha256", reply.sha256}})) return 3;
        tell(report, "published " + text);
        (*project)->takeGenerated(run, reply);
        if (number % 2 == 0) (*project)->ingestRun(run);
      }
      // Not after each: several are in the queue then.
      if (number % 4 == 0) continue;
      if (!(*project)->flush()) return 4;
      tell(report, "draft " + text);
      if (number % 3 == 0) tell(report, "taken " + text);
    }
  }
  static void tell(int report, const std::string& line) {
    const std::string whole = line + "\n";
    if (::write(report, whole.data(), whole.size()) < 0) ::_exit(9);
  }

  // Everything that was told before the kill.
  static void readAll(int report, Confirmed& confirmed) {
    std::string text;
    std::array<char, 4096> chunk{};
    for (ssize_t count = 0; (count = ::read(report, chunk.data(), chunk.size())) > 0;) {
      text.append(chunk.data(), static_cast<std::size_t>(count));
    }
    std::istringstream lines(text);
    std::string what;
    for (std::int64_t number = 0; lines >> what >> number;) {
      if (what == "draft") confirmed.draft = number;
      if (what == "published") confirmed.published.push_back(static_cast<std::uint64_t>(number));
      if (what == "taken") confirmed.taken.push_back(static_cast<std::uint64_t>(number));
    }
  }

  // Kills so long after the start, or after the first thing that the child tells.
  void killAt(useconds_t moment, bool afterTelling, Confirmed& confirmed) const {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const base::Descriptor reading(ends[0]);
    base::Descriptor writing(ends[1]);
    ChildProcess child([&] { return work(writing.number(), confirmed.next); });
    writing.close();
    pollfd told{reading.number(), POLLIN, 0};
    if (afterTelling) ::poll(&told, 1, 20'000);
    ::usleep(moment);
    child.kill();
    readAll(reading.number(), confirmed);
  }

  std::set<std::uint64_t> seedsIn(const Project& project) const {
    std::set<std::uint64_t> seeds;
    const auto images = project.images({.limit = -1}).value();
    for (const auto& image : images) {
      EXPECT_TRUE(seeds.insert(image.recipe.value().seed).second) << image.recipe->seed << " is there twice";
    }
    return seeds;
  }

  void expectWhole(Confirmed& confirmed) const {
    const auto report = checkProject(place).value();
    for (const auto& problem : report.problems) ADD_FAILURE() << problem.file << ": " << problem.message;
    const auto project = reopen();
    EXPECT_FALSE(project->info().readOnly);
    auto parts = project->loadDraft(1).value();
    const std::int64_t number = parts["report"].empty() ? 0 : std::stoll(parts["report"]);
    EXPECT_GE(number, confirmed.draft);
    // Saved after the report, so at most one behind it.
    const std::string& mask = parts["mask"];
    const auto digits = mask.find_first_not_of('m');
    const std::int64_t maskNumber = digits == std::string::npos ? 0 : std::stoll(mask.substr(digits));
    EXPECT_GE(maskNumber, std::max(confirmed.draft, number - 1));
    EXPECT_LE(maskNumber, number);
    const auto before = seedsIn(*project);
    for (const auto seed : confirmed.taken) EXPECT_TRUE(before.contains(seed)) << seed;
    project->ingestRuns();
    ASSERT_TRUE(project->flush());
    const auto after = seedsIn(*project);
    for (const auto seed : confirmed.published) EXPECT_TRUE(after.contains(seed)) << seed;
    confirmed.next = std::max(confirmed.next, maskNumber + 1);
  }
};

TEST_F(KilledProjectTest, WhatWasConfirmedIsThereAndTheProjectIsWhole) {
  create().reset();
  std::filesystem::create_directories(run);
  std::mt19937 random(20260301);
  Confirmed confirmed;
  std::int64_t interrupted = 0;
  const int kills = tests::fullRun() ? 200 : 20;
  for (int kill = 0; kill < kills && !HasFailure(); ++kill) {
    killAt(std::uniform_int_distribution<useconds_t>(0, 80'000)(random), kill % 2 == 0, confirmed);
    interrupted += std::filesystem::file_size(place / "project.lock") > 0 ? 1 : 0;
    expectWhole(confirmed);
  }
  EXPECT_GT(interrupted, kills / 4) << "hardly a kill hit an open project";
  EXPECT_GT(confirmed.draft, kills / 2);
  EXPECT_FALSE(confirmed.taken.empty());
}

// Files of this process cannot grow beyond a size, as if the disk ended there.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_{};
};

class FullDiskTest : public tests::ProjectTest {
 protected:
  void listen(Project& project) {
    project.onWriteState([this](const std::optional<base::Error>& error) {
      told.push_back(error ? base::name(error->code) : "well");
    });
  }
  bool writesAgain(Project& project) {
    return eventually([&] {
      project.retryFailed();
      return project.flush().has_value();
    });
  }
  static std::size_t temporaries(const std::filesystem::path& where) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(where)) {
      count += entry.path().extension() == ".tmp" ? 1U : 0U;
    }
    return count;
  }

  std::vector<std::string_view> told;
};

TEST_F(FullDiskTest, ADraftThatDoesNotFitIsToldKeptAndWrittenLater) {
  const auto project = create();
  listen(*project);
  project->saveDraftPart(1, "report", "before");
  ASSERT_TRUE(project->flush());
  {
    const FileSizeLimit limit(std::filesystem::file_size(place / "project.sqlite-wal") + 20'000);
    project->saveDraftPart(1, "mask", std::string(500'000, 'm'));
    ASSERT_FALSE(project->flush());
    project->saveDraftPart(1, "report", "while it was full");
    const auto refused = project->flush();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::fileUnwritable);
    EXPECT_THAT(refused.error().message, testing::HasSubstr("cannot be written"));
    // The old state, whole: also to be read while writing fails.
    EXPECT_THAT(project->loadDraft(1).value(), ElementsAre(testing::Pair("report", "before")));
  }
  ASSERT_TRUE(writesAgain(*project));
  EXPECT_EQ(project->loadDraft(1).value()["report"], "while it was full");
  EXPECT_EQ(project->loadDraft(1).value()["mask"].size(), 500'000U);
  EXPECT_THAT(told, ElementsAre("fileUnwritable", "well"));
  EXPECT_TRUE(checkProject(place).value().isSound());
}

TEST_F(FullDiskTest, AnImageThatDoesNotFitLeavesNoPartAndComesLater) {
  const auto project = create();
  listen(*project);
  const std::string bytes(300'000, 'i');
  ASSERT_TRUE(base::writeFileAtomically(folder / "chest.dcm", bytes));
  std::optional<base::Result<StoredImage>> imported;
  {
    const FileSizeLimit limit(200'000);
    project->importImage(folder / "chest.dcm", 3, 2, {},
                         [&imported](const auto& result) { imported = result; });
    ASSERT_FALSE(project->flush());
    EXPECT_FALSE(imported) << "it is still to come";
    EXPECT_EQ(project->countImages().value(), 0);
    EXPECT_EQ(temporaries(place), 0U);
    EXPECT_TRUE(std::filesystem::is_empty(place / "images"));
  }
  ASSERT_TRUE(writesAgain(*project));
  ASSERT_TRUE(imported);
  EXPECT_EQ(imported->value().file.read(1U << 20U).value(), bytes);
  EXPECT_TRUE(checkProject(place).value().isSound());
}

TEST_F(FullDiskTest, AProjectThatIsClosedWhileTheDiskIsFullKeepsItsOldState) {
  auto project = create();
  project->saveDraftPart(1, "report", "before");
  ASSERT_TRUE(project->flush());
  {
    const FileSizeLimit limit(std::filesystem::file_size(place / "project.sqlite-wal") + 20'000);
    project->saveDraftPart(1, "mask", std::string(500'000, 'm'));
    ASSERT_FALSE(project->flush());
    project.reset();
  }
  EXPECT_TRUE(checkProject(place).value().isSound());
  EXPECT_THAT(reopen()->loadDraft(1).value(), ElementsAre(testing::Pair("report", "before")));
}

// A file system of two megabytes of this process's own; false where the kernel does not permit one.
bool mountSmallDisk(const std::filesystem::path& where) {
  const auto uid = ::geteuid();
  const auto gid = ::getegid();
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << "0 " << uid << " 1";
  std::ofstream("/proc/self/gid_map") << "0 " << gid << " 1";
  return ::mount("none", where.c_str(), "tmpfs", 0, "size=2m") == 0;
}

// Steps of a story that ends with the number of the first that failed.
#define CHEXGEN_STEP(number, condition) \
  if (!(condition)) return number

int liveOnASmallDisk(const std::filesystem::path& disk, const std::filesystem::path& run) {
  constexpr int notPermitted = 77;
  if (!mountSmallDisk(disk)) return notPermitted;
  const auto place = disk / "Chest.chexgen";
  auto project = Project::create(place);
  CHEXGEN_STEP(1, project);
  const std::string ballast = (disk / "ballast").string();
  std::ofstream(ballast) << std::string(base::diskSpace(disk)->free - 100'000, 'b');
  (*project)->saveDraftPart(1, "mask", std::string(400'000, 'm'));
  auto flushed = (*project)->flush();
  CHEXGEN_STEP(2, !flushed && flushed.error().code == ErrorCode::diskFull);
  std::ofstream(disk / "the rest") << std::string(200'000, 'r');
  bool taken = false;
  (*project)->takeGenerated(run, publish(run, 1),
                            [&taken](const auto& result) { taken = result.has_value(); });
  CHEXGEN_STEP(3, !(*project)->flush() && !taken);
  CHEXGEN_STEP(4, (*project)->loadDraft(1).value().empty() && (*project)->countImages().value() == 0);
  std::filesystem::remove(ballast);
  // By itself, after a pause of a few seconds at most.
  CHEXGEN_STEP(5, eventually([&] { return (*project)->countImages().value() == 1; }));
  CHEXGEN_STEP(6, (*project)->flush() && (*project)->loadDraft(1).value()["mask"].size() == 400'000 && taken);
  project->reset();
  CHEXGEN_STEP(7, checkProject(place).value().isSound() && checkProject(place).value().orphans.empty());
  CHEXGEN_STEP(8, !Project::open(place).value()->info().readOnly);
  std::filesystem::remove(disk / "the rest");
  std::ofstream(ballast) << std::string(base::diskSpace(disk)->free, 'b');
  // No room even for the log's index: it can be looked at.
  const auto full = Project::open(place);
  CHEXGEN_STEP(9, full && (*full)->countImages().value() == 1);
  CHEXGEN_STEP(10, !(*full)->info().readOnly || (*full)->info().readOnlyReason->code == ErrorCode::diskFull);
  CHEXGEN_STEP(11, Project::create(disk / "New.chexgen").error().code == ErrorCode::diskFull);
  CHEXGEN_STEP(12, !std::filesystem::exists(disk / "New.chexgen"));
  return 0;
}

TEST_F(FullDiskTest, OnADiskThatIsReallyFullNothingIsHalfDoneAndWritingGoesOn) {
  std::filesystem::create_directory(folder / "disk");
  ChildProcess story([this] { return liveOnASmallDisk(folder / "disk", folder / "run"); });
  const int step = story.wait();
  if (step == 77) GTEST_SKIP() << "this user may not mount a small disk";
  EXPECT_EQ(step, 0) << "the step that failed";
}

}  // namespace
}  // namespace chexgen::project
