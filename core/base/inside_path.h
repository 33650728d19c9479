// A path that a database, ledger or manifest names, known to stay inside its folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/base/open_file.h"

namespace chexgen::base {

// A file below a folder. Only in() makes one, out of the text that stands in the database, so whoever has one
// has had it checked. Its file is opened from the folder downwards, and no link on the way is followed: a
// stranger who wrote the database or packed the folder reaches nothing outside of it. (The folder itself is
// what a person chose, and may be behind a link.)
class InsidePath {
 public:
  // `written`: names with "/" between them, each neither empty nor "." or ".." and without control
  // characters. formatForbidden for everything else: an absolute path, one that climbs, nothing.
  [[nodiscard]] static Result<InsidePath> in(const std::filesystem::path& folder, std::string_view written);

  // As it was written, relative to the folder.
  [[nodiscard]] const std::filesystem::path& relative() const { return relative_; }
  // FOLDER/RELATIVE, to be shown and compared. Not to be opened: that may follow a link; see plain().
  [[nodiscard]] std::filesystem::path whole() const { return folder_ / relative_; }

  // Like base::openToRead(), and formatForbidden where a link or something else than a file is on the way.
  [[nodiscard]] Result<OpenFile> openToRead() const;
  // The whole file; see readAll().
  [[nodiscard]] Result<std::string> read(std::uint64_t limit) const;
  [[nodiscard]] Result<std::string> sha256(const CancelToken& cancel = {}) const;
  // whole(), once openToRead() has found a plain file there: for readers that open files by name.
  [[nodiscard]] Result<std::filesystem::path> plain() const;
  // Removes the file, or the link in its place, never what that leads to; no error when nothing is there. A
  // folder on the way that is a link is formatForbidden.
  [[nodiscard]] Result<void> remove() const;

  friend bool operator==(const InsidePath&, const InsidePath&) = default;

 private:
  InsidePath(std::filesystem::path folder, std::filesystem::path relative)
      : folder_(std::move(folder)), relative_(std::move(relative)) {}
  // The folder that holds the file, opened without following a link below folder_.
  [[nodiscard]] Result<Descriptor> openParent() const;

  std::filesystem::path folder_;
  std::filesystem::path relative_;
};

// Fails with formatForbidden, naming it, when the folder holds a link of one of these names: such a folder
// would have this program write, or remove, somewhere else. An absent folder holds none.
[[nodiscard]] Result<void> refuseLinks(const std::filesystem::path& folder,
                                       const std::vector<std::string>& names);
// The same of every entry of the folder.
[[nodiscard]] Result<void> refuseLinks(const std::filesystem::path& folder);

}  // namespace chexgen::base
