// Tables as curators have them, through `chexgen encode --check` and `chexgen cohort plan --from`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/imaging/png.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::runProgram;
namespace fs = std::filesystem;

class TableCommands : public testing::Test {
 protected:
  TableCommands() {
    fs::create_directories(folder_ / "images");
    for (int i = 0; i < 6; ++i) picture("case" + std::to_string(i) + ".png", i);
  }
  void picture(const std::string& name, int number) {
    imaging::Image8 image{.width = 64, .height = 64, .channels = 1};
    image.pixels.resize(64 * 64);
    for (std::size_t k = 0; k < image.pixels.size(); ++k)
      image.pixels[k] =
          static_cast<std::uint8_t>(number < 0 ? 0 : (k * 7 + static_cast<std::size_t>(number) * 31) % 251);
    ASSERT_TRUE(imaging::writePng(folder_ / "images" / name, image));
  }
  fs::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }
  tests::Outcome check(const fs::path& table, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"encode",  "--table",           table,    "--root", folder_.path(),
                                   "--model", tests::smallModel(), "--check"};
    words.insert(words.end(), more.begin(), more.end());
    return runProgram(words);
  }
  tests::Outcome plan(const fs::path& table, const std::vector<std::string>& more = {}) {
    fs::remove_all(folder_ / "c");
    std::vector<std::string> words{
        "cohort", "plan", folder_ / "c", "--model", tests::sourcePath("resources/models/starter"),
        "--from", table,  "--no-measure"};
    words.insert(words.end(), more.begin(), more.end());
    return runProgram(words);
  }
  tests::TemporaryFolder folder_;
};

TEST_F(TableCommands, TheCheckOpensEveryFileAndSumsUpByKind) {
  picture("black.png", -1);
  const auto whole = base::readFile(folder_ / "images/case0.png", 1 << 20).value();
  write("images/cut.png", whole.substr(0, whole.size() / 2));
  std::string table = "image,report\n";
  for (int i = 0; i < 6; ++i)
    table += "images/case" + std::to_string(i) + ".png,Report " + std::to_string(i) + ".\n";
  table += "images/black.png,Dark.\nimages/cut.png,Half.\nimages/case1.png,\nimages/case2.png,XXXX XXXX.\n";
  for (int i = 0; i < 9; ++i) table += "images/gone" + std::to_string(i) + ".png,Gone.\n";
  const auto file = write("t.csv", table);
  const auto checked = check(file);
  EXPECT_EQ(checked.code, 3);
  for (const char* says :
       {"error  9  files that are not there (fileMissing)", "and 4 more; --json lists all",
        "error  1  pictures that cannot be read", "error  1  pictures on which nothing is to be seen",
        "error  1  rows without a report", "error  1  reports with gaps of de-identification", "13 errors"})
    EXPECT_THAT(checked.output, HasSubstr(says));
  const auto json =
      base::parseJson(check(file, {"--json"}).output.substr(0, check(file, {"--json"}).output.find('\n')));
  ASSERT_TRUE(json);
  // What is wrong with the table as it was written above, and nothing else. Two rows name images of others,
  // which therefore stand twice, and so do the names that these rows get from them.
  const auto kinds = base::parseJson(R"([
    {"severity": "error", "code": "fileMissing", "rows": 9},
    {"severity": "error", "code": "imageBlank", "rows": 1},
    {"severity": "error", "code": "pictureUnreadable", "rows": 1},
    {"severity": "error", "code": "promptMissing", "rows": 1},
    {"severity": "error", "code": "promptRedacted", "rows": 1},
    {"severity": "warning", "code": "duplicateId", "rows": 2},
    {"severity": "warning", "code": "duplicatePath", "rows": 2}])");
  ASSERT_TRUE(kinds);
  std::map<std::string, int> expected, counted;
  for (const base::Json& kind : *kinds)
    expected[std::string(kind["severity"]) + " " + std::string(kind["code"])] = kind["rows"];
  for (const base::Json& finding : (*json)["findings"])
    ++counted[std::string(finding["severity"]) + " " + std::string(finding["code"])];
  EXPECT_EQ((*json)["kinds"], *kinds) << "errors first, then the more frequent, then as they are met";
  EXPECT_EQ(counted, expected) << "row by row there are as many as in the sums";
  const auto out = folder_ / "encoded";
  EXPECT_EQ(runProgram({"encode", "--table", file, "--model", tests::smallModel(), "--out", out, "--device",
                        "cpu", "--threads", "1", "--skip-bad-rows"})
                .code,
            0);
  const auto preflight = base::readJsonFile(out / "preflight.json");
  EXPECT_EQ((*preflight)["usable"], 6);
}

TEST_F(TableCommands, LabelsWithoutReportsAreToldAndWritten) {
  const auto file =
      write("t.csv",
            "Image Index;Finding Labels;Sex\nimages\\case0.png;Effusion|Mass;F\nimages\\case1.png;No "
            "Finding;M\nimages\\case2.png;Cardiomegaly;M\nimages\\case3.png;Nodule;F\n");
  const auto bare = check(file, {"--demographics"});
  EXPECT_EQ(bare.code, 3);
  EXPECT_THAT(bare.output, HasSubstr("error  4  rows without a report"));
  EXPECT_THAT(bare.output, HasSubstr("demographics alone"));
  EXPECT_EQ(check(file, {"--demographics", "--allow-poor-prompts"}).code, 0);
  EXPECT_EQ(check(file, {"--write-reports"}).code, 0);
  const auto out = folder_ / "encoded";
  ASSERT_EQ(runProgram({"encode", "--table", file, "--model", tests::smallModel(), "--out", out, "--device",
                        "cpu", "--threads", "1", "--write-reports"})
                .code,
            0);
  std::string kept;
  for (const auto& entry : fs::recursive_directory_iterator(out))
    if (entry.is_regular_file()) kept += base::readFile(entry.path(), 64U << 20U).value();
  EXPECT_THAT(kept, testing::AnyOf(HasSubstr("pleural effusion. lung mass."),
                                   HasSubstr("lung mass. pleural effusion.")));
}

TEST_F(TableCommands, ReportsThatAreAllTheSameAreRefused) {
  std::string table = "image,report\n";
  for (int i = 0; i < 6; ++i) table += "images/case" + std::to_string(i) + ".png,Normal chest.\n";
  const auto file = write("t.csv", table);
  EXPECT_EQ(check(file).code, 3);
  EXPECT_EQ(check(file, {"--skip-bad-rows"}).code, 3);
  EXPECT_THAT(check(file).output, HasSubstr("reports that are all the same"));
  EXPECT_EQ(check(file, {"--allow-poor-prompts"}).code, 0);
}

TEST_F(TableCommands, ACohortCountsTheTablesOwnFindings) {
  std::string table = "Image Index,Finding Labels,Patient Gender,Patient Age,View Position\n";
  for (int i = 0; i < 8; ++i)
    table += "x" + std::to_string(i) + ".png," + (i % 2 == 0 ? "Effusion" : "No Finding") + ",F,50,PA\n";
  const auto file = write("t.csv", table);
  const auto planned = plan(file, {"--count", "8"});
  EXPECT_EQ(planned.code, 0);
  EXPECT_THAT(planned.output, HasSubstr("Female, 40-59, PA, Effusion"));
  EXPECT_THAT(planned.output, HasSubstr("Female, 40-59, PA, No Finding"));
  EXPECT_THAT(planned.output, HasSubstr("labels = Finding Labels"));
  const auto odd = write("odd.csv", "image,labels\na.png,Effusion\nb.png,No Finding\nc.png,Effussion\n");
  EXPECT_NE(plan(odd, {"--count", "4"}).code, 0);
  const auto ignored = plan(odd, {"--count", "4", "--ignore-labels"});
  EXPECT_EQ(ignored.code, 0);
  EXPECT_THAT(ignored.output, HasSubstr("1 of 3 rows were left out"));
  EXPECT_EQ(plan(odd, {"--count", "4", "--by", "view"}).code, 2);
}

TEST_F(TableCommands, CasesFromOtherProgramsAreUnderstood) {
  CHEXGEN_CASE_OR_SKIP(cases, "");
  picture("00000001_000.png", 1);
  picture("00000002_000.png", 2);
  picture("übung 1.png", 3);
  for (const char* good :
       {"table-semicolon-utf16-tab/t02_semicolon.csv", "table-semicolon-utf16-tab/t03_sep_line.csv",
        "table-semicolon-utf16-tab/t04_utf16le.csv", "table-semicolon-utf16-tab/t06_tab.tsv",
        "table-trailing-columns/t10_trailing_columns.csv", "table-json-array/t29_json_array.json",
        "table-backslashes-nfd/t08b_nfd_name.csv", "table-backslashes-nfd/t11_backslashes.csv",
        "prompt-latin1/t07_latin1.csv"})
    EXPECT_EQ(check(cases / good).code, 0) << good << check(cases / good).output;
  EXPECT_NE(check(cases / "table-semicolon-utf16-tab/t22_xlsx.csv").code, 0);
  const auto patients = check(cases / "table-patient-17.0/t26_float_patient.csv");
  EXPECT_THAT(patients.output, HasSubstr("error  1  patients in two splits"));
  const auto views =
      plan(cases / "table-mimic-padchest-columns/mimic_metadata.csv", {"--by", "view", "--count", "2"});
  EXPECT_EQ(views.code, 0);
  EXPECT_THAT(views.output, HasSubstr("PA, No Finding"));
  EXPECT_THAT(views.output, HasSubstr("LATERAL"));
  const auto chexpert =
      plan(cases / "table-chexpert-onehot/chexpert.csv",
           {"--by", "sex,findings", "--findings", "Cardiomegaly,Edema,Effusion", "--count", "8"});
  EXPECT_EQ(chexpert.code, 0);
  EXPECT_THAT(chexpert.output, HasSubstr("Male, Edema|Effusion"));
  const auto padchest = plan(cases / "table-padchest-lists/padchest_image.csv",
                             {"--by", "findings", "--findings", "Effusion,Cardiomegaly", "--count", "8"});
  EXPECT_THAT(padchest.output, HasSubstr("Cardiomegaly|Effusion"));
  const auto names =
      runProgram({"cohort", "plan", folder_ / "p", "--model", tests::sourcePath("resources/models/starter"),
                  "--no-measure", "--prompts", cases / "table-uid-names/q01_uid_names.csv"});
  EXPECT_EQ(names.code, 0);
  EXPECT_THAT(names.output, HasSubstr("2 cases"));
}

}  // namespace
}  // namespace chexgen::cli
