#include "core/cohort/gates.h"

#include <algorithm>
#include <cstdio>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/philox.h"
#include "core/cohort/duplicates.h"
#include "core/cohort/side.h"
#include "core/imaging/radiograph.h"
#include "core/imaging/resample.h"
#include "tests/jobs/child_process.h"
#include "tests/support/golden.h"

namespace chexgen::cohort {
namespace {

using imaging::Image8;

std::vector<std::filesystem::path> realRadiographs(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

Image8 readSmall(const std::filesystem::path& file) {
  const Image8 image = imaging::readRadiograph(file).value();
  return imaging::resize(image, 256, 256, imaging::Filter::box).value();
}

Cohort everyGate() {
  Cohort cohort;
  cohort.plan.gates = {.adherence = false};
  return cohort;
}

std::vector<std::string> failed(const Image8& image) {
  std::vector<std::string> gates;
  const auto results = plainGates(everyGate(), {}, image);
  EXPECT_TRUE(results) << base::describe(results.error());
  for (const GateResult& one : *results)
    if (!one.passed) gates.push_back(one.gate);
  return gates;
}

Image8 shifted(const Image8& image, int columns) {
  Image8 cut = image;
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      cut.pixels[cut.index(x, y)] = x + columns < image.width ? image.pixels[image.index(x + columns, y)] : 0;
  return cut;
}

Image8 noisy(const Image8& image, double deviation) {
  std::vector<float> noise(image.pixels.size());
  base::RandomStream{.seed = 1, .stream = 1}.fillNormal(noise);
  Image8 changed = image;
  for (std::size_t i = 0; i < noise.size(); ++i)
    changed.pixels[i] = static_cast<std::uint8_t>(std::clamp(
        static_cast<double>(image.pixels[i]) + deviation * static_cast<double>(noise[i]), 0.0, 255.0));
  return changed;
}

TEST(PlainGates, TurnAwayAPictureWithNothingInIt) {
  const Image8 grey{128, 128, 1, std::vector<std::uint8_t>(128 * 128, 90)};
  EXPECT_THAT(failed(grey), testing::ElementsAre("blank"));
  Image8 halves{128, 128, 1, std::vector<std::uint8_t>(128 * 128, 0)};
  std::fill_n(halves.pixels.begin(), 64 * 128, 255);
  EXPECT_THAT(failed(halves), testing::ElementsAre("blank"));
  EXPECT_FALSE(plainGates(everyGate(), {}, {8, 8, 3, std::vector<std::uint8_t>(192)}));
}

// Over the radiographs that the weights of the side were not fitted on.
TEST(PlainGates, LetRealRadiographsPassAndCatchMirroredAndCroppedOnes) {
  CHEXGEN_DATA_OR_SKIP(folder, "nih-cxr-512/images");
  const auto files = realRadiographs(folder);
#ifdef __SANITIZE_ADDRESS__
  constexpr std::size_t usually = 40;  // it takes ten times as long then
#else
  constexpr std::size_t usually = 13;
#endif
  const std::size_t every = tests::fullRun() ? 1 : usually;
  std::size_t count = 0, blank = 0, frame = 0, side = 0, mirroredCaught = 0, mirroredSeen = 0,
              croppedCaught = 0;
  for (std::size_t i = 480; i < files.size(); i += every) {
    const Image8 image = readSmall(files[i]);
    ++count;
    const auto alarms = failed(image);
    blank += std::count(alarms.begin(), alarms.end(), "blank") > 0 ? 1U : 0U;
    frame += std::count(alarms.begin(), alarms.end(), "frame") > 0 ? 1U : 0U;
    side += std::count(alarms.begin(), alarms.end(), "side") > 0 ? 1U : 0U;
    const auto turned = failed(mirrored(image));
    mirroredCaught += turned.empty() ? 0U : 1U;
    mirroredSeen += std::count(turned.begin(), turned.end(), "side") > 0 ? 1U : 0U;
    croppedCaught += failed(shifted(image, 90)).empty() ? 0U : 1U;
  }
  const auto share = [&](std::size_t n) { return static_cast<double>(n) / static_cast<double>(count); };
  std::printf("%zu real radiographs: blank %.1f %%, frame %.1f %%, side %.1f %% turned away\n", count,
              100 * share(blank), 100 * share(frame), 100 * share(side));
  std::printf("mirrored: %.1f %% turned away (%.1f %% by the side); cut by a third: %.1f %%\n",
              100 * share(mirroredCaught), 100 * share(mirroredSeen), 100 * share(croppedCaught));
  EXPECT_EQ(blank, 0U);
  EXPECT_LT(share(frame), 0.2);
  EXPECT_LT(share(side), 0.2);
  EXPECT_GT(share(mirroredSeen), 0.6);
  EXPECT_GT(share(croppedCaught), 0.90);
}

TEST(Duplicates, AreCopiesWithNoiseOrAnotherBrightnessAndNotTwoRadiographsOfOnePatient) {
  CHEXGEN_DATA_OR_SKIP(folder, "nih-cxr-512/images");
  const auto files = realRadiographs(folder);
  std::vector<Thumb> thumbs;
  for (const auto& file : files) thumbs.push_back(thumbOf(imaging::readRadiograph(file).value()).value());
  std::vector<double> nearest;
  for (std::size_t i = 0; i < thumbs.size(); ++i) {
    double least = 10;
    for (std::size_t k = 0; k < thumbs.size(); ++k)
      if (k != i) least = std::min(least, distanceOf(thumbs[i], thumbs[k]));
    nearest.push_back(least);
  }
  std::sort(nearest.begin(), nearest.end());
  std::printf("real radiographs, distance to the nearest other: least %.3f, 1 %% %.3f, median %.3f\n",
              nearest.front(), nearest[nearest.size() / 100], nearest[nearest.size() / 2]);
  double farthest = 0;
  for (std::size_t i = 0; i < files.size(); i += 20) {
    Image8 copy = noisy(imaging::readRadiograph(files[i]).value(), 12);
    for (auto& grey : copy.pixels) grey = static_cast<std::uint8_t>(20 + grey * 4 / 5);
    farthest = std::max(farthest, distanceOf(thumbs[i], thumbOf(copy).value()));
  }
  std::printf("noisy, paler copies: at most %.3f\n", farthest);
  EXPECT_LT(farthest, duplicateDistance);
  EXPECT_GT(nearest[nearest.size() / 100], duplicateDistance);
}

TEST(ThumbIndex, FindsTheNearestWithinTheLimit) {
  const auto thumb = [](std::uint64_t seed) {
    Image8 image{64, 64, 1, std::vector<std::uint8_t>(64 * 64)};
    const base::RandomStream random{.seed = seed};
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
      image.pixels[i] = static_cast<std::uint8_t>(random.below(i, 256));
    return thumbOf(image).value();
  };
  ThumbIndex index;
  for (std::uint64_t seed = 0; seed < 50; ++seed) index.add(thumb(seed));
  const auto hit = index.nearest(thumb(17), 0.1);
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->index, 17U);
  EXPECT_FALSE(index.nearest(thumb(1000), 0.1));
}

}  // namespace
}  // namespace chexgen::cohort
