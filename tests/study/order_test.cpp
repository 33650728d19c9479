#include "core/study/order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace chexgen::study {
namespace {

Design study(StudyKind kind, int cases, int arms, int readers, int repeats = 0, int practice = 0) {
  Design design{.name = "Ward", .kind = kind, .repeats = repeats, .seed = 7};
  for (int i = 0; i < readers; ++i) design.readers.push_back("r" + std::to_string(i));
  for (int i = 0; i < cases + practice; ++i) {
    Case one{.id = std::to_string(i), .report = "Report.", .practice = i < practice};
    for (int arm = 0; arm < arms; ++arm) one.candidates.push_back({"m" + std::to_string(arm), "x.png"});
    design.cases.push_back(one);
  }
  return design;
}

TEST(Order, ShowsEveryImageOnceInBlocksThatHoldEachReportOnce) {
  const Design design = study(StudyKind::reportMatch, 12, 3, 2);
  for (std::size_t reader = 0; reader < 2; ++reader) {
    const auto order = orderFor(design, reader);
    ASSERT_TRUE(order);
    ASSERT_EQ(order->size(), 36U);
    std::set<std::pair<std::size_t, std::size_t>> seen;
    for (std::size_t block = 0; block < 3; ++block) {
      std::set<std::size_t> cases;
      for (std::size_t i = block * 12; i < (block + 1) * 12; ++i) {
        cases.insert((*order)[i].caseIndex);
        seen.insert({(*order)[i].caseIndex, (*order)[i].candidates.at(0)});
      }
      EXPECT_EQ(cases.size(), 12U);
    }
    EXPECT_EQ(seen.size(), 36U);
  }
}

// The square: in each block every arm is seen equally often, and over as many readers as arms every image is
// seen in every block once.
TEST(Order, GivesNoArmAnAdvantage) {
  const Design design = study(StudyKind::reportMatch, 12, 3, 3);
  std::map<std::pair<std::size_t, std::size_t>, std::set<std::size_t>> blocksOfImage;
  for (std::size_t reader = 0; reader < 3; ++reader) {
    const auto order = orderFor(design, reader);
    ASSERT_TRUE(order);
    for (std::size_t block = 0; block < 3; ++block) {
      std::map<std::size_t, int> arms;
      for (std::size_t i = block * 12; i < (block + 1) * 12; ++i) {
        ++arms[(*order)[i].candidates[0]];
        blocksOfImage[{(*order)[i].caseIndex, (*order)[i].candidates[0]}].insert(block);
      }
      for (const auto& [arm, count] : arms) EXPECT_EQ(count, 4) << "reader " << reader << ", block " << block;
    }
  }
  for (const auto& [image, blocks] : blocksOfImage) EXPECT_EQ(blocks.size(), 3U);
}

TEST(Order, DiffersBetweenReadersAndIsTheSameAgain) {
  const Design design = study(StudyKind::realism, 30, 1, 2);
  EXPECT_EQ(orderFor(design, 0).value(), orderFor(design, 0).value());
  EXPECT_NE(orderFor(design, 0).value(), orderFor(design, 1).value());
  Design other = design;
  other.seed = 8;
  EXPECT_NE(orderFor(design, 0).value(), orderFor(other, 0).value());
}

TEST(Order, BeginsWithPracticeAndEndsWithRepeatsOfWhatWasSeenEarly) {
  const Design design = study(StudyKind::reportMatch, 10, 1, 1, 4, 3);
  const auto order = orderFor(design, 0);
  ASSERT_TRUE(order);
  ASSERT_EQ(order->size(), 17U);
  for (std::size_t i = 0; i < order->size(); ++i) {
    EXPECT_EQ((*order)[i].practice, i < 3);
    EXPECT_EQ((*order)[i].repeat, i >= 13);
  }
  std::set<std::size_t> repeated;
  for (std::size_t i = 13; i < 17; ++i) {
    repeated.insert((*order)[i].caseIndex);
    const auto first = std::find_if(order->begin() + 3, order->begin() + 13, [&](const Presentation& one) {
      return one.caseIndex == (*order)[i].caseIndex;
    });
    EXPECT_LT(first - order->begin(), 3 + 5) << "of the first half";
  }
  EXPECT_EQ(repeated.size(), 4U) << "four different ones";
}

TEST(Order, TurnsTheImagesOfAPreference) {
  const Design design = study(StudyKind::preference, 40, 2, 2);
  for (std::size_t reader = 0; reader < 2; ++reader) {
    const auto order = orderFor(design, reader);
    ASSERT_TRUE(order);
    ASSERT_EQ(order->size(), 40U);
    int first = 0;
    for (const Presentation& one : *order) first += one.candidates.at(0) == 0 ? 1 : 0;
    EXPECT_EQ(first, 20) << "each arm stands on the left as often";
  }
}

TEST(Order, OfNobodyIsRefused) { EXPECT_FALSE(orderFor(study(StudyKind::realism, 3, 1, 1), 1)); }

}  // namespace
}  // namespace chexgen::study
