// A table with planted faults: each must be found at its row, and the sound rows must stay.
#include <gtest/gtest.h>

#include <map>

#include "core/imaging/png.h"
#include "core/training/preflight.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"
#include "tests/training/training_files.h"
#include "tests/weights/result_matchers.h"

namespace chexgen::training {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Found = std::vector<std::pair<std::size_t, std::string>>;

class Preflight : public testing::Test {
 protected:
  Preflight() {
    for (int i = 0; i < 4; ++i) {
      const std::string name = std::to_string(i) + ".png";
      tests::writeGrey(folder_ / "images" / name, 64, 48, static_cast<std::uint8_t>(100 + i));
      tests::writeMask(folder_ / "masks" / name, 64, 48);
    }
  }

  PreflightReport check(const std::string& table, const PreflightOptions& options = {}) {
    tests::writeFile(folder_ / "table.csv", table);
    auto report = preflight(readTable(folder_ / "table.csv").value(), options);
    EXPECT_TRUE(report) << tests::problem(report);
    return report ? *report : PreflightReport();
  }
  static Found found(const PreflightReport& report) {
    Found list;
    for (const PreflightFinding& finding : report.findings) {
      list.emplace_back(finding.line,
                        std::string(name(finding.severity)) + " " + std::string(name(finding.code)));
    }
    return list;
  }
  tests::TemporaryFolder folder_;
};

TEST_F(Preflight, FindsNothingWhereAllIsWell) {
  const auto report = check(
      "image,prompt,mask,split,patient\n"
      "images/0.png,Clear.,masks/0.png,train,1\n"
      "images/1.png,Effusion.,masks/1.png,train,1\n"
      "images/2.png,Clear.,masks/2.png,val,2\n"
      "images/3.png,Clear.,masks/3.png,,3\n",
      {.imageSize = 48, .needsMask = true, .decodeImages = true});
  EXPECT_THAT(found(report), IsEmpty());
  EXPECT_THAT(report.usable, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(report.train.usable, 2U);
  EXPECT_EQ(report.validation.usable, 1U);
  EXPECT_EQ(report.test.total, 0U);
  EXPECT_EQ(report.none.usable, 1U);
  std::uint64_t bytes = 0;
  for (const char* kind : {"images", "masks"}) {
    for (int i = 0; i < 4; ++i) {
      bytes += std::filesystem::file_size(folder_ / kind / (std::to_string(i) + ".png"));
    }
  }
  EXPECT_EQ(report.bytes, bytes);
}

TEST_F(Preflight, FindsMissingAndUnreadableImages) {
  tests::writeFile(folder_ / "images/text.png", "this is no picture");
  tests::writeFile(folder_ / "images/empty.png", "");
  const auto report = check(
      "image,prompt\n"
      "images/0.png,Clear.\n"
      "images/absent.png,Clear.\n"
      "images/text.png,Clear.\n"
      "images/empty.png,Clear.\n"
      ",Clear.\n");
  EXPECT_THAT(found(report),
              ElementsAre(std::pair(3U, "error fileMissing"), std::pair(4U, "error pictureUnreadable"),
                          std::pair(5U, "error pictureUnreadable"), std::pair(6U, "error rowInvalid")));
  EXPECT_THAT(report.usable, ElementsAre(0));
  EXPECT_EQ(report.findings[0].file, folder_ / "images/absent.png");
  EXPECT_EQ(report.findings[0].id, "absent");
  EXPECT_EQ(report.findings[0].sentence, "The file does not exist.");
  EXPECT_EQ(report.none.total, 5U);
}

TEST_F(Preflight, FindsDamageBehindTheHeaderOnlyWhenItDecodes) {
  const auto whole = base::readFile(folder_ / "images/0.png", 1 << 20).value();
  tests::writeFile(folder_ / "images/cut.png", whole.substr(0, whole.size() - 20));
  const std::string table = "image,prompt\nimages/cut.png,Clear.\n";
  EXPECT_THAT(found(check(table)), IsEmpty());
  EXPECT_THAT(found(check(table, {.decodeImages = true})),
              ElementsAre(std::pair(2U, "error pictureUnreadable")));
}

TEST_F(Preflight, FindsDuplicatesByPathAndByContent) {
  std::filesystem::copy_file(folder_ / "images/0.png", folder_ / "images/copy.png");
  const auto report = check(
      "image,prompt,split,id\n"
      "images/0.png,Clear.,train,a\n"
      "images/../images/0.png,Effusion.,train,b\n"
      "images/copy.png,Clear.,train,c\n"
      "images/copy.png,Clear.,val,d\n"
      "images/1.png,Clear.,val,a\n");
  EXPECT_THAT(found(report),
              ElementsAre(std::pair(3U, "warning duplicatePath"), std::pair(4U, "warning duplicateContent"),
                          std::pair(5U, "error duplicatePath"), std::pair(6U, "warning duplicateId")));
  EXPECT_NE(report.findings[1].sentence.find("line 2"), std::string::npos);
  EXPECT_THAT(report.usable, ElementsAre(0, 1, 2, 4));
}

TEST_F(Preflight, ACopyInAnotherSplitIsALeak) {
  std::filesystem::copy_file(folder_ / "images/0.png", folder_ / "images/copy.png");
  const auto report = check(
      "image,prompt,split\n"
      "images/copy.png,Clear.,test\n"
      "images/0.png,Clear.,train\n");
  EXPECT_THAT(found(report), ElementsAre(std::pair(3U, "error duplicateContent")));
  EXPECT_THAT(report.usable, ElementsAre(0));
}

TEST_F(Preflight, FindsAPatientInTwoSplits) {
  const auto report = check(
      "image,prompt,split,patient\n"
      "images/0.png,Clear.,train,7\n"
      "images/1.png,Clear.,train,8\n"
      "images/2.png,Clear.,test,7\n"
      "images/3.png,Clear.,train,7\n");
  EXPECT_THAT(found(report), ElementsAre(std::pair(4U, "error patientOverlap")));
  EXPECT_NE(report.findings[0].sentence.find("line 2"), std::string::npos);
  EXPECT_EQ(report.test.total, 1U);
  EXPECT_EQ(report.test.usable, 0U);
}

TEST_F(Preflight, JudgesPrompts) {
  const auto tokenizer = text::Tokenizer::load(tests::sourcePath("resources/tokenizer/t5/spiece.model"));
  ASSERT_TRUE(tokenizer) << tests::problem(tokenizer);
  std::string longText;
  for (int i = 0; i < 130; ++i) longText += "lung ";
  const std::string table = "image,prompt\nimages/0.png,\nimages/1.png,https://example.org\nimages/2.png," +
                            longText + "\nimages/3.png," + std::string(100'001, 'x') + "\n";
  const auto report = check(table, {.tokenizer = &*tokenizer});
  EXPECT_THAT(found(report),
              ElementsAre(std::pair(2U, "error promptMissing"), std::pair(3U, "error promptMissing"),
                          std::pair(4U, "warning promptLong"), std::pair(5U, "error promptInvalid")));
  EXPECT_NE(report.findings[2].sentence.find("120"), std::string::npos);
  EXPECT_THAT(found(check(table, {.needsPrompt = false})), IsEmpty());
}

TEST_F(Preflight, JudgesMasks) {
  tests::writeGrey(folder_ / "masks/black.png", 64, 48, 0);
  tests::writeMask(folder_ / "masks/half.png", 32, 24);
  tests::writeMask(folder_ / "masks/square.png", 64, 64);
  const std::string table =
      "image,prompt,mask\n"
      "images/0.png,Clear.,masks/black.png\n"
      "images/1.png,Effusion.,masks/half.png\n"
      "images/2.png,Clear.,masks/square.png\n"
      "images/3.png,Clear.,\n"
      "images/3.png,Clear.,masks/absent.png\n";
  const auto report = check(table, {.needsMask = true});
  EXPECT_THAT(found(report),
              ElementsAre(std::pair(2U, "warning maskEmpty"), std::pair(3U, "warning maskSize"),
                          std::pair(4U, "error maskAspect"), std::pair(5U, "error maskMissing"),
                          std::pair(6U, "error fileMissing"), std::pair(6U, "warning duplicateId"),
                          std::pair(6U, "warning duplicatePath")));
  EXPECT_EQ(check(table).errors(), 0U) << "masks matter only where they are used";
}

TEST_F(Preflight, SaysWhatIsOddAboutMasks) {
  tests::writeGrey(folder_ / "masks/full.png", 64, 48, 255);
  imaging::Image8 three{64, 48, 1, std::vector<std::uint8_t>(64 * 48, 103)};
  ASSERT_TRUE(imaging::writePng(folder_ / "masks/grey.png", three));
  std::fill(three.pixels.begin(), three.pixels.end(), std::uint8_t{0});
  for (std::size_t i = 0; i < 1000; ++i) three.pixels[i] = i < 500 ? 40 : 90;
  ASSERT_TRUE(imaging::writePng(folder_ / "masks/three.png", three));
  for (std::size_t i = 0; i < 1000; ++i) three.pixels[i] = i < 500 ? 1 : 2;
  ASSERT_TRUE(imaging::writePng(folder_ / "masks/labels.png", three));
  const auto report = check(
      "image,prompt,mask\nimages/0.png,Clear.,masks/full.png\nimages/1.png,Clear.,masks/three.png\n"
      "images/2.png,Clear.,masks/labels.png\nimages/3.png,Clear.,masks/grey.png\n",
      {.needsMask = true});
  EXPECT_THAT(found(report),
              ElementsAre(std::pair(2U, "warning maskOdd"), std::pair(3U, "error pictureUnreadable"),
                          std::pair(5U, "warning maskOdd")))
      << "labels are marks";
  EXPECT_NE(report.findings[1].sentence.find("0, 40 and 90"), std::string::npos);
}

TEST_F(Preflight, JudgesBoxes) {
  tests::writeFile(
      folder_ / "boxes/0.json",
      R"({"width":64,"height":48,"boxes":[{"label":"Effusion","x":1,"y":2,"width":30,"height":20}]})");
  tests::writeFile(
      folder_ / "boxes/outside.json",
      R"({"width":64,"height":48,"boxes":[{"label":"Effusion","x":60,"y":2,"width":30,"height":20}]})");
  const auto report = check(
      "image,prompt,boxes\n"
      "images/0.png,Clear.,boxes/0.json\n"
      "images/1.png,Clear.,boxes/outside.json\n"
      "images/2.png,Clear.,boxes/absent.json\n"
      "images/3.png,Clear.,\n",
      {.needsBoxes = true});
  EXPECT_THAT(found(report),
              ElementsAre(std::pair(3U, "error boxesUnreadable"), std::pair(4U, "error fileMissing"),
                          std::pair(5U, "error boxesMissing")));
}

TEST_F(Preflight, AsksOneFileOfBoxesImageByImageAndTellsWhatWasLeftOut) {
  tests::writeFile(folder_ / "coco.json",
                   R"({"categories": [{"id": 1, "name": "Mass"}, {"id": 2, "name": "ILD"}],
      "images": [{"id": 1, "file_name": "images/0.png", "width": 64, "height": 48},
                 {"id": 2, "file_name": "images\\1.png", "width": 64, "height": 48}],
      "annotations": [{"image_id": 1, "category_id": 1, "bbox": [1, 2, 30, 20]},
                      {"image_id": 9, "category_id": 1, "bbox": [1, 2, 30, 20]},
                      {"image_id": 2, "category_id": 1, "bbox": [1, 2, 30, 20]},
                      {"image_id": 2, "category_id": 2, "bbox": [1, 2, 30, 20]}]})");
  const auto report = check(
      "image,prompt,boxes\n"
      "images/0.png,Clear.,coco.json\n"
      "images/1.png,Clear.,coco.json\n"
      "images/2.png,Clear.,coco.json\n",
      {.needsBoxes = true});
  EXPECT_THAT(found(report),
              ElementsAre(std::pair(2U, "warning boxesRemark"), std::pair(3U, "warning boxesRemark"),
                          std::pair(4U, "error boxesUnreadable")));
  EXPECT_THAT(report.findings.at(0).sentence, testing::HasSubstr("belong to no image"));
  EXPECT_THAT(report.findings.at(1).sentence, testing::HasSubstr("\"ILD\" (1)"));
  EXPECT_THAT(report.findings.at(2).sentence, testing::HasSubstr("no image named"));
}

// The given files, each with an image of 512 x 512 as their notes say.
TEST_F(Preflight, ReadsBoxesAsOtherProgramsWriteThem) {
  tests::writeGrey(folder_ / "images/a.png", 512, 512, 90);
  for (const char* name :
       {"coco-ids-as-text/c03_category_id_text.json", "coco-ids-as-text/c03b_image_id_text.json",
        "coco-ids-as-text/c12_float_size.json", "coco-orphan/c14_orphan_annotation.json",
        "coco-edge-rounding/c07_edge_rounding.json", "coco-rle-no-bbox/c10_rle_no_bbox.json",
        "coco-name-with-folder/c04_name_with_folder.json",
        "coco-name-with-folder/c04b_label_studio_path.json", "coco-name-with-folder/c05_url_encoded.json",
        "yolo-classes-ignored/a.txt", "yolo-classes-ignored/v01_plain.csv", "yolo-polygons-as-boxes/a.txt",
        "boxes-csv-nih-vin/v08_vinbig.csv"}) {
    CHEXGEN_CASE_OR_SKIP(file, name);
    const auto report =
        check("image,prompt,boxes\nimages/a.png,Normal chest.," + file.string() + "\n", {.needsBoxes = true});
    EXPECT_EQ(report.errors(), 0U) << name << ": "
                                   << (report.findings.empty() ? "" : report.findings[0].sentence);
  }
}

TEST_F(Preflight, JudgesSizes) {
  tests::writeGrey(folder_ / "images/strip.png", 400, 20, 9);
  const auto report =
      check("image,prompt\nimages/0.png,Clear.\nimages/strip.png,Clear.\n", {.imageSize = 64});
  EXPECT_THAT(found(report),
              ElementsAre(std::pair(2U, "warning imageSmall"), std::pair(3U, "error pictureUnreadable")));
}

TEST_F(Preflight, JudgesFeatureLists) {
  for (const char* name : {"image.npz", "text.npz", "condition.npz"}) {
    std::filesystem::copy_file(tests::numpyFile(name), folder_ / name);
  }
  const auto latent = [this](const std::string& name, const std::string& shape, std::size_t bytes) {
    const auto array = tests::npy(tests::npyHeader("<f4", shape), tests::Bytes(bytes, '\1'));
    tests::writeFile(folder_ / name, tests::zip({{"image.npy", array}}));
  };
  latent("wide.npz", "(4, 2, 4)", 128);
  latent("flat.npz", "(4, 4)", 64);
  tests::writeFile(folder_ / "list.txt",
                   "image.npz text.npz condition.npz\n"
                   "wide.npz text.npz condition.npz\n"
                   "flat.npz text.npz condition.npz\n"
                   "condition.npz absent.npz image.npz\n"
                   "condition.npz text.npz\n");
  const auto table = readFeatureList(folder_ / "list.txt");
  ASSERT_TRUE(table) << tests::problem(table);
  const auto report = preflight(*table, {.needsMask = true});
  ASSERT_TRUE(report) << tests::problem(report);
  EXPECT_THAT(found(*report),
              ElementsAre(std::pair(2U, "error featuresInvalid"),  // its condition has another shape
                          std::pair(2U, "error featuresInvalid"),  // and so have the rows before
                          std::pair(3U, "error featuresInvalid"), std::pair(4U, "error fileMissing"),
                          std::pair(5U, "error maskMissing"), std::pair(5U, "warning duplicateId"),
                          std::pair(5U, "warning duplicatePath")));
  EXPECT_THAT(report->usable, ElementsAre(0));
}

TEST_F(Preflight, FindsPicturesOnWhichNothingIsToBeSeen) {
  tests::writeGrey(folder_ / "images/black.png", 64, 48, 0);
  tests::writeGrey(folder_ / "images/white.png", 64, 48, 255);
  auto grey = imaging::makeImage(64, 48, 1).value();
  std::fill(grey.pixels.begin(), grey.pixels.end(), std::uint8_t{90});
  grey.pixels[5] = 200;  // a speck is no radiograph
  tests::writeFile(folder_ / "images/grey.png", imaging::encodePng(grey).value());
  const std::string table =
      "image,report\nimages/black.png,a.\nimages/white.png,b.\nimages/grey.png,c.\nimages/1.png,d.\n";
  EXPECT_THAT(found(check(table, {.decodeImages = true})),
              ElementsAre(std::pair(2U, "error imageBlank"), std::pair(3U, "error imageBlank"),
                          std::pair(4U, "error imageBlank")));
  EXPECT_THAT(check(table, {.decodeImages = true}).usable, ElementsAre(3));
}

TEST_F(Preflight, JudgesReportsAndNotThePromptInFrontOfThem) {
  tests::writeFile(
      folder_ / "table.csv",
      "image,sex,age,report\nimages/0.png,M,70,\nimages/1.png,F,60,Clear.\nimages/2.png,F,60,XXXX "
      "XXXX.\nimages/3.png,M,50,Small XXXX effusion on the left.\n");
  const auto table = readTable(folder_ / "table.csv", {.demographics = true}).value();
  const auto report = preflight(table, {}).value();
  EXPECT_THAT(found(report),
              ElementsAre(std::pair(2U, "error promptMissing"), std::pair(4U, "error promptRedacted"),
                          std::pair(5U, "warning promptRedacted")));
  EXPECT_THAT(report.usable, ElementsAre(1, 3));
  const auto wished = preflight(table, {.allowPoorPrompts = true}).value();
  EXPECT_EQ(found(wished).front(), std::pair(std::size_t{2}, std::string("warning promptMissing")));
  EXPECT_THAT(wished.usable, ElementsAre(0, 1, 3));
}

TEST_F(Preflight, RefusesATableWhoseReportsAreAllTheSame) {
  const std::string table =
      "image,report\nimages/0.png,Normal chest.\nimages/1.png,Normal  chest.\nimages/2.png,normal chest.\n";
  const auto report = check(table);
  ASSERT_EQ(report.ofTable.size(), 1U);
  EXPECT_EQ(report.ofTable[0].code, FindingCode::promptsAlike);
  EXPECT_TRUE(report.isRefused());
  EXPECT_EQ(report.errors(), 1U);
  EXPECT_FALSE(check(table, {.allowPoorPrompts = true}).isRefused());
  EXPECT_FALSE(check(table + "images/3.png,Effusion.\n").isRefused());
}

TEST_F(Preflight, SumsUpByKindAndFindsTheSameWithAnyNumberOfThreads) {
  std::string table = "image,report\n";
  for (int i = 0; i < 60; ++i)
    table += (i % 3 == 0 ? "images/gone" + std::to_string(i) : "images/" + std::to_string(i % 4)) + ".png," +
             (i % 5 == 0 ? "" : "Report " + std::to_string(i) + ".") + "\n";
  const auto one = check(table, {.decodeImages = true, .threads = 1});
  const auto sums = sumsOf(one);
  ASSERT_EQ(sums.size(), 4U) << "ids and paths stand twice";
  EXPECT_EQ(sums[0].code, FindingCode::fileMissing);
  EXPECT_EQ(sums[0].rows, 20U);
  EXPECT_EQ(sums[1].code, FindingCode::promptMissing);
  EXPECT_EQ(sums[1].rows, 12U);
  EXPECT_EQ(sums[2].severity, Severity::warning);
  for (const int threads : {2, 7}) {
    const auto many = check(table, {.decodeImages = true, .threads = threads});
    EXPECT_EQ(found(many), found(one));
    EXPECT_EQ(many.usable, one.usable);
    EXPECT_EQ(many.bytes, one.bytes);
  }
}

TEST_F(Preflight, TellsHowFarItIsAndStopsWhenAsked) {
  tests::writeFile(folder_ / "table.csv",
                   "image,prompt\nimages/0.png,Clear.\nimages/1.png,Clear.\nimages/2.png,Clear.\n");
  const DataTable table = readTable(folder_ / "table.csv").value();
  base::CancelToken cancel;
  std::vector<std::size_t> seen;
  const auto report = preflight(
      table, {},
      [&](std::size_t done, std::size_t total) {
        EXPECT_EQ(total, 3U);
        seen.push_back(done);
        if (done == 2) cancel.cancel();
      },
      cancel);
  tests::expectRefused(report, base::ErrorCode::cancelled, "stopped");
  EXPECT_THAT(seen, ElementsAre(1, 2));
}

TEST_F(Preflight, SaysItAllAsJson) {
  const auto json =
      toJson(check("image,prompt,split\nimages/0.png,Clear.,train\nimages/absent.png,Clear.,val\n"));
  EXPECT_EQ(json["rows"], 2);
  EXPECT_EQ(json["usable"], 1);
  EXPECT_EQ(json["errors"], 1);
  EXPECT_EQ(json["warnings"], 0);
  EXPECT_EQ(json["splits"]["train"]["usable"], 1);
  EXPECT_EQ(json["splits"]["val"]["rows"], 1);
  ASSERT_EQ(json["findings"].size(), 1U);
  const auto& finding = json["findings"][0];
  EXPECT_EQ(finding["line"], 3);
  EXPECT_EQ(finding["id"], "absent");
  EXPECT_EQ(finding["severity"], "error");
  EXPECT_EQ(finding["code"], "fileMissing");
  EXPECT_EQ(finding["file"], (folder_ / "images/absent.png").string());
  EXPECT_FALSE(finding["sentence"].get<std::string>().empty());
}

}  // namespace
}  // namespace chexgen::training
