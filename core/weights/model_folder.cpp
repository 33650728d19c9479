#include "core/weights/model_folder.h"

#include <cerrno>
#include <cstdio>
#include <utility>

#include <stdlib.h>
#include <sys/stat.h>

#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/sha256.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

ModelFolder::ModelFolder(fs::path target, fs::path temporary)
    : target_(std::move(target)), temporary_(std::move(temporary)) {}

ModelFolder::ModelFolder(ModelFolder&& other) noexcept
    : target_(std::move(other.target_)), temporary_(std::exchange(other.temporary_, {})) {}

ModelFolder& ModelFolder::operator=(ModelFolder&& other) noexcept {
  if (this != &other) {
    removeTemporary();
    target_ = std::move(other.target_);
    temporary_ = std::exchange(other.temporary_, {});
  }
  return *this;
}

ModelFolder::~ModelFolder() { removeTemporary(); }

void ModelFolder::removeTemporary() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

Result<ModelFolder> ModelFolder::create(const fs::path& target) {
  std::error_code error;
  fs::path whole = fs::absolute(target, error).lexically_normal();
  if (!whole.has_filename()) whole = whole.parent_path();  // a trailing slash
  if (target.empty() || error || !whole.has_filename()) {
    return fail(ErrorCode::argumentInvalid, "This is no name for a model folder.", target);
  }
  if (fs::exists(whole, error) && !(fs::is_directory(whole, error) && fs::is_empty(whole, error))) {
    return fail(ErrorCode::argumentInvalid, "The model's folder exists already and is not empty.", whole,
                "It is unchanged.", "Choose another name, or remove it first.");
  }
  fs::create_directories(whole.parent_path(), error);
  if (error) return base::failFromErrno(error.value(), "The folder cannot be created", whole.parent_path());
  std::string pattern = whole.string() + ".partial-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr)
    return base::failFromErrno(errno, "The folder cannot be created", whole);
  ::chmod(pattern.c_str(), 0755);  // mkdtemp makes it private; models are meant to be shared
  return ModelFolder(std::move(whole), pattern);
}

Result<ManifestFile> ModelFolder::copyIn(const fs::path& source, const std::string& name) {
  constexpr std::uint64_t limit = std::uint64_t{256} << 20U;
  CHEXGEN_ASSIGN(const std::string content, base::readFile(source, limit));
  CHEXGEN_TRY(base::writeFileAtomically(temporary_ / name, content));
  return ManifestFile{name, base::sha256(content), content.size()};
}

bool ModelFolder::linkIn(const fs::path& source, const std::string& name) {
  std::error_code error;
  // A link to a symbolic link would be another name for the pointer, not for the weights.
  const fs::path file = fs::canonical(source, error);
  if (!error) fs::create_hard_link(file, temporary_ / name, error);
  return !error;
}

Result<void> ModelFolder::publish(const Manifest& manifest) {
  CHEXGEN_TRY(writeManifest(manifest, temporary_));
  base::syncFolder(temporary_);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
    return base::failFromErrno(errno, "The finished model cannot be put in place", target_);
  }
  temporary_.clear();
  base::syncFolder(target_.parent_path());
  return {};
}

}  // namespace chexgen::weights
