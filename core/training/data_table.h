// The table a curator has: one row for each radiograph, as a separated table, JSON or the release's lists of
// features.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/training/labels.h"
#include "core/training/split.h"

namespace chexgen::training {

// The columns of a table. A name that is left empty is looked for under its usual synonyms, whatever their
// case and punctuation: "Image Index", "dicom_path", "impression", "Patient ID" …; a column that is named
// must be there; "-" is none.
struct TableColumns {
  std::string image, prompt, mask, boxes, split, patient, id;
  std::string sex, age, race, view;
  std::string labels;  // of findings, as readLabels has them

  friend bool operator==(const TableColumns&, const TableColumns&) = default;
};

struct TableOptions {
  TableColumns columns;
  std::filesystem::path root;  // where relative paths start; empty: the table's folder
  bool demographics = false;   // put what the columns sex, age, race and view say in front of the prompt
  bool images = true;          // false: what is written counts, no image need be named or there
};

// Paths are absolute; what the row does not have is empty.
struct TableRow {
  std::size_t line = 0;  // of the file, from 1
  std::string id;        // without a column the image's stem, with its folders where others have the same
  std::filesystem::path image;
  std::string report;  // the cell of the prompt's column, as it stands
  std::string prompt;  // the report, behind the demographics when they are wished; not cleaned
  std::filesystem::path mask;
  std::filesystem::path boxes;
  bool boxesOfSeveral = false;  // other rows name the same file of boxes
  Split split = Split::none;
  std::string patient;
  // What the table says of the patient and the image; empty where it does not. As text/demographics.h spells
  // it; what that does not understand stands as written.
  std::string sex, race, view;
  std::optional<double> age;  // years
  Labels stated;
  std::vector<std::string> labels;  // stated.names(): "No Finding" and the like left out
  std::string problem;              // a sentence when a cell could not be understood; preflight reports it
  // In a list of features these stand instead of pictures: `image` is the .npz of the latent.
  std::filesystem::path text;
  std::filesystem::path condition;
};

struct DataTable {
  std::filesystem::path file;
  std::filesystem::path root;        // where relative paths started
  std::string sha256;                // of the file
  TableColumns columns;              // as found; empty where the table has none
  std::vector<std::string> oneHot;   // columns named after a label, with 1, 0 and -1; see oneHotColumns
  std::vector<std::string> remarks;  // what a person should know of how the table was read
  bool isFeatureList = false;
  std::vector<TableRow> rows;
};

// Reads a separated table (see base::parseCsv), JSON lines, or a JSON array of objects. In JSON a row may
// lack an entry, null is an empty cell, and labels may be a list. Sex, age, race and view are understood by
// text/demographics.h; where only the year of birth and the day of the study stand, these give the age.
// Patients whose numbers are equal ("17", "17.0", "017") are one, with a remark; where no column names them,
// folders named "patient00001" or "p10000032" do. Several rows of one image with boxes are one row with all
// their labels. Paths are found as ImagePaths has it. A cell that cannot be understood (no image, an unknown
// split; with demographics, an age that is none) becomes the row's problem. Fails like readTextFile and
// parseCsv; with formatInvalid naming a line that is no JSON object or holds a list where a text is needed;
// with argumentInvalid when a named column is missing, there is no image column although images are wished,
// or no row.
[[nodiscard]] base::Result<DataTable> readTable(const std::filesystem::path& file,
                                                const TableOptions& options = {});

// The row's report as a model reads it, behind what is known of the patient when that is wished.
[[nodiscard]] std::string promptOf(const TableRow& row, bool demographics);

struct ColumnNames {
  std::vector<std::string> names;
  std::vector<std::string> remarks;  // as DataTable has them, on encoding and separators
};
// The names of a table's columns, for choosing among them. Fails like readTable.
[[nodiscard]] base::Result<ColumnNames> readColumnNames(const std::filesystem::path& file);

// Reads the release's list: on each line two or three .npz paths (latent, text, condition) separated by
// spaces; relative ones start at `root`, else at the list's folder. formatInvalid names the first other line.
[[nodiscard]] base::Result<DataTable> readFeatureList(const std::filesystem::path& file,
                                                      const std::filesystem::path& root = {});

// Gives every row without a split the split of its patient: the one that another row of the patient states,
// else splitOf the patient (of the image's path below `root` where no patient is known). argumentInvalid
// unless both fractions are at least 0 and their sum is below 1.
[[nodiscard]] base::Result<void> assignSplits(DataTable& table, std::uint64_t seed, const HeldOut& heldOut);

}  // namespace chexgen::training
