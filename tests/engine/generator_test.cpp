// What the generator promises about images, batches and cancelling, with a model of random weights.
#include "core/engine/generator.h"

#include <gtest/gtest.h>

#include "core/jobs/recipe_request.h"
#include "tests/engine/small_model.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::engine {
namespace {

using imaging::Image8;
using imaging::Recipe;

class GeneratorTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new tests::TemporaryFolder;
    tests::makeSmallModel(*folder_ / "model");
    generator_ = load().release();
  }
  static void TearDownTestSuite() {
    delete generator_;
    delete folder_;
  }

  static std::unique_ptr<Generator> load() {
    return Generator::load(*folder_ / "model", {.device = "cpu", .precision = "fp32", .threads = 1}).value();
  }

  static Recipe recipe(std::uint64_t seed, const std::string& report = "Small left pleural effusion.") {
    Recipe open = jobs::openRecipe();
    open.report = report;
    open.seed = seed;
    open.steps = 4;
    return open;
  }
  static Recipe withMask(Recipe recipe) {
    Image8 mask{.width = 64, .height = 64, .channels = 3, .pixels = std::vector<std::uint8_t>(64 * 64 * 3)};
    for (int y = 10; y < 40; ++y) {
      for (int x = 8; x < 30; ++x) {
        for (int c = 0; c < 3; ++c) mask.pixels[mask.index(x, y, c)] = 255;
      }
    }
    recipe.condition = imaging::Condition{
        .kind = "mask", .sourceName = "mask.png", .sourceSha256 = std::string(64, '0'), .image = mask};
    return recipe;
  }

  static std::vector<jobs::GeneratedImage> make(const std::vector<Recipe>& recipes) {
    auto images = generator_->generate(recipes, {}, {});
    if (!images) throw std::runtime_error(base::describe(images.error()));
    return *images;
  }
  static Image8 makeOne(const Recipe& recipe) { return make({recipe}).front().pixels; }

  static inline tests::TemporaryFolder* folder_ = nullptr;
  static inline Generator* generator_ = nullptr;
};

TEST_F(GeneratorTest, MakesAGreyImageWithContrastAtTheModelsSize) {
  const Image8 image = makeOne(recipe(1));
  EXPECT_EQ(image.width, 64);
  EXPECT_EQ(image.height, 64);
  EXPECT_EQ(image.channels, 1);
  const auto [low, high] = std::minmax_element(image.pixels.begin(), image.pixels.end());
  EXPECT_GT(*high - *low, 10) << "a blank image";
}

TEST_F(GeneratorTest, GivesTheSamePixelsAloneInABatchAndInAnotherOrder) {
  for (const char* sampler : {"ancestral", "ddim", "dpmpp2m"}) {
    std::vector<Recipe> batch;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      batch.push_back(recipe(
          seed, seed % 2 == 0 ? "Clear lungs." : "Cardiomegaly with mild pulmonary oedema, no effusion."));
      batch.back().sampler = sampler;
    }
    const auto together = make(batch);
    const std::vector<Recipe> reversed(batch.rbegin(), batch.rend());
    const auto backwards = make(reversed);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      EXPECT_EQ(together[i].pixels, makeOne(batch[i])) << sampler << " " << i;
      EXPECT_EQ(together[i].pixels, backwards[batch.size() - 1 - i].pixels) << sampler << " " << i;
    }
  }
}

TEST_F(GeneratorTest, GivesTheSamePixelsFromItsOwnCompleteRecipeInAnotherProcessOfTheModel) {
  const auto image = make({withMask(recipe(7))}).front();
  const auto again = load()->generate(std::vector<Recipe>{image.recipe}, {}, {}).value();
  EXPECT_EQ(again.front().pixels, image.pixels);
  EXPECT_EQ(again.front().recipe, image.recipe);
}

TEST_F(GeneratorTest, EverySettingThatARecipeNamesChangesThePixels) {
  const Image8 image = makeOne(recipe(3));
  const auto differs = [&](const std::function<void(Recipe&)>& change) {
    Recipe other = recipe(3);
    change(other);
    return makeOne(other) != image;
  };
  EXPECT_TRUE(differs([](Recipe& r) { r.seed = 4; }));
  EXPECT_TRUE(differs([](Recipe& r) { r.report = "Right pneumothorax."; }));
  EXPECT_TRUE(differs([](Recipe& r) { r.demographics.sex = "Female"; }));
  EXPECT_TRUE(differs([](Recipe& r) { r.steps = 5; }));
  EXPECT_TRUE(differs([](Recipe& r) { r.guidance = 2.0; }));
  EXPECT_TRUE(differs([](Recipe& r) { r.sampler = "ddim"; }));
  EXPECT_TRUE(differs([](Recipe& r) { r.profile = "published", r.sampler = "dpmpp2m"; }));
  EXPECT_TRUE(differs([](Recipe& r) { r = withMask(r); }));
}

TEST_F(GeneratorTest, PublishedControlIgnoresGuidanceAndStudioControlUsesIt) {
  const auto image = [](const char* profile, double guidance) {
    Recipe r = withMask(recipe(5));
    r.profile = profile;
    r.sampler = "ddim";
    r.guidance = guidance;
    return makeOne(r);
  };
  EXPECT_EQ(image("published", 1.0), image("published", 7.0));
  EXPECT_NE(image("studio", 1.0), image("studio", 7.0));
}

TEST_F(GeneratorTest, PublishedConditionIsSampledFromTheSeedAndStudioTakesTheMean) {
  // With guidance 1 the profiles differ only in the condition's latent.
  Recipe studio = withMask(recipe(6));
  studio.profile = "studio";
  studio.sampler = "ddim";
  studio.guidance = 1.0;
  Recipe published = studio;
  published.profile = "published";
  EXPECT_NE(makeOne(studio), makeOne(published));
  EXPECT_EQ(makeOne(published), makeOne(published));
}

TEST_F(GeneratorTest, FillsWhatTheRecipeLeavesOpen) {
  const Recipe complete = generator_->complete(recipe(9)).value();
  EXPECT_EQ(complete.profile, "studio");
  EXPECT_EQ(complete.sampler, generator_->manifest().defaults.sampler);
  EXPECT_EQ(complete.guidance, generator_->manifest().defaults.guidance);
  EXPECT_EQ(complete.width, 64);
  EXPECT_EQ(complete.prompt, "Small left pleural effusion.");
  EXPECT_EQ(complete.cleanedPrompt, "small left pleural effusion.");
  EXPECT_EQ(complete.modelSha256.size(), 64U);
  EXPECT_TRUE(complete.randomWeights);
  EXPECT_EQ(complete.device, "cpu");
  EXPECT_EQ(complete.precision, "fp32");

  Recipe published = recipe(9);
  published.profile = "published";
  published.steps = 0;
  const Recipe release = generator_->complete(published).value();
  EXPECT_EQ(release.sampler, "ancestral");
  EXPECT_EQ(release.steps, 100);
  EXPECT_EQ(release.guidance, 4.0);
}

TEST_F(GeneratorTest, StatesWhoIsShownInOneSpellingAndRepeatsAnOldPromptAsItIs) {
  Recipe typed = recipe(1);
  typed.demographics.sex = "f";
  typed.report = "age:70. Effusion.";
  EXPECT_EQ(generator_->complete(typed).value().prompt, "sex:Female, age:70.0. Effusion.");
  typed.demographics.sex = "Dog";
  EXPECT_EQ(generator_->complete(typed).error().code, base::ErrorCode::argumentInvalid);
  Recipe old = typed;
  old.demographics.sex = "F";
  old.prompt = "sex:F. age:70. Effusion.";
  const Recipe again = generator_->complete(old).value();
  EXPECT_EQ(again.prompt, old.prompt);
  EXPECT_EQ(again.demographics, old.demographics);
}

TEST_F(GeneratorTest, RefusesWhatTheModelCannotDoInPlainWords) {
  const auto codeFor = [](const std::function<void(Recipe&)>& change) {
    Recipe r = recipe(1);
    change(r);
    const auto made = generator_->generate(std::vector<Recipe>{r}, {}, {});
    return made ? base::ErrorCode::internal : made.error().code;
  };
  EXPECT_EQ(codeFor([](Recipe& r) { r.width = r.height = 512; }), base::ErrorCode::architectureMismatch);
  EXPECT_EQ(codeFor([](Recipe& r) { r.condition = withMask(r).condition, r.condition->kind = "boxes"; }),
            base::ErrorCode::architectureMismatch);
  EXPECT_EQ(codeFor([](Recipe& r) { r.condition = withMask(r).condition, r.condition->image.width = 32; }),
            base::ErrorCode::argumentInvalid);
  EXPECT_EQ(codeFor([](Recipe& r) { r.sampler = "euler"; }), base::ErrorCode::argumentInvalid);
  EXPECT_EQ(codeFor([](Recipe& r) { r.profile = "best"; }), base::ErrorCode::argumentInvalid);
  EXPECT_EQ(codeFor([](Recipe& r) { r.sampler = "ancestral", r.steps = 1; }),
            base::ErrorCode::argumentInvalid);
  EXPECT_EQ(codeFor([](Recipe& r) { r.modelSha256 = std::string(64, 'a'); }),
            base::ErrorCode::architectureMismatch);
}

TEST_F(GeneratorTest, CancelAtAnyStepKeepsNothingAndTheNextImageIsRight) {
  const Image8 expected = makeOne(recipe(2));
  for (int stop = 0; stop <= 5; ++stop) {
    const base::CancelToken token;
    if (stop == 0) base::CancelToken(token).cancel();
    const auto made = generator_->generate(
        std::vector<Recipe>{recipe(2)},
        [&](const jobs::StepProgress& progress) {
          if (progress.step == stop) base::CancelToken(token).cancel();
        },
        token);
    if (stop < 5) {  // step 5 is the decoded image: there is nothing left to cancel
      ASSERT_FALSE(made.has_value()) << stop;
      EXPECT_EQ(made.error().code, base::ErrorCode::cancelled);
    }
    EXPECT_EQ(makeOne(recipe(2)), expected) << stop;
  }
}

TEST_F(GeneratorTest, TellsEveryStepOfEveryImageInOrder) {
  std::vector<std::pair<int, std::size_t>> seen;
  const std::vector<Recipe> batch{recipe(1), recipe(2)};
  ASSERT_TRUE(
      generator_
          ->generate(batch, [&](const jobs::StepProgress& p) { seen.emplace_back(p.step, p.image); }, {})
          .has_value());
  const std::vector<std::pair<int, std::size_t>> expected{{1, 0}, {1, 1}, {2, 0}, {2, 1}, {3, 0},
                                                          {3, 1}, {4, 0}, {4, 1}, {5, 0}, {5, 1}};
  EXPECT_EQ(seen, expected);
}

TEST_F(GeneratorTest, ADamagedWeightFileIsNamed) {
  const tests::TemporaryFolder other;
  const auto manifest = tests::makeSmallModel(other / "model");
  const auto file = other / "model" / manifest.vaeFile.path;
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 10);
  const auto loaded = Generator::load(other / "model", {.device = "cpu"});
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().file, file);
}

TEST_F(GeneratorTest, AnUnknownDeviceOrPrecisionIsRefused) {
  EXPECT_EQ(Generator::load(*folder_ / "model", {.device = "tpu"}).error().code,
            base::ErrorCode::argumentInvalid);
  EXPECT_EQ(Generator::load(*folder_ / "model", {.device = "cuda:63"}).error().code,
            base::ErrorCode::deviceUnavailable);
  EXPECT_EQ(Generator::load(*folder_ / "model", {.device = "cpu", .precision = "fp8"}).error().code,
            base::ErrorCode::argumentInvalid);
}

}  // namespace
}  // namespace chexgen::engine
