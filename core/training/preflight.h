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
  maskMissing,       // the row names none although masks are needed
  boxesMissing,      // the same for boxes
  boxesRemark,       // warning: what was assumed or left out when the boxes were read
  maskAspect,        // of another shape than its image
  maskSize,          // warning: of another size, it will be resampled
  maskEmpty,         // warning: nothing is marked
  maskOdd,           // warning: another remark on the mask, such as that it is full or noise
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
  const text::Tokenizer* tokenizer = nullptr;  // null: prompts are not measured
  std::size_t tokenLimit = 120;
};

struct SplitRows {
  std::size_t total = 0;
  std::size_t usable = 0;
};

struct PreflightReport {
  std::vector<PreflightFinding> findings;  // by line
  std::vector<std::size_t> usable;         // positions in the table's rows, ascending: those without an error
  SplitRows none, train, validation, test;
  std::uint64_t bytes = 0;  // of all files that the usable rows name

  [[nodiscard]] std::size_t errors() const;
  [[nodiscard]] std::size_t warnings() const;
};

// {"rows","usable","bytes","errors","warnings","splits":{…},"findings":[{"line","id","severity","code",
// "sentence","file"}]}
[[nodiscard]] base::OrderedJson toJson(const PreflightReport& report);

using PreflightProgress = std::function<void(std::size_t rowsDone, std::size_t rowsTotal)>;

// Checks a table or a feature list. What is wrong with a row is a finding; the call itself fails only with
// `cancelled`. Of two duplicates, and of a patient in two splits, the later rows carry the finding, so
// leaving out the rows with errors removes the leak.
[[nodiscard]] base::Result<PreflightReport> preflight(const DataTable& table, const PreflightOptions& options,
                                                      const PreflightProgress& onProgress = {},
                                                      const base::CancelToken& cancel = {});

}  // namespace chexgen::training
