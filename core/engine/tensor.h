// The one door to torch: the engine's files include ATen through here, never torch/torch.h (twice the compile
// time).
#pragma once

#include <map>
#include <string>

#include <ATen/ATen.h>

namespace chexgen::engine {

using at::Tensor;

// The weights of one network by their key. Layers hold handles to the same storage, so whoever trains or
// saves a network works on this map.
using WeightMap = std::map<std::string, Tensor>;

}  // namespace chexgen::engine
