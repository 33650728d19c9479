#include "core/base/staged_folder.h"

#include <cerrno>
#include <cstdio>
#include <string>
#include <utility>

#include <stdlib.h>
#include <sys/stat.h>

#include "core/base/descriptor.h"

namespace chexgen::base {

namespace fs = std::filesystem;

StagedFolder::StagedFolder(fs::path target, fs::path temporary)
    : target_(std::move(target)), temporary_(std::move(temporary)) {}

StagedFolder::StagedFolder(StagedFolder&& other) noexcept
    : target_(std::move(other.target_)), temporary_(std::exchange(other.temporary_, {})) {}

StagedFolder& StagedFolder::operator=(StagedFolder&& other) noexcept {
  if (this != &other) {
    removeTemporary();
    target_ = std::move(other.target_);
    temporary_ = std::exchange(other.temporary_, {});
  }
  return *this;
}

StagedFolder::~StagedFolder() { removeTemporary(); }

void StagedFolder::removeTemporary() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

Result<StagedFolder> StagedFolder::create(const fs::path& target) {
  std::error_code error;
  fs::path whole = fs::absolute(target, error).lexically_normal();
  if (!whole.has_filename()) whole = whole.parent_path();  // a trailing slash
  if (target.empty() || error || !whole.has_filename())
    return fail(ErrorCode::argumentInvalid, "This is no name for a folder.", target);
  if (fs::exists(whole, error) && !(fs::is_directory(whole, error) && fs::is_empty(whole, error))) {
    return fail(ErrorCode::argumentInvalid, "The folder exists already and is not empty.", whole,
                "It is unchanged.", "Choose another name, or remove it first.");
  }
  fs::create_directories(whole.parent_path(), error);
  if (error) return failFromErrno(error.value(), "The folder cannot be created", whole.parent_path());
  std::string pattern = whole.string() + ".partial-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr)
    return failFromErrno(errno, "The folder cannot be created", whole);
  ::chmod(pattern.c_str(), 0755);  // mkdtemp makes it private
  return StagedFolder(std::move(whole), pattern);
}

Result<void> StagedFolder::publish() {
  syncFolder(temporary_);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0)
    return failFromErrno(errno, "The finished folder cannot be put in place", target_);
  temporary_.clear();
  syncFolder(target_.parent_path());
  return {};
}

}  // namespace chexgen::base
