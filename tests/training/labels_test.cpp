#include "core/training/labels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/imaging/findings.h"

namespace chexgen::training {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using text::Side;

TEST(Labels, ReadsAListInAnyQuoting) {
  for (const char* list : {"Effusion|Cardiomegaly", "effusion; cardiomegaly", "Effusion, Cardiomegaly",
                           "['pleural effusion', 'cardiomegaly']", "[\"Pleural Effusion\", \"Cardiomegaly\"]",
                           "[pleural effusions, cardiomegaly]", " EFFUSION |Cardiomegaly| ",
                           "pleural_effusion|enlarged heart", "Pleural-Effusion\nCardiomegaly"}) {
    EXPECT_THAT(readLabels(list).names(), ElementsAre("Effusion", "Cardiomegaly")) << list;
    EXPECT_FALSE(readLabels(list).isNoFinding()) << list;
  }
  EXPECT_THAT(labelEntries("['it\\'s', \"a, b\", 'c']"), ElementsAre("it's", "a, b", "c"));
}

TEST(Labels, KnowsPluralsAndSynonymsByOneTable) {
  const std::pair<const char*, const char*> same[] = {{"Nodules", "Nodule"},
                                                      {"masses", "Mass"},
                                                      {"pneumothoraces", "Pneumothorax"},
                                                      {"Pleural_Thickening", "Pleural Thickening"},
                                                      {"pulmonary oedema", "Edema"},
                                                      {"Infiltrates", "Infiltration"},
                                                      {"pulmonary fibrosis", "Fibrosis"},
                                                      {"hiatal hernia", "Hernia"},
                                                      {"Rib fracture", "Fracture"},
                                                      {"lung opacity", "Lung Opacity"},
                                                      {"ILD", "Interstitial Lung Disease"},
                                                      {"pacemaker", "Pacemaker"}};
  for (const auto& [written, name] : same)
    EXPECT_THAT(readLabels(written).names(), ElementsAre(name)) << written;
}

TEST(Labels, EveryFindingOfReportsIsInTheTable) {
  for (const std::string_view finding : text::reportedFindings())
    EXPECT_EQ(imaging::labelNamed(finding)->name, finding);
  for (const imaging::Finding& finding : imaging::findings())
    for (const std::string& alias : finding.aliases)
      EXPECT_EQ(imaging::findingNamed(alias)->name, finding.name) << alias;
}

TEST(Labels, TakesTheSideThatIsSaid) {
  const std::pair<const char*, Side> sides[] = {{"Effusion:left", Side::left},
                                                {"left effusion", Side::left},
                                                {"Effusion (right)", Side::right},
                                                {"effusion right", Side::right},
                                                {"Right-sided pleural effusion", Side::right},
                                                {"bilateral effusions", Side::both},
                                                {"Effusion:left|Effusion:right", Side::both},
                                                {"Effusion", Side::unstated}};
  for (const auto& [written, side] : sides) {
    const Labels labels = readLabels(written);
    ASSERT_EQ(labels.findings.size(), 1U) << written;
    EXPECT_EQ(labels.findings[0], (text::FindingFact{"Effusion", side})) << written;
  }
}

TEST(Labels, WhatIsNotUnderstoodIsNeverNoFinding) {
  const Labels labels = readLabels("Effussion|Cardiomegaly");
  EXPECT_THAT(labels.unknown, ElementsAre("Effussion"));
  EXPECT_THAT(labels.names(), ElementsAre("Cardiomegaly", "Effussion"));
  EXPECT_FALSE(readLabels("unclear shadow").isNoFinding());
  EXPECT_FALSE(readLabels("No Finding|shadow").isNoFinding());
  for (const char* nothing : {"", " ", "nan", "N/A", "[]", "null", "unknown"}) {
    EXPECT_FALSE(readLabels(nothing).isStated()) << nothing;
    EXPECT_FALSE(readLabels(nothing).isNoFinding()) << nothing;
  }
  for (const char* none :
       {"No Finding", "no findings", "Normal", "['normal']", "No_Finding", "No Finding|Support Devices"})
    EXPECT_TRUE(readLabels(none).isNoFinding()) << none;
}

TEST(Labels, ReadsCellsOfOneHotColumns) {
  for (const char* cell : {"1", "1.0", "1,0", " 1 ", "true", "Yes"})
    EXPECT_EQ(labelCell(cell), LabelCell::present) << cell;
  for (const char* cell : {"0", "0.0", "False", "no"}) EXPECT_EQ(labelCell(cell), LabelCell::absent) << cell;
  for (const char* cell : {"-1", "-1.0"}) EXPECT_EQ(labelCell(cell), LabelCell::uncertain) << cell;
  for (const char* cell : {"", "  ", "nan"}) EXPECT_EQ(labelCell(cell), LabelCell::blank) << cell;
  for (const char* cell : {"2", "severe", "0.5"}) EXPECT_EQ(labelCell(cell), LabelCell::unreadable) << cell;
}

// Uncertain and blank labels are no negatives: neither a yes nor a no, unless somebody says so.
TEST(Labels, SayOfAFindingThatItIsThereThatItIsNotOrNothing) {
  const Labels list = readLabels("Cardiomegaly|left pleural effusion");
  EXPECT_EQ(saidOf(list, "Effusion"), LabelCell::present);
  EXPECT_EQ(saidOf(list, "Edema"), LabelCell::absent) << "a list names all that is there";
  EXPECT_EQ(saidOf(readLabels("No Finding"), "Edema"), LabelCell::absent);
  EXPECT_EQ(saidOf(readLabels(" nan "), "Edema"), LabelCell::blank);
  Labels columns;
  addLabel(columns, "Cardiomegaly");
  columns.uncertain = {"Edema"};
  columns.absent = {"Effusion"};
  EXPECT_EQ(saidOf(columns, "Cardiomegaly"), LabelCell::present);
  EXPECT_EQ(saidOf(columns, "Edema"), LabelCell::uncertain);
  EXPECT_EQ(saidOf(columns, "Effusion"), LabelCell::absent);
  EXPECT_EQ(saidOf(columns, "Pneumothorax"), LabelCell::blank) << "its column says nothing";
}

TEST(Labels, UncertainAndBlankOnesAreAnswersOnlyWhereSomebodySaysWhich) {
  for (const auto& [name, answer] : std::initializer_list<std::pair<const char*, std::optional<bool>>>{
           {"leave-out", std::nullopt}, {"positive", true}, {"negative", false}}) {
    const LabelRules rules{.uncertain = uncertainNamed(name).value()};
    EXPECT_EQ(answerOf(LabelCell::uncertain, rules), answer) << name;
    EXPECT_EQ(answerOf(LabelCell::blank, rules), std::nullopt) << name;
    EXPECT_EQ(answerOf(LabelCell::present, rules), true) << name;
    EXPECT_EQ(answerOf(LabelCell::absent, rules), false) << name;
    EXPECT_EQ(chexgen::training::name(rules.uncertain), name);
  }
  EXPECT_EQ(answerOf(LabelCell::blank, {.blankIsAbsent = true}), false);
  EXPECT_FALSE(uncertainNamed("maybe"));
  Unanswered left;
  EXPECT_EQ(inWords(left), "");
  for (const LabelCell said : {LabelCell::uncertain, LabelCell::blank, LabelCell::uncertain})
    left.count(said);
  EXPECT_EQ(inWords(left), "2 uncertain (-1) and 1 blank");
}

}  // namespace
}  // namespace chexgen::training
