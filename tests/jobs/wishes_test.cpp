#include "core/jobs/wishes.h"

#include <regex>

#include <gmock/gmock.h>

#include "core/base/file.h"
#include "tests/support/golden.h"

namespace chexgen::jobs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

weights::Evidence evidence() {
  return {.method = "looked",
          .measured = {{"view", 0.99, 0.98, 1.0, {}},
                       {"age", 0.85, 0.79, 0.9, {}},
                       {"Cardiomegaly", 0.9, 0.8, 0.95, {}},
                       {"Effusion", 0.696, 0.604, 0.787, {}},
                       {"Effusion:side", 0.9, 0.85, 0.95, {}}}};
}

std::vector<std::string> said(const std::string& report, const imaging::Demographics& who = {}) {
  std::vector<std::string> words;
  for (const Doubt& doubt : doubtsOf(evidence(), report, who)) words.push_back(describe(doubt));
  return words;
}

TEST(Wishes, WhatIsShownRaisesNoDoubt) {
  EXPECT_THAT(said("Cardiomegaly. The lungs are clear.", {.view = "PA"}), IsEmpty());
  EXPECT_THAT(said("No pneumothorax. No effusion."), IsEmpty());
  EXPECT_THAT(said(""), IsEmpty());
}

TEST(Wishes, AnIntervalThatReachesBelowIsUnproven) {
  EXPECT_THAT(said("Small left pleural effusion."), ElementsAre("Effusion is unproven (AUC 0.60 to 0.79)"));
  EXPECT_THAT(said("", {.age = 64.0}), ElementsAre("age is unproven (AUC 0.79 to 0.90)"));
}

TEST(Wishes, WhatWasNotMeasuredWasNotLearned) {
  EXPECT_THAT(said("Possible right pneumothorax.", {.sex = "Male", .race = "Black"}),
              ElementsAre("Pneumothorax was not learned", "sex was not learned", "race was not learned"));
}

TEST(Wishes, ASideIsAWishOfItsOwn) {
  const auto only = evidence();
  weights::Evidence without = only;
  without.measured.pop_back();
  const auto doubts = doubtsOf(without, "Left pleural effusion.", {});
  ASSERT_EQ(doubts.size(), 2U);
  EXPECT_EQ(describe(doubts[1]), "Effusion on the left: the side was not learned");
}

TEST(Wishes, EachIsToldOnceAndCounted) {
  std::vector<CountedDoubt> counted;
  for (const char* report : {"Effusion. Effusion is small.", "Effusion.", "Pneumothorax."})
    count(doubtsOf(evidence(), report, {}), counted);
  ASSERT_EQ(counted.size(), 2U);
  EXPECT_EQ(counted[0].prompts, 2U);
  EXPECT_EQ(counted[1].prompts, 1U);
}

// What a newcomer types first must be what the model that ships can draw.
TEST(Wishes, TheExamplesForTheStarterAskForWhatItLearned) {
  const auto folder = tests::sourcePath("resources/models/starter");
  const auto learned = weights::readEvidence(folder, weights::readManifest(folder).value()).value();
  ASSERT_TRUE(learned);
  std::size_t examples = 0;
  for (const char* file : {"README.md", "app/cli/generate_command.cpp", "packaging/run.sh"}) {
    const std::string text = base::readFile(tests::sourcePath(file), 1U << 20U).value();
    const std::regex example(R"re((?:chexgen generate \\?|arguments=\()"([^"\\]+)\\?"([^\n]*))re");
    for (std::sregex_iterator found(text.begin(), text.end(), example), end; found != end; ++found) {
      if (found->str(2).find("--model models/") != std::string::npos ||
          found->str(2).find("--model runs/") != std::string::npos)
        continue;
      ++examples;
      EXPECT_THAT(doubtsOf(*learned, found->str(1), {}), IsEmpty()) << file << ": " << found->str(1);
    }
  }
  EXPECT_GE(examples, 3U);
}

}  // namespace
}  // namespace chexgen::jobs
