#include "core/training/checkpoints.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <utility>

#include <stdlib.h>
#include <sys/stat.h>

#include "core/base/descriptor.h"
#include "core/base/sha256.h"
#include "core/training/checkpoint_manifest.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

constexpr std::string_view stepPrefix = "step-";
// What stands between a step's name and the random end of a folder that nobody reads: a draft, or a
// checkpoint that is being removed.
constexpr std::string_view draftMark = ".partial-";

std::string stepName(std::int64_t step) {
  constexpr std::size_t digits = 6;
  const std::string number = std::to_string(step);
  return std::string(stepPrefix) + std::string(digits - std::min(digits, number.size()), '0') + number;
}

std::optional<std::int64_t> stepOf(const std::string& name) {
  if (!name.starts_with(stepPrefix)) return std::nullopt;
  std::int64_t step = 0;
  std::from_chars(name.data() + stepPrefix.size(), name.data() + name.size(), step);
  if (step < 0 || stepName(step) != name) return std::nullopt;
  return step;
}

Result<fs::path> makeDraftFolder(const fs::path& checkpoints, std::int64_t step) {
  std::string pattern = (checkpoints / (stepName(step) + std::string(draftMark) + "XXXXXX")).string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    return base::failFromErrno(errno, "The checkpoint cannot be begun", pattern);
  }
  return fs::path(pattern);
}

// Puts a checkpoint where nobody looks, and says where.
Result<fs::path> hide(const fs::path& folder, const fs::path& checkpoints, std::int64_t step) {
  CHEXGEN_ASSIGN(fs::path hidden, makeDraftFolder(checkpoints, step));
  if (::rename(folder.c_str(), hidden.c_str()) != 0) {
    const int number = errno;
    std::error_code ignored;
    fs::remove(hidden, ignored);
    return base::failFromErrno(number, "The checkpoint cannot be removed", folder);
  }
  return hidden;
}

// Out of sight first: a removal that is killed half way must not leave half a checkpoint.
Result<void> retire(const fs::path& folder, const fs::path& checkpoints, std::int64_t step) {
  CHEXGEN_ASSIGN(const fs::path hidden, hide(folder, checkpoints, step));
  base::syncFolder(checkpoints);
  std::error_code ignored;  // what stays behind is a draft to everyone
  fs::remove_all(hidden, ignored);
  return {};
}

Result<void> verifyFile(const fs::path& path, const CheckpointFile& listed, const base::CancelToken& cancel) {
  std::error_code error;
  const auto bytes = fs::file_size(path, error);
  if (error == std::errc::no_such_file_or_directory) {
    return fail(ErrorCode::fileMissing, "The checkpoint's file " + listed.name + " is missing.", path);
  }
  if (error || bytes != listed.bytes) {
    return fail(!error && bytes > listed.bytes ? ErrorCode::hashMismatch : ErrorCode::fileTruncated,
                "The checkpoint's file " + listed.name + " has " + std::to_string(error ? 0 : bytes) +
                    " bytes; its manifest says " + std::to_string(listed.bytes) + ".",
                path);
  }
  CHEXGEN_ASSIGN(const std::string hash, base::sha256OfFile(path, cancel));
  if (hash != listed.sha256) {
    return fail(ErrorCode::hashMismatch,
                "The checkpoint's file " + listed.name + " does not have the SHA-256 of its manifest.", path);
  }
  return {};
}

}  // namespace

CheckpointDraft::CheckpointDraft(fs::path checkpoints, std::int64_t step, fs::path temporary)
    : checkpoints_(std::move(checkpoints)), step_(step), temporary_(std::move(temporary)) {}

CheckpointDraft::CheckpointDraft(CheckpointDraft&& other) noexcept
    : checkpoints_(std::move(other.checkpoints_)),
      step_(other.step_),
      temporary_(std::exchange(other.temporary_, {})) {}

CheckpointDraft& CheckpointDraft::operator=(CheckpointDraft&& other) noexcept {
  if (this != &other) {
    removeTemporary();
    checkpoints_ = std::move(other.checkpoints_);
    step_ = other.step_;
    temporary_ = std::exchange(other.temporary_, {});
  }
  return *this;
}

CheckpointDraft::~CheckpointDraft() { removeTemporary(); }

void CheckpointDraft::removeTemporary() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

Result<CheckpointDraft> CheckpointDraft::create(const fs::path& checkpoints, std::int64_t step) {
  if (step < 0) return fail(ErrorCode::argumentInvalid, "A step is not below 0.", checkpoints);
  std::error_code error;
  fs::create_directories(checkpoints, error);
  if (error) return base::failFromErrno(error.value(), "The folder cannot be created", checkpoints);
  CHEXGEN_ASSIGN(fs::path temporary, makeDraftFolder(checkpoints, step));
  ::chmod(temporary.c_str(), 0755);  // mkdtemp makes it private; a run's results are not
  return CheckpointDraft(checkpoints, step, std::move(temporary));
}

Result<Checkpoint> CheckpointDraft::publish(const base::CancelToken& cancel) {
  std::error_code error;
  if (!fs::is_regular_file(temporary_ / checkpoint_file::state, error)) {
    return fail(ErrorCode::argumentInvalid, "A checkpoint needs its state.json.", temporary_);
  }
  CHEXGEN_TRY(writeCheckpointManifest(temporary_, step_, cancel));
  base::syncFolder(temporary_);
  const fs::path target = checkpoints_ / stepName(step_);
  fs::path before;
  if (fs::exists(target, error)) {
    CHEXGEN_ASSIGN(before, hide(target, checkpoints_, step_));
  }
  if (::rename(temporary_.c_str(), target.c_str()) != 0) {
    const int number = errno;
    if (!before.empty()) ::rename(before.c_str(), target.c_str());  // the old one stands again
    return base::failFromErrno(number, "The finished checkpoint cannot be put in place", target);
  }
  temporary_.clear();
  base::syncFolder(checkpoints_);
  if (!before.empty()) fs::remove_all(before, error);
  return Checkpoint{step_, target};
}

Result<std::vector<Checkpoint>> listCheckpoints(const fs::path& checkpoints) {
  std::vector<Checkpoint> found;
  std::error_code error;
  if (!fs::exists(checkpoints, error)) return found;
  for (fs::directory_iterator entry(checkpoints, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto step = stepOf(entry->path().filename().string());
    std::error_code ignored;
    if (step && entry->is_directory(ignored)) found.push_back({*step, entry->path()});
  }
  if (error) {
    return fail(ErrorCode::fileUnreadable, "The checkpoints cannot be listed: " + error.message() + ".",
                checkpoints);
  }
  std::sort(found.begin(), found.end(),
            [](const Checkpoint& a, const Checkpoint& b) { return a.step < b.step; });
  return found;
}

Result<void> verifyCheckpoint(const Checkpoint& checkpoint, const base::CancelToken& cancel) {
  CHEXGEN_ASSIGN(const CheckpointManifest manifest, readCheckpointManifest(checkpoint.folder));
  const fs::path source = checkpoint.folder / checkpoint_file::manifest;
  if (manifest.step != checkpoint.step) {
    return fail(ErrorCode::formatInvalid,
                "The manifest is of step " + std::to_string(manifest.step) + ", its folder of step " +
                    std::to_string(checkpoint.step) + ".",
                source);
  }
  const bool hasState =
      std::any_of(manifest.files.begin(), manifest.files.end(),
                  [](const CheckpointFile& file) { return file.name == checkpoint_file::state; });
  if (!hasState) return fail(ErrorCode::formatInvalid, "The manifest does not list state.json.", source);
  for (const CheckpointFile& file : manifest.files) {
    CHEXGEN_TRY(verifyFile(checkpoint.folder / file.name, file, cancel));
  }
  return {};
}

Result<NewestCheckpoint> newestIntact(const fs::path& checkpoints, const base::CancelToken& cancel) {
  CHEXGEN_ASSIGN(auto all, listCheckpoints(checkpoints));
  NewestCheckpoint newest;
  for (auto checkpoint = all.rbegin(); checkpoint != all.rend(); ++checkpoint) {
    auto verified = verifyCheckpoint(*checkpoint, cancel);
    if (verified) {
      newest.intact = *checkpoint;
      break;
    }
    if (verified.error().code == ErrorCode::cancelled) return tl::unexpected(std::move(verified).error());
    newest.damaged.push_back({*checkpoint, std::move(verified).error()});
  }
  return newest;
}

Result<std::vector<Checkpoint>> pruneCheckpoints(const fs::path& checkpoints, std::size_t keep,
                                                 const std::set<std::int64_t>& spared) {
  constexpr std::size_t fewest = 2;  // one may be damaged
  keep = std::max(keep, fewest);
  CHEXGEN_ASSIGN(const auto all, listCheckpoints(checkpoints));
  std::vector<Checkpoint> removed;
  for (std::size_t i = 0; i + keep < all.size(); ++i) {
    if (spared.contains(all[i].step)) continue;
    CHEXGEN_TRY(retire(all[i].folder, checkpoints, all[i].step));
    removed.push_back(all[i]);
  }
  return removed;
}

void removeDrafts(const fs::path& checkpoints) {
  std::vector<fs::path> drafts;
  std::error_code error;
  for (fs::directory_iterator entry(checkpoints, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const std::size_t mark = name.find(draftMark);
    if (mark != std::string::npos && stepOf(name.substr(0, mark))) drafts.push_back(entry->path());
  }
  for (const fs::path& draft : drafts) fs::remove_all(draft, error);
}

}  // namespace chexgen::training
