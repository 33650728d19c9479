// Studies in which somebody lies: packages that were altered on their way, answers that no program wrote,
// keys that are opened twice.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/imaging/png.h"
#include "core/study/reading_session.h"
#include "core/study/roster.h"
#include "core/study/seal.h"
#include "core/study/study_key.h"
#include "tests/hostile/hostile_files.h"
#include "tests/study/pictures.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::hostile {
namespace {

namespace fs = std::filesystem;
using study::Values;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr int cases = 6;
constexpr const char* passphrase = "correct horse";

// Two readers, six reports with an image of two arms, two repeats: fourteen presentations for each.
class HostileStudy : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream table(folder / "cases.csv");
    table << "case,arm,image,report\n";
    for (int i = 0; i < cases; ++i)
      for (const char* arm : {"ours", "theirs"}) {
        const std::string name = std::string(arm) + std::to_string(i) + ".png";
        ASSERT_TRUE(imaging::writePng(
            folder / name, tests::picture(128, static_cast<unsigned>(2 * i + (*arm == 'o' ? 1 : 0)))));
        table << "c" << i << "," << arm << "," << name << ",Report " << i << "\n";
      }
    table.close();
    writeText(folder / "secret", std::string(passphrase) + "\n");
    ASSERT_EQ(run({"study", "create", "--name", "Ward", "--cases", folder / "cases.csv", "--reader", "ann",
                   "--reader", "ben", "--repeats", "2", "--out", folder / "ward.json"}),
              0)
        << told;
    ASSERT_EQ(run({"study", "assign", "--design", folder / "ward.json", "--out", folder / "ward",
                   "--passphrase-file", folder / "secret"}),
              0)
        << told;
  }

  // The exit code; what the program printed, errors and notes as well, is in `told`.
  int run(const std::vector<std::string>& arguments) {
    const fs::path output = folder / "told.txt";
    std::string command = tests::programPath();
    for (const std::string& argument : arguments) command += " '" + argument + "'";
    const int state = std::system((command + " >'" + output.string() + "' 2>&1").c_str());
    told = readText(output);
    return WEXITSTATUS(state);
  }
  int merge(const fs::path& answers) { return run({"study", "merge", answers, "--roster", roster()}); }
  int unblind(const fs::path& answers, const fs::path& key) {
    return run({"study", "unblind", answers, "--roster", roster(), "--key", key, "--passphrase-file",
                folder / "secret", "--out", folder / "result"});
  }
  fs::path roster() const { return folder / "ward/Ward.roster"; }
  fs::path key() const { return folder / "ward/Ward.key"; }
  fs::path package(const std::string& reader = "ann") const {
    return folder / ("ward/Ward-" + reader + ".chexread");
  }

  // Reads as a reader does, in the reader's own program, up to `until`; gives the file of answers.
  fs::path read(std::size_t until = 1000, const std::string& reader = "ann") const {
    answer(until, reader);
    return study::Package::open(package(reader))->answersFile();
  }
  void answer(std::size_t until, const std::string& reader) const {
    auto session = study::ReadingSession::open(package(reader)).value();
    while (session.current() && *session.current() < until) {
      ASSERT_TRUE(session.item());
      ASSERT_TRUE(session.answer({{"match", static_cast<int>(*session.current() % 2) + 1}}, 1, 2.5,
                                 base::Json::object(), timeOf(*session.current())));
    }
  }
  static std::string timeOf(std::size_t presentation) {
    return "2026-01-02T03:" + std::to_string(10 + presentation) + ":00Z";
  }
  // What the holder of the package's private key can sign.
  fs::path sign(const std::function<void(study::Answer&)>& change, std::size_t at = 2) const {
    const auto opened = study::Package::open(package()).value();
    const auto hashes = opened.hashes().value();
    fs::remove(opened.answersFile());
    auto writer = study::AnswerWriter::open(opened.answersFile(), opened.info().study, "ann",
                                            opened.info().keys, hashes.whole)
                      .value();
    for (std::size_t i = 0; i < 5; ++i) {
      study::Answer answer{.presentation = i,
                           .item = opened.info().order[i],
                           .shown = hashes.items[i],
                           .values = {{"match", 1}},
                           .seconds = 2,
                           .time = timeOf(i)};
      if (i == at) change(answer);
      EXPECT_TRUE(writer.write(answer));
    }
    return opened.answersFile();
  }
  // As somebody with a tool for databases.
  void alter(const std::string& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(package().c_str(), &database), SQLITE_OK);
    char* why = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &why), SQLITE_OK)
        << (why != nullptr ? why : "");
    sqlite3_close(database);
  }
  // The item that ann sees as this case.
  std::string item(std::size_t presentation) const {
    return study::readRoster(roster()).value().readers[0].items.at(presentation).name;
  }

  tests::TemporaryFolder folder;
  std::string told;
};

TEST_F(HostileStudy, WhatWasReadAsItWasMadeIsWhole) {
  EXPECT_EQ(merge(read()), 0) << told;
  EXPECT_THAT(told,
              AllOf(HasSubstr("ann: 14 of 14"), HasSubstr("Signatures, order and what was shown are whole"),
                    Not(HasSubstr("note:"))));
}

TEST_F(HostileStudy, APictureThatWasExchangedIsFoundByItsCase) {
  alter("UPDATE picture SET greys = (SELECT greys FROM picture WHERE item <> '" + item(4) +
        "' LIMIT 1) WHERE item = '" + item(4) + "'");
  EXPECT_NE(merge(read()), 0);
  EXPECT_THAT(
      told, AllOf(HasSubstr("\"ann\""), HasSubstr("altered before it was read"), HasSubstr("case 5 of 14")));
}

TEST_F(HostileStudy, AReportThatWasExchangedIsFoundByItsCase) {
  alter("UPDATE item SET report = 'Cardiomegaly.' WHERE name IN ('" + item(0) + "', '" + item(2) + "')");
  EXPECT_NE(merge(read()), 0);
  EXPECT_THAT(told, HasSubstr("cases 1 and 3 of 14"));
}

TEST_F(HostileStudy, AQuestionOrAnOrderThatWasExchangedIsFound) {
  alter("UPDATE about SET text = replace(text, 'match', 'match')");
  EXPECT_EQ(merge(read(3)), 0) << "the same content: " << told;
  alter("UPDATE about SET text = replace(text, 'Does ', 'Does it seem to you that ')");
  const auto changed = study::ReadingSession::open(package());
  if (changed) GTEST_FAIL() << "a package that was changed since it was begun goes on";
  EXPECT_THAT(changed.error().message, HasSubstr("was changed since"));
  fs::remove(folder / "ward/Ward-ann.answers");
  EXPECT_NE(merge(read(3)), 0);
  EXPECT_THAT(told, AllOf(HasSubstr("altered before it was read"), HasSubstr("questions")));
}

TEST_F(HostileStudy, AnswersThatNoProgramWritesAreRefusedByTheirLine) {
  using Change = std::function<void(study::Answer&)>;
  const std::string first = item(0);
  const std::vector<std::pair<const char*, Change>> lies{
      {"an item of another place", [&](study::Answer& a) { a.item = first; }},
      {"no item of the study", [](study::Answer& a) { a.item = "ffff"; }},
      {"out of the scale", [](study::Answer& a) { a.values["match"] = 7; }},
      {"of another kind", [](study::Answer& a) { a.values["match"] = "1"; }},
      {"to no question", [](study::Answer& a) { a.values["arm"] = "ours"; }},
      {"left open", [](study::Answer& a) { a.values.clear(); }},
      {"before its time", [](study::Answer& a) { a.seconds = -1; }},
      {"a case that was left out",
       [&](study::Answer& a) { a.presentation = 5, a.item = item(5), a.shown = {}; }},
      {"a case again", [&](study::Answer& a) { a.presentation = 0, a.item = first, a.shown = {}; }}};
  EXPECT_EQ(merge(sign([](study::Answer&) {})), 0) << told;
  for (const auto& [lie, change] : lies) {
    EXPECT_NE(merge(sign(change)), 0) << lie;
    EXPECT_THAT(told, AllOf(HasSubstr("Line 4 "), HasSubstr("Ward-ann.answers"))) << lie;
  }
}

TEST_F(HostileStudy, TimesThatCannotBeAreSaid) {
  EXPECT_EQ(merge(sign([](study::Answer& a) { a.time = "2026-01-02T01:00:00Z"; })), 0) << told;
  EXPECT_THAT(told, HasSubstr("1 of 5 answers of ann are of an earlier time"));
  EXPECT_EQ(merge(sign([](study::Answer& a) { a.seconds = 500; })), 0) << told;
  EXPECT_THAT(told, HasSubstr("took longer than the time since"));
  EXPECT_EQ(merge(sign([](study::Answer& a) { a.time = "yesterday"; })), 0) << told;
  EXPECT_THAT(told, HasSubstr("do not say when"));
}

TEST_F(HostileStudy, AnswersOfAnEarlierProgramAreNotProvable) {
  EXPECT_EQ(merge(sign([](study::Answer& a) { a.shown.clear(); })), 0) << told;
  EXPECT_THAT(
      told, AllOf(HasSubstr("Not provable for ann"), HasSubstr("1 of 5"), Not(HasSubstr("shown are whole"))));
}

TEST_F(HostileStudy, AStudyOfAnEarlierProgramOpensAndIsNotProvable) {
  const fs::path earlier = tests::sourcePath("tests/study/earlier");
  EXPECT_EQ(run({"study", "merge", earlier / "Ward-ann.answers", "--roster", earlier / "Ward.roster"}), 0)
      << told;
  EXPECT_THAT(told, AllOf(HasSubstr("Not provable for ann"), HasSubstr("earlier version")));
}

TEST_F(HostileStudy, ARosterThatWasExchangedDoesNotPassTheKey) {
  alter("UPDATE item SET report = 'Cardiomegaly.' WHERE name = '" + item(1) + "'");
  const fs::path answers = read();
  const auto altered = study::Package::open(package())->hashes().value();
  auto json = base::readJsonFile(roster()).value();
  json["readers"][0]["package"] = altered.whole;
  for (std::size_t i = 0; i < altered.items.size(); ++i)
    json["readers"][0]["items"][i]["hash"] = altered.items[i];
  writeText(roster(), json.dump());
  EXPECT_EQ(merge(answers), 0) << "nothing tells it while the study is blind: " << told;
  EXPECT_NE(unblind(answers, key()), 0);
  EXPECT_THAT(told, HasSubstr("not the one that was made with the key"));
  EXPECT_FALSE(fs::exists(folder / "result"));
}

TEST_F(HostileStudy, ADesignWritesNothingOutsideTheFolderOfItsStudy) {
  auto json = base::readJsonFile(folder / "ward.json").value();
  for (const char* name : {"../outside", "/tmp/outside", ".hidden", "a\nb", ""}) {
    json["name"] = name;
    writeText(folder / "named.json", json.dump());
    EXPECT_NE(run({"study", "assign", "--design", folder / "named.json", "--out", folder / "named",
                   "--passphrase-file", folder / "secret"}),
              0)
        << name;
    EXPECT_FALSE(fs::exists(folder / "named")) << name;
  }
  EXPECT_FALSE(fs::exists(folder / "outside.key"));
}

// ---- opening the key ----

TEST_F(HostileStudy, WhatCameAfterAnOpeningIsSaidEvenWithTimesFromBefore) {
  ASSERT_EQ(unblind(read(6), key()), 0) << told;
  const fs::path answers = read(9);
  EXPECT_EQ(merge(answers), 0);
  EXPECT_THAT(told, HasSubstr("3 of 9 answers of ann came in after the key was first opened"));
  ASSERT_EQ(unblind(answers, key()), 0) << told;
  EXPECT_THAT(readText(folder / "result/report.html"), HasSubstr("3 of 9 answers of ann came in after"));
}

TEST_F(HostileStudy, AnswersThatWereReplacedAfterAnOpeningAreSaid) {
  ASSERT_EQ(unblind(read(6), key()), 0) << told;
  EXPECT_EQ(merge(sign([](study::Answer& a) { a.values["match"] = 2; })), 0) << told;
  EXPECT_THAT(told, HasSubstr("replaced or cut off since"));
}

TEST_F(HostileStudy, OpeningACopyOfTheKeyIsWrittenIntoTheRoster) {
  fs::create_directories(folder / "elsewhere");
  fs::copy_file(key(), folder / "elsewhere/a.key");
  const fs::path answers = read();
  ASSERT_EQ(unblind(answers, folder / "elsewhere/a.key"), 0) << told;
  EXPECT_FALSE(fs::exists(folder / "ward/Ward.opened"));
  const auto known = study::readRoster(roster()).value();
  ASSERT_EQ(known.openings.size(), 1U);
  EXPECT_EQ(known.openings[0].answers.at("ann").lines, 15U);
  ASSERT_EQ(unblind(answers, key()), 0) << told;
  EXPECT_THAT(readText(folder / "result/report.html"), HasSubstr("The key was opened 2 times"));
}

TEST_F(HostileStudy, AFailedUnblindingLeavesNoPart) {
  fs::create_directories(folder / "result/report.pdf");
  writeText(folder / "result/mine.txt", "notes");
  EXPECT_NE(unblind(read(), key()), 0);
  EXPECT_THAT(told, HasSubstr("report.pdf"));
  std::set<std::string> left;
  for (const auto& entry : fs::directory_iterator(folder / "result")) left.insert(entry.path().filename());
  EXPECT_EQ(left, (std::set<std::string>{"mine.txt", "report.pdf"}));
  fs::remove(folder / "result/report.pdf");
  EXPECT_EQ(unblind(read(), key()), 0) << told;
  EXPECT_TRUE(fs::exists(folder / "result/unblinded.json"));
  EXPECT_TRUE(fs::exists(folder / "result/mine.txt"));
}

// ---- readers who made their own key ----

TEST_F(HostileStudy, WhoeverHasThePackageCannotSignForAReaderWithTheirOwnKey) {
  ASSERT_EQ(::setenv("XDG_DATA_HOME", (folder / "of-ann").c_str(), 1), 0);
  ASSERT_EQ(run({"study", "enroll"}), 0) << told;
  const std::string publicKey = told.substr(0, 64);
  struct stat status {};
  ASSERT_EQ(::stat((folder / "of-ann/chexgen/reader.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(run({"study", "enroll"}), 0);
  EXPECT_EQ(told.substr(0, 64), publicKey) << "it is made once";
  const auto create = [&](const std::string& key) {
    return run({"study", "create", "--name", "Ward", "--cases", folder / "cases.csv", "--reader",
                "ann=" + key, "--reader", "ben", "--out", folder / "ward.json"});
  };
  EXPECT_NE(create("1234"), 0);
  ASSERT_EQ(create(publicKey), 0) << told;
  fs::remove_all(folder / "ward");
  ASSERT_EQ(run({"study", "assign", "--design", folder / "ward.json", "--out", folder / "ward",
                 "--passphrase-file", folder / "secret"}),
            0)
      << told;
  EXPECT_EQ(study::Package::open(package())->info().keys.privateKey, "");
  EXPECT_EQ(merge(read()), 0) << told;
  EXPECT_THAT(told, AllOf(HasSubstr("ann: 12 of 12"), Not(HasSubstr("could have signed"))));
  EXPECT_EQ(merge(read(3, "ben")), 0) << told;
  EXPECT_THAT(told, HasSubstr("The keys of ben were made with the packages"));
  ::setenv("XDG_DATA_HOME", (folder / "of-somebody").c_str(), 1);
  const auto elsewhere = study::ReadingSession::open(package());
  ASSERT_FALSE(elsewhere);
  EXPECT_THAT(elsewhere.error().message, HasSubstr("a key of their own"));
  ::unsetenv("XDG_DATA_HOME");
}

// ---- what others on the machine, and readers with tools, can see ----

TEST_F(HostileStudy, PackagesAndKeyAreTheOwnersAlone) {
  for (const fs::path& file : {package("ann"), package("ben"), key()}) {
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << file;
  }
}

TEST_F(HostileStudy, ARepeatIsNotTheSameBytes) {
  const auto opened = study::keyFrom(study::open(readText(key()), passphrase)->text).value();
  std::map<std::string, std::vector<imaging::Image8>> pictures;  // by what they show, over both packages
  std::set<std::string> bytes;
  std::size_t showings = 0;
  for (const char* reader : {"ann", "ben"}) {
    const auto read = study::Package::open(package(reader)).value();
    for (const std::string& name : read.info().order) {
      const study::KeyItem& what = opened.items.at(name);
      const imaging::Image8 image = read.item(name)->images.front();
      pictures[std::to_string(what.caseIndex) + what.arms.front()].push_back(image);
      bytes.emplace(image.pixels.begin(), image.pixels.end());
      ++showings;
    }
  }
  EXPECT_EQ(bytes.size(), showings) << "no two showings are the same bytes";
  int most = 0;
  for (const auto& [what, all] : pictures)
    for (const imaging::Image8& one : all)
      for (std::size_t i = 0; i < one.pixels.size(); ++i)
        most = std::max(most, std::abs(one.pixels[i] - all.front().pixels[i]));
  EXPECT_LE(most, 2) << "each is at most one grey from the picture";
}

}  // namespace
}  // namespace chexgen::hostile
