#include "core/project/kept_files.h"

namespace chexgen::project {

base::Result<std::vector<KeptFile>> listKeptFiles(Database& database) {
  CHEXGEN_ASSIGN(Statement row, database.prepare("SELECT file, sha256, bytes FROM image "
                                                 "UNION ALL SELECT file, sha256, bytes FROM mask"));
  std::vector<KeptFile> files;
  for (;;) {
    CHEXGEN_ASSIGN(const bool found, row.step());
    if (!found) return files;
    files.push_back({row.text(0), row.text(1), static_cast<std::uint64_t>(row.integer(2))});
  }
}

}  // namespace chexgen::project
