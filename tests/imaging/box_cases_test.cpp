// Boxes in the encodings that programs save them in, and the real-world inputs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/imaging/boxes.h"
#include "tests/imaging/box_forms.h"
#include "tests/support/golden.h"

namespace chexgen::imaging {
namespace {

using testing::ElementsAre;

// ---- encodings ----

std::string utf16(const std::string& ascii, bool bigEndian) {
  std::string bytes = bigEndian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : ascii) {
    if (bigEndian) bytes += '\0';
    bytes += c;
    if (!bigEndian) bytes += '\0';
  }
  return bytes;
}

TEST(BoxEncodings, AreFoundOutForEveryForm) {
  const BoxQuery query{.image = "a.png", .width = 100, .height = 90, .classes = {"Lung", "Heart"}};
  for (const std::string& text : {coco(R"([{"image_id": 1, "category_id": 1, "bbox": [10, 9, 20, 18]}])"),
                                  std::string("image;label;x;y;w;h\na.png;Heart;10,0;9,0;20;18\n"),
                                  std::string("image\tlabel\tx\ty\tw\th\na.png\tHeart\t10\t9\t20\t18\n"),
                                  std::string("sep=;\nimage;label;x;y;w;h\na.png;Heart;10;9;20;18\n"),
                                  std::string("1 0.2 0.2 0.2 0.2\n")}) {
    for (const std::string& bytes : {text, "\xEF\xBB\xBF" + text, utf16(text, false), utf16(text, true)}) {
      const auto sheet = parseBoxes(bytes, query);
      ASSERT_TRUE(sheet) << text << base::describe(sheet.error());
      EXPECT_THAT(labelsOf(*sheet), ElementsAre("Heart")) << text;
      EXPECT_EQ(numbersOf(sheet->boxes[0]), (Numbers{10, 9, 20, 18})) << text;
    }
  }
}

// ---- the given files ----

TEST(BoxCases, GiveTheBoxesThatTheirNotesState) {
  const std::vector<std::string> both{"Lung", "Heart"}, lung{"Lung"};
  struct Row {
    const char *file, *image;
    std::vector<std::string> labels;
    Numbers first;
  };
  const Numbers left{60, 140, 120, 220};
  for (const Row& row :
       {Row{"boxes-csv-semicolon/v02_semicolon.csv", "images/a.png", lung, left},
        Row{"boxes-csv-semicolon/v03_semicolon_decimal_comma.csv", "a.png", lung, {60.5, 140.25, 120, 220}},
        Row{"boxes-csv-semicolon/v06_utf16.csv", "a.png", lung, left},
        Row{"boxes-csv-semicolon/v07_tab.csv", "a.png", lung, left},
        Row{"coco-bom-utf16/c06_bom.json", "a.png", both, left},
        Row{"coco-bom-utf16/c06b_utf16.json", "a.png", both, left},
        Row{"coco-name-with-folder/c04_name_with_folder.json", "/set/images/a.png", both, left},
        Row{"coco-name-with-folder/c04b_label_studio_path.json", "images/a.png", both, left},
        Row{"coco-name-with-folder/c05_url_encoded.json", "images/b c.png", both, left},
        Row{"coco-many-images-studio/c07_edge_rounding.json", "a.png", both, {0, 140, 200, 220}},
        Row{"yolo-polygons-as-boxes/a.txt", "a.png", lung, {148.48, 199.68, 107.52, 168.96}},
        Row{"boxes-csv-nih-vin/v08_vinbig.csv", "a.png", {"Cardiomegaly"}, {190, 220, 150, 120}},
        Row{"boxes-csv-nih-vin/v09_nih_bbox.csv",
            "00013118_008.png",
            {"Atelectasis"},
            {225.084745762712, 547.019216763771, 86.7796610169491, 79.1864406779661}}}) {
    CHEXGEN_CASE_OR_SKIP(file, row.file);
    const auto sheet = readBoxes(file, {.image = row.image, .width = 512, .height = 512});
    ASSERT_TRUE(sheet) << row.file << base::describe(sheet.error());
    EXPECT_EQ(labelsOf(*sheet), row.labels) << row.file;
    EXPECT_THAT(numbersOf(sheet->boxes[0]), testing::Pointwise(testing::DoubleNear(1e-4), row.first))
        << row.file;
  }
  CHEXGEN_CASE_OR_SKIP(file, "yolo-bom/a.txt");
  const auto bom = readBoxes(file, {.width = 512, .height = 512});
  ASSERT_TRUE(bom) << base::describe(bom.error());
  EXPECT_EQ(labelsOf(*bom), lung) << "the list of classes has a mark, too";
  CHEXGEN_CASE_OR_SKIP(yolo, "yolo-classes-ignored/a.txt");
  CHEXGEN_CASE_OR_SKIP(table, "yolo-classes-ignored/v01_plain.csv");
  const auto numbered = readBoxes(yolo, {.width = 512, .height = 512}), named = readBoxes(table);
  ASSERT_TRUE(numbered) << base::describe(numbered.error());
  EXPECT_EQ(labelsOf(*numbered), labelsOf(*named));
  for (std::size_t i = 0; i < 2; ++i)
    EXPECT_THAT(numbersOf(numbered->boxes[i]),
                testing::Pointwise(testing::DoubleNear(0.01), numbersOf(named->boxes[i])));
}

}  // namespace
}  // namespace chexgen::imaging
