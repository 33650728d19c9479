#include "core/cohort/condition_sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/file.h"
#include "core/base/philox.h"
#include "core/imaging/boxes.h"
#include "core/imaging/label_mask.h"
#include "core/imaging/siim_rle.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cohort {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr std::size_t all = 1'000'000;

class ConditionSources : public testing::Test {
 protected:
  [[nodiscard]] base::Result<ConditionSource> read(const fs::path& file) const {
    return readConditionSource(file, folder_ / "out", all);
  }
  [[nodiscard]] base::Result<ConditionSource> readText(const std::string& name,
                                                       const std::string& text) const {
    EXPECT_TRUE(base::writeFileAtomically(folder_ / name, text));
    return read(folder_ / name);
  }
  // "x y width height label", a line for each box.
  [[nodiscard]] std::vector<std::string> boxesIn(const std::string& file) const {
    std::vector<std::string> lines;
    const auto sheet = imaging::readBoxes(folder_ / "out" / file);
    if (!sheet) return {base::describe(sheet.error())};
    for (const imaging::FindingBox& box : sheet->boxes) {
      const auto number = [](double value) { return std::to_string(std::lround(value)) + " "; };
      lines.push_back(number(box.x) + number(box.y) + number(box.width) + number(box.height) +
                      box.finding.name);
    }
    return lines;
  }
  [[nodiscard]] std::ptrdiff_t markedIn(const std::string& file) const {
    const auto mask = imaging::readMask(folder_ / "out" / file).value();
    return std::count_if(mask.labels.pixels.begin(), mask.labels.pixels.end(),
                         [](std::uint8_t value) { return value != 0; });
  }
  tests::TemporaryFolder folder_;
};

// ---- the given files ----

TEST_F(ConditionSources, KeepBoxesThatRoundingPutOverTheEdge) {
  CHEXGEN_CASE_OR_SKIP(file, "coco-edge-rounding/c07_edge_rounding.json");
  auto source = read(file);
  ASSERT_TRUE(source) << base::describe(source.error());
  ASSERT_THAT(source->items, SizeIs(2));
  EXPECT_THAT(boxesIn("a.json"), UnorderedElementsAre("0 140 200 220 Lung", "362 220 150 120 Heart"));
  EXPECT_THAT(boxesIn("d.json"), UnorderedElementsAre("0 10 100 100 Heart"));
  CHEXGEN_CASE_OR_SKIP(half, "coco-edge-rounding/c07b_edge_half_pixel.json");
  source = read(half);
  ASSERT_TRUE(source) << base::describe(source.error());
  EXPECT_THAT(boxesIn("a.json"), UnorderedElementsAre("60 140 120 220 Lung", "400 220 112 120 Heart"));
}

TEST_F(ConditionSources, TakeIdsAsTextAndSayWhatBelongsToNoImage) {
  for (const char* name :
       {"coco-ids-as-text/c03_category_id_text.json", "coco-ids-as-text/c03b_image_id_text.json",
        "coco-ids-as-text/c12_float_size.json", "coco-orphan/c14_orphan_annotation.json"}) {
    CHEXGEN_CASE_OR_SKIP(file, name);
    const auto source = read(file);
    ASSERT_TRUE(source) << name << base::describe(source.error());
    EXPECT_THAT(boxesIn("a.json"), UnorderedElementsAre("60 140 120 220 Lung", "190 220 150 120 Heart"))
        << name;
    const bool orphan = std::string_view(name).find("orphan") != std::string_view::npos;
    EXPECT_EQ(source->remarks, orphan ? std::vector<std::string>{"1 annotation(s) belong to no image of the "
                                                                 "file and were left out."}
                                      : std::vector<std::string>());
  }
}

TEST_F(ConditionSources, TakeTheBoxOfARunLengthCodeOrSayWhatIsMissing) {
  CHEXGEN_CASE_OR_SKIP(file, "coco-rle-no-bbox/c10_rle_no_bbox.json");
  const auto source = read(file);
  ASSERT_TRUE(source) << base::describe(source.error());
  EXPECT_THAT(boxesIn("a.json"), UnorderedElementsAre("60 140 120 220 Lung", "190 220 150 120 Heart"));
  CHEXGEN_CASE_OR_SKIP(empty, "coco-rle-no-bbox/c10b_bbox_empty_list.json");
  const auto broken = read(empty);
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().message, HasSubstr("annotation 1 (id 1)"));
  EXPECT_THAT(broken.error().message, HasSubstr("neither a \"bbox\" nor a \"segmentation\""));
}

TEST_F(ConditionSources, KeepImagesOfOneNameInTwoFoldersApart) {
  CHEXGEN_CASE_OR_SKIP(file, "coco-same-stem/c11_same_stem_two_folders.json");
  const auto source = read(file);
  ASSERT_TRUE(source) << base::describe(source.error());
  ASSERT_THAT(source->items, SizeIs(2));
  EXPECT_THAT(boxesIn("train_0001.json"), UnorderedElementsAre("60 140 120 220 Lung"));
  EXPECT_THAT(boxesIn("val_0001.json"), UnorderedElementsAre("190 220 150 120 Heart"));
}

TEST_F(ConditionSources, KeepMasksOfUidsApart) {
  CHEXGEN_CASE_OR_SKIP(file, "siim-uid-masks/x01_siim_uids.csv");
  const auto source = read(file);
  ASSERT_TRUE(source) << base::describe(source.error());
  ASSERT_THAT(source->items, SizeIs(2));
  EXPECT_EQ(markedIn("1.2.840.113.9.1.png"), 50);
  EXPECT_EQ(markedIn("1.2.840.113.9.2.png"), 60);
}

// ---- the kinds ----

TEST_F(ConditionSources, OfRandomUidsNoTwoShareAFile) {
  const base::RandomStream random{.seed = 9, .stream = 1, .step = 0};
  std::string table = "ImageId,EncodedPixels\n";
  constexpr std::uint64_t count = 40;
  for (std::uint64_t i = 0; i < count; ++i)
    table += "1.2.276." + std::to_string(random.below(i, 5)) + "." + std::to_string(i) + "," +
             std::to_string(1000 * i) + " " + std::to_string(i + 1) + "\n";
  const auto source = readText("siim.csv", table);
  ASSERT_TRUE(source) << base::describe(source.error());
  std::vector<std::ptrdiff_t> marked, expected;
  for (const auto& item : source->items) marked.push_back(markedIn(item.file));
  for (std::ptrdiff_t i = 1; i <= static_cast<std::ptrdiff_t>(count); ++i) expected.push_back(i);
  EXPECT_EQ(marked, expected);
}

TEST_F(ConditionSources, ReadEveryFormThatNamesItsImages) {
  for (const auto& [name, text] :
       {std::pair<std::string, std::string>{
            "det.json", R"([{"file_name": "p.1.png", "syms": ["Mass"], "boxes": [[10, 20, 40, 60]]},
                            {"file_name": "p.2.png", "syms": [], "boxes": []}])"},
        {"table.csv",
         "image,label,xmin,ymin,xmax,ymax,width,height\np.1.png,Mass,10,20,40,60,1024,1024\n"
         "p.2.png,No Finding,,,,,1024,1024\n"},
        {"nih.csv",
         "Image Index,Finding Label,x,y,w,h\np.1.png,Mass,10,20,30,40\np.2.png,No Finding,,,,\n"}}) {
    const auto source = readText(name, text);
    ASSERT_TRUE(source) << name << base::describe(source.error());
    ASSERT_THAT(source->items, SizeIs(1)) << name;
    EXPECT_EQ(source->leftOut, 1U) << name;
    EXPECT_EQ(source->items[0].file, "p.1.json") << name;
    EXPECT_THAT(boxesIn("p.1.json"), UnorderedElementsAre("10 20 30 40 Mass")) << name;
  }
}

TEST_F(ConditionSources, SayWhatTheyLeftOutAndHowOften) {
  const auto source = readText("boxes.csv",
                               "image,label,x,y,w,h,width,height\na.png,Mass,1,2,3,4,100,100\n"
                               "b.png,Mass,90,2,30,4,100,100\nc.png,ILD,1,2,3,4,100,100\n"
                               "a.png,ILD,1,2,3,4,100,100\n");
  ASSERT_TRUE(source) << base::describe(source.error());
  EXPECT_THAT(source->items, SizeIs(1));
  EXPECT_THAT(source->remarks, Contains(HasSubstr("1 radiograph(s) were left out because a box")));
  EXPECT_THAT(source->remarks, Contains(HasSubstr("\"b.png\": At line 3")));
  EXPECT_THAT(source->remarks, Contains(HasSubstr("\"ILD\" (2)")));
}

}  // namespace
}  // namespace chexgen::cohort
