#include "core/study/case_table.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/base/csv.h"

namespace chexgen::study {

base::Result<std::vector<Case>> readCases(const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const base::CsvTable table, base::readCsvFile(file));
  for (const char* needed : {"case", "arm", "image"})
    if (!table.column(needed))
      return base::fail(base::ErrorCode::formatInvalid,
                        "The table has no column " + std::string(needed) + ".", file, "Nothing was made.",
                        "Give one row for each image, with the columns case, arm and image.");
  std::vector<Case> cases;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto cell = [&](const char* column) {
      const auto at = table.column(column);
      return at ? table.rows[row][*at] : std::string();
    };
    const auto wrong = [&](const std::string& sentence) {
      return base::fail(base::ErrorCode::formatInvalid,
                        "Line " + std::to_string(table.lines[row]) + ": " + sentence, file,
                        "Nothing was made.");
    };
    const std::string id = cell("case");
    if (id.empty() || cell("arm").empty() || cell("image").empty())
      return wrong("case, arm and image are needed.");
    auto known = std::find_if(cases.begin(), cases.end(), [&](const Case& one) { return one.id == id; });
    if (known == cases.end()) {
      cases.push_back({.id = id,
                       .report = cell("report"),
                       .stratum = cell("stratum"),
                       .practice = cell("practice") == "1"});
      known = std::prev(cases.end());
    } else if (known->report != cell("report")) {
      return wrong("the report of the case \"" + id + "\" is another one than before.");
    }
    known->candidates.push_back({cell("arm"), (file.parent_path() / cell("image")).lexically_normal()});
  }
  return cases;
}

}  // namespace chexgen::study
