// Cases from a table.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/error.h"
#include "core/study/design.h"

namespace chexgen::study {

// A CSV with one row for each image: the columns case, arm and image, and optionally report, stratum and
// practice (1 or empty). Rows of one case belong together; image paths start at the table's folder. Fails
// with the errors of the reader, and with formatInvalid naming the line when a needed cell is empty or the
// report of a case differs from row to row.
[[nodiscard]] base::Result<std::vector<Case>> readCases(const std::filesystem::path& table);

}  // namespace chexgen::study
