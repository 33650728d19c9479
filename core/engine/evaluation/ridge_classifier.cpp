#include "core/engine/evaluation/ridge_classifier.h"

#include <limits>

namespace chexgen::engine {

RidgeClassifier::RidgeClassifier(const Tensor& features, const Tensor& positive) {
  const Tensor raw = features.to(at::kDouble);
  mean_ = raw.mean(0);
  scale_ = raw.std(0, false).clamp_min(1e-6);
  const Tensor x = standardised(features);
  const Tensor truth = positive.to(at::kDouble);
  // ±1, each case weighted so that both classes weigh the same.
  const Tensor y = truth * 2.0 - 1.0;
  const Tensor share = truth.mean();
  const Tensor weight = (0.5 / at::where(truth > 0.5, share, 1.0 - share));
  const Tensor root = weight.sqrt();
  const Tensor centre = (weight.unsqueeze(1) * x).sum(0) / weight.sum();
  const double middle = ((weight * y).sum() / weight.sum()).item<double>();
  const Tensor rows = (x - centre) * root.unsqueeze(1);
  const Tensor targets = (y - middle) * root;
  const Tensor kernel = at::mm(rows, rows.t());
  const double length = kernel.diagonal().mean().item<double>();
  const auto [values, vectors] = at::linalg_eigh(kernel, "L");
  const Tensor turned = at::mv(vectors.t(), targets);
  double least = std::numeric_limits<double>::infinity();
  for (double ridge = 1e-4; ridge < 1e4; ridge *= 10) {
    const Tensor damping = values.clamp_min(0) + ridge * length;
    const Tensor dual = at::mv(vectors, turned / damping);
    // What a case would be off by, had it been left out of the weights and of the intercept: its residual
    // over what its own value does not decide of its prediction.
    const Tensor residual = ridge * length * dual;
    const Tensor freedom = ridge * length * (vectors.square() / damping).sum(1) - weight / weight.sum();
    const double error = (residual / freedom).square().mean().item<double>();
    if (error < least) {
      least = error;
      ridge_ = ridge;
      weights_ = at::mv(rows.t(), dual);
    }
  }
  offset_ = middle - centre.dot(weights_).item<double>();
}

Tensor RidgeClassifier::standardised(const Tensor& features) const {
  return (features.to(at::kDouble) - mean_) / scale_;
}

Tensor RidgeClassifier::scores(const Tensor& features) const {
  return at::mv(standardised(features), weights_) + offset_;
}

}  // namespace chexgen::engine
