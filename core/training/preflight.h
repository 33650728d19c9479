// Looks at every row of a table before any time is spent on it, and says what is wrong with which.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/imaging/boxes.h"
#include "core/imaging/remark_tally.h"
#include "core/text/tokenizer.h"
#include "core/training/data_table.h"

namespace chexgen::training {

enum class Severity { warning, error };  // a row with an error is left out

// Stable: programs branch on the names.
enum class FindingCode {
  rowInvalid,         // a cell could not be understood: the row's problem
  fileMissing,        // a file that the row names does not exist
  pictureUnreadable,  // an image or mask that cannot be decoded
  boxesUnreadable,
  duplicateId,       // error: ids name rows everywhere
  duplicatePath,     // warning inside one split, error across two
  duplicateContent,  // the same, by SHA-256
  promptMissing,     // empty, or nothing is left of it after cleaning
  promptInvalid,     // the cleaner refuses it
  promptUnread,      // warning: a part is lost to the cleaner or unknown to the tokenizer
  promptLong,        // warning: the model reads its first tokens only
  promptRedacted,    // de-identification left nothing of it (error) or gaps in it (warning): "XXXX"
  promptsAlike,      // of the table: all reports are the same
  maskMissing,       // the row names none although masks are needed
  boxesMissing,      // the same for boxes
  boxesRemark,       // warning: what was assumed or left out when the boxes were read
  maskAspect,        // of another shape than its image
  maskSize,          // warning: of another size, it will be resampled
  maskEmpty,         // warning: nothing is marked
  maskOdd,           // warning: another remark on the mask, such as that it is full or noise
  imageBlank,        // one grey all over: black, or nothing is to be seen
  imageRemark,       // warning: what was assumed of its greys or not applied (GreyImage::remarks)
  imageSmall,        // warning: its short side is below the training size, so it will be enlarged
  patientOverlap,    // the patient is also in another split
  featuresInvalid,   // an .npz of a feature list that is damaged or of another shape
};

[[nodiscard]] std::string_view name(Severity severity);
[[nodiscard]] std::string_view name(FindingCode code);

struct PreflightFinding {
  std::size_t line = 0;
  std::string id;
  Severity severity = Severity::error;
  FindingCode code = FindingCode::fileMissing;
  std::string sentence;
  std::filesystem::path file;  // empty when it is not about a file
};

struct PreflightOptions {
  int imageSize = 0;  // side of the training images in pixels; 0: sizes are not judged
  bool needsPrompt = true;
  bool needsMask = false;
  bool needsBoxes = false;
  // Decode every image wholly; else the header of an image is read, and only masks are decoded.
  bool decodeImages = false;
  std::optional<imaging::BoxLayout> boxLayout = std::nullopt;  // what the tables of boxes leave open
  // Shared by the rows, which often name one file of boxes.
  std::shared_ptr<imaging::BoxFiles> boxFiles = std::make_shared<imaging::BoxFiles>();
  // Rows whose prompts are only demographics, and tables whose reports are all the same, are wished: such
  // findings are warnings.
  bool allowPoorPrompts = false;
  int threads = 0;                             // that look at rows; 0: as many as the machine has
  const text::Tokenizer* tokenizer = nullptr;  // null: prompts are not measured
  std::size_t tokenLimit = 120;
};

struct SplitRows {
  std::size_t total = 0;
  std::size_t usable = 0;
};

struct PreflightReport {
  std::vector<PreflightFinding> findings;  // by line
  std::vector<PreflightFinding> ofTable;   // that concern no single row; with an error the table is refused
  std::vector<std::size_t> usable;         // positions in the table's rows, ascending: those without an error
  SplitRows none, train, validation, test;
  std::uint64_t bytes = 0;  // of all files that the usable rows name

  [[nodiscard]] std::size_t errors() const;    // of rows and of the table
  [[nodiscard]] std::size_t warnings() const;  // the same
  [[nodiscard]] bool isRefused() const;        // the table as a whole
};

// How often each kind of finding occurs, errors first, then the more frequent ones.
struct FindingSum {
  Severity severity = Severity::error;
  FindingCode code = FindingCode::fileMissing;
  std::size_t rows = 0;
};
[[nodiscard]] std::vector<FindingSum> sumsOf(const PreflightReport& report);
// What a kind of finding is, for people: "pictures that cannot be read".
[[nodiscard]] std::string_view inWords(FindingCode code);
// Whether findings of this kind are remarks of a reader, so that each says something else of its file.
[[nodiscard]] bool isRemark(FindingCode code);
// The remarks of one such kind, with the files that they are about.
[[nodiscard]] imaging::RemarkTally remarksOf(const PreflightReport& report, FindingCode code);
// What was found, a line for each kind, for whoever goes on with the usable rows: remarks as
// imaging::RemarkTally tells them, of other kinds how many rows, and the first ("9 rows are left out: files
// that are not there; the first, in line 12: The file does not exist.").
[[nodiscard]] std::vector<std::string> linesOf(const PreflightReport& report);

// {"rows","usable","bytes","errors","warnings","splits":{…},"kinds":[{"severity","code","rows"}],
// "table_findings":[…],"findings":[{"line","id","severity","code","sentence","file"}]}
[[nodiscard]] base::OrderedJson toJson(const PreflightReport& report);

using PreflightProgress = std::function<void(std::size_t rowsDone, std::size_t rowsTotal)>;

// Checks a table or a feature list. What is wrong with a row is a finding; the call itself fails only with
// `cancelled`. Of two duplicates, and of a patient in two splits, the later rows carry the finding, so
// leaving out the rows with errors removes the leak.
[[nodiscard]] base::Result<PreflightReport> preflight(const DataTable& table, const PreflightOptions& options,
                                                      const PreflightProgress& onProgress = {},
                                                      const base::CancelToken& cancel = {});

}  // namespace chexgen::training
