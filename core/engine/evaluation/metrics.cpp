#include "core/engine/evaluation/metrics.h"

#include <cmath>

namespace chexgen::engine {
namespace {

Tensor asPlane(const Tensor& image) {
  return image.to(at::kCPU, at::kDouble).reshape({1, 1, image.size(-2), image.size(-1)});
}

// Weighted mean of the 11 × 11 pixels around each one.
Tensor windowMean(const Tensor& plane) {
  constexpr std::int64_t reach = 5;
  const Tensor steps = at::arange(-reach, reach + 1, at::kDouble);
  const Tensor weights = at::softmax(-steps.square() / (2.0 * 1.5 * 1.5), 0);
  const Tensor padded = at::reflection_pad2d(plane, {reach, reach, reach, reach});
  return at::conv2d(at::conv2d(padded, weights.view({1, 1, 1, -1})), weights.view({1, 1, -1, 1}));
}

Tensor cubicKernel(const Tensor& a, const Tensor& b) {
  return (at::mm(a, b.t()) / static_cast<double>(a.size(1)) + 1.0).pow(3);
}

// The mean over pairs of different rows.
double meanOffDiagonal(const Tensor& kernel) {
  const auto n = static_cast<double>(kernel.size(0));
  return (kernel.sum() - kernel.diagonal().sum()).item<double>() / (n * (n - 1));
}

Tensor covariance(const Tensor& features) {
  const Tensor centred = features - features.mean(0, true);
  return at::mm(centred.t(), centred) / static_cast<double>(features.size(0) - 1);
}

// Of a symmetric matrix without negative eigenvalues but those of rounding.
Tensor symmetricRoot(const Tensor& matrix) {
  const auto [values, vectors] = at::linalg_eigh(matrix, "L");
  return at::mm(vectors * values.clamp_min(0).sqrt(), vectors.t());
}

}  // namespace

double psnr(const Tensor& a, const Tensor& b) {
  return -10.0 * std::log10((asPlane(a) - asPlane(b)).square().mean().item<double>());
}

double ssim(const Tensor& a, const Tensor& b) {
  constexpr double c1 = 0.01 * 0.01, c2 = 0.03 * 0.03;
  const Tensor x = asPlane(a), y = asPlane(b);
  const Tensor meanX = windowMean(x), meanY = windowMean(y);
  const Tensor varianceX = windowMean(x.square()) - meanX.square();
  const Tensor varianceY = windowMean(y.square()) - meanY.square();
  const Tensor covariance = windowMean(x * y) - meanX * meanY;
  const Tensor similarity = (2.0 * meanX * meanY + c1) * (2.0 * covariance + c2) /
                            ((meanX.square() + meanY.square() + c1) * (varianceX + varianceY + c2));
  return similarity.mean().item<double>();
}

double kernelDistance(const Tensor& a, const Tensor& b) {
  const Tensor x = a.to(at::kDouble);
  const Tensor y = b.to(at::kDouble);
  return meanOffDiagonal(cubicKernel(x, x)) + meanOffDiagonal(cubicKernel(y, y)) -
         2.0 * cubicKernel(x, y).mean().item<double>();
}

double frechetDistance(const Tensor& a, const Tensor& b) {
  const Tensor x = a.to(at::kDouble);
  const Tensor y = b.to(at::kDouble);
  const Tensor cx = covariance(x);
  const Tensor cy = covariance(y);
  const Tensor root = symmetricRoot(cx);
  // tr (Cx Cy)^½ = tr (Cx^½ Cy Cx^½)^½, whose matrix is symmetric.
  const Tensor cross = symmetricRoot(at::mm(at::mm(root, cy), root));
  const double means = (x.mean(0) - y.mean(0)).square().sum().item<double>();
  return means + (cx.trace() + cy.trace() - 2.0 * cross.trace()).item<double>();
}

}  // namespace chexgen::engine
