// Arms that differ in one thing, told apart by the check; and no longer, after the remedy for both.
#include "core/study/remedies.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <functional>
#include <set>

#include "core/base/file.h"
#include "core/imaging/png.h"
#include "core/imaging/radiograph.h"
#include "core/study/assign.h"
#include "core/study/image_features.h"
#include "core/study/roster.h"
#include "core/study/seal.h"
#include "core/study/study_key.h"
#include "tests/study/textures.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using imaging::Image8;
using testing::Contains;
using testing::HasSubstr;

constexpr const char* phrase = "correct horse";

class Remedies : public testing::Test {
 protected:
  // A case for each number: two images, the second one changed.
  Design design(std::size_t cases, const std::function<Image8(std::size_t)>& pictureOf,
                const std::function<Image8(Image8)>& changed) {
    Design made{.name = "Ward", .kind = StudyKind::realism, .readers = {"ann"}};
    made.showReport = false;
    for (std::size_t i = 0; i < cases; ++i) {
      const fs::path real = folder / ("a" + std::to_string(i) + ".png"),
                     ours = folder / ("b" + std::to_string(i) + ".png");
      EXPECT_TRUE(imaging::writePng(real, pictureOf(2 * i)));
      EXPECT_TRUE(imaging::writePng(ours, changed(pictureOf(2 * i + 1))));
      made.cases.push_back({.id = std::to_string(i), .candidates = {{"real", real}, {"ours", ours}}});
    }
    return made;
  }
  static Image8 texture(std::size_t number) { return tests::texture(150, static_cast<unsigned>(number)); }
  Assigned made(const Design& design, AssignOptions options) {
    auto assigned = assign(design, phrase, folder / ("out" + std::to_string(++made_)), options);
    EXPECT_TRUE(assigned) << base::describe(assigned.error());
    return assigned ? *assigned : Assigned{};
  }
  // The features that tell, whatever the reader.
  static std::set<std::string> told(const Assigned& assigned) {
    std::set<std::string> names;
    for (const ArmLeak& leak : assigned.leaks)
      for (const FeatureLeak& feature : leak.features)
        if (feature.told) names.insert(feature.feature);
    return names;
  }
  static std::set<std::string> treatedBy(FeatureRemedy remedy) {
    std::set<std::string> names;
    for (const Feature& feature : pixelFeatures())
      if (feature.remedy == remedy) names.insert(std::string(feature.id));
    return names;
  }
  static std::vector<std::string> both(const std::set<std::string>& a, const std::set<std::string>& b) {
    std::vector<std::string> shared;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
    return shared;
  }
  // The order and the grain are drawn anew each time, so one study in twenty is told apart by chance; an area
  // this far from a half is not.
  static void expectAlike(const Assigned& assigned) {
    ASSERT_TRUE(assigned.leaks.front().area);
    EXPECT_LT(*assigned.leaks.front().area, 0.78) << testing::PrintToString(leakLines(assigned.leaks));
  }
  tests::TemporaryFolder folder;
  int made_ = 0;
};

TEST_F(Remedies, ArmsThatDifferOnlyInBlurAreToldApartAndSharpnessTakesThatAway) {
  const Design study = design(30, texture, [](Image8 image) { return tests::blurred(image, 1.2); });
  const Assigned before = made(study, {});
  EXPECT_EQ(verdictOf(before.leaks), Verdict::toldApart);
  EXPECT_THAT(told(before), Contains("laplacian"));
  EXPECT_THAT(leakLines(before.leaks), Contains(HasSubstr("sharpness (variance of the Laplacian)")));
  EXPECT_THAT(leakLines(before.leaks), Contains(HasSubstr("look crisper")));

  const Assigned after = made(study, {.remedies = {Remedy::sharpness}});
  EXPECT_THAT(both(told(after), treatedBy(FeatureRemedy::sharpness)), testing::IsEmpty());
  expectAlike(after);
  const Treatment& sharp = after.remedies.arms.at("real");
  const Treatment& blurry = after.remedies.arms.at("ours");
  for (const double gain : sharp.gains) EXPECT_LE(gain, 1) << "nothing is ever sharpened";
  EXPECT_LT(sharp.gains[20], 0.5);
  EXPECT_GT(blurry.gains[20], 0.8);
  EXPECT_GT(sharp.gains[1], 0.999) << "the anatomy stays";
  EXPECT_GT(finestDetail(after.remedies), 1);
  EXPECT_THAT(plain(remedyWords(after.remedies, after.blinding).front()),
              HasSubstr("nothing about sharpness"));
}

TEST_F(Remedies, ArmsOfOtherGreysAreToldApartAndACommonCurveTakesThatAway) {
  const Design study = design(30, texture, [](Image8 image) {
    for (auto& grey : image.pixels)
      grey = static_cast<std::uint8_t>(255 * std::pow(std::clamp((grey - 50) / 156.0, 0.0, 1.0), 2) + 0.5);
    return image;
  });
  const Assigned before = made(study, {});
  EXPECT_EQ(verdictOf(before.leaks), Verdict::toldApart);
  EXPECT_THAT(told(before), Contains("mean"));
  const Assigned after = made(study, {.remedies = {Remedy::greys, Remedy::sharpness}});
  EXPECT_THAT(told(after), testing::Not(Contains("mean")));
  EXPECT_THAT(told(after), testing::Not(Contains("entropy")));
  expectAlike(after);
}

TEST_F(Remedies, MarkersOfOneArmAreToldAndCornersHideThem) {
  const Design study = design(30, texture, [](Image8 image) {
    for (int y = 4; y < 12; ++y)
      for (int x = 136; x < 144; ++x) image.pixels[image.index(x, y)] = 255;
    return image;
  });
  const Assigned before = made(study, {.leaveMarks = true});
  EXPECT_THAT(told(before), Contains("corner"));
  EXPECT_THAT(leakLines(before.leaks), Contains(HasSubstr("Remedy “corners”")));
  const Assigned after = made(study, {.remedies = {Remedy::corners}});
  EXPECT_EQ(after.blinding.masked, usualMask);
  EXPECT_THAT(told(after), testing::Not(Contains("corner")));
}

TEST_F(Remedies, StandInTheKeyAndInTheRoster) {
  const Design study = design(4, texture, [](Image8 image) { return tests::blurred(image, 1); });
  const Assigned assigned = made(study, {.remedies = {Remedy::sharpness, Remedy::greys, Remedy::corners}});
  EXPECT_EQ(verdictOf(assigned.leaks), Verdict::tooFew);
  const auto roster = readRoster(assigned.roster);
  ASSERT_TRUE(roster) << base::describe(roster.error());
  EXPECT_EQ(roster->remedies, assigned.remedies);
  EXPECT_EQ(roster->leaks, assigned.leaks);
  const auto sealed = base::readFile(assigned.keyFile, 1U << 26U);
  ASSERT_TRUE(sealed);
  const auto opened = study::open(*sealed, phrase);
  ASSERT_TRUE(opened);
  const auto key = keyFrom(opened->text);
  ASSERT_TRUE(key) << base::describe(key.error());
  EXPECT_EQ(key->remedies, assigned.remedies);
  EXPECT_EQ(remedyWords(assigned.remedies, assigned.blinding).size(), 3U);
}

TEST_F(Remedies, AreNamedOrRefused) {
  EXPECT_EQ(remedyNamed("greys").value(), Remedy::greys);
  const auto unknown = remedyNamed("sharp");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().next, HasSubstr("sharpness, greys and corners"));
}

// The Studio translates what the core says; the list there must be whole.
TEST(BlindingWords, AreAllThereForTranslators) {
  const auto file = base::readFile(tests::sourcePath("translations/chexgen_de.ts"), 1U << 24U);
  ASSERT_TRUE(file) << base::describe(file.error());
  std::vector<std::string> texts = leakTexts();
  for (const std::string& text : remedyTexts()) texts.push_back(text);
  for (std::string text : texts) {
    for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 6)
      text.replace(at, 1, "&apos;");
    EXPECT_THAT(*file, HasSubstr("<source>" + text + "</source>"));
  }
}

TEST_F(Remedies, AreTriedOutWithoutMakingAStudy) {
  const Design study = design(4, texture, [](Image8 image) { return tests::blurred(image, 1); });
  const auto found = checkBlinding(study, {.remedies = {Remedy::greys}});
  ASSERT_TRUE(found) << base::describe(found.error());
  EXPECT_EQ(verdictOf(found->leaks), Verdict::tooFew);
  EXPECT_EQ(found->remedies.chosen, std::vector<Remedy>{Remedy::greys});
  base::CancelToken cancel;
  cancel.cancel();
  const auto stopped = checkBlinding(study, {}, cancel);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, base::ErrorCode::cancelled);
}

TEST(OldRecords, OpenAndShowWhatTheyHave) {
  const auto json = base::parseJson(R"({"schema": 1, "study": "c", "name": "Ward", "kind": "realism",
    "readers": [{"name": "ann", "public_key": "k", "presentations": 3}],
    "blinding": {"side": 460, "cropped": 0.08, "masked": 0,
      "leaks": [{"arm": "ours", "area": 0.48, "interval": [0.4, 0.56]}]}})");
  ASSERT_TRUE(json);
  const auto roster = rosterFromJson(*json);
  ASSERT_TRUE(roster) << base::describe(roster.error());
  ASSERT_EQ(roster->leaks.size(), 1U);
  EXPECT_TRUE(roster->leaks.front().narrow);
  EXPECT_TRUE(roster->remedies.chosen.empty());
  EXPECT_THAT(leakLines(roster->leaks).front(), HasSubstr("looked neither at sharpness"));
  const auto again = rosterFromJson(base::Json::parse(rosterText(*roster)));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->leaks, roster->leaks) << "an old record stays one";
}

// Real radiographs in both arms; one arm blurred, as generated ones often are.
TEST_F(Remedies, RealRadiographsOfWhichHalfAreBlurredAreToldApartUntilBothAreMadeAlike) {
  CHEXGEN_DATA_OR_SKIP(images, "nih-cxr-512/images");
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(images))
    if (entry.path().extension() == ".png") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  ASSERT_GT(files.size(), 80U);
  const auto radiograph = [&](std::size_t number) {
    return imaging::readRadiograph(files[number * 7]).value();
  };
  const Design study = design(32, radiograph, [](Image8 image) { return tests::blurred(image, 1.5); });
  const Assigned before = made(study, {});
  EXPECT_EQ(verdictOf(before.leaks), Verdict::toldApart);
  EXPECT_THAT(told(before), Contains("laplacian"));
  const Assigned after = made(study, {.remedies = {Remedy::sharpness}});
  EXPECT_THAT(both(told(after), treatedBy(FeatureRemedy::sharpness)), testing::IsEmpty())
      << testing::PrintToString(leakLines(after.leaks));
  expectAlike(after);
}

}  // namespace
}  // namespace chexgen::study
