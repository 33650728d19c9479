#include "core/project/storage.h"

#include <set>
#include <utility>

#include <sys/stat.h>

#include "core/project/file_keeping.h"
#include "core/project/schema.h"

namespace chexgen::project {
namespace {

class Scale {
 public:
  std::uint64_t weigh(const std::filesystem::path& file) {
    struct stat status {};
    if (::lstat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return 0;
    if (status.st_nlink > 1 && !seen_.emplace(status.st_dev, status.st_ino).second) return 0;
    return static_cast<std::uint64_t>(status.st_size);
  }
  std::uint64_t weighFolder(const std::filesystem::path& folder) {
    std::uint64_t bytes = 0;
    std::error_code error;
    constexpr auto options = std::filesystem::directory_options::skip_permission_denied;
    for (std::filesystem::recursive_directory_iterator entry(folder, options, error), end;
         !error && entry != end; entry.increment(error)) {
      bytes += weigh(entry->path());
    }
    return bytes;
  }

 private:
  std::set<std::pair<dev_t, ino_t>> seen_;
};

}  // namespace

StorageUsed storageUsed(const std::filesystem::path& folder) {
  Scale scale;
  StorageUsed used;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().filename().string().starts_with(databaseName))
      used.database += scale.weigh(entry->path());
  }
  used.images = scale.weighFolder(folder / imagesFolder);
  used.masks = scale.weighFolder(folder / masksFolder);
  used.exports = scale.weighFolder(folder / exportsFolder);
  used.runs = scale.weighFolder(folder / runsFolder);
  return used;
}

}  // namespace chexgen::project
