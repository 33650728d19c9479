// The forms that people keep boxes in, with the oddities of the programs that write them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/imaging/boxes.h"
#include "core/imaging/coco_rle.h"
#include "tests/imaging/box_forms.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// ---- COCO ----

TEST(Coco, TakesIdsAndSizesAsNumbersOrTexts) {
  for (const char* image : {"7", "7.0", "\"7\""}) {
    for (const char* owner : {"7", "7.0", "\"7\""}) {
      for (const char* category : {"1", "1.0", "\"1\""}) {
        const auto sheet = parseBoxes(coco(R"([{"image_id": )" + std::string(owner) + R"(, "category_id": )" +
                                               category + R"(, "bbox": [5, 6, 7, 8]}])",
                                           R"([{"id": )" + std::string(image) +
                                               R"(, "file_name": "a.png", "width": 100.0, "height": 90}])"));
        ASSERT_TRUE(sheet) << base::describe(sheet.error());
        EXPECT_THAT(labelsOf(*sheet), ElementsAre("Heart"));
      }
    }
  }
}

TEST(Coco, SaysWhatBelongsToNoImage) {
  const auto sheet = parseBoxes(coco(R"([{"image_id": 1, "category_id": 0, "bbox": [5, 6, 7, 8]},
                                        {"image_id": 99, "category_id": 0, "bbox": [5, 6, 7, 8]},
                                        {"category_id": 0, "bbox": [5, 6, 7, 8]}])"));
  ASSERT_TRUE(sheet) << base::describe(sheet.error());
  EXPECT_EQ(sheet->boxes.size(), 1U);
  EXPECT_THAT(sheet->remarks, Contains(HasSubstr("2 annotation(s) belong to no image")));
}

TEST(Coco, TakesTheBoxAroundASegmentationWhereItHasNone) {
  struct Row {
    const char* segmentation;
    Numbers box;
  };
  for (const Row& row : {Row{"[[10, 20, 30.5, 20, 30.5, 40]]", {10, 20, 20.5, 20}},
                         Row{"[[10, 20, 30, 20, 30, 40], [50, 1, 60, 2, 60, 3]]", {10, 1, 50, 39}},
                         Row{"[10, 20, 30, 20, 30, 40]", {10, 20, 20, 20}},
                         // Columns 2 and 3, rows 10 to 14.
                         Row{R"({"size": [90, 100], "counts": [190, 5, 85, 5, 8715]})", {2, 10, 2, 5}}}) {
    for (const char* bbox : {"", R"("bbox": null, )", R"("bbox": [], )"}) {
      const auto sheet = parseBoxes(coco(R"([{"image_id": 1, "category_id": 0, )" + std::string(bbox) +
                                         R"("segmentation": )" + row.segmentation + "}]"));
      ASSERT_TRUE(sheet) << row.segmentation << base::describe(sheet.error());
      EXPECT_EQ(numbersOf(sheet->boxes.at(0)), row.box);
      EXPECT_THAT(sheet->remarks, Contains(HasSubstr("the one around the segmentation was taken")));
    }
  }
}

// Masks encoded by pycocotools 2.0, and its toBbox of them.
TEST(Coco, RunLengthCodesHaveTheBoxesOfPycocotools) {
  struct Row {
    const char* name;
    std::uint64_t width, height;
    const char* counts;
    Numbers box;
  };
  const std::vector<Row> rows{
      {"block", 9, 7, R"(g03400000005)", {3, 2, 5, 3}},
      {"wraps", 9, 7, R"(d02Y1)", {2, 0, 2, 7}},
      {"first", 9, 7, R"(01n1)", {0, 0, 1, 1}},
      {"last", 9, 7, R"(n11)", {8, 6, 1, 1}},
      {"all", 9, 7, R"(0o1)", {0, 0, 9, 7}},
      {"two",
       200,
       300,
       R"(me9Y7b]c0[IVk\O000000000000000000000000000000000000000000000000000000000000000000000000000)"
       R"(0000000000000000000000000000000000000000000000000000000000000000000000000000000000Xj5)",
       {33, 17, 147, 233}},
      {"noise",
       40,
       40,
       R"(`11:1Q1OoN17OG0N0c00F0C0e10]O0WO040B0X10kN0k00G0k00A0[O1FOd00F0S10lN0:0i40`K0:0UO0F0f20dM0)"
       R"(D080g10SN060<0V40jL0m00_M0c00l00mN0F010g1)",
       {1, 0, 38, 40}},
      {"ellipse",
       800,
       1024,
       R"(den7a0\o06K4L4L4L4M2M4M2N2N2N2N2N2N2N2N2N2O0O2N2N2O0O2N2O0O2O0O2O0O2O0O2O0O2O0O2O000O2O000)"
       R"(O2O000O2O000O2O00000O2O0000000O2O00000000000O2O0000000000000000000000000000000000000000000)"
       R"(00000000000000001N1000000000001N100000001N1000001N10001N10001N10001N10001N101N101N101N101N)"
       R"(101N101N2N101N2N2N101N2N2N2N2N2N2N2N2N2N3L3N3L4L4L4L5J_ZR<)",
       {254, 650, 159, 101}}};
  for (const Row& row : rows) {
    const auto lengths = cocoRunLengths(row.counts);
    ASSERT_TRUE(lengths) << row.name;
    const auto box = boxOfRuns(*lengths, row.width, row.height);
    ASSERT_TRUE(box) << row.name << base::describe(box.error());
    EXPECT_EQ(*box, row.box) << row.name;
    EXPECT_FALSE(boxOfRuns(*lengths, row.width, row.height + 1)) << row.name;
  }
  for (const char* broken : {"g034000 0005", "g0340000000\x80", "o", "\x7f"})
    EXPECT_FALSE(cocoRunLengths(broken)) << broken;
}

TEST(Coco, NamesWhatAnAnnotationLacksAndWhere) {
  for (
      const char* one :
      {R"({"id": 5, "image_id": 1, "category_id": 0})",
       R"({"id": 5, "image_id": 1, "category_id": 0, "bbox": []})",
       R"({"id": 5, "image_id": 1, "category_id": 0, "bbox": [1, 2, 3]})",
       R"({"id": 5, "image_id": 1, "category_id": 0, "bbox": ["1", 2, 3, 4]})",
       R"({"id": 5, "image_id": 1, "category_id": 0, "segmentation": [[1, 2, 3]]})",
       R"({"id": 5, "image_id": 1, "category_id": 0, "segmentation": {"size": [90, 100], "counts": [3]}})",
       R"({"id": 5, "image_id": 1, "category_id": 0, "segmentation": {"size": [90, 100], "counts": [9000]}})",
       R"({"id": 5, "image_id": 1, "category_id": 0, "segmentation": {"counts": "03"}})"}) {
    const auto sheet = parseBoxes(
        coco(R"([{"image_id": 1, "category_id": 0, "bbox": [1, 2, 3, 4]}, )" + std::string(one) + "]"));
    ASSERT_FALSE(sheet) << one;
    EXPECT_THAT(sheet.error().message, HasSubstr("annotation 2 (id 5)")) << one;
  }
}

TEST(Coco, ReadsListsThatAreNullAndCategoriesThatAreNames) {
  EXPECT_THAT(parseBoxes(coco("null")).error().message, HasSubstr("no boxes of \"a.png\""));
  const char* box =
      R"([{"image_id": 1, "category_id": 1, "bbox": [5, 6, 7, 8]}, {"image_id": 1, "category_id": 0, "bbox": [5, 6, 7, 8]}])";
  auto sheet = parseBoxes(coco(box, "", R"(["Lung", "Heart"])"));
  ASSERT_TRUE(sheet) << base::describe(sheet.error());
  EXPECT_THAT(labelsOf(*sheet), ElementsAre("Heart", "Lung"));
  sheet = parseBoxes(
      coco(R"([{"image_id": 1, "category_id": 2, "bbox": [5, 6, 7, 8]}])", "", R"(["Lung", "Heart"])"));
  EXPECT_THAT(labelsOf(sheet.value()), ElementsAre("Heart"));
  sheet = parseBoxes(
      coco(R"([{"image_id": 1, "category_id": 1, "bbox": [5, 6, 7, 8]}])", "", R"(["Lung", "Heart"])"));
  EXPECT_THAT(sheet.error().message, HasSubstr("from 0 or from 1"));
  sheet = parseBoxes(coco(R"([{"image_id": 1, "category_id": 3, "bbox": [5, 6, 7, 8]}])", "",
                          R"([{"id": 3, "name": "k17", "supercategory": "Effusion"}])"));
  ASSERT_TRUE(sheet) << base::describe(sheet.error());
  EXPECT_THAT(labelsOf(*sheet), ElementsAre("Effusion"));
  EXPECT_THAT(sheet->remarks, Contains(HasSubstr("\"k17\" as Effusion")));
}

TEST(Coco, WrittenAsTwoCornersIsNotTakenForCornerAndSize) {
  // The area tells.
  auto sheet =
      parseBoxes(coco(R"([{"image_id": 1, "category_id": 0, "bbox": [10, 10, 30, 40], "area": 600}])"));
  ASSERT_FALSE(sheet);
  EXPECT_THAT(sheet.error().next, HasSubstr("xyxy"));
  // A box that leaves the image tells.
  const std::string leaves = coco(R"([{"image_id": 1, "category_id": 0, "bbox": [60, 10, 90, 40]}])");
  sheet = parseBoxes(leaves);
  ASSERT_FALSE(sheet);
  EXPECT_THAT(sheet.error().next, HasSubstr("xyxy"));
  sheet = parseBoxes(leaves, {.layout = boxLayoutNamed("xyxy").value()});
  ASSERT_TRUE(sheet) << base::describe(sheet.error());
  EXPECT_EQ(numbersOf(sheet->boxes[0]), (Numbers{60, 10, 30, 30}));
}

TEST(Coco, OfManyImagesGivesTheBoxesOfTheImageAtHand) {
  const std::string text = coco(R"([{"image_id": 1, "category_id": 0, "bbox": [5, 6, 7, 8]},
                                    {"image_id": "b", "category_id": 1, "bbox": [5, 6, 7, 8]},
                                    {"image_id": 3, "category_id": 1, "bbox": [5, 6, 70, 8000]}])",
                                R"([{"id": 1, "file_name": "train/0001.png", "width": 100, "height": 90},
                                    {"id": "b", "file_name": "val\\0001.png", "width": 100, "height": 90},
                                    {"id": 3, "file_name": "c%20d.png", "width": 100, "height": 90}])");
  EXPECT_THAT(labelsOf(parseBoxes(text, {.image = "data/train/0001.png"}).value()), ElementsAre("Lung"));
  EXPECT_THAT(labelsOf(parseBoxes(text, {.image = "VAL/0001.PNG"}).value()), ElementsAre("Heart"));
  // A fault of another image does not matter; its own does.
  EXPECT_THAT(parseBoxes(text, {.image = "c d.png"}).error().message, HasSubstr("annotation 3"));
  const auto unclear = parseBoxes(text, {.image = "0001.png"});
  ASSERT_FALSE(unclear);
  EXPECT_THAT(unclear.error().message, HasSubstr("\"train/0001.png\", \"val\\0001.png\""));
  EXPECT_THAT(parseBoxes(text, {.image = "9.png"}).error().next, HasSubstr("c%20d.png"));
  EXPECT_THAT(parseBoxes(text).error().message, HasSubstr("3 images: \"train/0001.png\""));
}

TEST(Coco, OfOneImageServesAnotherNameWithARemark) {
  const std::string text = coco(R"([{"image_id": 1, "category_id": 0, "bbox": [5, 6, 7, 8]}])");
  const auto sheet = parseBoxes(text, {.image = "x/other.png", .width = 200, .height = 180});
  ASSERT_TRUE(sheet) << base::describe(sheet.error());
  EXPECT_THAT(sheet->remarks, Contains(HasSubstr("\"a.png\" was taken for \"x/other.png\"")));
  EXPECT_THAT(sheet->remarks, Contains(HasSubstr("marked on 100 x 90 pixels, the image has 200 x 180")));
  EXPECT_FALSE(parseBoxes(text, {.image = "x/other.png", .width = 90, .height = 100}));
  EXPECT_FALSE(parseBoxes(text, {.image = "x/other.png", .onlyImageServes = false}));
  EXPECT_THAT(parseBoxes(text, {.image = "x/A.jpg"})->remarks, IsEmpty());
}

// ---- rules that all forms share ----

TEST(BoxRules, KeepBoxesThatOverhangByHalfAPixelAndCutThem) {
  for (
      const std::string& text :
      {coco(R"([{"image_id": 1, "category_id": 0, "bbox": [-1e-7, 10, 100.3, 80.4]}])"),
       std::string("image,label,x,y,w,h,width,height\na.png,Lung,-1e-7,10,100.3,80.4,100,90\n"),
       std::string("image,label,xmin,ymin,xmax,ymax,width,height\na.png,Lung,-1e-7,10,100.3,90.4,100,90\n"),
       std::string(
           R"({"width": 100, "height": 90, "boxes": [{"label": "Lung", "x": -1e-7, "y": 10, "width": 100.3, "height": 80.4}]})")}) {
    const auto sheet = parseBoxes(text);
    ASSERT_TRUE(sheet) << text << base::describe(sheet.error());
    EXPECT_EQ(numbersOf(sheet->boxes[0]), (Numbers{0, 10, 100, 80})) << text;
  }
}

TEST(BoxRules, ListUnknownClassesWithTheirCounts) {
  const char* text =
      "image,label,x,y,w,h\na.png,Aortic enlargement,1,2,3,4\na.png,Mass,1,2,3,4\n"
      "a.png,ILD,1,2,3,4\na.png,ILD,2,2,3,4\nb.png,ILD,1,2,3,4\n";
  const BoxQuery query{.image = "a.png", .width = 20, .height = 20};
  const auto sheet = parseBoxes(text, query);
  ASSERT_TRUE(sheet) << base::describe(sheet.error());
  EXPECT_THAT(labelsOf(*sheet), ElementsAre("Mass"));
  EXPECT_THAT(sheet->remarks, Contains(HasSubstr("\"Aortic enlargement\" (1), \"ILD\" (2)")));
  EXPECT_THAT(parseBoxes(text, {.image = "b.png", .width = 20, .height = 20}).error().message,
              HasSubstr("\"ILD\" (1)"));
  // What a model shall follow is not left out.
  EXPECT_FALSE(parseBoxes(text, {.image = "a.png", .width = 20, .height = 20, .known = {"Mass"}}));
  EXPECT_EQ(BoxFile::parse(text)->unknownClasses().at("ILD"), 3U);
}

TEST(BoxRules, TellSharesFromPixels) {
  const BoxQuery query{.width = 200, .height = 100};
  for (const std::string& text :
       {std::string("label,x,y,w,h\nLung,0.1,0.2,0.5,0.8\n"),
        std::string("label,xmin,ymin,xmax,ymax\nLung,0.1,0.2,0.6,1.0\n"),
        std::string("label,x_center,y_center,width,height\nLung,0.35,0.6,0.5,0.8\n"),
        coco(R"([{"image_id": 1, "category_id": 0, "bbox": [0.1, 0.2, 0.5, 0.8]}])",
             R"([{"id": 1, "file_name": "a.png", "width": 200, "height": 100}])")}) {
    const auto sheet = parseBoxes(text, query);
    ASSERT_TRUE(sheet) << text << base::describe(sheet.error());
    const auto box = numbersOf(sheet->boxes[0]);
    EXPECT_THAT(box, testing::Pointwise(testing::DoubleNear(1e-9), Numbers{20, 20, 100, 80})) << text;
    EXPECT_THAT(sheet->remarks, Contains(HasSubstr("taken as shares"))) << text;
  }
  EXPECT_THAT(parseBoxes("label,x,y,w,h\nLung,0.1,0.2,0.5,0.8\nLung,5,5,8,8\n", query)->remarks, IsEmpty());
  const auto open = parseBoxes("label,x,y,w,h\nLung,0,0,1,1\n", query);
  ASSERT_FALSE(open);
  EXPECT_THAT(open.error().next, HasSubstr("--box-layout"));
  BoxQuery stated = query;
  stated.layout = boxLayoutNamed("xywh-shares").value();
  EXPECT_EQ(numbersOf(parseBoxes("label,x,y,w,h\nLung,0,0,1,1\n", stated)->boxes[0]),
            (Numbers{0, 0, 200, 100}));
  stated.layout = boxLayoutNamed("xywh-pixels").value();
  EXPECT_EQ(numbersOf(parseBoxes("label,x,y,w,h\nLung,0,0,1,1\n", stated)->boxes[0]), (Numbers{0, 0, 1, 1}));
}

TEST(BoxRules, NameLayouts) {
  EXPECT_EQ(boxLayoutNamed("xyxy-shares")->unit, BoxLayout::Unit::shares);
  EXPECT_EQ(boxLayoutNamed("cxcywh")->form, BoxLayout::Form::centreAndSize);
  for (const char* wrong : {"", "xyx", "xywh-", "xywh-percent", "-shares", "pixels"})
    EXPECT_FALSE(boxLayoutNamed(wrong)) << wrong;
}

// ---- tables ----

TEST(BoxTables, AreReadByTheNamesOfPublishedColumns) {
  struct Row {
    const char* text;
    Numbers box;
    const char* label;
  };
  for (const Row& row :
       {Row{"image_id,class_name,class_id,rad_id,x_min,y_min,x_max,y_max\na,Cardiomegaly,3,R10,190,220,340,"
            "345\na,No "
            "finding,14,R11,,,,\n",
            {190, 220, 150, 125},
            "Cardiomegaly"},
        Row{"Image Index,Finding Label,\"Bbox [x,y,w,h]\"\na.png,Infiltrate,\"10.5, 20, 30, 40\"\n",
            {10.5, 20, 30, 40},
            "Infiltration"},
        Row{"patientId,x,y,width,height,Target\na,264.0,152.0,213.0,379.0,1\nb,,,,,0\n",
            {264, 152, 213, 379},
            "Pneumonia"},
        Row{"filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,1024,1024,Mass,1,2,31,42\n",
            {1, 2, 30, 40},
            "Mass"},
        Row{"path,LABEL,Box_X,Box_Y,Box_W,Box_H\ntrain/a.png,mass,1,2,30,40\n", {1, 2, 30, 40}, "Mass"},
        Row{"image;finding;x1;y1;x2;y2\na.png;Mass;1;2;31;42\n", {1, 2, 30, 40}, "Mass"}}) {
    const auto sheet = parseBoxes(row.text, {.image = "x/a.png", .width = 1024, .height = 1024});
    ASSERT_TRUE(sheet) << row.text << base::describe(sheet.error());
    EXPECT_THAT(labelsOf(*sheet), ElementsAre(row.label)) << row.text;
    EXPECT_EQ(numbersOf(sheet->boxes[0]), row.box) << row.text;
  }
}

TEST(BoxTables, SayWhatTheyAssumed) {
  const auto rsna = parseBoxes("patientId,x,y,width,height,Target\na,264,152,213,379,1\nb,,,,,0\n",
                               {.image = "a.dcm", .width = 512, .height = 512});
  ASSERT_TRUE(rsna) << base::describe(rsna.error());
  EXPECT_EQ(rsna->width, 1024);
  EXPECT_THAT(rsna->remarks, Contains(HasSubstr("Target 1 was taken as Pneumonia")));
  EXPECT_THAT(rsna->remarks, Contains(HasSubstr("1024 x 1024 pixels, as the data set is published")));
  EXPECT_THAT(rsna->remarks, Contains(HasSubstr("the image has 512 x 512")));
  const auto none =
      parseBoxes("patientId,x,y,width,height,Target\na,264,152,213,379,1\nb,,,,,0\n", {.image = "b.dcm"});
  EXPECT_THAT(none.error().message, HasSubstr("states no finding"));
  const auto readers =
      parseBoxes("image_id,class_name,rad_id,x_min,y_min,x_max,y_max\na,Mass,R8,1,2,3,4\na,Mass,R9,1,2,3,5\n",
                 {.width = 10, .height = 10});
  EXPECT_THAT(readers->remarks, Contains(HasSubstr("2 readers")));
}

TEST(BoxTables, NameTheColumnsThatTheyNeedAndTheLayoutThatTheyLeaveOpen) {
  EXPECT_THAT(parseBoxes("image,age\na.png,3\n").error().next, HasSubstr("x_min"));
  EXPECT_THAT(parseBoxes("image,x,y,w,h\na.png,1,2,3,4\n").error().next, HasSubstr("label"));
  const char* open = "image,label,bbox\na.png,Mass,\"[10, 20, 30, 40]\"\n";
  BoxQuery query{.width = 100, .height = 100};
  EXPECT_THAT(parseBoxes(open, query).error().next, HasSubstr("--box-layout"));
  query.layout = boxLayoutNamed("xyxy").value();
  EXPECT_EQ(numbersOf(parseBoxes(open, query)->boxes[0]), (Numbers{10, 20, 20, 20}));
  EXPECT_THAT(
      parseBoxes("label,xmin,ymin,xmax,ymax\nMass,50,50,10,10\n", {.width = 100, .height = 100}).error().next,
      HasSubstr("xywh"));
  EXPECT_THAT(parseBoxes("label,x,y,w,h\nMass,,2,3,4\n", query).error().message, HasSubstr("line 2"));
}

// ---- YOLO ----

class YoloFiles : public testing::Test {
 protected:
  void write(const char* name, std::string_view text) {
    ASSERT_TRUE(base::writeFileAtomically(folder_ / name, text));
  }
  [[nodiscard]] base::Result<BoxSheet> read(const char* name) const {
    return readBoxes(folder_ / name, {.width = 200, .height = 100});
  }
  tests::TemporaryFolder temporary_;
  std::filesystem::path folder_ = temporary_.path();
};

TEST_F(YoloFiles, TakeTheNamesOfTheirClassesFromTheListThatIsThere) {
  constexpr const char* line = "1 0.5 0.5 0.2 0.4\n";
  struct Row {
    const char *list, *text, *boxes;
  };
  for (const Row& row :
       {Row{"a/classes.txt", "Lung\r\nHeart\r\n\r\n", "a/x.txt"},
        Row{"b/classes.txt", "\xEF\xBB\xBFLung\nHeart", "b/labels/train/x.txt"},
        Row{"c/obj.names", "Lung\nHeart\n", "c/obj_train_data/x.txt"},
        Row{"d/data.yaml", "train: ../images\nnc: 2\nnames: ['Lung', \"Heart\"]  # two\n", "d/labels/x.txt"},
        Row{"e/data.yaml", "names:\n  0: Lung\n  1: Heart\nnc: 2\n", "e/labels/x.txt"},
        Row{"f/data.yaml", "names:\n- Lung\n- Heart\nnc: 2\n", "f/labels/x.txt"},
        Row{"g/data.yaml", "names: {0: Lung, 1: Heart}\n", "g/x.txt"},
        Row{"h/data.yaml", "path: .\nnames: [Lung,\n  Heart]\n", "h/x.txt"}}) {
    write(row.list, row.text);
    write(row.boxes, line);
    const auto sheet = read(row.boxes);
    ASSERT_TRUE(sheet) << row.list << base::describe(sheet.error());
    EXPECT_THAT(labelsOf(*sheet), ElementsAre("Heart")) << row.list;
    EXPECT_EQ(numbersOf(sheet->boxes[0]), (Numbers{80, 30, 40, 40}));
  }
}

TEST_F(YoloFiles, WithoutAListAreRefusedInsteadOfGuessed) {
  write("deep/er/alone/x.txt", "1 0.5 0.5 0.2 0.4\n");
  EXPECT_THAT(read("deep/er/alone/x.txt").error().next, HasSubstr("classes.txt"));
  write("two/classes.txt", "Lung\nHeart\n");
  write("two/data.yaml", "names: [Heart, Lung]\n");
  write("two/x.txt", "1 0.5 0.5 0.2 0.4\n");
  EXPECT_THAT(read("two/x.txt").error().message, HasSubstr("differently"));
  write("bad/data.yaml", "names: &all\n  <<: *other\n");
  write("bad/x.txt", "1 0.5 0.5 0.2 0.4\n");
  EXPECT_THAT(read("bad/x.txt").error().message, HasSubstr("names"));
  write("few/classes.txt", "Lung\n");
  write("few/x.txt", "1 0.5 0.5 0.2 0.4\n");
  EXPECT_THAT(read("few/x.txt").error().message, HasSubstr("There is no class 1"));
}

TEST(Yolo, ReadsPolygonsAndConfidences) {
  const BoxQuery query{.width = 200, .height = 100, .classes = {"Lung", "Heart"}};
  auto sheet = parseBoxes("0 0.5 0.5 0.29 0.39 0.3 0.7 0.48 0.72\n", query);
  ASSERT_TRUE(sheet) << base::describe(sheet.error());
  EXPECT_THAT(numbersOf(sheet->boxes[0]),
              testing::Pointwise(testing::DoubleNear(1e-9), Numbers{58, 39, 42, 33}));
  EXPECT_THAT(sheet->remarks, Contains(HasSubstr("polygons")));
  sheet = parseBoxes("1 0.5 0.5 0.2 0.4 0.87\n", query);
  ASSERT_TRUE(sheet) << base::describe(sheet.error());
  EXPECT_EQ(numbersOf(sheet->boxes[0]), (Numbers{80, 30, 40, 40}));
  EXPECT_THAT(sheet->remarks, IsEmpty());
}

TEST(Yolo, RefusesPixelsAndOtherLinesByName) {
  const BoxQuery query{.width = 200, .height = 100, .classes = {"Lung", "Heart"}};
  EXPECT_THAT(parseBoxes("0 60 14 120 22\n", query).error().message, HasSubstr("pixels"));
  EXPECT_THAT(parseBoxes("0 10 10 20 10 20 30\n", query).error().message, HasSubstr("pixels"));
  EXPECT_THAT(parseBoxes("0 0.5 0.5 0.2 0.4 0.1 0.1 2\n", query).error().message, HasSubstr("8 numbers"));
  EXPECT_THAT(parseBoxes("0.5 0.5 0.5 0.2 0.4\n", query).error().message, HasSubstr("no class"));
  EXPECT_THAT(parseBoxes("0 0.5 0.5 0.2 0.4\n0 0.5 x 0.2 0.4\n", query).error().message, HasSubstr("line 2"));
  BoxQuery stated = query;
  stated.layout = boxLayoutNamed("xyxy-pixels").value();
  EXPECT_EQ(numbersOf(parseBoxes("0 60 14 120 22\n", stated)->boxes[0]), (Numbers{60, 14, 60, 8}));
}

// ---- other forms ----

TEST(BoxForms, OfLabelMeAreTheBoxesAroundShapes) {
  const auto sheet =
      parseBoxes(R"({"imagePath": "..\\a.png", "imageWidth": 100, "imageHeight": 90, "shapes": [
      {"label": "mass", "shape_type": "rectangle", "points": [[30, 40], [10, 20]]},
      {"label": "Nodule", "points": [[1, 2], [5, 3], [4, 9]]},
      {"label": "Nodule", "shape_type": "circle", "points": [[50, 50], [53, 54]]}]})",
                 {.image = "a.png"});
  ASSERT_TRUE(sheet) << base::describe(sheet.error());
  EXPECT_EQ(numbersOf(sheet->boxes.at(0)), (Numbers{10, 20, 20, 20}));
  EXPECT_EQ(numbersOf(sheet->boxes.at(1)), (Numbers{1, 2, 4, 7}));
  EXPECT_EQ(numbersOf(sheet->boxes.at(2)), (Numbers{45, 45, 10, 10}));
}

TEST(BoxForms, ThatAreNotReadAreNamed) {
  struct Row {
    const char *text, *name;
  };
  for (const Row& row :
       {Row{"<annotation><object/></annotation>", "Pascal VOC"},
        Row{R"([{"data": {"image": "a.png"}, "annotations": []}])", "Label Studio"},
        Row{R"({"_via_img_metadata": {}})", "VIA"},
        Row{R"({"a.png123": {"filename": "a.png", "regions": []}})", "VIA"},
        Row{R"({"items": [], "categories": {}})", "Datumaro"}, Row{R"({"a": 1})", "neither COCO"}}) {
    const auto sheet = parseBoxes(row.text);
    ASSERT_FALSE(sheet) << row.text;
    EXPECT_EQ(sheet.error().code, ErrorCode::formatUnsupported) << row.text;
    EXPECT_THAT(sheet.error().message, HasSubstr(row.name));
  }
}

}  // namespace
}  // namespace chexgen::imaging
