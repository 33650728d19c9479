// Checkpoints of small networks in every wrapping that training programs put around them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/weights/architecture.h"
#include "core/weights/tensor_store.h"
#include "tests/weights/file_builders.h"

namespace chexgen::tests {

// A tensor to be written: float32 values, row-major.
struct NamedTensor {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};
using NamedTensors = std::map<std::string, NamedTensor>;

// Small networks with other values in every tensor: the authors' transformer and diffusers', a control with
// its base, a text encoder, a VAE. `seed` makes their values differ.
[[nodiscard]] NamedTensors transformerTensors(float seed = 1);
[[nodiscard]] NamedTensors controlTensors();
[[nodiscard]] NamedTensors textEncoderTensors();
[[nodiscard]] NamedTensors vaeTensors();
[[nodiscard]] weights::TextEncoderArchitecture wordPoorTextEncoder();  // tiny, with a tiny vocabulary

// The same tensors with `prefix` in front of every name.
[[nodiscard]] NamedTensors withPrefix(const std::string& prefix, const NamedTensors& tensors);

[[nodiscard]] Bytes safetensorsOf(const NamedTensors& tensors);
// Two files and their index.
void writeShards(const std::filesystem::path& folder, const NamedTensors& tensors, bool asTorch);

// A torch checkpoint whose pickle is built piece by piece; storages are added as tensors are described.
class TorchFile {
 public:
  enum class Form { plain, parameter, parameterWithState, typed, fromType };
  // {name: tensor, …}
  [[nodiscard]] Bytes dictionary(const NamedTensors& tensors, Form form = Form::plain);
  [[nodiscard]] Bytes tensor(const NamedTensor& tensor, Form form = Form::plain);
  // The archive around this pickle body.
  [[nodiscard]] Bytes whole(const Bytes& body) const;

 private:
  std::vector<Bytes> storages_;
};

// {place[0]: {place[1]: … {name: tensor} …}} as a whole file.
[[nodiscard]] Bytes torchFileOf(const std::vector<std::string>& place, const NamedTensors& tensors,
                                TorchFile::Form form = TorchFile::Form::plain);

// Empty when the store holds exactly these tensors, else the first difference.
[[nodiscard]] std::string differenceFrom(const NamedTensors& tensors, const weights::TensorStore& store);

}  // namespace chexgen::tests
