#include "core/text/report_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chexgen::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> faults(const ReportText& report, const ReportFacts& facts) {
  std::vector<std::string> all;
  for (const ReportProblem& problem : checkReport(report, facts))
    all.push_back(std::string(name(problem.fault)) + (problem.finding.empty() ? "" : " " + problem.finding));
  return all;
}

const ReportFacts leftEffusion{.findings = {{"Effusion", Side::left}}};

TEST(CheckReport, IsContentWithAReportThatSaysWhatIsKnown) {
  EXPECT_THAT(faults({"Moderate left pleural effusion. The right lung is clear. Heart size is normal.",
                      "Left pleural effusion."},
                     leftEffusion),
              IsEmpty());
  EXPECT_THAT(faults({"The lungs are clear. No pleural effusion.", "No acute disease."}, {}), IsEmpty());
}

TEST(CheckReport, FindsWhatIsMissingOrDenied) {
  EXPECT_THAT(faults({"The lungs are clear.", "Normal chest."}, leftEffusion),
              ElementsAre("missing_finding Effusion"));
  EXPECT_THAT(faults({"No pleural effusion.", "Normal chest."}, leftEffusion),
              ElementsAre("negated_finding Effusion"));
}

TEST(CheckReport, FindsWhatTheCaseDoesNotHave) {
  EXPECT_THAT(faults({"Left effusion.", "Left effusion and a nodule."}, leftEffusion),
              ElementsAre("unexpected_finding Nodule"));
  EXPECT_THAT(faults({"Left effusion.", "Left effusion and a nodule."},
                     {.findings = {{"Effusion", Side::left}}, .complete = false}),
              IsEmpty());
  EXPECT_THAT(faults({"Consolidation in the left lung.", "Pneumonia."},
                     {.findings = {{"Pneumonia", Side::unstated}}}),
              IsEmpty());
}

TEST(CheckReport, FindsAStatementAgainstAnother) {
  EXPECT_THAT(faults({"Left effusion. No pleural effusion.", "Left effusion."}, leftEffusion),
              ElementsAre("contradiction Effusion"));
  EXPECT_THAT(faults({"Left effusion. No right pleural effusion.", "Left effusion."}, leftEffusion),
              IsEmpty());
  EXPECT_THAT(faults({"Small left effusion. No large effusion.", "Left effusion."}, leftEffusion), IsEmpty());
  EXPECT_THAT(
      faults({"Heart size is normal.", "Cardiomegaly."}, {.findings = {{"Cardiomegaly", Side::unstated}}}),
      ElementsAre("contradiction Cardiomegaly"));
}

TEST(CheckReport, ComparesTheSides) {
  EXPECT_THAT(faults({"Right effusion.", "Right effusion."}, leftEffusion),
              ElementsAre("wrong_side Effusion"));
  EXPECT_THAT(faults({"Left effusion.", "Right effusion."}, {.findings = {{"Effusion", Side::unstated}}}),
              ElementsAre("wrong_side Effusion"));
  EXPECT_THAT(faults({"An effusion.", "Effusion."}, leftEffusion), ElementsAre("missing_side Effusion"));
  EXPECT_THAT(faults({"Bilateral effusions.", "Effusions."}, {.findings = {{"Effusion", Side::both}}}),
              IsEmpty());
}

TEST(CheckReport, FindsARepeatedSentence) {
  EXPECT_THAT(
      faults({"Heart size is normal. The lungs are clear. Heart size is normal.", "Normal chest."}, {}),
      ElementsAre("repeated_sentence"));
  EXPECT_THAT(faults({"The lungs are clear.", "The lungs are clear."}, {}), IsEmpty())
      << "once in each section";
}

TEST(CheckReport, ComparesSexAgeAndView) {
  const ReportFacts facts{.sex = "Male", .age = 64.0, .view = "PA"};
  EXPECT_THAT(faults({"64-year-old man. PA view. The lungs are clear.", "Normal."}, facts), IsEmpty());
  EXPECT_THAT(faults({"Her lungs are clear.", "Normal."}, facts), ElementsAre("wrong_sex"));
  EXPECT_THAT(faults({"Chest of a 30 year old.", "Normal."}, facts), ElementsAre("wrong_age"));
  EXPECT_THAT(faults({"Portable radiograph.", "Normal."}, facts), ElementsAre("wrong_view"));
}

TEST(LintReport, FindsWhatDeIdentificationLeftAndWhatItMissed) {
  std::vector<std::string> marks;
  for (const LintMark& mark : lintReport(
           "XXXX opacity. Read by Dr. Miller on 12/03/2019. MRN 8845. Unchanged since the prior study ___."))
    marks.push_back(std::string(name(mark.kind)) + ":" + mark.passage);
  EXPECT_THAT(marks,
              ElementsAre("deidentified:XXXX", "name:Dr. Miller", "number:12/03/2019", "number:MRN 8845",
                          "prior:Unchanged", "prior:prior study", "deidentified:___"));
  EXPECT_THAT(lintReport("Small left pleural effusion of 12 mm."), IsEmpty());
}

}  // namespace
}  // namespace chexgen::text
