#include "core/cohort/report_writer.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/jobs/child_process.h"

namespace chexgen::cohort {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// Every finding alone, and every pair, on every side that it has.
std::vector<ReportSubject> subjects() {
  std::vector<text::FindingFact> facts;
  for (const std::string_view finding : text::reportedFindings()) {
    const std::string label(finding);
    if (!isSided(label)) facts.push_back({label, text::Side::unstated});
    for (const text::Side side : {text::Side::left, text::Side::right, text::Side::both})
      if (isSided(label)) facts.push_back({label, side});
  }
  std::vector<ReportSubject> all{{.sex = "Male", .age = 40, .view = "PA"}, {}};
  for (const auto& one : facts) {
    all.push_back({.sex = "Female", .age = 71, .view = "AP", .findings = {one}});
    for (const auto& other : facts)
      if (one.finding < other.finding)
        all.push_back({.sex = "Male", .age = 33, .view = "PA", .findings = {one, other}});
  }
  return all;
}

TEST(WriteReport, PassesItsOwnCheckForEveryFindingAndPair) {
  for (const ReportSubject& subject : subjects()) {
    for (std::uint64_t seed = 0; seed < (tests::fullRun() ? 8 : 2); ++seed) {
      const auto report = writeReport(subject, seed);
      ASSERT_TRUE(report) << base::describe(report.error());
      ASSERT_THAT(faultsOf(*report, subject), IsEmpty()) << report->findings << " | " << report->impression;
      ASSERT_EQ(report->findings.find('{'), std::string::npos) << report->findings;
      ASSERT_EQ(report->impression.find("  "), std::string::npos) << report->impression;
    }
  }
}

TEST(WriteReport, VariesWithTheSeedAndOnlyWithIt) {
  const ReportSubject subject{
      .sex = "Female", .age = 64, .view = "PA", .findings = {{"Effusion", text::Side::left}}};
  std::set<std::string> words;
  for (std::uint64_t seed = 0; seed < 100; ++seed) words.insert(writeReport(subject, seed)->findings);
  EXPECT_GT(words.size(), 30U);
  EXPECT_EQ(writeReport(subject, 5).value(), writeReport(subject, 5).value());
}

TEST(WriteReport, HasTheSectionsOfAReport) {
  const auto report = writeReport({.sex = "Female", .age = 64, .view = "AP", .findings = {}}, 1).value();
  EXPECT_THAT(report.patient, HasSubstr("64"));
  EXPECT_THAT(report.technique, HasSubstr("radiograph of the chest"));
  EXPECT_FALSE(report.findings.empty());
  EXPECT_FALSE(report.impression.empty());
}

TEST(WriteReport, RefusesAFindingWithoutItsSide) {
  EXPECT_FALSE(writeReport({.findings = {{"Effusion", text::Side::unstated}}}, 1));
  EXPECT_FALSE(writeReport({.findings = {{"Measles", text::Side::unstated}}}, 1));
}

TEST(FaultsOf, AReportThatContradictsItsCaseAreNamed) {
  const ReportSubject subject{.sex = "Male", .age = 50, .findings = {{"Effusion", text::Side::left}}};
  EXPECT_THAT(faultsOf({.findings = "No pleural effusion.", .impression = "Normal chest."}, subject),
              testing::ElementsAre(HasSubstr("negated_finding Effusion")));
  EXPECT_THAT(
      faultsOf(
          {.patient = "Mrs. Miller, 50 years.", .findings = "Left effusion.", .impression = "Left effusion."},
          subject),
      testing::ElementsAre(HasSubstr("name")));
}

}  // namespace
}  // namespace chexgen::cohort
