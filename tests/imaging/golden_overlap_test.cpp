#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/imaging/overlap.h"
#include "core/weights/tensor_store.h"
#include "tests/support/golden.h"

namespace chexgen::imaging {
namespace {

TEST(OverlapGolden, OfTwoMasksIsThatOfTheReference) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, "metrics");
  const auto inputs = weights::openTensors(folder / "inputs.safetensors");
  const auto expected = base::readJsonFile(folder / "expected.json");
  ASSERT_TRUE(inputs && expected);
  const auto mask = [&](const char* name) {
    const weights::TensorView& view = inputs->tensors.at(name);
    Image8 image{static_cast<int>(view.shape.at(1)), static_cast<int>(view.shape.at(0)), 1, {}};
    for (const std::byte value : view.data) image.pixels.push_back(std::to_integer<std::uint8_t>(value));
    return image;
  };
  const auto overlap = overlapOf(mask("mask.1"), mask("mask.2"));
  ASSERT_TRUE(overlap);
  EXPECT_NEAR(overlap->dice, expected->at("dice").get<double>(), 1e-12);
  EXPECT_NEAR(overlap->iou, expected->at("iou").get<double>(), 1e-12);
}

}  // namespace
}  // namespace chexgen::imaging
