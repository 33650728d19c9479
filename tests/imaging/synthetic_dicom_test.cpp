#include "core/imaging/synthetic_dicom.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/imaging/read_grey.h"
#include "tests/imaging/dicom_check.h"
#include "tests/imaging/hostile_png.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::imaging {
namespace {

Recipe someRecipe() {
  Recipe recipe;
  recipe.report = "Kleiner Pleuraerguß links.";
  recipe.demographics = {.sex = "Male", .age = 71, .race = "", .view = "AP"};
  recipe.prompt = "sex:Male, age:71.0, view:AP. Kleiner Pleuraerguß links.";
  recipe.modelName = "starter";
  recipe.sampler = "dpmpp2m";
  recipe.seed = 18446744073709551615U;
  recipe.width = 33;
  recipe.height = 21;
  return recipe;
}

TEST(SyntheticDicom, GivesBackPixelsAndRecipe) {
  const Image8 image = tests::patterned(33, 21, 1);
  const auto bytes = encodeSyntheticDicom(image, someRecipe());
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto grey = decodeGreyImage(tests::bytesOf(*bytes));
  ASSERT_TRUE(grey) << grey.error().message;
  EXPECT_EQ(renderGreys(*grey, grey->presentations.front(), false), image);
  EXPECT_FALSE(grey->inverted);
  const auto recipe = decodeSyntheticDicomRecipe(tests::bytesOf(*bytes));
  ASSERT_TRUE(recipe) << recipe.error().message;
  EXPECT_EQ(*recipe, someRecipe());
}

TEST(SyntheticDicom, SaysThatItIsSynthetic) {
  const auto bytes = encodeSyntheticDicom(tests::patterned(16, 16, 1), someRecipe());
  ASSERT_TRUE(bytes);
  // (0008,001C) CS 4 "YES "
  EXPECT_THAT(*bytes, testing::HasSubstr(std::string("\x08\x00\x1c\x00"
                                                     "CS"
                                                     "\x04\x00"
                                                     "YES ",
                                                     12)));
  EXPECT_THAT(*bytes, testing::HasSubstr("DERIVED\\SECONDARY"));
  EXPECT_THAT(*bytes, testing::HasSubstr("SYNTHETIC^NOT A PATIENT"));
  EXPECT_THAT(*bytes, testing::HasSubstr("not for diagnosis"));
}

TEST(SyntheticDicom, OfTheSameImageIsTheSameInstance) {
  const tests::TemporaryFolder folder;
  const Image8 image = tests::patterned(16, 16, 1);
  const auto one = writeSyntheticDicom(folder.path() / "a.dcm", image, someRecipe());
  const auto two = writeSyntheticDicom(folder.path() / "b.dcm", image, someRecipe());
  ASSERT_TRUE(one && two);
  EXPECT_EQ(*one, *two);
  Recipe other = someRecipe();
  other.seed = 7;
  EXPECT_NE(writeSyntheticDicom(folder.path() / "c.dcm", image, other)->instanceUid, one->instanceUid);
  EXPECT_EQ(readDicomSource(folder.path() / "a.dcm")->instanceUid, one->instanceUid);
}

TEST(SyntheticDicom, HasNoErrorOfDciodvfy) {
  const tests::TemporaryFolder folder;
  ASSERT_TRUE(writeSyntheticDicom(folder.path() / "a.dcm", tests::patterned(33, 21, 1), someRecipe()));
  const auto errors = tests::dicomErrors(folder.path() / "a.dcm");
  if (!errors) GTEST_SKIP() << "dciodvfy is not installed (Debian: dicom3tools)";
  EXPECT_EQ(*errors, "");
}

TEST(SyntheticDicom, AsDigitalXRayHasNoErrorOfDciodvfyAndTheSamePixels) {
  const tests::TemporaryFolder folder;
  const Image8 image = tests::patterned(64, 64, 1);
  const SyntheticDicomForm form{.kind = SyntheticDicomForm::Kind::digitalXRay, .burnedIn = true};
  ASSERT_TRUE(writeSyntheticDicom(folder.path() / "a.dcm", image, someRecipe(), form));
  const auto grey = readGreyImage(folder.path() / "a.dcm");
  ASSERT_TRUE(grey) << grey.error().message;
  EXPECT_EQ(renderGreys(*grey, grey->presentations.front(), false), image);
  const auto bytes = base::readFile(folder.path() / "a.dcm", 1U << 20U).value();
  EXPECT_EQ(decodeSyntheticDicomRecipe(tests::bytesOf(bytes)).value(), someRecipe());
  EXPECT_NE(readDicomSource(folder.path() / "a.dcm")->instanceUid,
            writeSyntheticDicom(folder.path() / "b.dcm", image, someRecipe())->instanceUid);
  const auto errors = tests::dicomErrors(folder.path() / "a.dcm");
  if (!errors) GTEST_SKIP() << "dciodvfy is not installed (Debian: dicom3tools)";
  EXPECT_EQ(*errors, "");
}

TEST(SyntheticDicom, RefusesAnImageThatIsNotGreyAndOtherFiles) {
  EXPECT_EQ(encodeSyntheticDicom(tests::patterned(4, 4, 3), someRecipe()).error().code,
            base::ErrorCode::argumentInvalid);
  const std::string rubbish = "rubbish";
  EXPECT_FALSE(decodeSyntheticDicomRecipe(tests::bytesOf(rubbish)));
}

}  // namespace
}  // namespace chexgen::imaging
