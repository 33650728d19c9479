#include "tests/weights/wrapped_files.h"

#include <cstring>
#include <utility>

#include "tests/weights/small_networks.h"

namespace chexgen::tests {
namespace {

NamedTensors filled(const std::vector<weights::ExpectedTensor>& expected, float seed) {
  NamedTensors tensors;
  for (const auto& tensor : expected) {
    std::int64_t elements = 1;
    for (const std::int64_t size : tensor.shape) elements *= size;
    std::vector<float> values(static_cast<std::size_t>(elements),
                              seed / static_cast<float>(tensors.size() + 1));
    values.front() = static_cast<float>(tensors.size());
    tensors.emplace(tensor.key, NamedTensor{tensor.shape, std::move(values)});
  }
  return tensors;
}

std::vector<std::int32_t> narrow(const std::vector<std::int64_t>& shape) {
  return {shape.begin(), shape.end()};
}

std::vector<std::int32_t> stridesOf(const std::vector<std::int64_t>& shape) {
  std::vector<std::int32_t> strides(shape.size(), 1);
  for (std::size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * static_cast<std::int32_t>(shape[i]);
  return strides;
}

Bytes numbers(const std::vector<std::int32_t>& values) {
  Bytes items;
  for (const std::int32_t value : values) items += pickle::number(value);
  return pickle::tuple(items);
}

}  // namespace

weights::TextEncoderArchitecture wordPoorTextEncoder() {
  auto architecture = tinyTextEncoder();
  architecture.vocabulary = 16;
  return architecture;
}

NamedTensors transformerTensors(float seed) { return filled(expectedTensors(tinyTransformer()), seed); }

NamedTensors controlTensors() {
  NamedTensors tensors = withPrefix("base_model.", transformerTensors());
  tensors.merge(filled(expectedTensors(weights::ControlArchitecture{2}, tinyTransformer()), 3));
  return tensors;
}

NamedTensors textEncoderTensors() { return filled(expectedTensors(wordPoorTextEncoder()), 4); }

NamedTensors vaeTensors() { return filled(expectedTensors(tinyVae()), 5); }

NamedTensors withPrefix(const std::string& prefix, const NamedTensors& tensors) {
  NamedTensors wrapped;
  for (const auto& [name, tensor] : tensors) wrapped.emplace(prefix + name, tensor);
  return wrapped;
}

Bytes safetensorsOf(const NamedTensors& tensors) {
  std::string header, data;
  for (const auto& [name, tensor] : tensors) {
    const Bytes values = floats(tensor.values);
    header += (header.empty() ? "{\"" : ",\"") + name + R"(":{"dtype":"F32","shape":)" +
              weights::shapeText(tensor.shape) + ",\"data_offsets\":[" + std::to_string(data.size()) + "," +
              std::to_string(data.size() + values.size()) + "]}";
    data += values;
  }
  return safetensors(header + "}", data);
}

void writeShards(const std::filesystem::path& folder, const NamedTensors& tensors, bool asTorch) {
  NamedTensors halves[2];
  std::string map;
  const std::string base = asTorch ? "pytorch_model" : "diffusion_pytorch_model";
  const std::string suffix = asTorch ? ".bin" : ".safetensors";
  const auto shard = [&](std::size_t half) {
    return base + (half == 0 ? "-00001-of-00002" : "-00002-of-00002") + suffix;
  };
  for (const auto& [name, tensor] : tensors) {
    const std::size_t half = map.size() % 2;
    halves[half].emplace(name, tensor);
    map += (map.empty() ? "\"" : ",\"") + name + "\":\"" + shard(half) + "\"";
  }
  for (const std::size_t half : {std::size_t{0}, std::size_t{1}})
    writeFile(folder / shard(half), asTorch ? torchFileOf({}, halves[half]) : safetensorsOf(halves[half]));
  writeFile(folder / (base + suffix + ".index.json"), "{\"weight_map\":{" + map + "}}");
}

Bytes TorchFile::tensor(const NamedTensor& tensor, Form form) {
  const auto elements = static_cast<std::int32_t>(tensor.values.size());
  const std::string key = std::to_string(storages_.size());
  storages_.push_back(floats(tensor.values));
  const Bytes hooks = pickle::global("collections", "OrderedDict") + ")R";
  const bool isTyped = form == Form::typed;
  const Bytes storage = pickle::tuple(pickle::text("storage") +
                                      (isTyped ? pickle::global("torch.storage", "UntypedStorage")
                                               : pickle::global("torch", "FloatStorage")) +
                                      pickle::text(key) + pickle::text("cpu") +
                                      pickle::number(isTyped ? 4 * elements : elements)) +
                        "Q";
  const Bytes arguments = pickle::tuple(storage + pickle::number(0) + numbers(narrow(tensor.shape)) +
                                        numbers(stridesOf(tensor.shape)) + "\x89" + hooks +
                                        (isTyped ? pickle::global("torch", "float32") : Bytes()));
  const Bytes function =
      pickle::global("torch._utils", isTyped ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2");
  const Bytes plain = function + arguments + "R";
  const Bytes state = pickle::dictionary(pickle::text("is_sharded") + "\x89");
  switch (form) {
    case Form::plain:
    case Form::typed: return plain;
    case Form::parameter:
      return pickle::global("torch._utils", "_rebuild_parameter") + pickle::tuple(plain + "\x88" + hooks) +
             "R";
    case Form::parameterWithState:
      return pickle::global("torch._utils", "_rebuild_parameter_with_state") +
             pickle::tuple(plain + "\x88" + hooks + state) + "R";
    case Form::fromType:
      return pickle::global("torch._tensor", "_rebuild_from_type_v2") +
             pickle::tuple(function + pickle::global("torch", "Tensor") + arguments + state) + "R";
  }
  return {};
}

Bytes TorchFile::dictionary(const NamedTensors& tensors, Form form) {
  Bytes items;
  for (const auto& [name, one] : tensors) items += pickle::text(name) + tensor(one, form);
  return pickle::dictionary(items);
}

Bytes TorchFile::whole(const Bytes& body) const { return torchZip(pickle::whole(body), storages_); }

Bytes torchFileOf(const std::vector<std::string>& place, const NamedTensors& tensors, TorchFile::Form form) {
  TorchFile file;
  Bytes body = file.dictionary(tensors, form);
  for (std::size_t i = place.size(); i-- > 0;) {
    Bytes beside = i == 0 ? pickle::text("epoch") + pickle::number(3) : Bytes();
    body = pickle::dictionary(pickle::text(place[i]) + body + beside);
  }
  return file.whole(body);
}

std::string differenceFrom(const NamedTensors& tensors, const weights::TensorStore& store) {
  for (const auto& [name, view] : store.tensors) {
    if (!tensors.contains(name)) return name + " was never written";
  }
  for (const auto& [name, tensor] : tensors) {
    const auto found = store.tensors.find(name);
    if (found == store.tensors.end()) return name + " is missing";
    if (found->second.shape != tensor.shape) return name + " has another shape";
    const Bytes values = floats(tensor.values);
    if (found->second.data.size() != values.size() ||
        std::memcmp(found->second.data.data(), values.data(), values.size()) != 0)
      return name + " has other values";
  }
  return "";
}

}  // namespace chexgen::tests
