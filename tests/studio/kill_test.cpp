// Killed at any moment, the Studio loses at most the stroke in progress and a second of typing, and of a
// reading no answered case.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/base/sha256.h"
#include "core/drawing/document.h"
#include "core/drawing/serialise.h"
#include "core/imaging/png.h"
#include "core/project/check.h"
#include "core/project/project.h"
#include "core/study/assign.h"
#include "core/study/reading_session.h"
#include "tests/study/pictures.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::studio {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// A finished stroke is handed to the writing thread at once; the disk needs its moment, more of it on a busy
// machine.
constexpr milliseconds diskTime{500};
constexpr milliseconds typingTime{1000};

std::int64_t now() {
  return std::chrono::duration_cast<milliseconds>(Clock::now().time_since_epoch()).count();
}

struct Deed {
  std::int64_t when = 0;
  std::string what;
  std::string value;
};

std::vector<Deed> deeds(const std::string& lines) {
  std::vector<Deed> found;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) {
    Deed deed;
    std::istringstream(line) >> deed.when >> deed.what >> deed.value;
    found.push_back(deed);
  }
  return found;
}

// Lets a restless program work on the file, and kills it so long after it began to work, or after it was
// started. What it said, and when it died.
std::pair<std::string, std::int64_t> workAndKill(const char* program, const std::filesystem::path& file,
                                                 int seed, milliseconds time, bool onceReady) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  const std::string number = std::to_string(seed);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::execl(program, program, file.c_str(), number.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string said;
  std::atomic<bool> ready = false;
  std::array<char, 4096> buffer{};
  // Reading goes on while it works, so that it never waits for the pipe.
  std::thread reader([&] {
    for (ssize_t count = 0; (count = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
      said.append(buffer.data(), static_cast<std::size_t>(count));
      ready = true;
    }
  });
  const auto patience = Clock::now() + std::chrono::seconds(30);
  while (onceReady && !ready && Clock::now() < patience) std::this_thread::sleep_for(milliseconds(5));
  std::this_thread::sleep_for(time);
  const std::int64_t died = now();
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  reader.join();
  ::close(ends[0]);
  return {said, died};
}

class Killed : public testing::Test {
 protected:
  void SetUp() override {
    ::setenv("QT_QPA_PLATFORM", "offscreen", 1);
    ::setenv("QT_LOGGING_RULES", "default.warning=false", 1);  // about what the platform lacks
    ::setenv("XDG_CONFIG_HOME", (folder_.path() / "config").c_str(), 1);
    ::setenv("XDG_DATA_HOME", (folder_.path() / "data").c_str(), 1);
    ::setenv("CHEXGEN_PROGRAM", tests::programPath().c_str(), 1);
    ::setenv("CHEXGEN_MODEL", tests::smallModel().c_str(), 1);
    blank_ = hashOf(drawing::Document().labels());
    mask_ = blank_;
  }
  static std::string hashOf(const imaging::Image8& labels) {
    return base::sha256(std::as_bytes(std::span(labels.pixels)));
  }

  // Compares what the project holds with what was done before `died`.
  void expectKept(const std::vector<Deed>& done, std::int64_t died) {
    const auto project = project::Project::open(file_, {.readOnly = true});
    ASSERT_TRUE(project) << project.error().message;
    const auto parts = (*project)->loadDraft((*project)->currentDraft());
    ASSERT_TRUE(parts) << parts.error().message;

    // The masks that may be there: the last that had time to reach the disk, and all after it. The one that
    // was just being finished may be there as well.
    std::set<std::string> masks{mask_};
    std::size_t least = text_;
    std::size_t most = text_;
    for (const Deed& deed : done) {
      if (deed.what == "stroke" && died - deed.when > diskTime.count()) masks.clear();
      if (deed.what == "stroke" || deed.what == "stroking") masks.insert(deed.value);
      if (deed.what == "typing") most = std::stoul(deed.value);
      if (deed.what == "text" && died - deed.when > (typingTime + diskTime).count())
        least = std::stoul(deed.value);
    }
    std::string mask = blank_;
    if (parts->contains("mask")) {
      const auto labels = drawing::maskFromBytes(parts->at("mask"));
      ASSERT_TRUE(labels) << labels.error().message;
      mask = hashOf(*labels);
    }
    EXPECT_TRUE(masks.contains(mask)) << "the mask is not one of the " << masks.size() << " that it may be";
    mask_ = mask;

    std::size_t length = 0;
    if (parts->contains("report")) {
      const auto report = base::parseJson(parts->at("report"));
      ASSERT_TRUE(report);
      length = report->at("findings").get<std::string>().size();
    }
    EXPECT_GE(length, least);
    EXPECT_LE(length, most);
    text_ = length;
  }

  tests::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "Ward.chexgen";
  std::string blank_, mask_;
  std::size_t text_ = 0;
};

TEST_F(Killed, AtAnyMomentLosesAtMostTheStrokeInProgressAndASecondOfTyping) {
  const int kills = tests::isFullRun() ? 200 : 6;
  std::mt19937 random(20);
  int strokes = 0;
  int letters = 0;
  for (int i = 0; i < kills; ++i) {
    const milliseconds time(std::uniform_int_distribution<>(50, 2500)(random));
    const auto [said, died] = workAndKill(CHEXGEN_RESTLESS_USER, file_, i, time, i % 5 != 4);
    const std::vector<Deed> done = deeds(said);
    SCOPED_TRACE("kill " + std::to_string(i) + " after " + std::to_string(time.count()) + " ms");
    if (!std::filesystem::exists(file_)) continue;  // killed before it was made
    for (const Deed& deed : done) {
      strokes += deed.what == "stroke" ? 1 : 0;
      letters += deed.what == "text" ? 1 : 0;
    }
    ASSERT_NO_FATAL_FAILURE(expectKept(done, died));
    const auto check = project::checkProject(file_);
    ASSERT_TRUE(check) << check.error().message;
    EXPECT_TRUE(check->isSound()) << check->problems.front().file << ": " << check->problems.front().message;
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_GT(strokes, kills);
  EXPECT_GT(letters, kills);
  std::printf("%d kills, %d strokes, %d letters\n", kills, strokes, letters);
}

// A study of one small image, long enough for every kill.
std::filesystem::path packageIn(const std::filesystem::path& folder, int cases) {
  EXPECT_TRUE(imaging::writePng(folder / "image.png", tests::picture(80, 1)));
  study::Design design{.name = "Ward", .readers = {"ann"}};
  for (int i = 0; i < cases; ++i)
    design.cases.push_back({.id = std::to_string(i), .candidates = {{"ours", folder / "image.png"}}});
  const auto assigned = study::assign(design, "correct horse", folder / "study");
  EXPECT_TRUE(assigned) << base::describe(assigned.error());
  return assigned->packages.front();
}

TEST_F(Killed, WhileReadingLosesNoAnsweredCaseAndDoublesNone) {
  const int kills = tests::isFullRun() ? 200 : 6;
  const auto package = packageIn(folder_.path(), 60 * kills);
  const auto opened = study::Package::open(package);
  ASSERT_TRUE(opened);
  std::mt19937 random(21);
  std::map<std::size_t, int> certain;  // what the reader was told is on the disk
  for (int i = 0; i < kills; ++i) {
    const milliseconds time(std::uniform_int_distribution<>(20, 900)(random));
    const auto [said, died] = workAndKill(CHEXGEN_RESTLESS_READER, package, i, time, i % 5 != 4);
    SCOPED_TRACE("kill " + std::to_string(i) + " after " + std::to_string(time.count()) + " ms");
    std::map<std::size_t, int> possible = certain;
    std::istringstream lines(said);
    for (std::string word; lines >> word;) {
      std::size_t presentation = 0;
      if (word == "answering") {
        int step = 0;
        lines >> presentation >> step;
        possible[presentation] = step;
      } else if (word == "answered") {
        lines >> presentation;
        certain[presentation] = possible.at(presentation);
      }
    }
    if (!std::filesystem::exists(opened->answersFile())) continue;  // killed before it began
    const auto progress = study::progressOf(*opened);
    ASSERT_TRUE(progress) << base::describe(progress.error());
    if (progress->answered == 0 && certain.empty()) continue;
    const auto file = study::readAnswers(opened->answersFile(), opened->info().keys.publicKey);
    ASSERT_TRUE(file) << base::describe(file.error());
    std::map<std::size_t, int> kept;
    for (const study::Answer& answer : file->answers) {
      EXPECT_TRUE(kept.emplace(answer.presentation, answer.values.at("match").get<int>()).second)
          << "presentation " << answer.presentation << " was answered twice";
      EXPECT_EQ(possible.at(answer.presentation), answer.values.at("match"));
    }
    for (const auto& [presentation, step] : certain) EXPECT_EQ(kept.count(presentation), 1U) << presentation;
    // One may have reached the disk in the moment of the kill.
    EXPECT_LE(kept.size(), certain.size() + 1);
    certain = kept;
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_GT(certain.size(), static_cast<std::size_t>(kills));
  std::printf("%d kills, %zu answers\n", kills, certain.size());
}

}  // namespace
}  // namespace chexgen::studio
