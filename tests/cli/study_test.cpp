// A blinded study from the command line: from a table of cases to the figures.
#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/imaging/png.h"
#include "core/study/answers.h"
#include "core/study/package.h"
#include "tests/study/pictures.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

using tests::runProgram;
namespace fs = std::filesystem;

constexpr int cases = 12;

class StudyCommand : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream table(folder / "cases.csv");
    table << "case,arm,image,report,stratum\n";
    for (int i = 0; i < cases; ++i)
      for (const char* arm : {"ours", "theirs"}) {
        const std::string name = std::string(arm) + std::to_string(i) + ".png";
        ASSERT_TRUE(imaging::writePng(folder / name, tests::picture(128, static_cast<unsigned>(i))));
        table << "c" << i << "," << arm << "," << name << ",Report " << i << "," << (i % 2 == 0 ? "AP" : "PA")
              << "\n";
      }
    table.close();
    std::ofstream(folder / "secret") << "correct horse\n";
    ASSERT_EQ(runProgram({"study", "create", "--name", "Ward", "--cases", folder / "cases.csv", "--reader",
                          "ann", "--reader", "ben", "--repeats", "2", "--out", folder / "ward.json"})
                  .code,
              0);
    ASSERT_EQ(runProgram({"study", "assign", "--design", folder / "ward.json", "--out", folder / "ward",
                          "--passphrase-file", folder / "secret"})
                  .code,
              0);
  }
  // A reader who rates the smaller name higher: nothing here knows the arms.
  fs::path rate(const std::string& reader) const {
    const auto package = study::Package::open(folder / ("ward/Ward-" + reader + ".chexread")).value();
    auto writer =
        study::AnswerWriter::open(package.answersFile(), package.info().study, reader, package.info().keys)
            .value();
    for (std::size_t i = 0; i < package.info().order.size(); ++i)
      EXPECT_TRUE(writer.write({.presentation = i,
                                .item = package.info().order[i],
                                .values = {{"match", static_cast<int>(i % 5) - 2}},
                                .seconds = 3}));
    return package.answersFile();
  }

  tests::TemporaryFolder folder;
};

TEST_F(StudyCommand, GoesFromATableOfCasesToFigures) {
  const fs::path ann = rate("ann"), ben = rate("ben");
  const auto merged = runProgram({"study", "merge", ann, ben, "--roster", folder / "ward/Ward.roster"});
  ASSERT_EQ(merged.code, 0);
  EXPECT_NE(merged.output.find("ann: 26 of 26"), std::string::npos) << merged.output;
  ASSERT_EQ(runProgram({"study", "unblind", ann, ben, "--roster", folder / "ward/Ward.roster", "--key",
                        folder / "ward/Ward.key", "--passphrase-file", folder / "secret", "--out",
                        folder / "figures"})
                .code,
            0);
  const auto table = base::readCsvFile(folder / "figures/readings.csv");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows.size(), 52U);
  std::set<std::string> arms;
  for (const auto& row : table->rows) arms.insert(row[*table->column("arm")]);
  EXPECT_EQ(arms, (std::set<std::string>{"ours", "theirs"}));
  const auto analysis = base::readJsonFile(folder / "figures/analysis.json");
  ASSERT_TRUE(analysis);
  EXPECT_EQ(analysis->at("arms").size(), 6U) << "two arms by ann, by ben and by their mean";
  EXPECT_EQ(analysis->at("comparisons").size(), 3U);
  EXPECT_TRUE(fs::exists(folder / "ward/Ward.opened")) << "the opening is written down";
  for (const char* report : {"figures/report.html", "figures/report.pdf"})
    EXPECT_TRUE(fs::exists(folder / report)) << report;

  // Again, and in other forms, without the key.
  EXPECT_EQ(
      runProgram({"study", "report", folder / "figures", "--form", "pdf", "--out", folder / "again.pdf"})
          .code,
      0);
  EXPECT_TRUE(fs::exists(folder / "again.pdf"));
  EXPECT_EQ(
      runProgram({"study", "export", folder / "figures", "--form", "csv", "--out", folder / "again.csv"})
          .code,
      0);
  EXPECT_EQ(base::readCsvFile(folder / "again.csv")->rows, table->rows);
  EXPECT_NE(runProgram({"study", "export", folder / "figures", "--form", "imrmc"}).code, 0)
      << "there is no real image to tell from";
}

TEST_F(StudyCommand, SaysHowManyCasesAnEffectNeeds) {
  const auto size = runProgram({"study", "size", "--effect", "0.5", "--spread", "1", "--cases", "34"});
  EXPECT_EQ(size.code, 0);
  EXPECT_NE(size.output.find("34"), std::string::npos) << size.output;
  EXPECT_NE(runProgram({"study", "size", "--effect", "0"}).code, 0);
}

TEST_F(StudyCommand, AsksQuestionsOfItsOwn) {
  std::ofstream(folder / "questions.json")
      << R"([{"id":"where","kind":"box","text":"Where is it?"},{"id":"why","kind":"text","text":"Why?","may_be_empty":true}])";
  ASSERT_EQ(runProgram({"study", "create", "--name", "Own", "--kind", "custom", "--questions",
                        folder / "questions.json", "--cases", folder / "cases.csv", "--reader", "ann",
                        "--out", folder / "own.json"})
                .code,
            0);
  ASSERT_EQ(runProgram({"study", "assign", "--design", folder / "own.json", "--out", folder / "own", "--mask",
                        "0.1", "--passphrase-file", folder / "secret"})
                .code,
            0);
  const auto package = study::Package::open(folder / "own/Own-ann.chexread");
  ASSERT_TRUE(package);
  EXPECT_EQ(package->info().questions.size(), 2U);
  EXPECT_NE(runProgram({"study", "create", "--name", "Own", "--kind", "custom", "--cases",
                        folder / "cases.csv", "--reader", "ann", "--out", folder / "none.json"})
                .code,
            0)
      << "a study that asks nothing";
}

TEST_F(StudyCommand, AnotherPassphraseOpensNothing) {
  const fs::path ann = rate("ann");
  std::ofstream(folder / "guess") << "battery staple\n";
  EXPECT_NE(runProgram({"study", "unblind", ann, "--roster", folder / "ward/Ward.roster", "--key",
                        folder / "ward/Ward.key", "--passphrase-file", folder / "guess", "--out",
                        folder / "figures"})
                .code,
            0);
  EXPECT_FALSE(fs::exists(folder / "figures"));
  EXPECT_FALSE(fs::exists(folder / "ward/Ward.opened"));
}

TEST_F(StudyCommand, AStudyIsMadeOnlyOnce) {
  EXPECT_EQ(runProgram({"study", "assign", "--design", folder / "ward.json", "--out", folder / "ward",
                        "--passphrase-file", folder / "secret"})
                .code,
            2);
}

TEST_F(StudyCommand, ARowThatLacksItsImageIsNamed) {
  std::ofstream(folder / "bad.csv") << "case,arm,image\nc1,ours,a.png\nc1,theirs,\n";
  EXPECT_EQ(runProgram({"study", "create", "--name", "Ward", "--cases", folder / "bad.csv", "--reader", "ann",
                        "--out", folder / "bad.json"})
                .code,
            3);
  EXPECT_FALSE(fs::exists(folder / "bad.json"));
}

}  // namespace
}  // namespace chexgen::cli
