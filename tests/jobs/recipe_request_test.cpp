#include "core/jobs/recipe_request.h"

#include <gmock/gmock.h>

namespace chexgen::jobs {
namespace {

using base::ErrorCode;

TEST(OpenRecipe, LeavesOutWhatTheModelShallFill) {
  const auto recipe = openRecipeFromJson({{"report", "Clear lungs."}}).value();
  EXPECT_EQ(recipe.report, "Clear lungs.");
  EXPECT_EQ(recipe.steps, 0);
  EXPECT_LT(recipe.guidance, 0);
  EXPECT_TRUE(recipe.sampler.empty());
  EXPECT_TRUE(recipe.demographics.empty());
  EXPECT_FALSE(recipe.condition);
}

TEST(OpenRecipe, TakesAWholeRecipeAsItIs) {
  imaging::Recipe recipe = openRecipe();
  recipe.report = "Effusion.";
  recipe.demographics = {"Female", 61, "Asian", "PA"};
  recipe.condition = imaging::Condition{"mask", "m.png", "ab", {1, 1, 3, {1, 2, 3}}};
  recipe.steps = 20;
  recipe.guidance = 4.5;
  recipe.seed = 18446744073709551615ULL;
  EXPECT_EQ(openRecipeFromJson(imaging::toJson(recipe)).value(), recipe);
}

TEST(OpenRecipe, TakesASeedAsNumberOrText) {
  EXPECT_EQ(openRecipeFromJson({{"report", ""}, {"seed", 7}}).value().seed, 7U);
  EXPECT_EQ(openRecipeFromJson({{"report", ""}, {"seed", "7"}}).value().seed, 7U);
  EXPECT_FALSE(openRecipeFromJson({{"report", ""}, {"seed", -7}}));
  EXPECT_FALSE(openRecipeFromJson({{"report", ""}, {"seed", 7.5}}));
}

TEST(OpenRecipe, RefusesAMistypedEntry) {
  const auto recipe = openRecipeFromJson({{"report", "a"}, {"step", 20}});
  ASSERT_FALSE(recipe);
  EXPECT_EQ(recipe.error().code, ErrorCode::formatInvalid);
  EXPECT_THAT(recipe.error().message, testing::HasSubstr("\"step\""));
}

TEST(OpenRecipe, RefusesWhatSaysNothingAboutTheImage) {
  EXPECT_FALSE(openRecipeFromJson({{"seed", "7"}}));
  EXPECT_FALSE(openRecipeFromJson("a report"));
  EXPECT_FALSE(openRecipeFromJson({{"report", 5}}));
}

TEST(SameImage, CircumstancesDoNotCountButSettingsDo) {
  const imaging::Recipe asked = openRecipe();
  imaging::Recipe made = asked;
  made.program = "chexgen 9";
  made.device = "cuda:0";
  made.batch = 7;
  made.threads = 3;
  EXPECT_TRUE(asksForSameImage(asked, made));
  for (const auto& change : std::vector<std::function<void(imaging::Recipe&)>>{
           [](auto& r) { r.report = "x"; }, [](auto& r) { r.seed = 1; }, [](auto& r) { r.steps = 9; },
           [](auto& r) { r.precision = "bf16"; }, [](auto& r) { r.modelSha256 = "b"; },
           [](auto& r) { r.condition.emplace(); }}) {
    imaging::Recipe other = made;
    change(other);
    EXPECT_FALSE(asksForSameImage(asked, other));
  }
}

}  // namespace
}  // namespace chexgen::jobs
