// The table a curator has: one row for each radiograph, in CSV, JSON lines or the release's lists of
// features.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/training/split.h"

namespace chexgen::training {

// The columns of a table. A name that is left empty is looked for under its usual synonyms, whatever their
// case and punctuation: "Image Index", "dicom_path", "impression", "Patient ID" …; a column that is named
// must be there.
struct TableColumns {
  std::string image, prompt, mask, boxes, split, patient, id;
  std::string sex, age, race, view;
  std::string labels;  // of findings, separated by "|", ";" or ","

  friend bool operator==(const TableColumns&, const TableColumns&) = default;
};

struct TableOptions {
  TableColumns columns;
  std::filesystem::path root;  // where relative paths start; empty: the table's folder
  bool demographics = false;   // put what the columns sex, age, race and view say in front of the prompt
};

// Paths are absolute; what the row does not have is empty.
struct TableRow {
  std::size_t line = 0;  // of the file, from 1
  std::string id;        // the image's file stem when there is no column; not checked for repeats here
  std::filesystem::path image;
  std::string prompt;  // as it stands, not cleaned
  std::filesystem::path mask;
  std::filesystem::path boxes;
  bool boxesOfSeveral = false;  // other rows name the same file of boxes
  Split split = Split::none;
  std::string patient;
  // What the table says of the patient and the image; empty where it does not.
  std::string sex, race, view;
  std::optional<double> age;        // years
  std::vector<std::string> labels;  // "No Finding" and the like left out
  std::string problem;              // a sentence when a cell could not be understood; preflight reports it
  // In a list of features these stand instead of pictures: `image` is the .npz of the latent.
  std::filesystem::path text;
  std::filesystem::path condition;
};

struct DataTable {
  std::filesystem::path file;
  std::filesystem::path root;  // where relative paths started
  std::string sha256;          // of the file
  TableColumns columns;        // as found; empty where the table has none
  bool isFeatureList = false;
  std::vector<TableRow> rows;
};

// Reads CSV, or JSON lines when the first character is "{"; a byte-order mark is dropped, blank lines are
// skipped. In JSON lines a row may lack an entry, null is an empty cell, and labels may be a list. Sex, age,
// race and view come out as core/text/demographics.h gives them; empty, "nan" and "unknown" state nothing.
// What is not understood of them stands as it is (no age), and is the row's problem when `demographics` puts
// it in front of the prompt, as is a prefix of the prompt that contradicts them. A cell that cannot be
// understood (no image, an unknown split) becomes the row's problem. Fails like readCsvFile; with
// formatInvalid naming a line that is no JSON object or holds a list where a text is needed; with
// argumentInvalid when a named column is missing, there is no image column, or no row.
[[nodiscard]] base::Result<DataTable> readTable(const std::filesystem::path& file,
                                                const TableOptions& options = {});

// Reads the release's list: on each line two or three .npz paths (latent, text, condition) separated by
// spaces; relative ones start at `root`, else at the list's folder. formatInvalid names the first other line.
[[nodiscard]] base::Result<DataTable> readFeatureList(const std::filesystem::path& file,
                                                      const std::filesystem::path& root = {});

// Gives every row without a split the split of its patient: the one that another row of the patient states,
// else splitOf the patient (of the image's path below `root` where no patient is known). argumentInvalid
// unless both fractions are at least 0 and their sum is below 1.
[[nodiscard]] base::Result<void> assignSplits(DataTable& table, std::uint64_t seed, const HeldOut& heldOut);

}  // namespace chexgen::training
