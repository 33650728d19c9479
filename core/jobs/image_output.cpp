#include "core/jobs/image_output.h"

#include <string_view>
#include <system_error>
#include <vector>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/imaging/recipe_png.h"

namespace chexgen::jobs {

base::Result<PublishedImage> publishImage(const std::filesystem::path& folder,
                                          const std::filesystem::path& file, const GeneratedImage& image) {
  CHEXGEN_ASSIGN(const std::string png, imaging::encodeRecipePng(image.pixels, image.recipe));
  CHEXGEN_TRY(base::writeFileAtomically(folder / file, png));
  return PublishedImage{file, base::sha256(png)};
}

void removeLeftovers(const std::filesystem::path& folder,
                     const std::function<bool(const std::string& name)>& isOurs) {
  constexpr std::string_view ending = ".tmp";
  std::vector<std::filesystem::path> leftovers;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.ends_with(ending)) continue;
    const auto dot = name.rfind('.', name.size() - ending.size() - 1);
    if (dot != std::string::npos && isOurs(name.substr(0, dot))) leftovers.push_back(entry->path());
  }
  for (const auto& path : leftovers) std::filesystem::remove(path, error);
}

}  // namespace chexgen::jobs
