// Groups out of tables of real radiographs: what the labels say, and nothing else, is counted.
#include "core/cohort/balance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/cohort/label_reports.h"
#include "core/cohort/report_writer.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cohort {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Balancing : public testing::Test {
 protected:
  training::DataTable read(const std::string& text) {
    std::ofstream(folder_ / "t.csv") << text;
    return training::readTable(folder_ / "t.csv", {.images = false}).value();
  }
  static std::vector<std::string> words(const base::Result<Balance>& balance) {
    if (!balance) return {balance.error().message};
    std::vector<std::string> all;
    for (std::size_t i = 0; i < balance->strata.size(); ++i)
      all.push_back(describe(balance->strata[i]) + " " + std::to_string(balance->present[i]));
    return all;
  }
  tests::TemporaryFolder folder_;
};

TEST_F(Balancing, TakesTheTablesOwnFindingsWhenNoneAreNamed) {
  const auto table = read(
      "image,sex,labels\na,M,Effusion\nb,M,Effusion|Edema\nc,F,No Finding\nd,F,Cardiomegaly\ne,F,No "
      "Finding\n");
  const auto made = balance(table, {.total = 5});
  EXPECT_THAT(words(made), ElementsAre("Female, Cardiomegaly 1", "Female, No Finding 2",
                                       "Male, Edema|Effusion 1", "Male, Effusion 1"));
  EXPECT_EQ(made->leftOut, 0U);
}

TEST_F(Balancing, WhatIsNotSaidIsNotNoFinding) {
  const auto table =
      read("image,labels\na,Effusion\nb,\nc,Mass\nd,No Finding\ne,Lung Opacity\nf,Support Devices\n");
  const auto made = balance(table, {.total = 2, .by = {"findings"}, .findings = {"Effusion"}});
  EXPECT_THAT(words(made), ElementsAre("Effusion 1", "No Finding 1"));
  EXPECT_EQ(made->leftOut, 4U);
  EXPECT_THAT(made->remarks, Contains(HasSubstr("other findings only: \"Lung Opacity\" (1), \"Mass\" (1)")));
  EXPECT_THAT(made->remarks, Contains(HasSubstr("2 of 6 rows were left out: they have no label")));
  const auto blank =
      balance(table, {.total = 2, .by = {"findings"}, .findings = {"Effusion"}, .blankIsNone = true});
  EXPECT_THAT(words(blank), ElementsAre("Effusion 1", "No Finding 2"));
}

TEST_F(Balancing, RefusesLabelsThatItDoesNotUnderstand) {
  const auto table = read("image,labels\na,Effussion\nb,Effussion|Edema\nc,No Finding\nd,odd\n");
  const auto made = balance(table, {.total = 2, .by = {"findings"}});
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("\"Effussion\" (2), \"odd\" (1)"));
  EXPECT_THAT(made.error().next, HasSubstr("--ignore-labels"));
  const auto ignored = balance(table, {.total = 2, .by = {"findings"}, .ignoreLabels = true});
  EXPECT_THAT(words(ignored), ElementsAre("Edema 1", "No Finding 1"));
  EXPECT_EQ(ignored->leftOut, 2U);
}

TEST_F(Balancing, NeedsLabelsWhereFindingsDivide) {
  const auto table = read("subject_id,ViewPosition\n1,PA\n2,LATERAL\n3,AP\n");
  EXPECT_THAT(balance(table, {.total = 2}).error().message, HasSubstr("no column of labels"));
  const auto views = balance(table, {.total = 2, .by = {"view"}});
  EXPECT_THAT(words(views), ElementsAre("AP, No Finding 1", "PA, No Finding 1"));
  EXPECT_THAT(views->remarks, Contains(HasSubstr("\"view LATERAL\" (1)")));
  EXPECT_THAT(views->remarks, Contains(HasSubstr("planned without a finding")));
}

TEST_F(Balancing, UncertainFindingsAreLeftOutAndTold) {
  const auto table = read("Path,No Finding,Edema,Mass\na,1,,\nb,,-1,\nc,,1,-1\nd,,1,\n");
  const auto made = balance(table, {.total = 2, .by = {"findings"}, .findings = {"Edema"}});
  EXPECT_THAT(words(made), ElementsAre("Edema 2", "No Finding 1"));
  EXPECT_THAT(made->remarks,
              Contains(HasSubstr("1 of 4 rows were left out: what divides the groups is uncertain")));
}

TEST_F(Balancing, ReportsOfLabelsSayNoMoreThanThese) {
  auto table = read(
      "image,report,labels\na,,left effusion|Cardiomegaly\nb,Own words.,Edema\nc,,No Finding\nd,,\ne,,odd\n"
      "f,,Lung Opacity\n");
  const auto made = writeLabelReports(table, false, false, 7);
  EXPECT_EQ(made.written, 3U);
  EXPECT_EQ(made.left, 2U);
  EXPECT_THAT(table.rows[0].report,
              testing::AnyOf("Left pleural effusion. Cardiomegaly.", "Cardiomegaly. Left pleural effusion."));
  EXPECT_EQ(table.rows[0].prompt, table.rows[0].report);
  EXPECT_EQ(table.rows[1].report, "Own words.");
  EXPECT_THAT(table.rows[2].report, testing::AnyOf(HasSubstr("No acute"), HasSubstr("Normal")));
  EXPECT_EQ(table.rows[3].report, "");
  EXPECT_EQ(table.rows[4].report, "");
  EXPECT_EQ(table.rows[5].report, "Lung opacity.");
  EXPECT_THAT(made.remarks, Contains(HasSubstr("written from their labels")));
  EXPECT_THAT(made.remarks, Contains(HasSubstr("\"odd\" is not understood")));
}

TEST_F(Balancing, EveryFindingHasPlainWordsThatPassTheCheck) {
  for (const std::string_view finding : text::reportedFindings())
    for (const text::Side side :
         {text::Side::unstated, text::Side::left, text::Side::right, text::Side::both}) {
      if (side != text::Side::unstated && !isSided(std::string(finding))) continue;
      training::Labels labels;
      labels.findings.push_back({std::string(finding), side});
      const auto report = writeFromLabels(labels, 1);
      ASSERT_TRUE(report) << finding << report.error().message;
    }
  training::Labels uncertain;
  uncertain.saysNone = true;
  uncertain.uncertain.emplace_back("Edema");
  EXPECT_FALSE(writeFromLabels(uncertain, 1));
}

TEST_F(Balancing, CasesOfKnownDataSetsAreCounted) {
  CHEXGEN_CASE_OR_SKIP(cases, "");
  const auto readCase = [&](const char* name) {
    return training::readTable(cases / name, {.images = false}).value();
  };
  const auto chexpert =
      balance(readCase("table-chexpert-onehot/chexpert.csv"),
              {.total = 8, .by = {"sex", "findings"}, .findings = {"Cardiomegaly", "Edema", "Effusion"}});
  EXPECT_THAT(words(chexpert),
              ElementsAre("Female, No Finding 1", "Male, Cardiomegaly|Edema 1", "Male, Edema|Effusion 1"));
  EXPECT_THAT(words(balance(readCase("table-padchest-lists/padchest_image.csv"),
                            {.total = 8, .by = {"findings"}, .findings = {"Effusion", "Cardiomegaly"}})),
              ElementsAre("Cardiomegaly|Effusion 1", "No Finding 1"));
  EXPECT_THAT(words(balance(readCase("table-mimic-padchest-columns/mimic_metadata.csv"),
                            {.total = 4, .by = {"view"}})),
              ElementsAre("PA, No Finding 1"));
  EXPECT_THAT(
      words(balance(readCase("table-mimic-padchest-columns/padchest.csv"), {.total = 4, .by = {"view"}})),
      ElementsAre("PA, No Finding 2"));
}

TEST_F(Balancing, CountsTheRadiographsOfChestXray14) {
  CHEXGEN_DATA_OR_SKIP(file, "nih-cxr-512/metadata.csv");
  const auto table = training::readTable(file, {.images = false}).value();
  const auto made = balance(table, {.total = 10, .by = {"findings"}});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->leftOut, 0U);
  std::size_t none = 0;
  for (std::size_t i = 0; i < made->strata.size(); ++i)
    if (made->strata[i].findings.empty()) none += made->present[i];
  // As Python's csv module counts them.
  EXPECT_EQ(none, 361U);
}

}  // namespace
}  // namespace chexgen::cohort
