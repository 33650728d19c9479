// Changes of training pictures beside torchvision's.
#include <gtest/gtest.h>

#include "core/engine/downstream/augment.h"
#include "tests/engine/formula_weights.h"
#include "tests/engine/golden_tensors.h"
#include "tests/support/golden.h"

namespace chexgen::engine {
namespace {

// Operations of torchvision that this program has no use for.
bool isOurs(const std::string& operation) {
  for (const char* other : {"sharpness", "resize", "resized_crop", "equalize"})
    if (operation == other) return false;
  return true;
}

// The picture in double, of greys from 0 to `range`, as one case changes it.
Tensor changedAs(const base::Json& one, const Tensor& picture, const WeightMap& golden, double range,
                 Sampling sampling = Sampling::linear) {
  const std::string operation = one.at("op");
  const auto fill = one.value("fill", 0.0) * range / 255.0;
  const auto unit = [&](const Tensor& changed) { return changed * range; };
  if (operation == "rotate")
    return warped(picture, inverseAffine(-one.at("angle").get<double>(), 0, 0, 1, 0, 0), fill, sampling);
  if (operation == "affine")
    return warped(picture,
                  inverseAffine(one.at("angle"), one.at("translate")[0], one.at("translate")[1],
                                one.at("scale"), one.at("shear")[0], one.at("shear")[1]),
                  fill, sampling);
  if (operation == "elastic")
    return elasticallyWarped(picture, golden.at("elastic.displacement")[0], fill, sampling);
  if (operation == "hflip") return picture.flip(1);
  if (operation == "gaussian_blur") return blurred(picture, one.at("kernel"), one.at("sigma"));
  const double factor = one.at("factor");
  if (operation == "brightness") return unit(withBrightness(picture / range, factor));
  if (operation == "contrast") return unit(withContrast(picture / range, factor));
  return unit(withGamma(picture / range, factor));
}

// As torchvision stores the change of a picture of bytes.
Tensor bytesOf(const std::string& operation, const Tensor& changed) {
  // In fp32, 0.7 times 10 is 7; in double a little less.
  if (operation == "brightness" || operation == "contrast") return (changed + 1e-6).trunc();
  if (operation == "gamma") return (changed / 255.0 * 255.999).trunc();
  return changed.round();
}

TEST(Augment, AgreesWithTorchvision) {
  CHEXGEN_GOLDEN2_OR_SKIP(folder, "augment");
  const WeightMap golden = tests::readTensors(folder / "tensors.safetensors");
  const base::Json facts = tests::readGoldenJson(folder / "case.json");
  const Tensor picture = golden.at("image")[0].to(at::kDouble);
  const double tolerance = facts.at("tolerance").at("float");
  std::size_t compared = 0;
  for (const base::Json& one : facts.at("cases")) {
    const std::string operation = one.at("op");
    if (!isOurs(operation)) continue;
    const std::string name = one.at("name");
    SCOPED_TRACE(name);
    const Tensor wanted = golden.at(name + ".float")[0].to(at::kDouble);
    const Tensor found = changedAs(one, picture / 255.0, golden, 1);
    EXPECT_LT((found - wanted).abs().max().item<double>(), tolerance);
    const Tensor bytes = bytesOf(operation, changedAs(one, picture, golden, 255));
    const Tensor away = (bytes - golden.at(name + ".uint8")[0].to(at::kDouble)).abs();
    EXPECT_LE(away.max().item<double>(), 1);
    EXPECT_GE(away.eq(0).to(at::kDouble).mean().item<double>(), operation == "hflip" ? 1.0 : 0.99);
    if (golden.contains(name + ".mask")) {
      const Tensor mask =
          changedAs(one, golden.at("mask")[0].to(at::kDouble), golden, 255, Sampling::nearest);
      EXPECT_GE(mask.eq(golden.at(name + ".mask")[0].to(at::kDouble)).to(at::kDouble).mean().item<double>(),
                0.995);
    }
    ++compared;
  }
  EXPECT_GE(compared, 14U);
}

TEST(Augment, DependsOnSeedAndPositionAlone) {
  const Tensor picture = at::linspace(0, 1, 48 * 48).view({48, 48});
  downstream::AugmentSettings settings;
  settings.elastic = 3;
  const auto at = [&](std::uint64_t seed, std::uint64_t position) {
    return augmented(picture, downstream::drawAugmentation(settings, seed, position), settings.elastic, seed,
                     position);
  };
  EXPECT_TRUE(at(1, 2).equal(at(1, 2)));
  EXPECT_FALSE(at(1, 2).equal(at(1, 3)));
  EXPECT_FALSE(at(1, 2).equal(at(2, 2)));
  EXPECT_GE(at(1, 2).min().item<float>(), 0);
  EXPECT_LE(at(1, 2).max().item<float>(), 1);
}

TEST(Augment, OfNothingChangesNothing) {
  const Tensor picture = at::linspace(0, 1, 40 * 40).view({40, 40});
  const auto none = downstream::withoutAugmentation();
  const auto draw = downstream::drawAugmentation(none, 5, 6);
  EXPECT_LT((augmented(picture, draw, 0, 5, 6) - picture).abs().max().item<double>(), 1e-5);
}

TEST(Augment, MirrorsOnlyWhenAsked) {
  downstream::AugmentSettings settings;
  std::size_t mirrored = 0;
  for (std::uint64_t i = 0; i < 400; ++i)
    mirrored += downstream::drawAugmentation(settings, 3, i).flip ? 1 : 0;
  EXPECT_EQ(mirrored, 0U);
  settings.flip = true;
  for (std::uint64_t i = 0; i < 400; ++i)
    mirrored += downstream::drawAugmentation(settings, 3, i).flip ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(mirrored), 200, 40);
}

}  // namespace
}  // namespace chexgen::engine
