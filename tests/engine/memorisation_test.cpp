#include "core/engine/evaluation/memorisation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>

#include "core/imaging/png.h"
#include "tests/engine/evaluation_pictures.h"
#include "tests/engine/small_model.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::engine {
namespace {

using imaging::Image8;

class Memorisation : public testing::Test {
 protected:
  void SetUp() override {
    tests::makeSmallModel(folder_.path() / "model");
    for (unsigned i = 0; i < 80; ++i) {
      training::TableRow row;
      row.image = write("real-" + std::to_string(i), tests::blobPicture(i));
      row.split = i < 60 ? training::Split::train : training::Split::validation;
      table_.rows.push_back(row);
    }
  }
  std::filesystem::path write(const std::string& name, const Image8& image) {
    const auto file = folder_.path() / (name + ".png");
    EXPECT_TRUE(imaging::writePng(file, image));
    return file;
  }
  [[nodiscard]] base::Result<MemorisationReport> measure(
      const std::vector<std::filesystem::path>& samples) const {
    return measureMemorisation(samples, table_, folder_.path() / "model", {.device = "cpu", .threads = 1});
  }

  tests::TemporaryFolder folder_;
  training::DataTable table_;
};

TEST_F(Memorisation, NamesTheCopiesAndWhatTheyAreCopiesOf) {
  std::vector<std::filesystem::path> samples;
  for (unsigned i = 0; i < 12; ++i)
    samples.push_back(write("new-" + std::to_string(i), tests::blobPicture(500 + i)));
  samples.push_back(write("copy", tests::blobPicture(7)));
  samples.push_back(write("darker-copy", tests::blobPicture(31, 0.9)));
  const auto report = measure(samples);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->matches.size(), 14U);
  EXPECT_EQ(report->matches[0].sample.stem(), "copy");
  EXPECT_EQ(report->matches[0].training[0].stem(), "real-7");
  EXPECT_NEAR(report->matches[0].nearest[0].distance, 0, 1e-6);
  EXPECT_EQ(report->matches[1].sample.stem(), "darker-copy");
  EXPECT_EQ(report->matches[1].training[0].stem(), "real-31");
  EXPECT_TRUE(report->matches[0].nearCopy && report->matches[1].nearCopy);
  // Of twelve new ones at most one is by chance nearer than the nearest of twenty that were held out.
  EXPECT_LE(report->nearCopies(), 3U);
  EXPECT_GT(report->ratioFloor[0].least, report->matches[1].nearest[0].ratio * 2);
}

TEST_F(Memorisation, OfRadiographsThatWereHeldOutIsTheFloor) {
  std::vector<std::filesystem::path> samples;
  for (const auto& row : table_.rows)
    if (row.split == training::Split::validation) samples.push_back(row.image);
  const auto report = measure(samples);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->nearCopies(), 0U);
  EXPECT_EQ(report->distance[1].median, report->distanceFloor[1].median);
}

TEST_F(Memorisation, NeedsAFloor) {
  table_.rows.resize(60);
  const auto report = measure({table_.rows[0].image, table_.rows[1].image});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, base::ErrorCode::argumentInvalid);
}

}  // namespace
}  // namespace chexgen::engine
