// A linear classifier for few cases with many features.
#pragma once

#include "core/engine/tensor.h"

namespace chexgen::engine {

class RidgeClassifier {
 public:
  // Features [N, D], and for each row whether it is positive, [N] of booleans; both kinds must occur.
  RidgeClassifier(const Tensor& features, const Tensor& positive);

  // Of features [M, D]: [M] scores, higher for positives.
  [[nodiscard]] Tensor scores(const Tensor& features) const;
  // The penalty, as a share of the mean squared length of a row.
  [[nodiscard]] double ridge() const { return ridge_; }

 private:
  [[nodiscard]] Tensor standardised(const Tensor& features) const;

  Tensor mean_, scale_;  // [D]
  Tensor weights_;       // [D]
  double offset_ = 0;
  double ridge_ = 0;
};

}  // namespace chexgen::engine
