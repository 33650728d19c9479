#include "core/project/file_system.h"

#include <algorithm>
#include <array>

#include <sys/statfs.h>
#include <unistd.h>

namespace chexgen::project {

bool isShareType(std::uint64_t type) {
  // linux/magic.h and the file systems' own sources.
  constexpr std::array<std::uint64_t, 16> shares{
      0x6969,      // NFS
      0xFF534D42,  // CIFS
      0xFE534D42,  // SMB 2
      0x517B,      // SMB
      0x65735546,  // FUSE
      0x564C,      // NCP
      0x5346414F,  // AFS
      0x6B414653,  // kAFS
      0x73757245,  // Coda
      0x01021997,  // 9P
      0x00C36400,  // Ceph
      0x0BD00BD0,  // Lustre
      0x47504653,  // GPFS
      0x01161970,  // GFS2
      0x7461636F,  // OCFS2
      0x786F4256,  // VirtualBox shared folder
  };
  return std::find(shares.begin(), shares.end(), type) != shares.end();
}

bool isOnNetworkShare(const std::filesystem::path& folder) {
  struct statfs status {};
  if (::statfs(folder.c_str(), &status) != 0) return false;
  // f_type is a signed word; the magic numbers are 32 bits.
  return isShareType(static_cast<std::uint64_t>(status.f_type) & 0xFFFFFFFFU);
}

bool isWritableFolder(const std::filesystem::path& folder) {
  return ::access(folder.c_str(), W_OK | X_OK) == 0;
}

}  // namespace chexgen::project
