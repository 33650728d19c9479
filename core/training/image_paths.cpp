#include "core/training/image_paths.h"

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include "core/base/file_name.h"

namespace chexgen::training {

namespace fs = std::filesystem;

std::optional<std::string> ImagePaths::partIn(const fs::path& folder, const std::string& part) {
  auto known = folders_.find(folder);
  if (known == folders_.end()) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
      names.push_back(entry->path().filename().string());
    known = folders_.emplace(folder, text::ImageNames(std::move(names))).first;
  }
  const text::NameMatch match = known->second.find(part);
  // Another suffix would be another file.
  const bool mayAddSuffix = base::suffixOf(part).empty();
  const bool agrees = match.agreement != text::NameAgreement::none &&
                      (match.agreement < text::NameAgreement::stem ||
                       (match.agreement == text::NameAgreement::stem && mayAddSuffix));
  if (!agrees || match.found.size() != 1) return std::nullopt;
  return known->second.names()[match.found.front()];
}

fs::path ImagePaths::find(std::string_view name) {
  const fs::path written = (root_ / name).lexically_normal();
  std::error_code error;
  if (fs::exists(written, error)) return written;
  std::string slashed(name);
  std::replace(slashed.begin(), slashed.end(), '\\', '/');
  fs::path found = (root_ / slashed).lexically_normal();
  if (!fs::exists(found, error)) {
    const fs::path relative = found.lexically_relative(root_);
    if (fs::path(slashed).is_absolute() || relative.empty()) return written;
    found = root_;
    for (const fs::path& part : relative) {
      if (part == ".." || fs::exists(found / part, error)) {
        found /= part;
        continue;
      }
      const auto there = partIn(found, part.string());
      if (!there) return written;
      found /= *there;
    }
  }
  if (++others_ == 1) first_ = std::string(name);
  return found.lexically_normal();
}

std::string ImagePaths::remark() const {
  if (others_ == 0) return "";
  return std::to_string(others_) + (others_ == 1 ? " file is" : " files are") +
         " written otherwise in the table than on the disk (slashes, capitals, composed letters or the "
         "suffix) and " +
         (others_ == 1 ? "was" : "were") + " found all the same; the first is \"" + first_ + "\".";
}

}  // namespace chexgen::training
