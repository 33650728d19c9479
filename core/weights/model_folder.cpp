#include "core/weights/model_folder.h"

#include <utility>

#include "core/base/file.h"
#include "core/base/sha256.h"

namespace chexgen::weights {

using base::Result;
namespace fs = std::filesystem;

Result<ModelFolder> ModelFolder::create(const fs::path& target) {
  CHEXGEN_ASSIGN(base::StagedFolder folder, base::StagedFolder::create(target));
  return ModelFolder(std::move(folder));
}

Result<ManifestFile> ModelFolder::copyIn(const fs::path& source, const std::string& name) {
  constexpr std::uint64_t limit = std::uint64_t{256} << 20U;
  CHEXGEN_ASSIGN(const std::string content, base::readFile(source, limit));
  CHEXGEN_TRY(base::writeFileAtomically(folder_.path() / name, content));
  return ManifestFile{name, base::sha256(content), content.size()};
}

bool ModelFolder::linkIn(const fs::path& source, const std::string& name) {
  std::error_code error;
  // A link to a symbolic link would be another name for the pointer, not for the weights.
  const fs::path file = fs::canonical(source, error);
  if (!error) fs::create_hard_link(file, folder_.path() / name, error);
  return !error;
}

Result<void> ModelFolder::publish(const Manifest& manifest) {
  CHEXGEN_TRY(writeManifest(manifest, folder_.path()));
  return folder_.publish();
}

}  // namespace chexgen::weights
