#include "core/study/result.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "core/base/csv.h"
#include "core/imaging/png.h"
#include "core/study/assign.h"
#include "core/study/exports.h"
#include "core/study/reading_session.h"
#include "core/study/study_report.h"
#include "tests/study/pictures.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr const char* passphrase = "correct horse";

std::string contentOf(const fs::path& file) {
  std::ostringstream all;
  all << std::ifstream(file, std::ios::binary).rdbuf();
  return all.str();
}

// A realism study of six reports, each with a real image and one of a model, read by two readers.
class Results : public testing::Test {
 protected:
  Assigned assigned(double cropped = 0) {
    Design design{.name = "Ward", .kind = StudyKind::realism, .readers = {"ann", "ben"}, .repeats = 2};
    for (unsigned i = 0; i < 6; ++i) {
      Case one{.id = "c" + std::to_string(i), .stratum = i % 2 == 0 ? "AP" : "PA"};
      for (const char* arm : {"real", "ours"}) {
        const fs::path image = folder / (std::string(arm) + std::to_string(i) + ".png");
        EXPECT_TRUE(imaging::writePng(image, tests::picture(128, 2 * i + (arm[0] == 'r' ? 1 : 0))));
        one.candidates.push_back({arm, image});
      }
      design.cases.push_back(std::move(one));
    }
    return assign(design, passphrase, folder / "out", {.cropped = cropped}).value();
  }
  std::vector<fs::path> read(const Assigned& study, std::size_t leaveOpen = 0) {
    std::vector<fs::path> answers;
    for (const fs::path& file : study.packages) {
      auto session = ReadingSession::open(file).value();
      for (std::size_t i = 0; i + leaveOpen < session.count(); ++i)
        EXPECT_TRUE(session.answer({{"synthetic", i % 3 == 0 ? "real" : "synthetic"},
                                    {"confidence", static_cast<int>(i % 5) + 1},
                                    {"realism", static_cast<int>(i % 4) + 1}},
                                   1, 3, base::Json::object(), "2026-01-02T03:04:05Z"));
      answers.push_back(Package::open(file)->answersFile());
    }
    return answers;
  }
  base::Result<StudyResult> unblinded(const Assigned& study, const std::vector<fs::path>& answers,
                                      const std::string& secret = passphrase) {
    return unblindStudy({.roster = study.roster,
                         .key = study.keyFile,
                         .answers = answers,
                         .passphrase = secret,
                         .time = "2026-02-03T04:05:06Z"});
  }
  tests::TemporaryFolder folder;
};

TEST_F(Results, AreWrittenInEveryFormAndCanBeMadeAgainWithoutTheKey) {
  const Assigned study = assigned();
  const auto result = unblinded(study, read(study));
  ASSERT_TRUE(result) << base::describe(result.error());
  const auto written = writeAll(*result, folder / "result");
  ASSERT_TRUE(written) << base::describe(written.error());
  EXPECT_TRUE(written->leftOut.empty());
  EXPECT_EQ(written->files.size(), 7U);
  for (const fs::path& file : written->files) EXPECT_GT(fs::file_size(file), 100U) << file;
  const auto again = readResult(folder / "result");
  ASSERT_TRUE(again) << base::describe(again.error());
  EXPECT_EQ(toJson(*again), toJson(*result));
  ASSERT_TRUE(writeForm(*again, ResultForm::html, folder / "again.html"));
  EXPECT_EQ(contentOf(folder / "again.html"), contentOf(folder / "result/report.html"));
}

TEST_F(Results, OpeningTheKeyIsWrittenDownEachTime) {
  const Assigned study = assigned();
  const auto answers = read(study);
  ASSERT_TRUE(unblinded(study, answers));
  const auto second = unblinded(study, answers);
  ASSERT_TRUE(second);
  EXPECT_THAT(second->openings, testing::SizeIs(2));
  EXPECT_FALSE(unblinded(study, answers, "battery staple"));
  EXPECT_THAT(unblinded(study, answers)->openings, testing::SizeIs(3)) << "a wrong passphrase opened nothing";
}

TEST_F(Results, TheReportNamesDesignSealExclusionsAndTheRemainingCue) {
  const Assigned study = assigned();
  const auto result = unblinded(study, read(study, 3));
  ASSERT_TRUE(result);
  ASSERT_TRUE(writeForm(*result, ResultForm::html, folder / "report.html"));
  const std::string html = contentOf(folder / "report.html");
  EXPECT_THAT(html, HasSubstr(result->roster.study)) << "the seal's commitment";
  EXPECT_THAT(html, HasSubstr("2026-02-03T04:05:06Z")) << "when it was opened";
  EXPECT_THAT(html, HasSubstr("they remain a cue"));
  EXPECT_THAT(
      html,
      HasSubstr(
          "<th scope=\"row\">ann</th><td class=\"n\">14</td><td class=\"n\">11</td><td class=\"n\">3</td>"))
      << "exclusions";
  EXPECT_THAT(html, HasSubstr("By stratum"));
  EXPECT_THAT(html, HasSubstr("Receiver operating characteristics"));
  EXPECT_THAT(html, HasSubstr("not for diagnosis"));
  EXPECT_THAT(html, Not(HasSubstr("nan")));
}

TEST_F(Results, MarkersThatWereCutOffAreNoCue) {
  const Assigned study = assigned(0.1);
  const auto result = unblinded(study, read(study));
  ASSERT_TRUE(result);
  ASSERT_TRUE(writeForm(*result, ResultForm::html, folder / "report.html"));
  EXPECT_THAT(contentOf(folder / "report.html"), Not(HasSubstr("they remain a cue")));
  EXPECT_THAT(contentOf(folder / "report.html"), HasSubstr("10 % of each edge was cut off"));
}

TEST_F(Results, FormsForMultiReaderProgramsHoldTruthAndSuspicion) {
  const Assigned study = assigned();
  const auto result = unblinded(study, read(study));
  ASSERT_TRUE(result);
  const auto table = base::parseCsv(mrmcaovTable(result->design, result->readings).value());
  ASSERT_TRUE(table);
  EXPECT_THAT(table->header, testing::ElementsAre("reader", "treatment", "case", "truth", "rating"));
  EXPECT_EQ(table->rows.size(), 24U) << "repeats are left out";
  for (const auto& row : table->rows) {
    EXPECT_EQ(row[1], "ours");
    EXPECT_EQ(row[3] == "1", row[2].find("(ours)") != std::string::npos);
  }
  const std::string text = imrmcText(result->design, result->readings).value();
  EXPECT_THAT(text, HasSubstr("N0: 6\nN1: 6\nNR: 2\nNM: 1\n"));
  std::istringstream lines(text.substr(text.find("BEGIN DATA:\n") + 12));
  std::size_t truths = 0, scores = 0;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), 3) << line;
    ++(line.starts_with("-1,") ? truths : scores);
  }
  EXPECT_EQ(truths, 12U);
  EXPECT_EQ(scores, 24U);
}

TEST_F(Results, AStudyWithoutRealImagesHasNoSuchForms) {
  Design design{.name = "Ward", .readers = {"ann"}};
  design.cases.push_back({.id = "a", .candidates = {{"ours", "x.png"}, {"theirs", "y.png"}}});
  EXPECT_FALSE(mrmcaovTable(design, {}));
  EXPECT_FALSE(imrmcText(design, {}));
}

TEST_F(Results, TheReportOfNoAnswerIsSentences) {
  Design design{.name = "Ward", .readers = {"ann", "ben"}};
  design.cases.push_back({.id = "a", .candidates = {{"ours", "x.png"}, {"theirs", "y.png"}}});
  for (const auto kind : {StudyKind::reportMatch, StudyKind::realism, StudyKind::preference}) {
    design.kind = kind;
    StudyResult result{.design = design, .roster = {.name = "Ward"}};
    const auto analyses = analyseAll(design, {});
    ASSERT_TRUE(analyses);
    EXPECT_FALSE(reportOf(result, *analyses).blocks.empty());
  }
}

TEST(Preferences, ARankingCountsForEveryPair) {
  Design design{.name = "Ward", .kind = StudyKind::preference, .readers = {"ann"}, .ranking = true};
  std::vector<Reading> readings;
  for (int i = 0; i < 4; ++i) {
    design.cases.push_back({.id = std::to_string(i), .candidates = {{"a", "x"}, {"b", "y"}, {"c", "z"}}});
    Reading one{.reader = "ann", .caseId = std::to_string(i), .arms = {"a", "b", "c"}};
    // b before a in three of four, c always between or last so that nobody always wins.
    one.answer.values = {{"rank", i == 0 ? "CAB" : i == 1 ? "BAC" : i == 2 ? "BCA" : "ABC"}};
    readings.push_back(one);
  }
  ASSERT_TRUE(checkDesign(design));
  const auto ranked = analyse(design, readings);
  ASSERT_TRUE(ranked);
  ASSERT_TRUE(ranked->preference->logStrength.at("b").value) << ranked->preference->logStrength.at("b").why;
  EXPECT_GT(*ranked->preference->logStrength.at("b").value, *ranked->preference->logStrength.at("c").value);
}

TEST(ChoiceCount, CountsEveryErrorOfSeveralByArm) {
  Design design{.name = "Ward", .readers = {"ann"}};
  Reading one{.reader = "ann", .caseId = "a", .arms = {"ours"}};
  one.answer.values = {{"match", -1}, {"error", {"omission", "commission"}}};
  Reading two = one;
  two.caseId = "b";
  two.answer.values["error"] = {"omission"};
  Reading again = one;
  again.repeat = true;
  const auto counts = countChoices(design, {one, two, again});
  EXPECT_EQ(counts.at("error").at("ours").at("omission"), 2U);
  EXPECT_EQ(counts.at("error").at("ours").at("commission"), 1U);
}

}  // namespace
}  // namespace chexgen::study
