// The models that can be chosen.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/weights/evidence.h"
#include "core/weights/manifest.h"

namespace chexgen::studio {

struct CatalogueModel {
  std::filesystem::path folder;
  weights::Manifest manifest;
  std::string sha256;                         // of model.json
  std::optional<weights::Evidence> evidence;  // what it was shown to have learned, where somebody measured it
};

struct Catalogue {
  std::vector<CatalogueModel> models;
  std::vector<base::Error> problems;  // folders that hold a model.json which cannot be used

  // The model in this folder; nullptr when it is not in the list.
  [[nodiscard]] const CatalogueModel* inFolder(const std::filesystem::path& folder) const;
};

// Each place is a model folder or a folder of model folders; what does not exist is passed over. Reads
// manifests only, never weights, so it takes milliseconds.
[[nodiscard]] Catalogue findModels(const std::vector<std::filesystem::path>& places);

}  // namespace chexgen::studio
