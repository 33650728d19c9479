#include <array>
#include <chrono>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/imaging/png.h"
#include "core/imaging/recipe_png.h"
#include "core/imaging/synthetic_dicom.h"
#include "tests/project/project_fixture.h"

namespace chexgen::project {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using tests::madeRecipe;
using tests::publish;

class ImagesTest : public tests::ProjectTest {
 protected:
  std::vector<std::int64_t> ids(const ImageFilter& filter = {}) const {
    const auto images = project->images(filter).value();
    std::vector<std::int64_t> found;
    found.reserve(images.size());
    for (const auto& image : images) found.push_back(image.id);
    return found;
  }
  std::int64_t take(std::uint64_t seed) {
    return ProjectTest::take(*project, run, publish(run, seed)).value().id;
  }
  base::Result<StoredImage> import(const std::filesystem::path& file) {
    base::Result<StoredImage> imported = base::fail(ErrorCode::internal, "Nothing was answered.");
    project->importImage(file, 3, 2, {}, [&imported](const auto& result) { imported = result; });
    EXPECT_TRUE(project->flush());
    return imported;
  }

  std::unique_ptr<Project> project = create();
};

TEST_F(ImagesTest, AGeneratedImageIsKeptAsItIsWithItsRecipe) {
  const auto reply = publish(run, 7);
  const auto image = ProjectTest::take(*project, run, reply).value();
  EXPECT_EQ(image.kind, ImageKind::generated);
  EXPECT_EQ(image.file.relative(), "images/" + reply.sha256.substr(0, 16) + ".png");
  EXPECT_EQ(base::sha256OfFile(image.file.whole()).value(), reply.sha256);
  EXPECT_EQ(image.bytes, std::filesystem::file_size(run / reply.path));
  EXPECT_EQ(image.width, 16);
  EXPECT_EQ(image.source, "runs/worker/images/7.png");
  EXPECT_EQ(image.recipe, madeRecipe(7));
  EXPECT_FALSE(image.mask);
  EXPECT_EQ(project->recipe(image.id).value(), madeRecipe(7));
  EXPECT_EQ(project->image(image.id).value().sha256, reply.sha256);
}

TEST_F(ImagesTest, KeepingAnImageOnOneDiskCostsNoSpace) {
  const auto reply = publish(run, 7);
  const auto image = ProjectTest::take(*project, run, reply).value();
  EXPECT_TRUE(std::filesystem::equivalent(image.file.whole(), run / reply.path));
}

TEST_F(ImagesTest, TheConditioningMaskIsKeptOnceByItsHash) {
  const auto first = ProjectTest::take(*project, run, publish(run, madeRecipe(1, true))).value();
  const auto second = ProjectTest::take(*project, run, publish(run, madeRecipe(2, true))).value();
  EXPECT_EQ(first.mask->relative().parent_path(), "masks");
  EXPECT_EQ(first.mask, second.mask);
  EXPECT_EQ(imaging::readPng(first.mask->whole()).value(), madeRecipe(1, true).condition->image);
  EXPECT_EQ(first.recipe->condition->image, imaging::Image8()) << "the row does not hold the picture again";
  EXPECT_EQ(project->recipe(first.id).value(), madeRecipe(1, true));
}

TEST_F(ImagesTest, TakingItAgainGivesTheSameImage) {
  const auto reply = publish(run, 7);
  const auto first = ProjectTest::take(*project, run, reply).value();
  const auto again = ProjectTest::take(*project, run, reply).value();
  EXPECT_EQ(first.id, again.id);
  EXPECT_EQ(project->countImages().value(), 1);
}

TEST_F(ImagesTest, AnImageThatIsNotWhatWasPublishedIsNotTaken) {
  const auto reply = publish(run, 7);
  ASSERT_TRUE(base::writeFileAtomically(run / reply.path, "other bytes"));
  const auto refused = ProjectTest::take(*project, run, reply);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::hashMismatch);
  EXPECT_EQ(refused.error().file, run / reply.path);
  EXPECT_THAT(ids(), IsEmpty());
  EXPECT_TRUE(std::filesystem::is_empty(place / "images"));
}

TEST_F(ImagesTest, AnImageThatCannotBeTakenHoldsNothingUp) {
  jobs::ImageReply gone = publish(run, 1);
  gone.path = "images/gone.png";
  EXPECT_EQ(ProjectTest::take(*project, run, gone).error().code, ErrorCode::fileMissing);
  jobs::ImageReply outside = publish(run, 2);
  outside.path = "../../project.sqlite";
  EXPECT_EQ(ProjectTest::take(*project, run, outside).error().code, ErrorCode::formatForbidden);
  take(3);
  EXPECT_THAT(ids(), SizeIs(1));
}

TEST_F(ImagesTest, AnImportedFileIsCopiedByteForByte) {
  const std::string bytes("DICM \0 anything", 15);
  ASSERT_TRUE(base::writeFileAtomically(folder / "Case 1.DCM", bytes));
  const auto image = import(folder / "Case 1.DCM").value();
  EXPECT_EQ(image.kind, ImageKind::imported);
  EXPECT_EQ(image.source, "Case 1.DCM");
  EXPECT_EQ(image.file.relative().extension(), ".dcm");
  EXPECT_EQ(image.width, 3);
  EXPECT_EQ(image.height, 2);
  EXPECT_FALSE(image.recipe);
  EXPECT_EQ(base::readFile(image.file.whole(), 100).value(), bytes);
  // A later change of the original must not reach the copy.
  EXPECT_FALSE(std::filesystem::equivalent(image.file.whole(), folder / "Case 1.DCM"));
  EXPECT_EQ(import(folder / "absent").error().code, ErrorCode::fileMissing);
}

TEST_F(ImagesTest, AnImportedFileThatSaysItIsSyntheticIsNoRealOne) {
  imaging::Recipe recipe = madeRecipe(7);
  recipe.width = recipe.height = 16;
  const imaging::Image8 image{16, 16, 1, std::vector<std::uint8_t>(256, 90)};
  ASSERT_TRUE(imaging::writeRecipePng(folder / "a.png", image, recipe));
  ASSERT_TRUE(imaging::writeSyntheticDicom(folder / "b.dcm", image, recipe));
  for (const char* name : {"a.png", "b.dcm"}) {
    const auto imported = import(folder / name).value();
    EXPECT_EQ(imported.kind, ImageKind::generated) << name;
    EXPECT_EQ(imported.source, name);
    EXPECT_EQ(imported.facts.report, recipe.report);
    EXPECT_EQ(project->recipe(imported.id).value(), recipe);
    EXPECT_EQ(import(folder / name).value().id, imported.id) << "the same file again is the same image";
  }
  // Marked by another program: nothing is known but that.
  const std::array<imaging::PngText, 1> mark{imaging::PngText{"Synthetic", "YES: made elsewhere"}};
  ASSERT_TRUE(imaging::writePng(folder / "c.png", image, mark));
  const auto other = import(folder / "c.png").value();
  EXPECT_EQ(other.kind, ImageKind::generated);
  EXPECT_EQ(project->recipe(other.id).value().modelName, "unknown");
  // Without a mark nothing can be known.
  ASSERT_TRUE(imaging::writePng(folder / "d.png", image));
  EXPECT_EQ(import(folder / "d.png").value().kind, ImageKind::imported);
}

TEST_F(ImagesTest, TheNewestComesFirstInPages) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) take(seed);
  EXPECT_THAT(ids(), ElementsAre(5, 4, 3, 2, 1));
  EXPECT_THAT(ids({.limit = 2}), ElementsAre(5, 4));
  EXPECT_THAT(ids({.limit = 2, .offset = 4}), ElementsAre(1));
}

TEST_F(ImagesTest, FilterByKindAndText) {
  const auto generated = take(41);
  ASSERT_TRUE(base::writeFileAtomically(folder / "chest_100%.png", "pixels"));
  const auto imported = import(folder / "chest_100%.png").value().id;
  project->setNote(generated, "Ask Dr. Weiss");
  ASSERT_TRUE(project->flush());
  EXPECT_THAT(ids({.kind = ImageKind::imported}), ElementsAre(imported));
  EXPECT_THAT(ids({.kind = ImageKind::generated}), ElementsAre(generated));
  EXPECT_THAT(ids({.text = "FINDING 41"}), ElementsAre(generated));
  EXPECT_THAT(ids({.text = "dr. weiss"}), ElementsAre(generated));
  EXPECT_THAT(ids({.text = "t_100%"}), ElementsAre(imported));
  EXPECT_THAT(ids({.text = "_4_"}), IsEmpty()) << "an underscore stands for itself";
  EXPECT_THAT(ids({.text = "%"}), ElementsAre(imported));
  EXPECT_EQ(project->countImages({.kind = ImageKind::imported}).value(), 1);
}

TEST_F(ImagesTest, AnImportedImageKeepsWhatIsKnownOfIt) {
  ASSERT_TRUE(base::writeFileAtomically(folder / "chest.png", "pixels"));
  const ImageFacts facts{.report = "Small effusion.",
                         .demographics = {.sex = "Female", .age = 64.5, .view = "PA"},
                         .patient = "p17",
                         .findings = {"Effusion", "Mass"}};
  project->importImage(folder / "chest.png", 3, 2, facts);
  ASSERT_TRUE(project->flush());
  EXPECT_EQ(project->image(1).value().facts, facts);
  project->importImage(folder / "chest.png", 3, 2, {.patient = "another"});
  ASSERT_TRUE(project->flush());
  EXPECT_EQ(project->image(1).value().facts, facts) << "what is known is not overwritten";
}

TEST_F(ImagesTest, FilterByFindingModelRatingAndDate) {
  auto recipe = madeRecipe(1);
  recipe.report = "Effusion. No pneumothorax.";
  recipe.modelName = "starter";
  const auto effusion = ProjectTest::take(*project, run, publish(run, recipe)).value().id;
  const auto plain = take(2);
  project->setRating(effusion, 1);
  project->setRating(plain, -1);
  ASSERT_TRUE(project->flush());
  EXPECT_THAT(ids({.finding = "Effusion"}), ElementsAre(effusion));
  EXPECT_THAT(ids({.finding = "Pneumothorax"}), IsEmpty()) << "it is denied";
  EXPECT_THAT(ids({.model = "starter"}), ElementsAre(effusion));
  EXPECT_THAT(ids({.leastRating = 0}), ElementsAre(effusion));
  EXPECT_THAT(ids({.onlyUnrated = true}), IsEmpty());
  project->setRating(plain, {});
  ASSERT_TRUE(project->flush());
  EXPECT_THAT(ids({.onlyUnrated = true}), ElementsAre(plain));
  const std::string created = project->image(plain).value().created;
  EXPECT_THAT(ids({.before = created.substr(0, 4)}), IsEmpty());
  EXPECT_THAT(ids({.since = created.substr(0, 10)}), SizeIs(2));
  EXPECT_EQ(project->imageIds({.finding = "Effusion"}).value(), std::vector<std::int64_t>{effusion});
  EXPECT_EQ(project->countImages({.leastRating = 0}).value(), 1);
  EXPECT_THAT(project->findings().value(), ElementsAre("Effusion"));
  EXPECT_THAT(project->models().value(), testing::Contains("starter"));
}

TEST_F(ImagesTest, NoteAndRatingStayWithTheImage) {
  const auto id = take(1);
  project->setNote(id, "Sharp costophrenic angles");
  project->setRating(id, -2);
  ASSERT_TRUE(project->flush());
  EXPECT_EQ(project->image(id).value().note, "Sharp costophrenic angles");
  EXPECT_EQ(project->image(id).value().rating, -2);
  project->setRating(id, 3);
  ASSERT_TRUE(project->flush());
  EXPECT_FALSE(project->image(id).value().rating);
}

TEST_F(ImagesTest, ABinnedImageComesBackUntilTheBinIsEmptied) {
  const auto kept = ProjectTest::take(*project, run, publish(run, madeRecipe(1, true))).value();
  const auto binned = ProjectTest::take(*project, run, publish(run, madeRecipe(2, true))).value();
  project->binImage(binned.id);
  ASSERT_TRUE(project->flush());
  EXPECT_THAT(ids(), ElementsAre(kept.id));
  EXPECT_THAT(ids({.binned = true}), ElementsAre(binned.id));
  project->restoreImage(binned.id);
  ASSERT_TRUE(project->flush());
  EXPECT_THAT(ids(), ElementsAre(binned.id, kept.id));
  project->binImage(binned.id);
  project->emptyBin();
  ASSERT_TRUE(project->flush());
  EXPECT_EQ(project->image(binned.id).error().code, ErrorCode::argumentInvalid);
  EXPECT_FALSE(std::filesystem::exists(binned.file.whole()));
  EXPECT_TRUE(std::filesystem::exists(kept.mask->whole())) << "another image was made with it";
  project->binImage(kept.id);
  project->emptyBin();
  ASSERT_TRUE(project->flush());
  EXPECT_FALSE(std::filesystem::exists(kept.mask->whole()));
}

TEST_F(ImagesTest, MakingABinnedImageAgainTakesItOutOfTheBin) {
  const auto id = take(1);
  project->binImage(id);
  EXPECT_EQ(take(1), id);
  EXPECT_THAT(ids(), ElementsAre(id));
}

TEST_F(ImagesTest, ANumberIsNotGivenTwice) {
  const auto first = take(1);
  project->binImage(first);
  project->emptyBin();
  EXPECT_GT(take(2), first);
}

TEST_F(ImagesTest, AReadOnlyProjectAnswersWithTheReason) {
  take(1);
  const auto reply = publish(run, 2);
  project.reset();
  project = reopen({.readOnly = true});
  std::optional<base::Error> told;
  project->takeGenerated(run, reply, [&told](const auto& result) { told = result.error(); });
  ASSERT_TRUE(told);
  EXPECT_EQ(told->code, ErrorCode::permissionDenied);
  EXPECT_THAT(ids(), SizeIs(1));
}

TEST_F(ImagesTest, APageOfTenThousandImagesIsQuick) {
  take(1);
  project.reset();
  tests::runSql(
      database,
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
      "INSERT INTO image (kind, file, sha256, bytes, width, height, created, source, report, recipe) "
      "SELECT kind, file || i, sha256 || i, bytes, width, height, created, source, report, recipe "
      "FROM image, n");
  project = reopen();
  for (const ImageFilter& filter :
       {ImageFilter{}, ImageFilter{.offset = 9900}, ImageFilter{.text = "nothing like it"}}) {
    const auto start = std::chrono::steady_clock::now();
    const auto page = project->images(filter).value();
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    std::printf("%zu images of 10,001 from %lld: %.1f ms\n", page.size(),
                static_cast<long long>(filter.offset), taken.count());
    EXPECT_EQ(page.size(), filter.text.empty() ? 100U : 0U);
  }
}

}  // namespace
}  // namespace chexgen::project
