#include "core/engine/training/randomness.h"

#include <numeric>
#include <span>
#include <utility>

namespace chexgen::engine {

base::RandomStream trainingStream(std::uint64_t seed, TrainingStream stream, std::uint64_t step) {
  // Runs of more than 2^32 samples borrow bits of the stream's number, which stays unique.
  return {seed, static_cast<std::uint32_t>(stream) + (static_cast<std::uint32_t>(step >> 32U) << 16U),
          static_cast<std::uint32_t>(step)};
}

Tensor trainingNormal(std::uint64_t seed, TrainingStream stream, std::uint64_t step, at::IntArrayRef shape) {
  const Tensor values = at::empty(shape, at::kFloat);
  trainingStream(seed, stream, step)
      .fillNormal(std::span(values.data_ptr<float>(), static_cast<std::size_t>(values.numel())));
  return values;
}

DataOrder::DataOrder(std::uint64_t seed, std::size_t count) : seed_(seed), permutation_(count) { shuffle(0); }

void DataOrder::shuffle(std::uint64_t epoch) {
  epoch_ = epoch;
  std::iota(permutation_.begin(), permutation_.end(), std::size_t{0});
  const auto random = trainingStream(seed_, TrainingStream::order, epoch);
  for (std::size_t i = permutation_.size(); i > 1; --i) {  // Fisher and Yates
    std::swap(permutation_[i - 1], permutation_[random.below(i, i)]);
  }
}

std::size_t DataOrder::rowAt(std::uint64_t position) {
  const std::uint64_t epoch = position / permutation_.size();
  if (epoch != epoch_) shuffle(epoch);
  return permutation_[position % permutation_.size()];
}

}  // namespace chexgen::engine
