#include "core/text/report_mentions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chexgen::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string said(const Mention& mention) {
  std::string text(reportedFindings()[mention.finding]);
  text += mention.stated == Stated::present    ? " present"
          : mention.stated == Stated::possible ? " possible"
                                               : " absent";
  if (mention.side != Side::unstated) text.append(" ").append(name(mention.side));
  if (mention.reserved) text += " reserved";
  return text;
}

std::vector<std::string> saidIn(std::string_view report) {
  std::vector<std::string> all;
  for (const Mention& mention : mentionsIn(report)) all.push_back(said(mention));
  return all;
}

TEST(ReportMentions, TakeTheNearestSide) {
  EXPECT_THAT(saidIn("Small left pleural effusion, right basilar atelectasis."),
              ElementsAre("Effusion present left", "Atelectasis present right"));
  EXPECT_THAT(saidIn("There is consolidation in the right lower lobe."),
              ElementsAre("Consolidation present right"));
  EXPECT_THAT(saidIn("Bibasilar atelectasis."), ElementsAre("Atelectasis present both"));
  EXPECT_THAT(saidIn("Left greater than right effusions."), ElementsAre("Effusion present both"));
  EXPECT_THAT(saidIn("Left effusion with atelectasis."),
              ElementsAre("Effusion present left", "Atelectasis present"));
  EXPECT_THAT(saidIn("Left basilar atelectasis and/or infiltrate."),
              ElementsAre("Atelectasis present left", "Infiltration present left"));
}

TEST(ReportMentions, KeepDoubtApartFromDenial) {
  EXPECT_THAT(saidIn("Possible pneumonia."), ElementsAre("Pneumonia possible"));
  EXPECT_THAT(saidIn("A nodular opacity."), ElementsAre("Nodule possible"));
  EXPECT_THAT(saidIn("A small pneumothorax cannot be excluded."), ElementsAre("Pneumothorax possible"));
  EXPECT_THAT(saidIn("No change in the left effusion."), ElementsAre("Effusion present left"));
  EXPECT_THAT(saidIn("No pneumothorax."), ElementsAre("Pneumothorax absent"));
}

TEST(ReportMentions, KnowADenialWithReserve) {
  EXPECT_THAT(saidIn("No new nodule."), ElementsAre("Nodule absent reserved"));
  EXPECT_THAT(saidIn("No large effusion or pneumothorax."),
              ElementsAre("Effusion absent reserved", "Pneumothorax absent reserved"));
}

TEST(ReportMentions, TakeWhatIsNormalForADenial) {
  EXPECT_THAT(saidIn("Heart size is normal."), ElementsAre("Cardiomegaly absent"));
  EXPECT_THAT(saidIn("The cardiac silhouette is within normal limits."), ElementsAre("Cardiomegaly absent"));
  EXPECT_THAT(saidIn("The lungs are clear."),
              ElementsAre("Consolidation absent reserved", "Edema absent reserved",
                          "Infiltration absent reserved", "Pneumonia absent reserved"));
  EXPECT_THAT(saidIn("The lungs are otherwise clear."), IsEmpty());
  EXPECT_THAT(saidIn("Heart size is at the upper limits of normal."), IsEmpty());
}

TEST(ReportMentions, LeaveOutHistoryAndQuestions) {
  EXPECT_THAT(saidIn("History of pneumonia."), IsEmpty());
  EXPECT_THAT(saidIn("Evaluate for pneumothorax."), IsEmpty());
}

TEST(ReportMentions, KnowOtherThingsByTheWordBefore) {
  EXPECT_THAT(saidIn("Pericardial effusion. Subcutaneous emphysema."), IsEmpty());
}

TEST(ReportMentions, StartAnewWhereASentenceTurns) {
  EXPECT_THAT(saidIn("No pneumothorax, there is a small right effusion."),
              ElementsAre("Pneumothorax absent", "Effusion present right"));
}

TEST(Sentences, EndAtPointsThatEndThem) {
  EXPECT_THAT(sentencesOf("A nodule of 2.5 mm. Seen by Dr. M; edema vs. infection.\n1. "),
              ElementsAre("a nodule of 2.5 mm", "seen by dr. m", "edema vs. infection"));
}

}  // namespace
}  // namespace chexgen::text
