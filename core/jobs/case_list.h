// What a person asks to be generated, as a list of recipes and file names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/columns.h"
#include "core/base/error.h"
#include "core/imaging/boxes.h"
#include "core/imaging/recipe.h"
#include "core/jobs/generation_run.h"

namespace chexgen::jobs {

struct GenerateOptions {
  std::string report;
  std::filesystem::path csv;
  base::Columns columns;               // of it, by the names of caseListRoles; empty ones are looked for
  std::filesystem::path like;          // an image whose recipe is made again
  imaging::Demographics demographics;  // as written; of a table, for all rows that do not state it themselves
  std::filesystem::path mask;
  std::filesystem::path boxes;
  std::string boxesImage;                       // which image of the file of boxes is meant; may be empty
  std::optional<imaging::BoxLayout> boxLayout;  // what the files of boxes leave open
  std::filesystem::path conditionFolder;        // where a CSV's mask and box files are; empty: beside the CSV
  std::string profile;
  std::string sampler;
  int steps = 0;
  double guidance = -1;
  std::optional<std::uint64_t> seed;
  int count = 1;
  int size = 0;                          // 0: the model's own
  std::vector<std::string> boxFindings;  // of the model: see weights::Manifest
};

// A row of the table that cannot be made, and why.
struct CaseProblem {
  std::size_t line = 0;  // in the file, from 1
  std::string name;      // what the row calls its image; may be empty
  base::Error error;
};

struct CaseList {
  std::vector<ListCase> cases;
  std::vector<std::size_t> lines;  // of each case, where a table names them; 0 otherwise
  std::vector<CaseProblem> problems;
  std::vector<std::string> remarks;  // on how the table was read
  base::Columns columns;             // of the table that served
};

// What the columns of a table of reports can serve for: prompt, name, sex, age, race, view, seed, mask, boxes
// and boxes_image, which names the image that is meant in a file of boxes.
[[nodiscard]] std::span<const base::ColumnRole> caseListRoles();

// One case per image, with sex, age, race and view as text::understoodParts gives them. Reports of a CSV come
// from its column impression, report or prompt, unless `columns` names another; name, mask, boxes, sex, age,
// race, view and seed are used when they are there; boxes_image, image or name say which image of a file of
// boxes is meant. A row's seed
// is the one that it states, else `seed` counted on over the rows where that is given, else one that follows
// from its name (without a name: from what it says), so that a row added or moved changes no other
// radiograph. Further images of a row take the next seeds. `size` is the model's image size. Rows that cannot
// be made are left out and told, with line and column; two that would be written into one file are such. An
// image's recipe is repeated as it is, unless options state somebody else. Fails when the table, or the only
// report, cannot be read.
[[nodiscard]] base::Result<CaseList> listCases(const GenerateOptions& options, int size);

// The same, failing with the first row that cannot be made.
[[nodiscard]] base::Result<CaseList> generateCases(const GenerateOptions& options, int size);

}  // namespace chexgen::jobs
