#include "core/weights/file_check.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <optional>
#include <utility>

#include "core/weights/check_memory.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t besideFrom = 32'000'000;  // bytes that are worth a thread of their own
constexpr std::chrono::milliseconds watchEvery{100};
constexpr const char* mend =
    "Look at all files with `chexgen model verify`, then copy the model again or convert it anew.";

tl::unexpected<base::Error> damaged(ErrorCode code, const std::string& message, const fs::path& path) {
  return fail(code, message, path, "Nothing was made with it.", mend);
}

Result<FileFacts> factsOf(const fs::path& path, const FileIdentity& before, bool mayRemember,
                          const base::CancelToken& cancel, std::atomic<std::uint64_t>* done) {
  CheckMemory& memory = CheckMemory::ofThisProcess();
  if (const auto known = mayRemember ? memory.find(path, before) : std::nullopt) return *known;
  const std::int64_t start = nanosecondsNow();
  CHEXGEN_ASSIGN(FileFacts facts, readFacts(path, cancel, done));
  CHEXGEN_ASSIGN(const FileIdentity after, identify(path));
  if (after != before)
    return damaged(ErrorCode::hashMismatch, "The file was changed while it was being checked.", path);
  if (isSettled(before, start)) memory.keep(path, before, facts);
  return facts;
}

Result<fs::path> check(const fs::path& folder, const ManifestFile& file, bool mayRemember,
                       const base::CancelToken& cancel, std::atomic<std::uint64_t>* done = nullptr) {
  const fs::path path = folder / file.path;
  const std::string name = "The model's file " + file.path;
  const auto identity = identify(path);
  if (!identity) return damaged(ErrorCode::fileMissing, name + " is missing.", path);
  const bool isSizeKnown = file.bytes > 0 || !file.sha256.empty();
  if (isSizeKnown && identity->bytes != file.bytes) {
    const auto code = identity->bytes > file.bytes ? ErrorCode::hashMismatch : ErrorCode::fileTruncated;
    return damaged(code,
                   name + " has " + std::to_string(identity->bytes) + " bytes; model.json says " +
                       std::to_string(file.bytes) + ".",
                   path);
  }
  CHEXGEN_ASSIGN(const FileFacts facts, factsOf(path, *identity, mayRemember, cancel, done));
  if (!file.sha256.empty() && facts.sha256 != file.sha256)
    return damaged(ErrorCode::hashMismatch,
                   name + " does not have the SHA-256 of model.json: it is damaged or was changed.", path);
  if (!facts.unfit.empty())
    return fail(ErrorCode::numericalFailure, name + " cannot be used: its tensor " + facts.unfit + ".", path,
                "Nothing was made with it.", "Train or convert it again from sound weights.");
  return path;
}

Result<void> checkAll(const std::vector<const ManifestFile*>& files, const fs::path& folder, bool mayRemember,
                      const CheckWatch& watch) {
  std::atomic<std::uint64_t> done = 0;
  std::uint64_t total = 0;
  base::CancelToken stop;  // of the threads: set by the watcher's token, its refusal or a failure
  std::vector<std::future<Result<fs::path>>> results;
  for (const ManifestFile* file : files) {
    total += file->bytes;
    const auto how = file->bytes >= besideFrom ? std::launch::async : std::launch::deferred;
    results.push_back(std::async(how, [&folder, &done, file, mayRemember, stop] {
      return check(folder, *file, mayRemember, stop, &done);
    }));
  }
  std::optional<base::Error> first;
  const auto fail = [&](const base::Error& error) {
    if (!first) first = error;
    stop.cancel();
  };
  for (auto& one : results) {
    while (one.wait_for(watchEvery) == std::future_status::timeout) {
      if (watch.cancel.isCancelled()) stop.cancel();
      if (first || stop.isCancelled() || !watch.onBytes) continue;
      if (const auto goesOn = watch.onBytes(std::min<std::uint64_t>(done, total), total); !goesOn)
        fail(goesOn.error());
    }
    if (watch.cancel.isCancelled()) stop.cancel();
    if (const auto result = one.get(); !result) fail(result.error());
  }
  if (first) return tl::unexpected(*first);
  return {};
}

}  // namespace

Result<fs::path> checkedFile(const fs::path& folder, const ManifestFile& file,
                             const base::CancelToken& cancel) {
  return check(folder, file, true, cancel);
}

Result<void> checkFiles(const std::vector<const ManifestFile*>& files, const fs::path& folder,
                        const CheckWatch& watch) {
  return checkAll(files, folder, true, watch);
}

Result<void> checkFiles(const Manifest& manifest, const fs::path& folder, const CheckWatch& watch) {
  return checkAll(manifest.files(), folder, true, watch);
}

Result<void> verifyFiles(const Manifest& manifest, const fs::path& folder, const CheckWatch& watch) {
  return checkAll(manifest.files(), folder, false, watch);
}

std::vector<std::string> uncheckedFiles(const Manifest& manifest) {
  std::vector<std::string> remarks;
  for (const ManifestFile* file : manifest.files()) {
    if (file->sha256.empty())
      remarks.push_back("model.json states no SHA-256 of " + file->path +
                        ": whether the file is damaged cannot be told.");
  }
  return remarks;
}

}  // namespace chexgen::weights
