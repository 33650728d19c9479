// The classifier of attributes and the distance of sets, on pictures whose answer is known.
#include <gtest/gtest.h>

#include <string>

#include "core/engine/evaluation/attribute_probe.h"
#include "core/engine/evaluation/set_distance.h"
#include "core/imaging/png.h"
#include "tests/engine/evaluation_pictures.h"
#include "tests/engine/small_model.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::engine {
namespace {

class Evaluation : public testing::Test {
 protected:
  void SetUp() override { tests::makeSmallModel(folder_.path() / "model"); }
  std::filesystem::path write(const std::string& name, const imaging::Image8& image) {
    const auto file = folder_.path() / (name + ".png");
    EXPECT_TRUE(imaging::writePng(file, image));
    return file;
  }
  [[nodiscard]] std::filesystem::path model() const { return folder_.path() / "model"; }

  tests::TemporaryFolder folder_;
  const jobs::ModelOptions compute_{.device = "cpu", .threads = 1};
};

// Half of the pictures, those with an odd seed, have a brighter left side.
class AttributeProbe : public Evaluation {
 protected:
  std::vector<AttributeCase> cases(unsigned from, unsigned to, bool shown) {
    std::vector<AttributeCase> found;
    for (unsigned seed = from; seed < to; ++seed) {
      imaging::Image8 image = tests::blobPicture(seed, 0.5);
      const bool positive = seed % 2 == 1;
      for (int y = 0; shown && positive && y < image.height; ++y)
        for (int x = 0; x < image.width / 2; ++x)
          image.pixels[image.index(x, y)] =
              static_cast<std::uint8_t>(image.pixels[image.index(x, y)] / 2 + 60);
      found.push_back({write("picture-" + std::to_string(seed), image), positive});
    }
    return found;
  }
};

TEST_F(AttributeProbe, SeesWhatIsThere) {
  const AttributeSets sets{cases(0, 40, true), cases(40, 60, true), cases(60, 90, true)};
  const auto found = measureAttribute(sets);
  ASSERT_TRUE(found) << base::describe(found.error());
  EXPECT_EQ(found->trainingPositives, 20U);
  EXPECT_GT(found->heldOut.value, 0.95);
  EXPECT_GT(found->generated.interval.low, 0.8);
}

TEST_F(AttributeProbe, DoesNotSeeWhatOnlyThePromptStates) {
  const AttributeSets sets{cases(0, 40, true), cases(40, 60, true), cases(60, 90, false)};
  const auto found = measureAttribute(sets);
  ASSERT_TRUE(found) << base::describe(found.error());
  EXPECT_GT(found->heldOut.value, 0.95);
  EXPECT_LT(found->generated.interval.low, 0.5);
  EXPECT_GT(found->generated.interval.high, 0.5);
}

TEST_F(AttributeProbe, NamesTheSetThatLacksAKind) {
  AttributeSets sets{cases(0, 10, true), cases(10, 20, true), cases(20, 30, true)};
  for (AttributeCase& one : sets.heldOut) one.positive = true;
  const auto found = measureAttribute(sets);
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("held-out"), std::string::npos) << found.error().message;
}

class SetDistance : public Evaluation {
 protected:
  void SetUp() override {
    Evaluation::SetUp();
    for (unsigned i = 0; i < 60; ++i) {
      training::TableRow row;
      row.image = write("real-" + std::to_string(i), tests::blobPicture(i));
      row.split = i < 40 ? training::Split::train : training::Split::validation;
      table_.rows.push_back(row);
    }
  }
  std::vector<std::filesystem::path> pictures(double brightness) {
    std::vector<std::filesystem::path> files;
    for (unsigned i = 100; i < 130; ++i)
      files.push_back(write("made-" + std::to_string(i), tests::blobPicture(i, brightness)));
    return files;
  }

  training::DataTable table_;
};

TEST_F(SetDistance, OfPicturesOfTheSameKindIsThatOfRealOnes) {
  const auto found = measureSetDistance(pictures(1), table_, model(), compute_);
  ASSERT_TRUE(found) << base::describe(found.error());
  EXPECT_EQ(found->subsetSize, 20U);
  EXPECT_NEAR(found->distance.mean, found->floor.mean, 3 * found->floor.deviation);
}

TEST_F(SetDistance, OfPicturesOfAnotherKindIsFarAboveTheFloor) {
  const auto found = measureSetDistance(pictures(0.2), table_, model(), compute_);
  ASSERT_TRUE(found) << base::describe(found.error());
  EXPECT_GT(found->distance.mean, found->floor.mean + 5 * found->floor.deviation);
}

TEST_F(SetDistance, NeedsTenRadiographsOfEach) {
  EXPECT_FALSE(measureSetDistance({table_.rows[0].image}, table_, model(), compute_));
}

}  // namespace
}  // namespace chexgen::engine
