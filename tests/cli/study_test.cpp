// A blinded study from the command line: from a table of cases to the figures.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>

#include <sys/wait.h>

#include <gtest/gtest.h>

#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/imaging/png.h"
#include "core/study/answers.h"
#include "core/study/design.h"
#include "core/study/package.h"
#include "core/study/seal.h"
#include "core/study/study_key.h"
#include "tests/study/pictures.h"
#include "tests/support/golden.h"
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
                                .values = {{"match", static_cast<int>(i % 2) + 1}},
                                .seconds = 3}));
    return package.answersFile();
  }

  tests::TemporaryFolder folder;
};

// What was guessed of the table, and which columns were taken for what, is said on stderr; the columns can be
// named.
TEST_F(StudyCommand, SaysHowTheTableOfCasesWasRead) {
  std::ofstream(folder / "german.csv") << "Fall;Modell;image;Befund\nc1;ours;ours0.png;Erg\xFCsse\n"
                                          "c1;theirs;theirs0.png;Erg\xFCsse\n";
  const auto create = [&](const std::string& more) {
    const std::string command = tests::programPath() + " study create --name W --cases " +
                                (folder / "german.csv").string() + " --reader ann --out " +
                                (folder / "german.json").string() + more + " 2> " +
                                (folder / "said").string();
    return WEXITSTATUS(std::system(command.c_str()));
  };
  EXPECT_EQ(create(""), 3);
  ASSERT_EQ(create(" --case-column Fall --arm-column Modell --report-column Befund"), 0);
  const std::string said = base::readFile(folder / "said", 1 << 20).value();
  EXPECT_NE(said.find("note: These columns were taken as: case = Fall, arm = Modell, image = image, report = "
                      "Befund."),
            std::string::npos)
      << said;
  EXPECT_NE(said.find("Windows-1252"), std::string::npos) << said;
  const auto design = study::designFromJson(base::readJsonFile(folder / "german.json").value(), "").value();
  EXPECT_EQ(design.cases.front().report, "Ergüsse");
}

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

// ---- realism studies, and what must be understood or refused before anybody reads ----

class RealismCommand : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(folder / "secret") << "correct horse\n";
    for (int i = 0; i < 8; ++i)
      for (const char* arm : {"real", "ours"})
        ASSERT_TRUE(
            imaging::writePng(folder / (std::string(arm) + std::to_string(i) + ".png"),
                              tests::picture(128, static_cast<unsigned>(2 * i + (*arm == 'r' ? 1 : 0)))));
  }
  // The exit code; standard error is in `told`.
  int run(const std::vector<std::string>& arguments) {
    const fs::path errors = folder / "errors.txt";
    std::string command = tests::programPath();
    for (const std::string& argument : arguments) command += " '" + argument + "'";
    const int state = std::system((command + " >/dev/null 2>'" + errors.string() + "'").c_str());
    told = base::readFile(errors, 1U << 20U).value();
    return WEXITSTATUS(state);
  }
  int create(const std::string& table, const std::vector<std::string>& more = {},
             const char* kind = "realism") {
    std::ofstream(folder / "cases.csv") << table;
    std::vector<std::string> arguments{"study",    "create",
                                       "--kind",   kind,
                                       "--cases",  folder / "cases.csv",
                                       "--reader", "ann",
                                       "--reader", "ben",
                                       "--reader", "cy",
                                       "--name",   "Ward",
                                       "--out",    folder / "d.json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    fs::remove(folder / "d.json");
    return run(arguments);
  }
  study::Design made() const {
    return study::designFromJson(base::readJsonFile(folder / "d.json").value()).value();
  }
  // Eight cases of two arms under these names, with these columns besides.
  static std::string table(const std::string& real, const std::string& ours, const std::string& columns = "",
                           const std::string& ofReal = "", const std::string& ofOurs = "",
                           bool unpaired = false) {
    std::string text = "case,arm,image" + columns + "\n";
    for (int i = 0; i < 8; ++i) {
      const std::string n = std::to_string(i);
      text += (unpaired ? "r" : "c") + n + "," + real + ",real" + n + ".png" + ofReal + "\n";
      text += "c" + n + "," + ours + ",ours" + n + ".png" + ofOurs + "\n";
    }
    return text;
  }
  int assign() {
    return run({"study", "assign", "--design", folder / "d.json", "--out", folder / "ward",
                "--passphrase-file", folder / "secret"});
  }
  using Rule = std::function<study::Values(std::size_t presentation, const std::string& arm)>;
  // A reader who knows the arms, from the key, so that a rule can be planted; stops after `until`.
  void read(const std::string& reader, const Rule& rule, std::size_t until = 1000, double seconds = 9) {
    const auto package = study::Package::open(folder / ("ward/Ward-" + reader + ".chexread")).value();
    const auto key =
        study::keyFrom(
            study::open(base::readFile(folder / "ward/Ward.key", 1U << 20U).value(), "correct horse")->text)
            .value();
    auto writer =
        study::AnswerWriter::open(package.answersFile(), package.info().study, reader, package.info().keys)
            .value();
    for (std::size_t i = 0; i < std::min(until, package.info().order.size()); ++i) {
      const std::string& item = package.info().order[i];
      ASSERT_TRUE(writer.write({.presentation = i,
                                .item = item,
                                .values = rule(i, key.items.at(item).arms.front()),
                                .seconds = seconds}));
    }
  }
  base::Json unblind() {
    EXPECT_EQ(
        run({"study", "unblind", folder / "ward/Ward-ann.answers", folder / "ward/Ward-ben.answers",
             folder / "ward/Ward-cy.answers", "--roster", folder / "ward/Ward.roster", "--key",
             folder / "ward/Ward.key", "--passphrase-file", folder / "secret", "--out", folder / "res"}),
        0)
        << told;
    return base::readJsonFile(folder / "res/analysis.json").value();
  }
  static study::Values usual(std::size_t i, const std::string& /*arm*/) {
    return {{"synthetic", i * 7 % 3 == 0 ? "real" : "synthetic"},
            {"confidence", static_cast<int>(i * 5 % 5) + 1},
            {"realism", static_cast<int>(i * 3 % 4) + 1}};
  }

  tests::TemporaryFolder folder;
  std::string told;
};

TEST_F(RealismCommand, HidesTheReportsUnlessAskedAndRefusesThoseThatOnlyOneArmHas) {
  ASSERT_EQ(create(table("real", "ours", ",report", ",Normal.", ",Normal.")), 0) << told;
  EXPECT_FALSE(made().showReport);
  ASSERT_EQ(create(table("real", "ours", ",report", ",Normal.", ",Normal."), {"--show-report"}), 0) << told;
  EXPECT_TRUE(made().showReport);
  const std::string oneSided = table("real", "ours", ",report", ",Normal.", ",", true);
  EXPECT_EQ(create(oneSided, {"--show-report"}), 2);
  EXPECT_NE(told.find("Only the arm \"real\" has reports"), std::string::npos) << told;
  EXPECT_FALSE(fs::exists(folder / "d.json"));
  EXPECT_EQ(create(oneSided), 0) << told;
  ASSERT_EQ(create(table("theirs", "ours", ",report", ",Normal.", ",Normal."), {}, "report_match"), 0)
      << told;
  EXPECT_TRUE(made().showReport) << "what readers rate there";
  EXPECT_EQ(create(table("theirs", "ours", ",report", ",Normal.", ",", true), {}, "report_match"), 2) << told;
}

// A design that was written by hand, or by an earlier version, is held to it as well.
TEST_F(RealismCommand, AssignRefusesWhatCreateWould) {
  ASSERT_EQ(create(table("real", "ours", ",report", ",Normal.", ",", true)), 0) << told;
  auto json = base::readJsonFile(folder / "d.json").value();
  json["show_report"] = true;
  std::ofstream(folder / "d.json") << json.dump();
  EXPECT_EQ(assign(), 2);
  EXPECT_NE(told.find("Only the arm \"real\" has reports"), std::string::npos) << told;
  EXPECT_FALSE(fs::exists(folder / "ward"));
}

TEST_F(RealismCommand, ArmsAreUnderstoodOrAskedFor) {
  ASSERT_EQ(create(table(" Real", "ours")), 0) << told;
  EXPECT_EQ(study::armsOf(made()), (std::vector<std::string>{"ours", "real"}));
  EXPECT_NE(told.find("\" Real\""), std::string::npos) << told;
  EXPECT_EQ(create(table("hospital", "ours")), 2);
  EXPECT_NE(told.find("--real"), std::string::npos) << told;
  ASSERT_EQ(create(table("hospital", "ours"), {"--real", "Hospital"}), 0) << told;
  EXPECT_EQ(study::armsOf(made()), (std::vector<std::string>{"ours", "real"}));
}

TEST_F(RealismCommand, PracticeIsUnderstoodOrRefusedWithItsLine) {
  ASSERT_EQ(create(table("real", "ours", ",practice", ",no", ",No") +
                   "p,real,real0.png,Yes\np,ours,ours0.png,yes\n"),
            0)
      << told;
  EXPECT_TRUE(made().cases.back().practice);
  EXPECT_FALSE(made().cases.front().practice);
  EXPECT_EQ(create(table("real", "ours", ",practice", ",", ",") + "p,real,real0.png,perhaps\n"), 3);
  EXPECT_NE(told.find("Line 18"), std::string::npos) << told;
}

TEST_F(RealismCommand, TheRealWorldTableWithYesAndNo) {
  CHEXGEN_CASE_OR_SKIP(listed, "study-practice-yes/practice.csv");
  ASSERT_EQ(run({"study", "create", "--kind", "realism", "--cases", listed, "--reader", "ann", "--name", "X",
                 "--out", folder / "d.json"}),
            0)
      << told;
  EXPECT_TRUE(made().cases[0].practice);
  EXPECT_FALSE(made().cases[1].practice);
}

TEST_F(RealismCommand, TheSeedIsReadAndSaidToDecideNothing) {
  ASSERT_EQ(create(table("real", "ours"), {"--seed", "7", "--practice", "2"}), 0);
  EXPECT_NE(told.find("seed decides nothing"), std::string::npos) << told;
  EXPECT_EQ(made().drawnPractice, 2);
}

// As shared/cases/study-one-early-dropout does it.
TEST_F(RealismCommand, OneEarlyDropOutIsNamedAndTheOthersHaveTheirMean) {
  ASSERT_EQ(create(table("real", "ours")), 0) << told;
  ASSERT_EQ(assign(), 0) << told;
  read("ann", usual), read("ben", usual), read("cy", usual, 3);
  const base::Json analysis = unblind();
  EXPECT_NE(told.find("cy has answered 3 of 16"), std::string::npos) << told;
  std::size_t means = 0;
  for (const auto& arm : analysis.at("arms"))
    if (arm.at("reader") == "mean") {
      ++means;
      EXPECT_EQ(arm.at("cases"), 8) << "of ann and ben";
      EXPECT_TRUE(arm.at("mean").at("value").is_number());
    }
  EXPECT_EQ(means, 2U);
  const std::string html = base::readFile(folder / "res/report.html", 8U << 20U).value();
  EXPECT_NE(html.find("cy has answered 3 of 16"), std::string::npos);
}

// As shared/cases/study-auc-degenerate does it.
TEST_F(RealismCommand, PerfectAndUselessReadersHaveAnAreaWithoutAnIntervalAndSayWhy) {
  ASSERT_EQ(create(table("real", "ours")), 0) << told;
  ASSERT_EQ(assign(), 0) << told;
  read("ann", [](std::size_t, const std::string& arm) -> study::Values {
    return {{"synthetic", arm == "real" ? "real" : "synthetic"}, {"confidence", 5}, {"realism", 3}};
  });
  read("ben", [](std::size_t, const std::string&) -> study::Values {
    return {{"synthetic", "real"}, {"confidence", 3}, {"realism", 3}};
  });
  read("cy", usual, 1000, 1.1);
  const base::Json analysis = unblind(), &areas = analysis.at("area_under_roc");
  EXPECT_EQ(areas.at("ann").at("value"), 1);
  EXPECT_FALSE(areas.at("ann").contains("interval"));
  EXPECT_NE(areas.at("ann").at("why").get<std::string>().find("without a mistake"), std::string::npos);
  EXPECT_EQ(areas.at("ben").at("value"), 0.5);
  EXPECT_FALSE(areas.at("ben").contains("interval"));
  EXPECT_TRUE(areas.at("cy").contains("interval"));
  EXPECT_NE(told.find("ben gave the same answer to “Real or synthetic?” all 16 times: real"),
            std::string::npos)
      << told;
  EXPECT_NE(told.find("cy answered within 1.1 s"), std::string::npos) << told;
  const std::string html = base::readFile(folder / "res/report.html", 8U << 20U).value();
  EXPECT_NE(html.find("Without an interval"), std::string::npos);
}

}  // namespace
}  // namespace chexgen::cli
