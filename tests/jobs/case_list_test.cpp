// Tables of reports as lists of images: every row is one, or says why it is not.
#include "core/jobs/case_list.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <string>

#include <gmock/gmock.h>

#include "core/imaging/condition.h"
#include "core/imaging/png.h"
#include "core/jobs/image_output.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::jobs {
namespace {

constexpr int size = 64;

class CaseListTest : public testing::Test {
 protected:
  std::filesystem::path table(const std::string& text) {
    std::ofstream(folder / "reports.csv") << text;
    return folder / "reports.csv";
  }
  CaseList listed(const std::string& text, int count = 1) {
    GenerateOptions options;
    options.csv = table(text);
    options.count = count;
    const auto list = listCases(options, size);
    EXPECT_TRUE(list) << base::describe(list.error());
    return list ? *list : CaseList{};
  }
  tests::TemporaryFolder folder;
};

TEST_F(CaseListTest, EachRowIsOneImageWithItsFactsAndASeedOfItsOwn) {
  const CaseList list =
      listed("name,impression,sex,age,seed\na.png,Clear lungs.,Female,64,\nb,Effusion.,,,77\n");
  ASSERT_EQ(list.cases.size(), 2U);
  EXPECT_TRUE(list.problems.empty());
  EXPECT_EQ(list.cases[0].file, "a.png");
  EXPECT_EQ(list.cases[0].recipe.report, "Clear lungs.");
  EXPECT_EQ(list.cases[0].recipe.demographics.sex, "Female");
  EXPECT_EQ(list.cases[0].recipe.demographics.age, 64.0);
  EXPECT_EQ(list.cases[1].recipe.seed, 77U) << "the table's own";
  EXPECT_THAT(list.lines, testing::ElementsAre(2, 3));
}

TEST_F(CaseListTest, RowsThatCannotBeMadeAreToldAndTheOthersKeepTheirSeeds) {
  const CaseList whole = listed("name,impression,age\na,One.,50\nb,Two.,51\nc,Three.,52\n", 2);
  const CaseList holed = listed("name,impression,age\na,One.,50\nb,Two.,old\nc,Three.,52\n", 2);
  ASSERT_EQ(holed.cases.size(), 4U);
  ASSERT_EQ(holed.problems.size(), 1U);
  EXPECT_EQ(holed.problems[0].line, 3U);
  EXPECT_EQ(holed.problems[0].name, "b");
  EXPECT_THAT(holed.problems[0].error.message, testing::HasSubstr("Line 3, column age: The age \"old\""));
  EXPECT_EQ(holed.cases[2].recipe.seed, whole.cases[4].recipe.seed);
}

TEST_F(CaseListTest, ARowThatIsAddedOrMovedChangesNoOtherSeed) {
  const auto seeds = [this](const std::string& text, std::optional<std::uint64_t> first = {}) {
    GenerateOptions options;
    options.csv = table(text);
    options.seed = first;
    std::map<std::string, std::uint64_t> byReport;
    const CaseList list = listCases(options, size).value();
    for (const ListCase& one : list.cases) byReport[one.recipe.report] = one.recipe.seed;
    return byReport;
  };
  const auto named = seeds("name,impression\na,One.\nb,Two.\n");
  auto more = seeds("name,impression\nc,Three.\nb.png,Two.\na,One.\n");
  EXPECT_NE(more["Three."], more["One."]);
  more.erase("Three.");
  EXPECT_EQ(more, named);
  const auto nameless = seeds("impression,sex\nOne.,Male\nTwo.,\n");
  auto moved = seeds("impression,sex\nZero.,\nTwo.,\nOne.,Male\n");
  moved.erase("Zero.");
  EXPECT_EQ(moved, nameless);
  EXPECT_NE(nameless.at("One."), seeds("impression,sex\nOne.,Female\n").at("One."));
  // Asked for, they are counted, so that runs of before can be gone on with.
  EXPECT_EQ(seeds("name,impression\na,One.\nb,Two.\n", 5),
            (std::map<std::string, std::uint64_t>{{"One.", 5}, {"Two.", 6}}));
}

TEST_F(CaseListTest, RowsThatSayTheSameAreStillDifferentImages) {
  const CaseList list = listed("impression\nOne.\nOne.\n");
  ASSERT_EQ(list.cases.size(), 2U);
  EXPECT_NE(list.cases[0].recipe.seed, list.cases[1].recipe.seed);
}

TEST_F(CaseListTest, TwoRowsOfOneNameAreNotWrittenIntoOneFile) {
  const CaseList list = listed("name,impression\na,One.\na.png,Two.\n");
  ASSERT_EQ(list.cases.size(), 1U);
  ASSERT_EQ(list.problems.size(), 1U);
  EXPECT_THAT(list.problems[0].error.message, testing::HasSubstr("Line 2 already makes the file a.png"));
}

TEST_F(CaseListTest, AMaskThatIsNotThereIsAProblemOfItsRow) {
  const CaseList list = listed("name,impression,mask\na,One.,gone.png\nb,Two.,\n");
  EXPECT_EQ(list.cases.size(), 1U);
  ASSERT_EQ(list.problems.size(), 1U);
  EXPECT_EQ(list.problems[0].error.code, base::ErrorCode::fileMissing);
}

TEST_F(CaseListTest, WhatIsOddAboutAMaskGoesWithItsCase) {
  imaging::Image8 mask{40, 40, 1, std::vector<std::uint8_t>(1600)};
  ASSERT_TRUE(imaging::writePng(folder / "empty.png", mask));
  for (int i = 400; i < 800; ++i) mask.pixels[static_cast<std::size_t>(i)] = 2;
  ASSERT_TRUE(imaging::writePng(folder / "label.png", mask));
  for (int i = 0; i < 100; ++i) mask.pixels[static_cast<std::size_t>(i)] = 12;
  ASSERT_TRUE(imaging::writePng(folder / "values.png", mask));
  const CaseList list =
      listed("name,impression,mask\na,One.,label.png\nb,Two.,empty.png\nc,Three.,values.png\n");
  ASSERT_EQ(list.cases.size(), 2U);
  EXPECT_THAT(list.cases[0].remarks, testing::IsEmpty());
  const auto& seen = list.cases[0].recipe.condition->image.pixels;
  EXPECT_EQ(seen[3 * (24 * size + 30)], 255) << "label 2 guides as white";
  EXPECT_EQ(seen[3 * (50 * size + 30)], 0);
  EXPECT_THAT(list.cases[1].remarks,
              testing::ElementsAre(testing::HasSubstr("empty.png: The mask is empty")));
  ASSERT_EQ(list.problems.size(), 1U);
  EXPECT_THAT(list.problems[0].error.message, testing::HasSubstr("0, 2 and 12"));
}

TEST_F(CaseListTest, TheCommandLineStopsAtTheFirstOfThem) {
  GenerateOptions options;
  options.csv = table("name,impression,mask\na,One.,\nb,Two.,gone.png\n");
  const auto cases = generateCases(options, size);
  ASSERT_FALSE(cases);
  EXPECT_THAT(cases.error().message, testing::StartsWith("Line 3: "));
}

TEST_F(CaseListTest, ATableWithoutReportsSaysWhichColumnItNeeds) {
  GenerateOptions options;
  options.csv = table("name,text\na,One.\n");
  const auto list = listCases(options, size);
  ASSERT_FALSE(list);
  EXPECT_THAT(list.error().next, testing::HasSubstr("impression"));
}

// Names of medical images are often UIDs, whose last number is no suffix.
// A column that a person names is what is used, and what was used is said.
TEST_F(CaseListTest, TheColumnsAreThoseThatSomebodyChose) {
  GenerateOptions options;
  options.csv = table("impression,Befund,Sex,Geschlecht,seed\nNormal.,Pleural effusion.,F,m,7\n");
  EXPECT_EQ(listCases(options, size)->columns,
            (base::Columns{{"prompt", "impression"}, {"sex", "Sex"}, {"seed", "seed"}}));
  options.columns = {{"prompt", "Befund"}, {"sex", "Geschlecht"}, {"seed", "-"}};
  const auto list = listCases(options, size);
  ASSERT_TRUE(list) << base::describe(list.error());
  ASSERT_EQ(list->cases.size(), 1U);
  EXPECT_EQ(list->cases[0].recipe.report, "Pleural effusion.");
  EXPECT_EQ(list->cases[0].recipe.demographics.sex, "Male");
  EXPECT_NE(list->cases[0].recipe.seed, 7U);
  EXPECT_EQ(list->columns, (base::Columns{{"prompt", "Befund"}, {"sex", "Geschlecht"}}));
  options.columns = {{"prompt", "Beurteilung"}};
  EXPECT_THAT(listCases(options, size).error().message, testing::HasSubstr("no column \"Beurteilung\""));
}

TEST_F(CaseListTest, RowsNamedByUidsHaveFilesOfTheirOwn) {
  std::string text = "name,impression\n";
  for (int i = 1; i <= 20; ++i) text += "1.2.840.113.7." + std::to_string(i) + ",One.\n";
  const CaseList list = listed(text);
  EXPECT_TRUE(list.problems.empty());
  ASSERT_EQ(list.cases.size(), 20U);
  EXPECT_EQ(list.cases[16].file, "1.2.840.113.7.17.png");
}

class BoxListTest : public CaseListTest {
 protected:
  void SetUp() override {
    std::ofstream(folder / "project.json")
        << R"({"images": [{"id": 1, "file_name": "set/a.png", "width": 100, "height": 100},
                          {"id": 2, "file_name": "set/b.png", "width": 100, "height": 100}],
               "categories": [{"id": 1, "name": "Lung"}],
               "annotations": [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 40, 40]},
                               {"image_id": 2, "category_id": 1, "bbox": [50, 50, 40, 40]}]})";
  }
  [[nodiscard]] imaging::Image8 guideOf(const char* image) const {
    return imaging::loadBoxes(folder / "project.json", size, {.image = image})->condition.image;
  }
};

TEST_F(BoxListTest, EachRowTakesTheBoxesOfItsOwnImage) {
  for (const char* text :
       {"name,impression,boxes\na.png,One.,project.json\nb,Two.,project.json\n",
        "name,impression,boxes,image\n1,One.,project.json,x/set/a.png\n2,Two.,project.json,b.png\n",
        "name,impression,boxes,boxes_image\n1,One.,project.json,a\n2,Two.,project.json,b\n"}) {
    const CaseList list = listed(text);
    ASSERT_EQ(list.cases.size(), 2U) << text << base::describe(list.problems.at(0).error);
    EXPECT_EQ(list.cases[0].recipe.condition->image, guideOf("a.png")) << text;
    EXPECT_EQ(list.cases[1].recipe.condition->image, guideOf("b.png")) << text;
  }
}

TEST_F(BoxListTest, ASingleReportMustSayWhichImageIsMeant) {
  GenerateOptions options;
  options.report = "Clear lungs.";
  options.boxes = folder / "project.json";
  const auto open = listCases(options, size);
  ASSERT_FALSE(open);
  EXPECT_THAT(open.error().message, testing::HasSubstr("\"set/a.png\", \"set/b.png\""));
  EXPECT_THAT(open.error().next, testing::HasSubstr("--boxes-image"));
  options.boxesImage = "B.PNG";
  const auto stated = listCases(options, size);
  ASSERT_TRUE(stated) << base::describe(stated.error());
  EXPECT_EQ(stated->cases.at(0).recipe.condition->image, guideOf("b.png"));
}

TEST_F(CaseListTest, WhoIsShownIsUnderstoodAsPeopleAndDicomWriteIt) {
  const CaseList list =
      listed("impression,sex,age,view\nOne.,f,071Y,pa\nTwo.,O,,\n\"sex:m, age:64. Three.\",M,,AP supine\n");
  ASSERT_EQ(list.cases.size(), 3U) << list.problems.front().error.message;
  EXPECT_EQ(list.cases[0].recipe.demographics,
            (imaging::Demographics{.sex = "Female", .age = 71, .race = {}, .view = "PA"}));
  EXPECT_TRUE(list.cases[1].recipe.demographics.empty());
  EXPECT_EQ(list.cases[2].recipe.demographics,
            (imaging::Demographics{.sex = "Male", .age = 64, .race = {}, .view = "AP"}));
  EXPECT_EQ(list.cases[2].recipe.report, "Three.");
}

TEST_F(CaseListTest, WhatIsWrongIsToldWithItsLineAndColumn) {
  const CaseList list = listed(
      "impression,sex,age,view,seed\nOne.,Dog,,,\nTwo.,,nan,,\nThree.,,,Lateral,\nFour.,,,,-1\n"
      "\"sex:Male. Five.\",F,,,\n ,,,,7\n");
  ASSERT_EQ(list.problems.size(), 6U);
  EXPECT_TRUE(list.cases.empty());
  const std::vector<const char*> expected{
      "Line 2, column sex: The sex \"Dog\"",
      "Line 3, column age: The age \"nan\"",
      "Line 4, column view: The view \"Lateral\"",
      "Line 5, column seed: The seed \"-1\"",
      "Line 6, column impression: The text says \"sex:Male\", but the sex is stated as Female",
      "Line 7, column impression: The report is empty"};
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_THAT(list.problems[i].error.message, testing::StartsWith(expected[i]));
}

TEST_F(CaseListTest, AnOptionHoldsForTheRowsThatDoNotSayOtherwise) {
  GenerateOptions options;
  options.csv = table("impression,sex\nOne.,\nTwo.,female\nThree.,M\n");
  options.demographics.sex = "f";
  const auto list = listCases(options, size);
  ASSERT_TRUE(list);
  ASSERT_EQ(list->cases.size(), 2U);
  EXPECT_EQ(list->cases[0].recipe.demographics.sex, "Female");
  EXPECT_EQ(list->cases[1].recipe.demographics.sex, "Female");
  ASSERT_EQ(list->problems.size(), 1U);
  EXPECT_THAT(list->problems[0].error.message, testing::HasSubstr("than the option --sex"));
  options.demographics.sex = "Dog";
  EXPECT_FALSE(listCases(options, size));
}

// The recipe of an image that an earlier program made as "sex:F" is not put right: it is what was drawn.
TEST_F(CaseListTest, ARecipeIsRepeatedAsItIsUnlessSomebodyElseIsAskedFor) {
  imaging::Recipe old;
  old.report = "Effusion.";
  old.demographics = {.sex = "F", .age = 200, .race = {}, .view = "lateral"};
  old.prompt = "sex:F, age:200.0, view:lateral. Effusion.";
  old.cleanedPrompt = "sex:f, age:200. 0, view:lateral. effusion.";
  old.width = old.height = size;
  const imaging::Image8 pixels{size, size, 1, std::vector<std::uint8_t>(size * size, 90)};
  ASSERT_TRUE(publishImage(folder.path(), "old.png", {.pixels = pixels, .recipe = old}));
  GenerateOptions options;
  options.like = folder / "old.png";
  const auto same = listCases(options, size);
  ASSERT_TRUE(same);
  EXPECT_EQ(same->cases.at(0).recipe, old);
  options.demographics = {.sex = "m", .age = 70, .race = {}, .view = "ap"};
  const auto other = listCases(options, size);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->cases.at(0).recipe.demographics,
            (imaging::Demographics{.sex = "Male", .age = 70, .race = {}, .view = "AP"}));
  EXPECT_TRUE(other->cases.at(0).recipe.prompt.empty()) << "to be joined anew";
  options.demographics = {.sex = "m"};
  EXPECT_FALSE(listCases(options, size)) << "the age of 200 is not stated anew";
  options.demographics = {};
  options.size = 2 * size;
  EXPECT_FALSE(listCases(options, size));
}

}  // namespace
}  // namespace chexgen::jobs
