#include "core/study/remedies.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/study/blinding.h"

namespace chexgen::study {
namespace {

using base::ErrorCode;
using base::Result;
using imaging::ringCount;
using imaging::Rings;

constexpr std::size_t rounds = 3;
constexpr std::size_t firstFiltered = 2;  // coarser rings hold the anatomy
constexpr double smallestGain = 0.02;
constexpr double quantisationPower = 1.0 / 12;  // of greys that were rounded: no ring has less
constexpr std::size_t greyKnots = 33;
// About what radiographs of 8 bits have of their own.
constexpr double leastGrain = 1.5, mostGrain = 3;
constexpr double outermost = 0.005;  // black and white, to which blinding stretches

bool has(const std::vector<Remedy>& chosen, Remedy remedy) {
  return std::find(chosen.begin(), chosen.end(), remedy) != chosen.end();
}

// Sums over the images of one arm.
struct ArmMeans {
  Rings logPower{};
  std::vector<double> quantiles = std::vector<double>(greyKnots, 0);
  double images = 0;
};

double shareAt(std::size_t knot) {
  return outermost + (1 - 2 * outermost) * static_cast<double>(knot) / static_cast<double>(greyKnots - 1);
}

Result<void> addImage(const ArmImage& one, const BlindingOptions& options, const Treatment& treatment,
                      ArmMeans& means) {
  // Without masked corners, whose edges are nobody's detail.
  CHEXGEN_ASSIGN(const imaging::Image8 picture,
                 blinded(*one.image, {.side = options.side, .cropped = options.cropped}, treatment, 0));
  CHEXGEN_ASSIGN(const Rings power, imaging::radialPower(picture));
  for (std::size_t k = 0; k < ringCount; ++k) means.logPower[k] += std::log(power[k] + quantisationPower);
  Treatment filterOnly = treatment;  // its grain is not drawn yet
  filterOnly.from.clear();
  filterOnly.to.clear();
  const bool untouched = treatment.from.empty();
  CHEXGEN_ASSIGN(
      imaging::Image8 greys,
      untouched ? Result<imaging::Image8>(picture)
                : blinded(*one.image, {.side = options.side, .cropped = options.cropped}, filterOnly, 0));
  std::sort(greys.pixels.begin(), greys.pixels.end());
  for (std::size_t q = 0; q < greyKnots; ++q) {
    const auto at = static_cast<std::size_t>(shareAt(q) * static_cast<double>(greys.pixels.size() - 1));
    means.quantiles[q] += greys.pixels[at] / 255.0;
  }
  ++means.images;
  return {};
}

// Brings each arm down to the one with the least power in each ring.
void lowerSpectra(const std::map<std::string, ArmMeans>& means, RemedyPlan& plan) {
  Rings least;
  least.fill(1e300);
  for (const auto& [arm, mean] : means)
    for (std::size_t k = 0; k < ringCount; ++k) least[k] = std::min(least[k], mean.logPower[k] / mean.images);
  for (const auto& [arm, mean] : means) {
    Rings change{};  // of the logarithm of the amplitude
    for (std::size_t k = firstFiltered; k < ringCount; ++k)
      change[k] = (least[k] - mean.logPower[k] / mean.images) / 2;
    Rings& gains = plan.arms[arm].gains;
    for (std::size_t k = firstFiltered; k < ringCount; ++k) {
      const std::size_t next = std::min(k + 1, ringCount - 1);
      const double smooth = (change[k - 1] + 2 * change[k] + change[next]) / 4;
      gains[k] = std::clamp(gains[k] * std::exp(smooth), smallestGain, 1.0);
    }
  }
}

void matchGreys(const std::map<std::string, ArmMeans>& means, RemedyPlan& plan) {
  std::vector<double> common(greyKnots, 0);
  for (const auto& [arm, mean] : means)
    for (std::size_t q = 0; q < greyKnots; ++q)
      common[q] += mean.quantiles[q] / mean.images / static_cast<double>(means.size());
  for (const auto& [arm, mean] : means) {
    Treatment& treatment = plan.arms[arm];
    treatment.from.clear();
    treatment.to.clear();
    for (std::size_t q = 0; q < greyKnots; ++q) {
      const double from = mean.quantiles[q] / mean.images;
      // Where many pixels share a grey, several quantiles do: the first one stands for it.
      if (!treatment.from.empty() && from < treatment.from.back() + 1e-4) continue;
      treatment.from.push_back(from);
      treatment.to.push_back(common[q]);
    }
  }
}

}  // namespace

std::size_t remedyRounds(const std::vector<Remedy>& chosen) {
  if (has(chosen, Remedy::sharpness)) return rounds;
  return has(chosen, Remedy::greys) ? 1 : 0;
}

Result<RemedyPlan> planRemedies(const std::vector<Remedy>& chosen, const std::vector<ArmImage>& images,
                                const BlindingOptions& options, const std::function<void()>& step,
                                const base::CancelToken& cancel) {
  RemedyPlan plan{.chosen = chosen, .arms = {}};
  const std::size_t count = remedyRounds(chosen);
  if (count == 0) return plan;
  for (const ArmImage& one : images) plan.arms[one.arm];
  for (std::size_t round = 0; round < count; ++round) {
    std::map<std::string, ArmMeans> means;
    for (const ArmImage& one : images) {
      if (cancel.isCancelled()) return base::fail(ErrorCode::cancelled, "The study was not made.");
      CHEXGEN_TRY(addImage(one, options, plan.arms[one.arm], means[one.arm]));
      if (step) step();
    }
    if (has(chosen, Remedy::sharpness)) lowerSpectra(means, plan);
    if (has(chosen, Remedy::greys)) matchGreys(means, plan);
  }
  if (has(chosen, Remedy::sharpness))
    for (auto& [arm, treatment] : plan.arms) {
      treatment.leastGrain = leastGrain;
      treatment.mostGrain = mostGrain;
    }
  return plan;
}

}  // namespace chexgen::study
