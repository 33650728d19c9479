// A model's files are what its model.json says, and hold numbers: looked at before they are used.
//
// What was found in a file is remembered for as long as the file stays the same to the system (folder entry,
// device, inode, size, both times of its last change to the nanosecond), in the process and, for files of 4
// MB and more, in $XDG_CACHE_HOME/chexgen/checked-weights.json. Remembered is the SHA-256 that was computed,
// never that a check was passed: it is compared with model.json each time. A file that was changed less than
// two seconds before it was looked at is not remembered, for a clock may be coarse. Where the cache cannot be
// read or written, files are looked at again.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/weights/manifest.h"

namespace chexgen::weights {

// The path of a model's file, once it is found to be as model.json says. Fails with fileMissing,
// fileTruncated or hashMismatch, naming the file; with numericalFailure, naming the first tensor that holds
// NaN or infinity; with cancelled. A manifest without hashes (of an old program) leaves only the size and the
// numbers to look at.
[[nodiscard]] base::Result<std::filesystem::path> checkedFile(const std::filesystem::path& folder,
                                                              const ManifestFile& file,
                                                              const base::CancelToken& cancel = {});

// Who waits for a check of gigabytes.
struct CheckWatch {
  base::CancelToken cancel = {};
  // Hears now and then, from the calling thread, how many bytes of all are looked at; a failure ends the
  // check, which then fails with it. Not called where that takes less than a moment, since all is remembered
  // or small.
  std::function<base::Result<void>(std::uint64_t done, std::uint64_t total)> onBytes = {};
};

// The same for every file of a model, large ones side by side; the first failure in the order of
// Manifest::files(). A cancelled one ends within a fraction of a second.
[[nodiscard]] base::Result<void> checkFiles(const Manifest& manifest, const std::filesystem::path& folder,
                                            const CheckWatch& watch = {});
// Reads every file anew, whatever is remembered. The first difference is the error (fileMissing,
// fileTruncated, hashMismatch, numericalFailure).
[[nodiscard]] base::Result<void> verifyFiles(const Manifest& manifest, const std::filesystem::path& folder,
                                             const CheckWatch& watch = {});
// Of some files only: what is loaded next finds them remembered.
[[nodiscard]] base::Result<void> checkFiles(const std::vector<const ManifestFile*>& files,
                                            const std::filesystem::path& folder,
                                            const CheckWatch& watch = {});

// What could not be checked although the files are used, each a sentence: files without a SHA-256 in
// model.json.
[[nodiscard]] std::vector<std::string> uncheckedFiles(const Manifest& manifest);

// What stands in a file.
struct FileFacts {
  std::string sha256;
  std::string
      unfit;  // the first tensor that holds NaN or infinity, and which: "\"a.weight\" holds NaN"; else empty

  friend bool operator==(const FileFacts&, const FileFacts&) = default;
};

// Reads the whole file once, about 1.5 GB/s on a processor with SHA instructions. A file that is no file of
// weights has its hash alone. Fails as opening does, and with cancelled.
// `done` grows by the bytes that were looked at.
[[nodiscard]] base::Result<FileFacts> readFacts(const std::filesystem::path& path,
                                                const base::CancelToken& cancel = {},
                                                std::atomic<std::uint64_t>* done = nullptr);

}  // namespace chexgen::weights
