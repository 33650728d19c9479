#include "core/downstream/classifier_weights.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace chexgen::downstream {

using base::ErrorCode;
using base::fail;
using base::Result;
using weights::TensorStore;
using weights::TensorView;

namespace {

constexpr const char* thresholdsKey = "op_threshs";
constexpr const char* counterEnding = ".num_batches_tracked";

// torchvision up to 0.2 wrote "denselayer1.norm.1.weight" for "denselayer1.norm1.weight".
std::string modernKey(std::string key) {
  constexpr std::string_view layer = "denselayer";
  const std::size_t begin = key.rfind(layer);
  if (begin == std::string::npos) return key;
  const std::size_t digits = begin + layer.size();
  const std::size_t dot = std::min(key.find_first_not_of("0123456789", digits), key.size());
  if (dot == digits) return key;
  for (const std::string_view part : {".norm.", ".relu.", ".conv."}) {
    const std::size_t number = dot + part.size();
    if (key.compare(dot, part.size(), part) != 0 || number + 1 >= key.size()) continue;
    if ((key[number] == '1' || key[number] == '2') && key[number + 1] == '.') return key.erase(number - 1, 1);
  }
  return key;
}

std::map<std::string, TensorView> renamed(const TensorStore& store, std::size_t& changed) {
  std::map<std::string, TensorView> tensors;
  for (const auto& [key, view] : store.tensors) {
    const std::string modern = modernKey(key);
    if (modern != key) ++changed;
    tensors[modern] = view;
  }
  return tensors;
}

// Blocks of a stage, by the numbers that stand behind `prefix`.
std::int64_t countBlocks(const std::map<std::string, TensorView>& tensors, const std::string& prefix,
                         std::int64_t first, const std::string& ending) {
  std::int64_t count = 0;
  while (tensors.contains(prefix + std::to_string(first + count) + ending)) ++count;
  return count;
}

std::int64_t sizeOf(const std::map<std::string, TensorView>& tensors, const std::string& key,
                    std::size_t dimension) {
  const auto found = tensors.find(key);
  if (found == tensors.end() || found->second.shape.size() <= dimension) return 0;
  return found->second.shape[dimension];
}

std::vector<float> floatsOf(const TensorView& view) {
  std::vector<float> values;
  const auto read = [&]<class T>(T) {
    for (std::int64_t i = 0; i < view.elements(); ++i) {
      T value{};
      std::memcpy(&value, view.data.data() + static_cast<std::size_t>(i) * sizeof(T), sizeof(T));
      values.push_back(static_cast<float>(value));
    }
  };
  if (view.type == weights::DataType::float32) read(float{});
  if (view.type == weights::DataType::float64) read(double{});
  return values;
}

}  // namespace

Result<ClassifierArchitecture> architectureOf(const TensorStore& store) {
  std::size_t changed = 0;
  const auto tensors = renamed(store, changed);
  ClassifierArchitecture found;
  const bool dense = tensors.contains("features.conv0.weight");
  const std::string first = dense ? "features.conv0.weight" : "conv1.weight";
  found.width = sizeOf(tensors, first, 0);
  found.channels = sizeOf(tensors, first, 1);
  std::array<std::int64_t, 4> blocks{};
  for (std::size_t stage = 0; stage < blocks.size(); ++stage) {
    const std::string number = std::to_string(stage + 1);
    blocks[stage] =
        dense ? countBlocks(tensors, "features.denseblock" + number + ".denselayer", 1, ".conv1.weight")
              : countBlocks(tensors, "layer" + number + ".", 0, ".conv1.weight");
  }
  const bool bottlenecks = tensors.contains("layer1.0.conv3.weight");
  for (const ClassifierFamily family : classifierFamilies()) {
    if (isDense(family) != dense || hasBottlenecks(family) != bottlenecks || blocksOf(family) != blocks)
      continue;
    found.family = family;
    found.outputs = sizeOf(tensors, std::string(headOf(family)) + ".weight", 0);
    if (checkArchitecture(found)) return found;
  }
  return fail(ErrorCode::architectureMismatch,
              "These weights are of no network that this program knows: ResNet-10, -18, -50 and DenseNet-121 "
              "under torchvision's names.",
              store.source);
}

Result<ClassifierTensors> classifierTensors(const TensorStore& store, const ClassifierArchitecture& wanted,
                                            bool mayReplaceHead) {
  ClassifierTensors result;
  std::size_t changed = 0;
  auto tensors = renamed(store, changed);
  if (changed > 0)
    result.remarks.push_back(std::to_string(changed) + " keys have the names of old DenseNet files.");
  const std::string head(headOf(wanted.family));
  for (const weights::ExpectedTensor& expected : expectedTensors(wanted)) {
    const auto entry = tensors.find(expected.key);
    if (entry == tensors.end()) {
      if (expected.key.ends_with(counterEnding)) continue;
      return fail(ErrorCode::keyMissing, "The weight \"" + expected.key + "\" is missing.", store.source);
    }
    const TensorView& view = entry->second;
    const bool isFirst = expected.shape.size() == 4 && result.tensors.empty();
    if (view.shape == expected.shape) {
      result.tensors[expected.key] = view;
    } else if (isFirst && wanted.channels == 1 && view.shape.size() == 4 && view.shape[1] == 3 &&
               view.shape[0] == expected.shape[0] && view.shape[2] == expected.shape[2]) {
      result.tensors[expected.key] = view;
      result.foldedKey = expected.key;
      result.remarks.push_back("The three colour planes of \"" + expected.key +
                               "\" were summed to one grey plane.");
    } else if (mayReplaceHead && expected.key.starts_with(head + ".")) {
      result.headLeftOut = true;
    } else {
      return fail(ErrorCode::shapeMismatch,
                  "The weight \"" + expected.key + "\" is " + weights::shapeText(view.shape) + ", not " +
                      weights::shapeText(expected.shape) + ".",
                  store.source);
    }
    tensors.erase(entry);
  }
  if (result.headLeftOut) {
    for (const char* part : {".weight", ".bias"}) result.tensors.erase(head + part);
    result.remarks.push_back("The last layer has other outputs and was left out; it has to be learned.");
  }
  if (const auto found = tensors.find(thresholdsKey); found != tensors.end()) {
    result.thresholds = floatsOf(found->second);
    tensors.erase(found);
  }
  if (!tensors.empty())
    return fail(ErrorCode::keyUnexpected,
                "The weight \"" + tensors.begin()->first + "\" has no place in " +
                    std::string(name(wanted.family)) + ".",
                store.source);
  return result;
}

}  // namespace chexgen::downstream
