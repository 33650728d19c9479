#include "app/studio/model_catalogue.h"

#include <algorithm>
#include <system_error>

namespace chexgen::studio {

namespace {

void addModel(const std::filesystem::path& folder, Catalogue& catalogue) {
  std::error_code error;
  const auto whole = std::filesystem::weakly_canonical(folder, error);
  if (catalogue.inFolder(whole) != nullptr) return;
  auto manifest = weights::readManifest(whole);
  if (!manifest) {
    catalogue.problems.push_back(std::move(manifest).error());
    return;
  }
  auto hash = weights::manifestHash(whole);
  if (!hash) {
    catalogue.problems.push_back(std::move(hash).error());
    return;
  }
  auto evidence = weights::readEvidence(whole, *manifest);
  // The model itself can be used all the same.
  if (!evidence) catalogue.problems.push_back(evidence.error());
  catalogue.models.push_back(
      {whole, std::move(*manifest), std::move(*hash), evidence.value_or(std::nullopt)});
}

bool holdsModel(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::is_regular_file(folder / "model.json", error);
}

}  // namespace

const CatalogueModel* Catalogue::inFolder(const std::filesystem::path& folder) const {
  const auto found =
      std::find_if(models.begin(), models.end(), [&](const auto& model) { return model.folder == folder; });
  return found == models.end() ? nullptr : &*found;
}

Catalogue findModels(const std::vector<std::filesystem::path>& places) {
  Catalogue catalogue;
  for (const auto& place : places) {
    if (holdsModel(place)) {
      addModel(place, catalogue);
      continue;
    }
    std::vector<std::filesystem::path> inside;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(place, error), end; !error && entry != end;
         entry.increment(error))
      if (holdsModel(entry->path())) inside.push_back(entry->path());
    std::sort(inside.begin(), inside.end());
    for (const auto& folder : inside) addModel(folder, catalogue);
  }
  return catalogue;
}

}  // namespace chexgen::studio
