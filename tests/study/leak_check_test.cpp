#include "core/study/leak_check.h"

#include <gmock/gmock.h>

#include "core/imaging/png.h"
#include "core/study/assign.h"
#include "core/study/leak_words.h"
#include "core/study/package.h"
#include "core/study/roster.h"
#include "core/study/study_key.h"
#include "tests/study/packages.h"
#include "tests/study/pictures.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;

std::string leakText(const std::vector<ArmLeak>& leaks) {
  std::string text;
  for (const std::string& line : leakLines(leaks)) text += line + "\n";
  return text;
}

// Forty cases with an image in each arm; the arms are stored as differently as real and generated ones are.
class LeakCheck : public testing::Test {
 protected:
  Design design() {
    Design made{.name = "Ward", .kind = StudyKind::realism, .readers = {"ann", "ben"}, .seed = 5};
    for (unsigned i = 0; i < 40; ++i) {
      const fs::path real = folder / ("hospital-" + std::to_string(i) + ".png"),
                     ours = folder / ("generated-" + std::to_string(i) + ".png");
      EXPECT_TRUE(imaging::writePng(real, tests::picture(200, 2 * i)));
      imaging::Image8 image = tests::picture(200, 2 * i + 1);
      for (auto& grey : image.pixels) grey = static_cast<std::uint8_t>(grey * 9 / 10 + 12);  // other greys
      EXPECT_TRUE(imaging::writePng(ours, image, std::vector<imaging::PngText>{{"Comment", "synthetic"}}));
      made.cases.push_back({.id = std::to_string(i), .candidates = {{"real", real}, {"ours", ours}}});
    }
    return made;
  }
  tests::TemporaryFolder folder;
};

TEST_F(LeakCheck, FilesAloneDoNotTellTheArmsApart) {
  const auto assigned = assign(design(), "correct horse", folder / "out");
  ASSERT_TRUE(assigned) << base::describe(assigned.error());
  ASSERT_EQ(assigned->leaks.size(), 1U) << "of two arms, one says it for both";
  const ArmLeak& leak = assigned->leaks.front();
  ASSERT_TRUE(leak.area && leak.interval) << leak.why;
  // The order is drawn anew each time: one study in twenty is told apart by chance, but not like this.
  EXPECT_LT(*leak.area, 0.78) << leakText(assigned->leaks);
  for (const FeatureLeak& feature : leak.features)
    EXPECT_FALSE(feature.reader.empty() && feature.told) << feature.feature;
}

// A package whose one arm has a plain frame: what cropping would have cut off.
TEST_F(LeakCheck, AFrameThatOnlyOneArmHasIsFound) {
  StudyKey key{.design = design(), .publicKeys = {}, .items = {}};
  PackageInfo info{.study = "s", .name = "Ward", .reader = "ann", .questions = questionsOf(key.design)};
  std::map<std::string, PackageItem> entries;
  std::vector<imaging::Image8> pictures(80);
  for (std::size_t i = 0; i < 80; ++i) {
    const bool real = i % 2 == 0;
    pictures[i] = tests::picture(64, static_cast<unsigned>(i));
    if (real)
      for (int x = 0; x < 64; ++x) pictures[i].pixels[pictures[i].index(x, 0)] = 0;
    const std::string name = (i < 16 ? "0" : "") + std::string(1, "0123456789abcdef"[i % 16]) + "0" +
                             std::to_string(100000 + i * 7919 % 90000);
    info.order.push_back(name);
    entries[name] = {.report = {}, .images = {pictures[i]}};
    key.items[name] = {.reader = "ann", .caseIndex = i / 2, .arms = {real ? "real" : "ours"}};
  }
  const fs::path file = folder / "framed.chexread";
  ASSERT_TRUE(tests::writePackage(file, info, entries));
  const auto leaks = checkLeaks({file}, key);
  ASSERT_TRUE(leaks) << base::describe(leaks.error());
  ASSERT_EQ(leaks->size(), 1U);
  EXPECT_TRUE(isTold(leaks->front()));
  EXPECT_GT(*leaks->front().area, 0.95);
}

TEST_F(LeakCheck, ARosterKeepsWhatWasFound) {
  const auto assigned = assign(design(), "correct horse", folder / "out", {.masked = 0.1});
  ASSERT_TRUE(assigned);
  const auto roster = readRoster(assigned->roster);
  ASSERT_TRUE(roster) << base::describe(roster.error());
  EXPECT_EQ(roster->blinding.masked, 0.1);
  ASSERT_EQ(roster->leaks.size(), 1U);
  EXPECT_EQ(roster->leaks.front().arm, assigned->leaks.front().arm);
  EXPECT_NEAR(*roster->leaks.front().area, *assigned->leaks.front().area, 1e-12);
}

}  // namespace
}  // namespace chexgen::study
