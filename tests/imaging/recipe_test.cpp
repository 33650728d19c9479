#include "core/imaging/recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <limits>
#include <locale>

#include "core/imaging/base64.h"
#include "core/imaging/png.h"
#include "core/imaging/recipe_png.h"
#include "tests/imaging/hostile_png.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using testing::HasSubstr;
using testing::StartsWith;
using tests::bytesOf;
using tests::patterned;

// Every field differs from its default.
Recipe fullRecipe() {
  Recipe recipe;
  recipe.report = "Pleuraerguß links, \"klein\".\nKein Pneumothorax. 胸水 \U0001F9EA";
  recipe.demographics = {.sex = "Male", .age = 71.1, .race = "Black", .view = "PA"};
  recipe.prompt = "sex:Male, age:71.1, race:Black. Pleuraerguß";
  recipe.cleanedPrompt = "sex:male";
  recipe.condition = Condition{.kind = "boxes",
                               .sourceName = "b.csv",
                               .sourceSha256 = std::string(64, 'a'),
                               .image = patterned(32, 32, 3)};
  recipe.modelName = "starter";
  recipe.modelSha256 = std::string(64, 'f');
  recipe.randomWeights = true;
  recipe.profile = "published";
  recipe.sampler = "ancestral";
  recipe.steps = 100;
  recipe.guidance = 0.1 + 0.2;
  recipe.seed = std::numeric_limits<std::uint64_t>::max();
  recipe.width = 512;
  recipe.height = 256;
  recipe.program = "chexgen 0.1.0";
  recipe.device = "cuda:0 Some GPU";
  recipe.precision = "bf16";
  recipe.batch = 5;
  recipe.threads = 3;
  return recipe;
}

TEST(Recipe, SurvivesJsonFieldByField) {
  const auto text = recipeText(fullRecipe());
  ASSERT_TRUE(text) << text.error().message;
  const auto back = recipeFromText(*text);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, fullRecipe());
}

TEST(Recipe, KeepsAbsentPartsAbsent) {
  const Recipe plain;
  EXPECT_EQ(recipeFromText(recipeText(plain).value()), plain);
  Recipe emptyTexts;
  emptyTexts.demographics.sex = "";
  emptyTexts.condition = Condition{.kind = "mask", .sourceName = {}, .sourceSha256 = {}, .image = {}};
  EXPECT_EQ(recipeFromText(recipeText(emptyTexts).value()), emptyTexts);
}

TEST(Recipe, WritesTheSeedAsTextInAFixedPlace) {
  const auto text = recipeText(fullRecipe());
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, StartsWith(R"({"schema":1,"report":)"));
  EXPECT_THAT(*text, HasSubstr(R"("seed":"18446744073709551615")"));
}

// Writes 1234.5 as 1.234,5 wherever C++ streams are used.
class GermanNumbers : public std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(Recipe, DoesNotDependOnTheLocale) {
  const std::string expected = recipeText(fullRecipe()).value();
  const std::locale streams = std::locale::global(std::locale(std::locale::classic(), new GermanNumbers));
  const std::string before = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "de_DE.UTF-8");  // concerns C functions; has no effect where it is not installed
  const auto text = recipeText(fullRecipe());
  const auto back = recipeFromText(expected);
  std::setlocale(LC_ALL, before.c_str());
  std::locale::global(streams);
  EXPECT_EQ(text, expected);
  EXPECT_EQ(back, fullRecipe());
}

TEST(Recipe, NamesTheEntryThatIsMissing) {
  const base::Json whole = base::Json::parse(recipeText(fullRecipe()).value());
  for (const auto& [key, value] : whole.items()) {
    if (key == "demographics" || key == "condition") continue;
    base::Json part = whole;
    part.erase(key);
    const auto recipe = recipeFromJson(part);
    ASSERT_FALSE(recipe) << key;
    EXPECT_EQ(recipe.error().code, ErrorCode::formatInvalid);
    EXPECT_THAT(recipe.error().message, HasSubstr("\"" + key + "\""));
  }
}

TEST(Recipe, RefusesEntriesOfTheWrongKind) {
  const base::Json whole = base::Json::parse(recipeText(fullRecipe()).value());
  const std::pair<const char*, base::Json> wrong[] = {
      {"/seed", 12},
      {"/seed", "-1"},
      {"/seed", "1e3"},
      {"/seed", "18446744073709551616"},
      {"/steps", 2.5},
      {"/steps", true},
      {"/steps", 1LL << 40},
      {"/steps", 1ULL << 63},
      {"/steps", -(1LL << 40)},
      {"/width", "512"},
      {"/guidance", "4"},
      {"/report", 7},
      {"/model", "starter"},
      {"/model/randomWeights", 1},
      {"/condition", 3},
      {"/condition/image", "not base64!"},
      {"/condition/image", "AAAA"},
      {"/demographics", "M"},
      {"/demographics/age", "71"},
      {"/schema", 0},
  };
  for (const auto& [where, value] : wrong) {
    base::Json damaged = whole;
    damaged[base::Json::json_pointer(where)] = value;
    EXPECT_FALSE(recipeFromJson(damaged)) << where << " = " << value;
  }
  EXPECT_FALSE(recipeFromJson(base::Json::array()));
}

TEST(Recipe, RefusesANewerSchema) {
  base::Json newer = base::Json::parse(recipeText(fullRecipe()).value());
  newer["schema"] = 2;
  EXPECT_EQ(recipeFromJson(newer).error().code, ErrorCode::formatUnsupported);
}

TEST(Recipe, RefusesTextThatIsNotUtf8) {
  Recipe recipe = fullRecipe();
  recipe.report = "caf\xe9";
  EXPECT_EQ(recipeText(recipe).error().code, ErrorCode::argumentInvalid);
}

std::string textOf(std::string_view png, std::string_view keyword) {
  const auto texts = decodePngTexts(bytesOf(png));
  if (!texts) return {};
  for (const PngText& text : *texts) {
    if (text.keyword == keyword) return text.text;
  }
  return {};
}

TEST(RecipePng, CarriesEveryFieldBesideThePixels) {
  const tests::TemporaryFolder folder;
  const Image8 image = patterned(64, 48, 1);
  ASSERT_TRUE(writeRecipePng(folder / "a.png", image, fullRecipe()));
  EXPECT_EQ(readPng(folder / "a.png"), image);
  const auto recipe = readRecipePng(folder / "a.png");
  ASSERT_TRUE(recipe) << recipe.error().message;
  EXPECT_EQ(*recipe, fullRecipe());
}

TEST(RecipePng, SaysThatItIsSynthetic) {
  Recipe recipe = fullRecipe();
  recipe.randomWeights = false;
  const auto png = encodeRecipePng(patterned(8, 8, 1), recipe);
  ASSERT_TRUE(png);
  EXPECT_EQ(textOf(*png, "Synthetic"), "YES: generated by a model; not a real patient; not for diagnosis");
  EXPECT_EQ(textOf(*png, "Software"), "chexgen 0.1.0");
  EXPECT_THAT(textOf(*png, "Description"), HasSubstr("not for diagnosis"));
  recipe.randomWeights = true;
  EXPECT_THAT(textOf(encodeRecipePng(patterned(8, 8, 1), recipe).value(), "Description"),
              HasSubstr("random weights, not a radiograph"));
}

TEST(RecipePng, RefusesAPngWithoutRecipe) {
  const auto png = encodePng(patterned(8, 8, 1), std::vector<PngText>{{"Software", "another"}});
  const auto recipe = decodeRecipePng(bytesOf(*png), "photo.png");
  ASSERT_FALSE(recipe);
  EXPECT_EQ(recipe.error().code, ErrorCode::formatUnsupported);
  EXPECT_EQ(recipe.error().file, "photo.png");
  EXPECT_THAT(recipe.error().message, HasSubstr("not written by ChexGen"));
}

TEST(RecipePng, RefusesTwoRecipesAndColour) {
  const PngText recipe{"chexgen:recipe", recipeText(fullRecipe()).value()};
  const auto png = encodePng(patterned(8, 8, 1), std::vector<PngText>{recipe, recipe});
  EXPECT_EQ(decodeRecipePng(bytesOf(*png)).error().code, ErrorCode::formatInvalid);
  EXPECT_EQ(encodeRecipePng(patterned(8, 8, 3), fullRecipe()).error().code, ErrorCode::argumentInvalid);
}

TEST(RecipePng, NoticesDamageInTheRecipe) {
  std::string png = encodeRecipePng(patterned(8, 8, 1), fullRecipe()).value();
  png[png.find("starter")] = 'S';
  EXPECT_EQ(decodeRecipePng(bytesOf(png)).error().code, ErrorCode::formatInvalid);
}

// The vectors of RFC 4648, section 10.
TEST(Base64, MatchesThePublishedVectors) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    EXPECT_EQ(base64Encode(bytesOf(plain)), coded);
    EXPECT_EQ(base64Decode(coded), plain);
  }
}

TEST(Base64, CarriesMoreThanOnePiece) {
  std::string bytes(7'000'001, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 131 % 251);
  EXPECT_EQ(base64Decode(base64Encode(bytesOf(bytes))), bytes);
}

TEST(Base64, RefusesWhatIsNotBase64) {
  for (const char* text : {"Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zm9v\n", " Zm9v", "Zm-v", "Zm9v===="}) {
    EXPECT_FALSE(base64Decode(text)) << text;
  }
}

}  // namespace
}  // namespace chexgen::imaging
