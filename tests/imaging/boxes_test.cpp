#include "core/imaging/boxes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

// ---- the finding table ----

TEST(Findings, KnowTheClassesOfBothDataSets) {
  // Published class lists: ChestX-Det (Lian et al. 2021), ChestX-ray14 (Wang et al. 2017).
  for (const char* name : {"Atelectasis",   "Calcification",  "Cardiomegaly",
                           "Consolidation", "Diffuse Nodule", "Effusion",
                           "Emphysema",     "Fibrosis",       "Fracture",
                           "Mass",          "Nodule",         "Pleural Thickening",
                           "Pneumothorax",  "Infiltration",   "Pneumonia",
                           "Edema",         "Hernia",         "Pleural_Thickening",
                           "Infiltrate",    "pneumothorax",   " EFFUSION "}) {
    EXPECT_TRUE(findingNamed(name)) << name;
  }
}

TEST(Findings, HoldTheOrgansWhoseBoxesAreDerived) {
  for (const char* name : {"Heart", "Lung"}) {
    const auto organ = findingNamed(name);
    ASSERT_TRUE(organ) << organ.error().message;
    EXPECT_EQ(organ->sets, std::vector<std::string>{"derived"});
  }
}

TEST(Findings, HaveLettersAndColoursThatCanBeToldApart) {
  std::set<char> letters;
  for (const Finding& finding : findings()) {
    EXPECT_TRUE(letters.insert(finding.letter).second) << finding.name;
    EXPECT_GE(*std::max_element(finding.colour.begin(), finding.colour.end()), 128) << finding.name;
    for (const Finding& other : findings()) {
      if (&other == &finding) continue;
      double squared = 0;
      for (std::size_t c = 0; c < 3; ++c) squared += std::pow(finding.colour[c] - other.colour[c], 2);
      EXPECT_GE(std::sqrt(squared), 70) << finding.name << " and " << other.name;
    }
  }
}

TEST(Findings, ListTheKnownOnesForAnUnknownLabel) {
  const auto finding = findingNamed("Broken heart");
  ASSERT_FALSE(finding);
  EXPECT_EQ(finding.error().code, ErrorCode::argumentInvalid);
  EXPECT_THAT(finding.error().message, HasSubstr("Broken heart"));
  for (const Finding& known : findings()) EXPECT_THAT(finding.error().message, HasSubstr(known.name));
}

// ---- forms ----

constexpr const char* ownJson = R"({"width": 1024, "height": 800, "boxes": [
  {"label": "Mass", "x": 10.5, "y": 20, "width": 100, "height": 50},
  {"label": "effusion", "x": 924, "y": 700, "width": 100, "height": 100}]})";

constexpr const char* cocoJson = R"({
  "images": [{"id": 7, "file_name": "a.png", "width": 100, "height": 90},
             {"id": 8, "file_name": "b.png", "width": 200, "height": 200}],
  "categories": [{"id": 1, "name": "Nodule"}, {"id": 2, "name": "Mass"}],
  "annotations": [{"image_id": 8, "category_id": 1, "bbox": [1, 2, 3, 4]},
                  {"image_id": 7, "category_id": 2, "bbox": [5, 6, 7.5, 8]}]})";

TEST(Boxes, ReadTheProjectsJson) {
  const auto sheet = parseBoxes(ownJson);
  ASSERT_TRUE(sheet) << sheet.error().message;
  EXPECT_EQ(sheet->width, 1024);
  EXPECT_EQ(sheet->height, 800);
  ASSERT_EQ(sheet->boxes.size(), 2U);
  EXPECT_EQ(sheet->boxes[0].x, 10.5);
  EXPECT_EQ(sheet->boxes[1].finding.name, "Effusion");
  EXPECT_EQ(sheet->boxes[1].where, "box 2");
}

TEST(Boxes, ReadCocoOfTheNamedImage) {
  const auto sheet = parseBoxes(cocoJson, {.image = "a.png"});
  ASSERT_TRUE(sheet) << sheet.error().message;
  EXPECT_EQ(sheet->height, 90);
  ASSERT_EQ(sheet->boxes.size(), 1U);
  EXPECT_EQ(sheet->boxes[0].finding.name, "Mass");
  EXPECT_EQ(sheet->boxes[0].width, 7.5);
  EXPECT_THAT(parseBoxes(cocoJson).error().message, HasSubstr("2 images"));
  EXPECT_THAT(parseBoxes(cocoJson, {.image = "c.png"}).error().message, HasSubstr("c.png"));
}

TEST(Boxes, ReadCsvWithTheSizeFromFileOrCaller) {
  const auto stated = parseBoxes("label,x,y,w,h,width,height\nMass,1,2,3,4,50,60\n");
  ASSERT_TRUE(stated) << stated.error().message;
  EXPECT_EQ(stated->height, 60);
  const auto given = parseBoxes("h,w,y,x,finding\n4,3,2,1,Mass\n", {.width = 50, .height = 60});
  ASSERT_TRUE(given) << given.error().message;
  EXPECT_EQ(given->boxes[0].height, 4);
  EXPECT_EQ(parseBoxes("label,x,y,w,h\nMass,1,2,3,4\n").error().code, ErrorCode::argumentInvalid);
}

TEST(Boxes, TakeOnlyTheRowsOfTheNamedImage) {
  const char* text = "image,label,x,y,w,h\na.png,Mass,1,2,3,4\nb.png,Nodule,1,2,3,4\na.png,Nodule,5,5,5,5\n";
  const auto sheet = parseBoxes(text, {.image = "a.png", .width = 20, .height = 20});
  ASSERT_TRUE(sheet) << sheet.error().message;
  EXPECT_EQ(sheet->boxes.size(), 2U);
  EXPECT_EQ(parseBoxes(text, {.width = 20, .height = 20}).error().code, ErrorCode::argumentInvalid);
  EXPECT_THAT(parseBoxes(text, {.image = "z.png", .width = 20, .height = 20}).error().message,
              HasSubstr("z.png"));
}

TEST(Boxes, NameTheRowOfABoxThatLeavesTheImage) {
  for (const char* row :
       {"Mass,-1,0,5,5", "Mass,0,-1,5,5", "Mass,16,0,5,5", "Mass,0,16,5,5", "Mass,0,0,nan,5",
        "Mass,inf,0,5,5", "Mass,0,0,0,5", "Mass,0,0,5,-5", "Mass,one,0,5,5", ",0,0,5,5"}) {
    const auto sheet = parseBoxes("label,x,y,w,h\nMass,0,0,20,20\n" + std::string(row) + "\n",
                                  {.width = 20, .height = 20}, "boxes.csv");
    ASSERT_FALSE(sheet) << row;
    EXPECT_THAT(sheet.error().message, HasSubstr("line 3")) << row;
    EXPECT_EQ(sheet.error().file, "boxes.csv");
  }
}

TEST(Boxes, AllowHalfAPixelOfRounding) {
  EXPECT_TRUE(parseBoxes("label,x,y,w,h\nMass,0,0,20.5,20\n", {.width = 20, .height = 20}));
  EXPECT_FALSE(parseBoxes("label,x,y,w,h\nMass,0,0,20.6,20\n", {.width = 20, .height = 20}));
}

TEST(Boxes, OfFindingsThatAModelDoesNotKnowAreRefusedByName) {
  constexpr const char* sheet = "label,x,y,w,h\nLung,0,0,5,9\nHeart,5,3,4,4\n";
  BoxQuery query{.width = 20, .height = 20, .known = {"Lung", "Heart"}};
  EXPECT_TRUE(parseBoxes(sheet, query));
  query.known = {"Lung"};
  const auto refused = parseBoxes(sheet, query, "sheet.csv");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "The model has not learned boxes of Heart.");
  EXPECT_EQ(refused.error().file, "sheet.csv");
  EXPECT_NE(refused.error().next.find("Lung"), std::string::npos);
}

TEST(Boxes, RefuseBrokenFiles) {
  for (
      const char* text :
      {"", " \n", "{", "[]", "{}", R"({"annotations": 3})", R"({"annotations": [], "images": {}})",
       R"({"width": 10, "height": 10, "boxes": []})", R"({"width": 10, "height": 10, "boxes": [3]})",
       R"({"width": 1.5, "height": 10, "boxes": [{"label": "Mass", "x": 0, "y": 0, "width": 1, "height": 1}]})",
       R"({"width": 1e9, "height": 10, "boxes": [{"label": "Mass", "x": 0, "y": 0, "width": 1, "height": 1}]})",
       R"({"annotations": [{"image_id": 1, "category_id": 9, "bbox": [1, 1, 1, 1]}], "categories": [],
            "images": [{"id": 1, "file_name": "a", "width": 9, "height": 9}]})",
       R"({"annotations": [{"image_id": 1, "category_id": 9, "bbox": [1]}], "categories": [{"id": 9, "name": "Mass"}],
            "images": [{"id": 1, "file_name": "a", "width": 9, "height": 9}]})",
       "label,x,y,w\nMass,1,2,3\n", "label,x,y,w,h\n"}) {
    EXPECT_FALSE(parseBoxes(text)) << text;
  }
}

}  // namespace
}  // namespace chexgen::imaging
