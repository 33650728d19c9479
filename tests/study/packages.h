// Packages of any content.
#pragma once

#include <map>

#include "core/study/package.h"

namespace chexgen::tests {

inline base::Result<void> writePackage(const std::filesystem::path& file, const study::PackageInfo& info,
                                       const std::map<std::string, study::PackageItem>& items) {
  CHEXGEN_ASSIGN(auto writer, study::PackageWriter::create(file));
  for (const auto& [name, item] : items) CHEXGEN_TRY(writer.add(name, item));
  return writer.finish(info);
}

}  // namespace chexgen::tests
