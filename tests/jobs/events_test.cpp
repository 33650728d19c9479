#include <fstream>
#include <vector>

#include <sys/resource.h>

#include <gmock/gmock.h>

#include "core/base/file.h"
#include "core/jobs/event_reader.h"
#include "core/jobs/event_writer.h"
#include "core/jobs/line_splitter.h"
#include "tests/jobs/child_process.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::jobs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class EventsTest : public testing::Test {
 protected:
  EventWriter writer() const { return EventWriter::open(file).value(); }

  void append(const std::string& text) const { std::ofstream(file, std::ios::app) << text; }
  std::string content() const { return base::readFile(file, 1U << 26U).value(); }

  std::vector<Event> readAll(EventReader& reader) const {
    std::vector<Event> events;
    EXPECT_TRUE(reader.read([&events](const Event& event) { events.push_back(event); }));
    return events;
  }
  std::vector<Event> readAll() const {
    EventReader reader(file);
    return readAll(reader);
  }

  static std::string line(std::int64_t attempt, std::int64_t sequence, const std::string& name,
                          std::optional<std::int64_t> step = {}) {
    return formatEvent(
        {"r", attempt, sequence, "2026-01-01T00:00:00.000Z", step, name, base::Json::object()});
  }

  tests::TemporaryFolder folder;
  std::filesystem::path file = folder / "events.jsonl";
};

TEST_F(EventsTest, RoundTrip) {
  auto events = writer();
  ASSERT_TRUE(events.write("image", {{"file", "a.png"}}, 7));
  const auto read = readAll();
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].run, events.run());
  EXPECT_EQ(read[0].run.size(), 32U);
  EXPECT_EQ(read[0].attempt, 1);
  EXPECT_EQ(read[0].sequence, 1);
  EXPECT_EQ(read[0].step, 7);
  EXPECT_EQ(read[0].name, "image");
  EXPECT_EQ(read[0].data["file"], "a.png");
  EXPECT_TRUE(testing::Matches(testing::MatchesRegex(
      "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z"))(read[0].time))
      << read[0].time;
}

TEST_F(EventsTest, ASecondAttemptKeepsTheRunAndCountsOn) {
  std::string run;
  {
    auto first = writer();
    run = first.run();
    ASSERT_TRUE(first.write("a", {}));
    ASSERT_TRUE(first.write("b", {}));
  }
  auto second = writer();
  EXPECT_EQ(second.run(), run);
  EXPECT_EQ(second.attempt(), 2);
  ASSERT_TRUE(second.write("c", {}));
  const auto read = readAll();
  ASSERT_EQ(read.size(), 3U);
  EXPECT_EQ(read[1].sequence, 2);
  EXPECT_EQ(read[2].attempt, 2);
  EXPECT_EQ(read[2].sequence, 1);
}

TEST_F(EventsTest, ATornLastLineIsIgnoredAndSpoilsNothingAfterIt) {
  append(line(1, 1, "a") + "\n" + line(1, 2, "b").substr(0, 20));
  EventReader reader(file);
  EXPECT_EQ(readAll(reader).size(), 1U);
  EXPECT_EQ(reader.skippedLines(), 0);
  auto events = writer();
  ASSERT_TRUE(events.write("c", {}));
  const auto more = readAll(reader);
  ASSERT_EQ(more.size(), 1U);
  EXPECT_EQ(more[0].name, "c");
  EXPECT_EQ(more[0].attempt, 2);
  EXPECT_EQ(reader.skippedLines(), 1);
}

TEST_F(EventsTest, ALineThatLacksOnlyItsNewlineCountsOnceItIsEnded) {
  append(line(4, 1, "a"));
  auto events = writer();
  EXPECT_EQ(events.attempt(), 5);
  ASSERT_TRUE(events.write("b", {}));
  EXPECT_EQ(readAll().size(), 2U);
}

TEST_F(EventsTest, AnUnreadableMiddleLineIsSkippedAndCounted) {
  append(line(1, 1, "a") + "\nnot json\n{\"run\":\"r\"}\n\n" + line(1, 2, "b") + "\n");
  EventReader reader(file);
  EXPECT_EQ(readAll(reader).size(), 2U);
  EXPECT_EQ(reader.skippedLines(), 2);
}

TEST_F(EventsTest, RefusesNumbersThatAreNoCounts) {
  for (const char* entry : {"\"attempt\":0", "\"attempt\":1.5", "\"attempt\":-1", "\"attempt\":true",
                            "\"attempt\":99999999999999999999"}) {
    append(std::string("{\"run\":\"r\",\"sequence\":1,\"time\":\"\",\"event\":\"a\",") + entry + "}\n");
  }
  EventReader reader(file);
  EXPECT_TRUE(readAll(reader).empty());
  EXPECT_EQ(reader.skippedLines(), 5);
}

TEST_F(EventsTest, ReadsOnFromWhereItStopped) {
  auto events = writer();
  ASSERT_TRUE(events.write("a", {}));
  EventReader reader(file);
  EXPECT_EQ(readAll(reader).size(), 1U);
  EXPECT_TRUE(readAll(reader).empty());
  ASSERT_TRUE(events.write("b", {}));
  EventReader later(file, reader.offset());
  const auto more = readAll(later);
  ASSERT_EQ(more.size(), 1U);
  EXPECT_EQ(more[0].name, "b");
}

TEST_F(EventsTest, ReadsALineThatArrivesInPieces) {
  const std::string whole = line(1, 1, "a") + "\n";
  EventReader reader(file);
  for (const char c : whole.substr(0, whole.size() - 1)) {
    append(std::string(1, c));
    EXPECT_TRUE(readAll(reader).empty());
  }
  append("\n");
  EXPECT_EQ(readAll(reader).size(), 1U);
}

TEST_F(EventsTest, ALineOverTheLimitIsSkipped) {
  append(line(1, 1, "a") + "\n\"" + std::string(lineLimit + 10, 'x') + "\"\n" + line(1, 2, "b") + "\n");
  EventReader reader(file);
  EXPECT_EQ(readAll(reader).size(), 2U);
  EXPECT_EQ(reader.skippedLines(), 1);
}

TEST_F(EventsTest, RefusesToWriteALineOverTheLimit) {
  auto events = writer();
  const auto written = events.write("big", {{"text", std::string(lineLimit, 'x')}});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, base::ErrorCode::argumentInvalid);
  EXPECT_EQ(content(), "");
}

TEST_F(EventsTest, AFileThatShrankIsAnotherFile) {
  auto events = writer();
  ASSERT_TRUE(events.write("a", {}));
  EventReader reader(file);
  EXPECT_EQ(readAll(reader).size(), 1U);
  std::filesystem::resize_file(file, 3);
  const auto read = reader.read([](const Event&) {});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::ErrorCode::fileTruncated);
}

TEST_F(EventsTest, AnAbsentFileHasNoEvents) { EXPECT_TRUE(readAll().empty()); }

TEST_F(EventsTest, TextThatIsNotUtf8StaysReadable) {
  auto events = writer();
  ASSERT_TRUE(events.write("note", {{"text", "caf\xe9"}}));
  EXPECT_EQ(readAll().size(), 1U);
}

TEST_F(EventsTest, AFailedAppendLeavesTheNextEventOnItsOwnLine) {
  {
    auto events = writer();
    ASSERT_TRUE(events.write("a", {}));
  }
  // A limit on the file size makes a write fail in the middle, as a full disk does.
  tests::ChildProcess child([this] {
    std::signal(SIGXFSZ, SIG_IGN);
    auto events = EventWriter::open(file);
    if (!events) return 1;
    struct rlimit before {};
    ::getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit tight = before;
    tight.rlim_cur = std::filesystem::file_size(file) + 30;
    ::setrlimit(RLIMIT_FSIZE, &tight);
    if (events->write("lost", {{"text", std::string(500, 'x')}})) return 2;
    ::setrlimit(RLIMIT_FSIZE, &before);
    return events->write("kept", {}) ? 0 : 3;
  });
  ASSERT_EQ(child.wait(), 0);
  EventReader reader(file);
  const auto read = readAll(reader);
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[1].name, "kept");
  EXPECT_EQ(read[1].sequence, 2);
  EXPECT_EQ(reader.skippedLines(), 1);
}

class ProgressEventsTest : public EventsTest {
 protected:
  Clock fakeClock() {
    return [this] { return now; };
  }
  std::vector<std::int64_t> told() const {
    std::vector<std::int64_t> done;
    for (const Event& event : readAll()) {
      if (event.name == event_name::progress) done.push_back(event.data["done"].get<std::int64_t>());
    }
    return done;
  }
  std::chrono::steady_clock::time_point now{};
};

TEST_F(ProgressEventsTest, ReachTheFileAtMostTenTimesASecond) {
  auto events = EventWriter::open(file, fakeClock()).value();
  for (int i = 1; i <= 100; ++i) {
    ASSERT_TRUE(events.progress({i, 1000, "step", {}}));
    now += std::chrono::milliseconds(10);
  }
  EXPECT_THAT(told(), ElementsAre(1, 11, 21, 31, 41, 51, 61, 71, 81, 91));
}

TEST_F(ProgressEventsTest, TheLastOneArrivesAtTheEnd) {
  {
    auto events = EventWriter::open(file, fakeClock()).value();
    for (int i = 1; i <= 5; ++i) ASSERT_TRUE(events.progress({i, 5, "step", {}}));
    EXPECT_THAT(told(), ElementsAre(1));
  }
  EXPECT_THAT(told(), ElementsAre(1, 5));
}

TEST_F(ProgressEventsTest, WhatWasHeldBackComesBeforeTheNextOtherEvent) {
  auto events = EventWriter::open(file, fakeClock()).value();
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(events.progress({i, 5, "step", {}}));
  ASSERT_TRUE(events.write("image", {}));
  std::vector<std::string> names;
  for (const Event& event : readAll()) names.push_back(event.name);
  EXPECT_THAT(names, ElementsAre("progress", "progress", "image"));
}

class EventLedgerTest : public EventsTest {
 protected:
  static Event event(std::int64_t attempt, std::int64_t sequence, std::int64_t step, int loss) {
    return {"r", attempt, sequence, "", step, "loss", {{"value", loss}}};
  }
  EventLedger ledger;
};

TEST_F(EventLedgerTest, TakesEachEventOnce) {
  EXPECT_TRUE(ledger.add(event(1, 1, 10, 5)));
  EXPECT_FALSE(ledger.add(event(1, 1, 10, 5)));
  EXPECT_TRUE(ledger.add(event(2, 1, 11, 4)));
  EXPECT_FALSE(ledger.add(event(1, 1, 10, 5)));
  EXPECT_EQ(ledger.size(), 2);
}

TEST_F(EventLedgerTest, ForAStepTheLatestAttemptWins) {
  ledger.add(event(1, 1, 10, 5));
  ledger.add(event(1, 2, 11, 4));
  ledger.add(event(2, 1, 11, 9));
  EXPECT_EQ(ledger.atStep("loss", 10)->data["value"], 5);
  EXPECT_EQ(ledger.atStep("loss", 11)->data["value"], 9);
  EXPECT_EQ(ledger.steps("loss").size(), 2U);
  EXPECT_EQ(ledger.atStep("loss", 12), nullptr);
}

TEST_F(EventLedgerTest, AnEarlierAttemptThatArrivesLateDoesNotWin) {
  ledger.add(event(2, 1, 11, 9));
  ledger.add(event(1, 1, 11, 4));
  EXPECT_EQ(ledger.atStep("loss", 11)->data["value"], 9);
  EXPECT_EQ(ledger.latest("loss")->attempt, 2);
  EXPECT_EQ(ledger.attempt(), 2);
}

TEST_F(EventLedgerTest, ReadingAFileTwiceChangesNothing) {
  append(line(1, 1, "a", 1) + "\n" + line(1, 2, "a", 2) + "\n");
  for (int i = 0; i < 2; ++i) {
    EventReader reader(file);
    ASSERT_TRUE(reader.read([this](const Event& event) { ledger.add(event); }));
  }
  EXPECT_EQ(ledger.size(), 2);
}

}  // namespace
}  // namespace chexgen::jobs
