// The noise schedule of the diffusion chain (Ho et al., NeurIPS 2020; learned range: Nichol and Dhariwal,
// ICML 2021).
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/error.h"

namespace chexgen::engine {

inline constexpr int chainLength = 1000;
// Channels of a latent; the model gives twice as many, epsilon first, then v.
inline constexpr std::int64_t latentChannels = 4;

// ᾱ of the full chain: linear β from 1e-4 to 0.02 over 1000 steps. alphaBar[t] for t = 0 … 999.
[[nodiscard]] const std::vector<double>& alphaBars();

// The steps of the original chain that a chain of `count` steps keeps, ascending: 999 / (count - 1) is added
// repeatedly in double precision and each sum rounded half to even, as the release does. argumentInvalid
// unless 2 ≤ count ≤ 1000 (the release itself fails for 1).
[[nodiscard]] base::Result<std::vector<int>> keptSteps(int count);

// Coefficients of one step of a respaced ancestral chain, from noisy to clean.
struct AncestralStep {
  int timestep = 0;           // of the original chain: what the model sees
  double cleanFromNoisy = 0;  // x0 = cleanFromNoisy · x - cleanFromEpsilon · epsilon
  double cleanFromEpsilon = 0;
  double meanFromClean = 0;  // mean = meanFromClean · x0 + meanFromNoisy · x
  double meanFromNoisy = 0;
  double logVarianceLow = 0;   // log β̃, clipped at index 0 to the value of index 1
  double logVarianceHigh = 0;  // log β
};

// All steps of the chain, indexed like `kept` (0 is the last one to run).
[[nodiscard]] std::vector<AncestralStep> ancestralSteps(const std::vector<int>& kept);

}  // namespace chexgen::engine
