// A report as PDF.
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "core/report/document.h"

namespace chexgen::report {

// Pages of A4 with the footer and their number on each; text can be selected and searched. The file appears
// whole or not at all: diskFull, permissionDenied or fileUnwritable otherwise.
[[nodiscard]] base::Result<void> writePdf(const Document& document, const std::filesystem::path& file);

}  // namespace chexgen::report
