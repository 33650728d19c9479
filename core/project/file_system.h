// What the file system under a project can do.
#pragma once

#include <cstdint>
#include <filesystem>

namespace chexgen::project {

// Whether statfs(2)'s f_type is that of a share, or of a file system in user space, which may be one (sshfs).
// SQLite's write-ahead log needs memory shared between processes, which these do not give.
[[nodiscard]] bool isShareType(std::uint64_t type);
// The same for the file system that holds `folder`; false when the system does not say.
[[nodiscard]] bool isOnNetworkShare(const std::filesystem::path& folder);

// Whether this process may make files in the folder.
[[nodiscard]] bool isWritableFolder(const std::filesystem::path& folder);

}  // namespace chexgen::project
