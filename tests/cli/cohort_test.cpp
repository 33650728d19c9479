// A cohort from the command line with the model that ships: plan, run, kill, shards, export, verify, send.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/cohort/ledger.h"
#include "core/imaging/dicom_source.h"
#include "core/imaging/label_mask.h"
#include "core/imaging/png.h"
#include "core/imaging/radiograph.h"
#include "core/imaging/synthetic_dicom.h"
#include "core/jobs/run_folder.h"
#include "tests/imaging/dicom_check.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

using tests::runProgram;
namespace fs = std::filesystem;

class CohortCommand : public testing::Test {
 protected:
  // Without the checks that would make generated radiographs of few steps start again and again.
  void plan(const std::string& name, std::size_t count, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{
        "cohort",
        "plan",
        folder / name,
        "--model",
        tests::sourcePath("resources/models/starter"),
        "--stratum",
        "sex=Female,age=60-79,view=PA,findings=Effusion,count=" + std::to_string(count / 2),
        "--stratum",
        "sex=Male,age=30-50,view=AP,count=" + std::to_string(count - count / 2),
        "--seed",
        "11",
        "--without",
        "frame,side",
        "--no-measure"};
    words.insert(words.end(), more.begin(), more.end());
    ASSERT_EQ(runProgram(words).code, 0);
  }
  std::vector<std::string> runWords(const std::string& name,
                                    const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"cohort",    "run", folder / name, "--device", "cpu",
                                   "--threads", "2",   "--batch",     "4"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  // The greys of the accepted radiographs by case.
  std::map<std::string, std::string> accepted(const std::string& name) const {
    const auto cohort = cohort::openCohort(folder / name).value();
    cohort::Ledger ledger(cohort.files, cohort.cases.size(), cohort.plan.rerolls);
    EXPECT_TRUE(ledger.update());
    std::map<std::string, std::string> pixels;
    for (std::size_t i = 0; i < cohort.cases.size(); ++i)
      if (const auto* one = ledger.at(i).accepted()) pixels[cohort.cases[i].name] = one->pixels;
    return pixels;
  }

  tests::TemporaryFolder folder;
};

TEST_F(CohortCommand, KilledAtRandomAndThenInShardsGivesTheSameRadiographs) {
  const std::size_t count = tests::isFullRun() ? 200 : 24;
  const int kills = tests::isFullRun() ? 20 : 4;
  // The short run takes few steps; what is compared stays the same.
  const std::vector<std::string> how =
      tests::isFullRun() ? std::vector<std::string>{} : std::vector<std::string>{"--steps", "6"};
  std::mt19937 random(5);
  plan("killed", count, how);
  int hit = 0;
  for (int i = 0; i < kills; ++i) {
    tests::Program run(runWords("killed"));
    ::usleep(std::uniform_int_distribution<useconds_t>(200'000,
                                                       tests::isFullRun() ? 9'000'000 : 1'200'000)(random));
    run.signal(SIGKILL);
    hit += run.wait().code == 128 + SIGKILL ? 1 : 0;
  }
  EXPECT_GT(hit, 0) << "every run had ended before its kill";
  ASSERT_EQ(runProgram(runWords("killed")).code, 0);
  const auto killed = accepted("killed");
  EXPECT_EQ(killed.size(), count);
  plan("shards", count, how);
  for (const char* shard : {"3/3", "1/3", "2/3"})
    ASSERT_EQ(runProgram(runWords("shards", {"--shard", shard})).code, 0);
  EXPECT_EQ(accepted("shards"), killed);
  ASSERT_EQ(runProgram({"cohort", "check", folder / "killed"}).code, 0);
}

TEST_F(CohortCommand, ExportsWhatOthersReadAndVerifiesIt) {
  plan("c", 4, {"--steps", "4"});
  ASSERT_EQ(runProgram(runWords("c")).code, 0);
  ASSERT_EQ(runProgram({"cohort", "export", folder / "c", "--out", folder / "e", "--dicom"}).code, 0);
  EXPECT_EQ(runProgram({"cohort", "verify", folder / "e"}).code, 0);
  const auto table = base::readCsvFile(folder / "e" / "cases.csv").value();
  ASSERT_EQ(table.rows.size(), 4U);
  for (const auto& row : table.rows) {
    const std::string name = row[*table.column("name")];
    const fs::path dicom = folder / "e" / "dicom" / fs::path(name).replace_extension(".dcm");
    EXPECT_EQ(imaging::readRadiograph(dicom).value(),
              imaging::readPng(folder / "e" / "images" / name).value())
        << "the greys of the DICOM are those of the PNG";
    const auto bytes = base::readFile(dicom, 1U << 24U).value();
    const auto recipe = imaging::decodeSyntheticDicomRecipe(std::as_bytes(std::span(bytes)));
    ASSERT_TRUE(recipe);
    EXPECT_EQ(recipe->report, row[*table.column("impression")]);
    const auto source = imaging::readDicomSource(dicom).value();
    EXPECT_EQ(source.patientName, "SYNTHETIC^NOT A PATIENT");
    EXPECT_EQ(source.patientSex, row[*table.column("sex")].substr(0, 1));
    const auto errors = tests::dicomErrors(dicom);
    EXPECT_EQ(errors.value_or(""), "");
  }
  // Nothing is written over, and what was changed is found.
  EXPECT_NE(runProgram({"cohort", "export", folder / "c", "--out", folder / "e"}).code, 0);
  std::ofstream(folder / "e" / "cases.csv", std::ios::app) << "\n";
  EXPECT_EQ(runProgram({"cohort", "verify", folder / "e"}).code, 3);
}

TEST_F(CohortCommand, ExportsMasksWhereTheyWereDrawnAndSendsThem) {
  // The patient's right half is marked.
  imaging::Image8 mask{512, 512, 1, std::vector<std::uint8_t>(512 * 512)};
  for (int y = 100; y < 400; ++y)
    for (int x = 60; x < 200; ++x) mask.pixels[mask.index(x, y)] = 255;
  ASSERT_TRUE(imaging::writePng(folder / "m.png", mask));
  std::ofstream(folder / "p.csv")
      << "name,Finding Labels,impression,mask\na,Effusion:right,Small right pleural effusion.,m.png\n";
  ASSERT_EQ(runProgram({"cohort", "plan", folder / "c", "--prompts", folder / "p.csv", "--model",
                        tests::sourcePath("resources/models/starter"), "--without", "frame,side", "--steps",
                        "4", "--no-measure"})
                .code,
            0);
  ASSERT_EQ(runProgram(runWords("c")).code, 0);
  ASSERT_EQ(runProgram({"cohort", "export", folder / "c", "--out", folder / "e", "--dicom-dx", "--seg",
                        "--nifti", "--burn-mark", "--bits", "16"})
                .code,
            0);
  const auto png = imaging::readMask(folder / "e" / "masks" / "a.png").value();
  EXPECT_EQ(png.labels.pixels[png.labels.index(60, 120)], 1);
  EXPECT_EQ(png.labels.pixels[png.labels.index(196, 120)], 0);
  const auto seg = imaging::readMask(folder / "e" / "segmentations" / "a.dcm").value();
  EXPECT_EQ(seg.labels, png.labels);
  EXPECT_EQ(seg.names, std::vector<std::string>{"Effusion"});
  EXPECT_EQ(imaging::readMask(folder / "e" / "nifti" / "a.nii.gz")->labels, png.labels);
  EXPECT_EQ(tests::dicomErrors(folder / "e" / "segmentations" / "a.dcm").value_or(""), "");

  if (std::system("command -v storescp > /dev/null 2>&1") != 0)
    GTEST_SKIP() << "storescp is not installed (Debian: dcmtk)";
  fs::create_directories(folder / "pacs");
  const std::string port = std::to_string(20000 + ::getpid() % 20000);
  const pid_t server = ::fork();
  if (server == 0) {
    ::execlp("storescp", "storescp", "-od", (folder / "pacs").c_str(), port.c_str(), nullptr);
    ::_exit(127);
  }
  int code = -1;
  for (int attempt = 0; attempt < 50 && code != 0; ++attempt) {  // until it listens
    ::usleep(100'000);
    code = runProgram({"cohort", "send", folder / "e", "--to", "ANY@127.0.0.1:" + port}).code;
  }
  ::kill(server, SIGTERM);
  ::waitpid(server, nullptr, 0);
  EXPECT_EQ(code, 0);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / "pacs"), fs::directory_iterator()), 2);
  EXPECT_EQ(runProgram({"cohort", "send", folder / "e", "--to", "nowhere"}).code, 2);
}

TEST_F(CohortCommand, TellsHowFarItIsAndWhatWasTurnedAway) {
  plan("c", 4, {"--steps", "4"});
  const auto before = runProgram({"cohort", "status", folder / "c", "--json"});
  ASSERT_EQ(before.code, 0);
  EXPECT_EQ(base::parseJson(before.output)->at("total").at("waiting"), 4);
  // A report that contradicts its label.
  std::string text = base::readFile(folder / "c" / "cases.csv", 1U << 20U).value();
  const auto at = text.find("case00003");
  const auto cases = cohort::openCohort(folder / "c").value().cases;
  const std::string old = cases[2].report.impression;
  text.replace(text.find(old, at), old.size(), "Large left pneumothorax.");
  ASSERT_TRUE(base::writeFileAtomically(folder / "c" / "cases.csv", text));
  ASSERT_EQ(runProgram(runWords("c")).code, 0);
  const auto after = base::parseJson(runProgram({"cohort", "status", folder / "c", "--json"}).output).value();
  EXPECT_EQ(after.at("total").at("accepted"), 3);
  EXPECT_EQ(after.at("total").at("rejected"), 1);
  EXPECT_FALSE(after.at("unchecked").empty());
  const auto& rates = after.at("rates");
  const auto report = std::find_if(rates.begin(), rates.end(), [](const base::Json& one) {
    return one.at("gate") == "report" && one.at("subgroup") == "";
  });
  ASSERT_NE(report, rates.end());
  EXPECT_EQ(report->at("failed"), 1);
  EXPECT_EQ(report->at("judged"), 4);
}

TEST_F(CohortCommand, RunsOneProcessForEachDevice) {
  plan("c", 4, {"--steps", "4"});
  ASSERT_EQ(runProgram({"cohort", "run", folder / "c", "--devices", "cpu,cpu", "--threads", "1"}).code, 0);
  for (int wait = 0; wait < 300 && accepted("c").size() < 4; ++wait) ::usleep(100'000);
  EXPECT_EQ(accepted("c").size(), 4U);
  EXPECT_EQ(jobs::shardsIn(folder / "c").size(), 2U);
}

TEST_F(CohortCommand, SaysWhatIsWrongWithAPlan) {
  EXPECT_EQ(runProgram({"cohort", "plan", folder / "c"}).code, 2);
  EXPECT_EQ(runProgram({"cohort", "plan", folder / "c", "--stratum", "race=White,count=2"}).code, 2);
  EXPECT_EQ(runProgram({"cohort", "run", folder.path()}).code, 3);
  EXPECT_FALSE(fs::exists(folder / "c"));
}

}  // namespace
}  // namespace chexgen::cli
