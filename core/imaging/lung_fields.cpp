#include "core/imaging/lung_fields.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "core/imaging/lung_filters.h"
#include "core/imaging/lung_measures.h"
#include "core/imaging/lung_outline.h"
#include "core/imaging/resample.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr int workingSide = 256;  // of the longer side
constexpr int smallestSide = 64;

Plane planeOf(const Image8& image) {
  Plane plane(image.width, image.height);
  std::copy(image.pixels.begin(), image.pixels.end(), plane.values.begin());
  return plane;
}

// The radiograph at working size; an image that is smaller stays as it is.
base::Result<Plane> reduced(const Image8& radiograph) {
  const double scale = static_cast<double>(workingSide) / std::max(radiograph.width, radiograph.height);
  if (scale >= 1) return planeOf(radiograph);
  const auto side = [scale](int length) {
    return std::max(8, static_cast<int>(std::lround(length * scale)));
  };
  CHEXGEN_ASSIGN(const Image8 small,
                 resize(radiograph, side(radiograph.width), side(radiograph.height), Filter::box));
  return planeOf(small);
}

template <class Function>
Plane combined(const Plane& a, const Plane& b, Function function) {
  Plane result(a.width, a.height);
  std::transform(a.values.begin(), a.values.end(), b.values.begin(), result.values.begin(), function);
  return result;
}

// Darker than the surroundings, in their standard deviations: about -2 to 2, whatever window the radiograph
// has.
Plane localDarkness(const Plane& grey) {
  constexpr double detail = 2, surroundings = 30;
  const Plane fine = smoothed(grey, detail);
  const Plane difference =
      combined(smoothed(fine, surroundings), fine, [](float mean, float v) { return mean - v; });
  const Plane variance = smoothed(combined(difference, difference, std::multiplies<>()), surroundings);
  return combined(difference, variance,
                  [](float d, float v) { return d / (std::sqrt(std::max(v, 0.0F)) + 4.0F); });
}

// Collimation and the air beside the body: nearly black, and reaching the edge of the image.
Mask outsideBody(const Plane& grey) {
  std::vector<float> levels = grey.values;
  const auto bright = levels.begin() + static_cast<std::ptrdiff_t>(levels.size() * 95 / 100);
  std::nth_element(levels.begin(), bright, levels.end());
  const float black = std::max(12.0F, 0.12F * *bright);
  const Plane smooth = smoothed(grey, 1.5);
  Mask dark(grey.width, grey.height);
  for (std::size_t i = 0; i < dark.values.size(); ++i) dark.values[i] = smooth.values[i] < black ? 1 : 0;
  return dilated(touchingBorder(dark), 2);
}

struct TwoLungs {
  Mask right, left;
};

Mask unionOf(const Mask& a, const Mask& b) {
  Mask both = a;
  for (std::size_t i = 0; i < both.values.size(); ++i) both.values[i] |= b.values[i];
  return both;
}

Mask without(const Mask& a, const Mask& b) {
  Mask rest = a;
  for (std::size_t i = 0; i < rest.values.size(); ++i) {
    if (b.values[i] != 0) rest.values[i] = 0;
  }
  return rest;
}

// Mean grey level within `mask` around each pixel.
Plane localMean(const Plane& grey, const Mask& mask, double sigma) {
  Plane weight(grey.width, grey.height);
  std::copy(mask.values.begin(), mask.values.end(), weight.values.begin());
  const Plane sum = smoothed(combined(grey, weight, std::multiplies<>()), sigma);
  // Smoothing by a recursive filter may fall below zero by a rounding error.
  return combined(sum, smoothed(weight, sigma),
                  [](float s, float w) { return std::max(s, 0.0F) / (std::max(w, 0.0F) + 1e-3F); });
}

// Region competition around the fitted outline.
class Refinement {
 public:
  Refinement(const Plane& grey, const LungPose& pose)
      : size_(static_cast<float>(pose.width())),
        grey_(smoothed(greyOpened(grey, ribRadius), 1.5)),
        outside_(outsideBody(grey)),
        right_(signedDistance(rasterised(outlineOf(Side::right, pose), grey.width, grey.height))),
        left_(signedDistance(rasterised(outlineOf(Side::left, pose), grey.width, grey.height))),
        contrast_(deviation() / 2) {}

  // Overlap (Dice) of the less similar lung with its fitted outline.
  [[nodiscard]] double agreement(const TwoLungs& lungs) const {
    return std::min(overlap(lungs.right, right_), overlap(lungs.left, left_));
  }

  [[nodiscard]] TwoLungs run() const {
    Plane prior =
        combined(right_, left_, [this](float r, float l) { return -std::min(r, l) / (tolerance * size_); });
    TwoLungs lungs = split(prior);
    for (int round = 0; round < rounds; ++round) {
      lungs = split(competition(unionOf(lungs.right, lungs.left), prior));
    }
    return {finished(lungs.right, lungs.left), finished(lungs.left, lungs.right)};
  }

 private:
  static constexpr int ribRadius = 3;
  static constexpr int rounds = 8;
  // As shares of the width of both lungs:
  static constexpr float tolerance =
      0.035F;  // distance from the outline that weighs as much as one unit of prior
  static constexpr float neighbourhood = 0.13F;  // within which means are local
  static constexpr float rim = 0.12F;            // the surroundings that a lung is compared with

  static double overlap(const Mask& mask, const Plane& distance) {
    double both = 0, sum = 0;
    for (std::size_t i = 0; i < mask.values.size(); ++i) {
      const int inOutline = distance.values[i] <= 0 ? 1 : 0;
      both += mask.values[i] * inOutline;
      sum += mask.values[i] + inOutline;
    }
    return sum == 0 ? 0 : 2 * both / sum;
  }

  [[nodiscard]] double deviation() const {
    double n = 0, sum = 0, squares = 0;
    for (std::size_t i = 0; i < grey_.values.size(); ++i) {
      if (outside_.values[i] != 0) continue;
      const double v = static_cast<double>(grey_.values[i]);
      n += 1;
      sum += v;
      squares += v * v;
    }
    return n == 0 ? 1 : std::sqrt(std::max(squares / n - sum * sum / n / n, 1.0));
  }

  // Above zero where a pixel belongs to a lung.
  [[nodiscard]] Plane competition(const Mask& lungs, const Plane& prior) const {
    const Mask rimMask = without(without(dilated(lungs, std::max(2.0F, rim * size_)), lungs), outside_);
    const Plane inner = localMean(grey_, lungs, neighbourhood * size_);
    const Plane outer = localMean(grey_, rimMask, neighbourhood * size_);
    Plane score(grey_.width, grey_.height);
    const float least = static_cast<float>(contrast_);
    for (std::size_t i = 0; i < score.values.size(); ++i) {
      const float step = outer.values[i] - inner.values[i];
      const float nearer =
          2 * ((inner.values[i] + outer.values[i]) / 2 - grey_.values[i]) / std::max(step, least);
      // Where the surroundings are as dark as the lung, the prior decides alone.
      const float trust = std::clamp(step / least, 0.0F, 1.0F);
      score.values[i] =
          3 * trust * std::clamp(nearer, -1.5F, 1.5F) + std::clamp(prior.values[i], -6.0F, 3.0F);
    }
    return smoothed(score, 1.5);
  }

  // The pixels above zero without thin bridges, each given to the lung whose outline is nearer.
  [[nodiscard]] TwoLungs split(const Plane& score) const {
    Mask positive(score.width, score.height);
    for (std::size_t i = 0; i < score.values.size(); ++i)
      positive.values[i] = score.values[i] > 0 && outside_.values[i] == 0 ? 1 : 0;
    positive = opened(positive, 3);
    TwoLungs lungs{Mask(score.width, score.height), Mask(score.width, score.height)};
    for (std::size_t i = 0; i < score.values.size(); ++i)
      (right_.values[i] <= left_.values[i] ? lungs.right : lungs.left).values[i] = positive.values[i];
    for (Mask* lung : {&lungs.right, &lungs.left}) *lung = holesFilled(largestComponent(*lung));
    return lungs;
  }

  // Closes the bays that vessels and ribs leave, and smooths the outline.
  [[nodiscard]] Mask finished(const Mask& lung, const Mask& other) const {
    const Mask whole = without(holesFilled(closed(lung, 8)), other);
    Plane plane(whole.width, whole.height);
    std::copy(whole.values.begin(), whole.values.end(), plane.values.begin());
    plane = smoothed(plane, 2);
    Mask smooth(whole.width, whole.height);
    for (std::size_t i = 0; i < smooth.values.size(); ++i)
      smooth.values[i] = plane.values[i] > 0.5F && outside_.values[i] == 0 ? 1 : 0;
    return largestComponent(smooth);
  }

  float size_;
  Plane grey_;
  Mask outside_;
  Plane right_, left_;  // signed distances to the fitted outlines
  double contrast_;     // a step of grey levels that is trusted fully
};

// The mask at the radiograph's size, with a smooth outline.
base::Result<Image8> enlarged(const Mask& mask, const Image8& radiograph) {
  CHEXGEN_ASSIGN(Image8 small, makeImage(mask.width, mask.height, 1));
  for (std::size_t i = 0; i < mask.values.size(); ++i) small.pixels[i] = mask.values[i] != 0 ? 255 : 0;
  CHEXGEN_ASSIGN(Image8 large, resize(small, radiograph.width, radiograph.height, Filter::bilinear));
  for (std::uint8_t& value : large.pixels) value = value >= 128 ? 255 : 0;
  return large;
}

// Within `thickness` of the edge of the mask, inside it.
bool onOutline(const Image8& mask, int x, int y, int thickness) {
  const auto marked = [&mask](int column, int row) {
    const bool inside = column >= 0 && row >= 0 && column < mask.width && row < mask.height;
    return inside && mask.pixels[mask.index(column, row)] != 0;
  };
  return marked(x, y) && !(marked(x - thickness, y) && marked(x + thickness, y) && marked(x, y - thickness) &&
                           marked(x, y + thickness));
}

bool onFrame(const PixelBox& box, int x, int y, int thickness) {
  const int left = x - box.x, above = y - box.y;
  if (left < 0 || above < 0 || left >= box.width || above >= box.height) return false;
  return std::min({left, above, box.width - 1 - left, box.height - 1 - above}) < thickness;
}

using Colour = std::array<std::uint8_t, 3>;

void paint(Image8& image, int x, int y, const Colour& colour) {
  std::copy(colour.begin(), colour.end(),
            image.pixels.begin() + static_cast<std::ptrdiff_t>(image.index(x, y)));
}

}  // namespace

base::Result<LungFields> segmentLungFields(const Image8& radiograph) {
  CHEXGEN_TRY(checkImage(radiograph));
  if (radiograph.channels != 1)
    return fail(ErrorCode::argumentInvalid,
                "The radiograph is a colour image; lungs are found on grey ones.");
  if (std::min(radiograph.width, radiograph.height) < smallestSide)
    return fail(ErrorCode::argumentInvalid, "The radiograph is smaller than 64 pixels a side.");
  CHEXGEN_ASSIGN(const Plane grey, reduced(radiograph));
  const LungFit fit = fitLungs(localDarkness(grey));
  const Refinement refinement(grey, fit.pose);
  const TwoLungs lungs = refinement.run();
  LungFields fields;
  CHEXGEN_ASSIGN(fields.right.mask, enlarged(lungs.right, radiograph));
  CHEXGEN_ASSIGN(fields.left.mask, enlarged(lungs.left, radiograph));
  measureLungFields(fields, {fit.support, refinement.agreement(lungs)});
  return fields;
}

Image8 bothLungs(const LungFields& fields) {
  Image8 both = fields.right.mask;
  for (std::size_t i = 0; i < both.pixels.size(); ++i) both.pixels[i] |= fields.left.mask.pixels[i];
  return both;
}

base::Result<Image8> drawLungFields(const Image8& radiograph, const LungFields& fields) {
  CHEXGEN_TRY(checkImage(radiograph));
  CHEXGEN_ASSIGN(Image8 drawn, toRgb(radiograph));
  const int thickness = std::max(1, std::max(drawn.width, drawn.height) / 250);
  for (int y = 0; y < drawn.height; ++y) {
    for (int x = 0; x < drawn.width; ++x) {
      if (onFrame(fields.heart, x, y, thickness)) paint(drawn, x, y, {255, 220, 60});
      if (onOutline(fields.right.mask, x, y, thickness)) paint(drawn, x, y, {255, 80, 80});
      if (onOutline(fields.left.mask, x, y, thickness)) paint(drawn, x, y, {80, 255, 80});
    }
  }
  return drawn;
}

}  // namespace chexgen::imaging
