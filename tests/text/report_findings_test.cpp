#include "core/text/report_findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chexgen::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ReportFindings, AreThoseThatAreStated) {
  EXPECT_THAT(statedFindings("Small left pleural effusion with adjacent atelectasis. The heart is enlarged."),
              ElementsAre("Atelectasis", "Cardiomegaly", "Effusion"));
  EXPECT_THAT(statedFindings("Multiple pulmonary NODULES; possible pneumonia"),
              ElementsAre("Nodule", "Pneumonia"));
}

TEST(ReportFindings, AreNotThoseThatAreDenied) {
  EXPECT_THAT(statedFindings("No focal consolidation, pleural effusion or pneumothorax."), IsEmpty());
  EXPECT_THAT(statedFindings("The lungs are clear without edema"), IsEmpty());
  EXPECT_THAT(statedFindings("The right pneumothorax has resolved."), IsEmpty());
  EXPECT_THAT(statedFindings("A fracture is not seen."), IsEmpty());
}

TEST(ReportFindings, OfASentenceThatTurnsAreThoseAfterTheTurn) {
  EXPECT_THAT(statedFindings("No pneumothorax, but a small effusion."), ElementsAre("Effusion"));
  EXPECT_THAT(statedFindings("Pneumonia has resolved, however a nodule remains."), ElementsAre("Nodule"));
}

TEST(ReportFindings, OfOneSentenceDoNotReachIntoTheNext) {
  EXPECT_THAT(statedFindings("No effusion. Cardiomegaly."), ElementsAre("Cardiomegaly"));
  EXPECT_THAT(statedFindings("No nodule above 2.5 mm. Mass in the hilum"), ElementsAre("Mass"));
}

TEST(ReportFindings, AreWholeWords) {
  EXPECT_THAT(statedFindings("Massive gastric air. Pneumoniae in culture."), IsEmpty());
  EXPECT_THAT(statedFindings("A notable effusion"), ElementsAre("Effusion"));
}

}  // namespace
}  // namespace chexgen::text
