// What a study's check measures on a picture, against NumPy 2, SciPy 1.17 and scikit-image 0.26: the values
// were computed once with scipy.ndimage.laplace, numpy.gradient, pywt.dwtn (the median of what is above
// 1e-9), scipy.ndimage.convolve, skimage.measure.shannon_entropy, numpy.fft.fft2 and numpy.polyfit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "core/imaging/grey_statistics.h"
#include "core/imaging/picture_traces.h"
#include "core/imaging/spectrum.h"
#include "core/imaging/texture.h"

namespace chexgen::imaging {
namespace {

// np.floor(np.clip(128 + 60 sin(x/9) + 40 cos(y/13) + (7919 x + 104729 y + 31 x y) % 23 − 11, 0, 255) + 0.5)
Image8 wavy(int side) {
  Image8 image{side, side, 1, {}};
  for (long y = 0; y < side; ++y)
    for (long x = 0; x < side; ++x) {
      const double value = 128 + 60 * std::sin(static_cast<double>(x) / 9) +
                           40 * std::cos(static_cast<double>(y) / 13) +
                           static_cast<double>((x * 7919 + y * 104729 + x * y * 31) % 23 - 11);
      image.pixels.push_back(static_cast<std::uint8_t>(std::floor(std::clamp(value, 0.0, 255.0) + 0.5)));
    }
  return image;
}

struct Reference {
  int side;
  double laplacian, gradient, wavelet, mask, tile, entropy, mean, deviation, comb, gaps;
  int levels;
  double ring1, ring5, ring16, ring31, slope, fine, blocks;
};

class Measures : public testing::TestWithParam<Reference> {};

TEST_P(Measures, AreThoseOfPeerLibraries) {
  const Reference& expected = GetParam();
  const Image8 image = wavy(expected.side);
  const double near = 1e-9;
  EXPECT_NEAR(laplacianVariance(image), expected.laplacian, near * expected.laplacian);
  EXPECT_NEAR(gradientEnergy(image), expected.gradient, near * expected.gradient);
  EXPECT_NEAR(waveletNoise(image), expected.wavelet, near * expected.wavelet);
  EXPECT_NEAR(maskNoise(image), expected.mask, near * expected.mask);
  EXPECT_NEAR(tileContrast(image), expected.tile, near * expected.tile);
  const GreyStatistics greys = greyStatistics(image);
  EXPECT_NEAR(greys.entropy, expected.entropy, near);
  EXPECT_NEAR(greys.mean, expected.mean, 1e-7);
  EXPECT_NEAR(greys.deviation, expected.deviation, 1e-7);
  EXPECT_NEAR(greys.comb, expected.comb, near);
  EXPECT_NEAR(greys.gaps, expected.gaps, near);
  EXPECT_EQ(greys.levels, expected.levels);
  EXPECT_EQ(greys.darkest, 18);
  EXPECT_EQ(greys.brightest, 239);
  const auto rings = radialPower(image);
  ASSERT_TRUE(rings) << base::describe(rings.error());
  EXPECT_NEAR(rings->at(1) / expected.ring1, 1, 1e-9);
  EXPECT_NEAR(rings->at(5) / expected.ring5, 1, 1e-9);
  EXPECT_NEAR(rings->at(16) / expected.ring16, 1, 1e-9);
  EXPECT_NEAR(rings->at(31) / expected.ring31, 1, 1e-9);
  EXPECT_NEAR(spectrumSlope(*rings), expected.slope, 1e-9);
  EXPECT_NEAR(fineShare(*rings), expected.fine, 1e-9);
  EXPECT_NEAR(blockEdges(image), expected.blocks, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(
    Sides, Measures,
    testing::Values(Reference{96, 844.8931895727404, 71.29999434133092, 7.270690695478259, 6.61422493630139,
                              25.48374330523211, 7.597643090015932, 141.12141927083334, 50.48070048123291,
                              0.13878038194444445, 0.0045045045045044585, 221, 739849.0926612256,
                              69.46679761031314, 39.84347236071525, 69.96899096425973, -0.9065357878926728,
                              0.015837153473097408, 1.0303681021665243},
                    Reference{100, 851.0778466051994, 70.86445751770096, 7.2901716747082475,
                              6.658677226691409, 25.48374330523211, 7.618228577338772, 138.7789,
                              51.22174747887854, 0.1394, 0.0, 222, 723592.5191771378, 80.39506460243531,
                              36.64155486656306, 67.98951026283085, -0.8483355180104852, 0.01644292107385437,
                              1.0268332928693402}));

Image8 noise(int side, double mean, double deviation, unsigned seed) {
  Image8 image{side, side, 1, {}};
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(mean, deviation);
  for (int i = 0; i < side * side; ++i)
    image.pixels.push_back(static_cast<std::uint8_t>(std::clamp(std::round(normal(random)), 0.0, 255.0)));
  return image;
}

TEST(Texture, WhiteNoiseIsFoundWithItsOwnDeviation) {
  const Image8 image = noise(256, 128, 12, 1);
  EXPECT_NEAR(waveletNoise(image), 12, 0.4);
  EXPECT_NEAR(maskNoise(image), 12, 0.4);
  EXPECT_NEAR(laplacianVariance(image), 20 * 144, 100) << "4² + 4 · 1² times the variance";
  const auto rings = radialPower(image);
  ASSERT_TRUE(rings);
  for (std::size_t k = 4; k < ringCount; ++k) EXPECT_NEAR(rings->at(k), 144, 40) << k;
}

TEST(Texture, APlainOrTinyPictureHasNone) {
  for (const int side : {1, 3, 64}) {
    const Image8 plain{side, side, 1, std::vector<std::uint8_t>(static_cast<std::size_t>(side * side), 90)};
    EXPECT_EQ(laplacianVariance(plain), 0);
    EXPECT_EQ(gradientEnergy(plain), 0);
    EXPECT_EQ(waveletNoise(plain), 0);
    EXPECT_EQ(maskNoise(plain), 0);
    EXPECT_EQ(tileContrast(plain), 0);
    EXPECT_EQ(blockEdges(plain), 1);
    EXPECT_EQ(regularPattern(plain), 0);
    EXPECT_EQ(plainBorder(plain), 1);
    EXPECT_EQ(cornerMark(plain), 0);
    EXPECT_EQ(greyStatistics(plain).entropy, 0);
  }
  EXPECT_FALSE(radialPower(Image8{63, 63, 1, std::vector<std::uint8_t>(63 * 63, 9)}));
}

TEST(GreyStatistics, AStretchedHistogramHasGapsAndTeeth) {
  const Image8 smooth = noise(256, 120, 20, 2);
  Image8 stretched = smooth;
  for (auto& grey : stretched.pixels)
    grey = static_cast<std::uint8_t>(std::clamp((grey - 120) * 3 / 2 + 128, 0, 255));
  EXPECT_LT(greyStatistics(smooth).comb, 0.05);
  EXPECT_GT(greyStatistics(stretched).comb, 0.4);
  EXPECT_GT(greyStatistics(stretched).gaps, greyStatistics(smooth).gaps + 0.2);
}

TEST(Traces, BlocksOfACompressionAreFoundAndAfterResamplingAsAPattern) {
  Image8 image = wavy(256);
  const double before = blockEdges(image), patternBefore = regularPattern(noise(256, 128, 12, 3));
  for (int y = 0; y < 256; ++y)
    for (int x = 0; x < 256; ++x)
      image.pixels[image.index(x, y)] =
          static_cast<std::uint8_t>(100 + (x / 8 * 37 + y / 8 * 61) % 50 + (x * 5 + y * 3) % 4);
  EXPECT_NEAR(before, 1, 0.1);
  EXPECT_GT(blockEdges(image), 2);
  Image8 other{230, 230, 1, {}};  // nine tenths, as studies make it
  for (int y = 0; y < 230; ++y)
    for (int x = 0; x < 230; ++x)
      other.pixels.push_back(image.pixels[image.index(x * 256 / 230, y * 256 / 230)]);
  EXPECT_GT(regularPattern(other), 2 * patternBefore);
}

TEST(Traces, BarsAndMarkersAreFound) {
  Image8 image = noise(200, 100, 5, 4);
  EXPECT_EQ(plainBorder(image), 0);
  const double markBefore = cornerMark(image), greyBefore = borderGrey(image);
  EXPECT_LT(markBefore, 20);
  for (int y = 6; y < 18; ++y)
    for (int x = 180; x < 192; ++x) image.pixels[image.index(x, y)] = 255;
  EXPECT_GT(cornerMark(image), 140);
  for (int y = 0; y < 200; ++y)
    for (int x = 0; x < 10; ++x) image.pixels[image.index(x, y)] = 0;
  EXPECT_NEAR(plainBorder(image), 10.0 / 800, 1e-12);
  EXPECT_LT(borderGrey(image), greyBefore - 20);
}

TEST(Rings, AFilterOfOnesChangesNothingAndOneOfAHalfHalves) {
  for (const int side : {64, 101}) {
    std::vector<float> plane;
    for (const std::uint8_t grey : noise(side, 128, 30, 5).pixels) plane.push_back(grey);
    std::vector<float> kept = plane;
    Rings gains;
    gains.fill(1);
    ASSERT_TRUE(filterRings(kept, side, gains));
    for (std::size_t i = 0; i < plane.size(); ++i) ASSERT_NEAR(kept[i], plane[i], 1e-3);
    gains.fill(0.5);
    ASSERT_TRUE(filterRings(kept, side, gains));
    for (std::size_t i = 0; i < plane.size(); ++i) ASSERT_NEAR(kept[i], plane[i] / 2, 1e-3);
  }
  std::vector<float> wrong(10);
  EXPECT_FALSE(filterRings(wrong, 64, {}));
}

TEST(Rings, AFilterLowersTheSpectrumWhereItSaysAndKeepsThePictureInPlace) {
  const Image8 image = noise(160, 128, 30, 6);
  std::vector<float> plane;
  for (const std::uint8_t grey : image.pixels) plane.push_back(grey);
  Rings gains;
  for (std::size_t k = 0; k < ringCount; ++k) gains[k] = k < 12 ? 1 : 0.25;
  ASSERT_TRUE(filterRings(plane, 160, gains));
  Image8 after{160, 160, 1, {}};
  for (const float value : plane)
    after.pixels.push_back(static_cast<std::uint8_t>(std::clamp(std::round(value), 0.0F, 255.0F)));
  const auto before = radialPower(image), filtered = radialPower(after);
  ASSERT_TRUE(before && filtered);
  for (const std::size_t k : {4U, 8U}) EXPECT_NEAR(filtered->at(k) / before->at(k), 1, 0.1) << k;
  for (const std::size_t k : {18U, 28U}) EXPECT_NEAR(filtered->at(k) / before->at(k), 1.0 / 16, 0.02) << k;
  double product = 0, squares = 0;
  for (std::size_t i = 0; i < plane.size(); ++i) {
    product += (image.pixels[i] - 128.0) * (after.pixels[i] - 128.0);
    squares += (image.pixels[i] - 128.0) * (image.pixels[i] - 128.0);
  }
  EXPECT_GT(product / squares, 0.3) << "neither moved nor mirrored";
}

}  // namespace
}  // namespace chexgen::imaging
