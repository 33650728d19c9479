#include "core/project/file_keeping.h"

#include <algorithm>

#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/inside_path.h"

namespace chexgen::project {
namespace {

constexpr std::size_t nameDigits = 16;

// A hard link costs no space and appears whole. Where there can be none (another disk, a file system or a
// kernel setting without them), the bytes are copied.
bool linkTo(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(from, error))) return false;
  if (::link(from.c_str(), to.c_str()) != 0) return false;
  base::syncFolder(to.parent_path());
  return true;
}

}  // namespace

base::Result<std::filesystem::path> keepFile(const std::filesystem::path& folder,
                                             const std::filesystem::path& subfolder, const Content& content) {
  std::error_code error;
  std::filesystem::create_directories(folder / subfolder, error);
  if (error) return base::failFromErrno(error.value(), "The folder cannot be created", folder / subfolder);
  // Two contents with the same first digits are all but impossible; a damaged file of that name is not.
  for (int number = 1;; ++number) {
    const std::string suffix = number == 1 ? "" : "-" + std::to_string(number);
    const auto relative = subfolder / (content.sha256.substr(0, nameDigits) + suffix + content.extension);
    const auto target = folder / relative;
    if (std::filesystem::exists(std::filesystem::symlink_status(target, error))) {
      const auto place = base::InsidePath::in(folder, relative.string());
      const auto found = place ? place->sha256() : base::Result<std::string>(tl::unexpected(place.error()));
      if (found && *found == content.sha256) return relative;
      continue;
    }
    if (!content.linkFrom.empty() && linkTo(content.linkFrom, target)) return relative;
    CHEXGEN_TRY(base::writeFileAtomically(target, content.bytes));
    return relative;
  }
}

std::filesystem::path relativeTo(const std::filesystem::path& folder, const std::filesystem::path& path) {
  const auto whole = std::filesystem::absolute(path).lexically_normal();
  const auto relative = whole.lexically_relative(std::filesystem::absolute(folder).lexically_normal());
  return staysInside(relative) ? relative : whole;
}

bool staysInside(const std::filesystem::path& relative) {
  return !relative.empty() && relative.is_relative() &&
         std::none_of(relative.begin(), relative.end(), [](const auto& part) { return part == ".."; });
}

}  // namespace chexgen::project
