#include "core/study/order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace chexgen::study {
namespace {

Design study(StudyKind kind, int cases, int arms, int readers, int repeats = 0, int practice = 0) {
  Design design{.name = "Ward", .kind = kind, .repeats = repeats};
  for (int i = 0; i < readers; ++i) design.readers.push_back("r" + std::to_string(i));
  for (int i = 0; i < cases + practice; ++i) {
    Case one{.id = std::to_string(i), .report = "Report.", .practice = i < practice};
    for (int arm = 0; arm < arms; ++arm) one.candidates.push_back({"m" + std::to_string(arm), "x.png"});
    design.cases.push_back(one);
  }
  return design;
}

OrderSecret secret(char digit = '7') { return OrderSecret::fromText(std::string(64, digit)).value(); }

TEST(Order, ShowsEveryImageOnceInBlocksThatHoldEachReportOnce) {
  const Design design = study(StudyKind::reportMatch, 12, 3, 2);
  for (std::size_t reader = 0; reader < 2; ++reader) {
    const auto order = orderFor(design, secret(), reader);
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
    const auto order = orderFor(design, secret(), reader);
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
  EXPECT_EQ(orderFor(design, secret(), 0).value(), orderFor(design, secret(), 0).value());
  EXPECT_NE(orderFor(design, secret(), 0).value(), orderFor(design, secret(), 1).value());
  EXPECT_NE(orderFor(design, secret(), 0).value(), orderFor(design, secret('8'), 0).value());
  Design seeded = design;
  seeded.seed = 8;
  EXPECT_EQ(orderFor(design, secret(), 0).value(), orderFor(seeded, secret(), 0).value());
}

// An arm whose cases have no partner must not be seen in the first block only.
TEST(Order, SpreadsCasesWithFewerImagesOverAllBlocks) {
  Design design = study(StudyKind::realism, 20, 2, 2);
  for (std::size_t i = 10; i < 20; ++i) design.cases[i].candidates.resize(1);
  for (std::size_t reader = 0; reader < 2; ++reader) {
    const auto order = orderFor(design, secret(), reader).value();
    ASSERT_EQ(order.size(), 30U);
    int single = 0, first = 0;
    for (std::size_t i = 0; i < 15; ++i) {
      single += order[i].caseIndex >= 10 ? 1 : 0;
      first += order[i].caseIndex < 10 && order[i].candidates[0] == 0 ? 1 : 0;
    }
    EXPECT_EQ(single, 5) << "half of them in each half";
    EXPECT_EQ(first, 5) << "and the arms of the others as often";
  }
}

// However the case lists them.
TEST(Order, BalancesArmsAndNotPlacesInTheTable) {
  Design design = study(StudyKind::reportMatch, 12, 2, 1);
  for (std::size_t i = 0; i < 12; i += 2)
    std::swap(design.cases[i].candidates[0], design.cases[i].candidates[1]);
  const auto order = orderFor(design, secret(), 0).value();
  int first = 0;
  for (std::size_t i = 0; i < 12; ++i)
    first += design.cases[order[i].caseIndex].candidates[order[i].candidates[0]].arm == "m0" ? 1 : 0;
  EXPECT_EQ(first, 6);
}

TEST(Order, DrawsPracticeFromTheSecretAndAlwaysLeavesACase) {
  Design design = study(StudyKind::realism, 6, 2, 1, 0, 1);
  design.drawnPractice = 2;
  const auto practised = [](const Design& one) {
    std::vector<std::size_t> cases;
    for (std::size_t i = 0; i < one.cases.size(); ++i)
      if (one.cases[i].practice) cases.push_back(i);
    return cases;
  };
  const Design drawn = withPractice(design, secret());
  EXPECT_EQ(drawn.drawnPractice, 0);
  ASSERT_EQ(practised(drawn).size(), 3U);
  EXPECT_EQ(practised(drawn).front(), 0U) << "the one that was marked";
  EXPECT_EQ(withPractice(design, secret()), drawn);
  std::set<std::vector<std::size_t>> others;
  for (const char digit : {'1', '2', '3', '4'}) others.insert(practised(withPractice(design, secret(digit))));
  EXPECT_GT(others.size(), 1U);
  design.drawnPractice = 6;
  EXPECT_FALSE(checkDesign(design)) << "one must be left to count";
}

// All six orders of three images, not only the three that a turn gives.
TEST(Order, OfThreeImagesBesideEachOtherIsAnyOfSix) {
  const Design design = study(StudyKind::preference, 60, 3, 1);
  std::map<std::vector<std::size_t>, int> seen;
  std::map<std::size_t, int> left;
  const auto order = orderFor(design, secret(), 0).value();
  for (const Presentation& one : order) {
    ++seen[one.candidates];
    ++left[one.candidates.front()];
  }
  EXPECT_EQ(seen.size(), 6U);
  for (const auto& [candidate, count] : left) EXPECT_EQ(count, 20);
}

TEST(Order, BeginsWithPracticeAndEndsWithRepeatsOfWhatWasSeenEarly) {
  const Design design = study(StudyKind::reportMatch, 10, 1, 1, 4, 3);
  const auto order = orderFor(design, secret(), 0);
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
    const auto order = orderFor(design, secret(), reader);
    ASSERT_TRUE(order);
    ASSERT_EQ(order->size(), 40U);
    int first = 0;
    for (const Presentation& one : *order) first += one.candidates.at(0) == 0 ? 1 : 0;
    EXPECT_EQ(first, 20) << "each arm stands on the left as often";
  }
}

TEST(Order, OfNobodyIsRefused) { EXPECT_FALSE(orderFor(study(StudyKind::realism, 3, 1, 1), secret(), 1)); }

}  // namespace
}  // namespace chexgen::study
