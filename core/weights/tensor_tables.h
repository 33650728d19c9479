// What a file of weights holds before anything is chosen or renamed: every dictionary of tensors with the
// place where it stands. Used by the readers; programs call openTensors.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/weights/tensor_store.h"

namespace chexgen::weights {

// One dictionary of tensors.
struct TensorTable {
  std::vector<std::string> place;  // the keys that lead to it; empty: the file itself
  std::map<std::string, TensorView> tensors;
  std::vector<std::string> others;  // keys whose values are no tensors
};

struct TensorTables {
  std::filesystem::path source;
  std::vector<TensorTable> tables;             // in the order of the file
  base::Json metadata = base::Json::object();  // as in TensorStore
  std::vector<std::string> remarks;            // what a person should know, each a sentence
};

// Reads `path` as openTensors does, but takes nothing off the names and chooses nothing.
[[nodiscard]] base::Result<TensorTables> openTables(const std::filesystem::path& path);

// The same of the bytes of one file, which `owner` keeps alive; `path` names it and helps where the bytes do
// not tell what they are.
[[nodiscard]] base::Result<TensorTables> parseTables(std::span<const std::byte> bytes,
                                                     const std::shared_ptr<const void>& owner,
                                                     const std::filesystem::path& path);

}  // namespace chexgen::weights
