// What a reader gets: one file with all they may see, and no key.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/imaging/image.h"
#include "core/study/answers.h"
#include "core/study/blinding.h"
#include "core/study/design.h"

namespace chexgen::study {

// What stands in a package. Items have random names; every image has the same size and is stored without
// compression, so that neither its bytes nor the time to load it tell anything. A repeat is an item of its
// own.
struct PackageInfo {
  std::string study;  // the commitment to the organiser's key
  std::string name;
  std::string reader;
  StudyKind kind = StudyKind::reportMatch;
  std::vector<Question> questions;
  bool showReport = true;
  bool mayGoBack = false;
  SigningKeys keys;
  std::vector<std::string> order;  // names of items
  std::size_t practice = 0;        // the first of them only practise
};

struct PackageItem {
  std::string report;  // empty unless the design shows it
  std::vector<imaging::Image8> images;
};

// A package that is open for reading. Nothing in it is ever changed; answers are a file of their own.
class Package {
 public:
  // fileMissing, formatInvalid (no package, or damaged), formatUnsupported (of a newer program).
  [[nodiscard]] static base::Result<Package> open(const std::filesystem::path& file);

  [[nodiscard]] const PackageInfo& info() const { return info_; }
  // argumentInvalid for an unknown name; otherwise the errors of the file.
  [[nodiscard]] base::Result<PackageItem> item(const std::string& name) const;
  // Beside the package: NAME.answers.
  [[nodiscard]] std::filesystem::path answersFile() const;

 private:
  std::filesystem::path file_;
  PackageInfo info_;
};

struct Assigned {
  std::string commitment;
  std::filesystem::path keyFile;
  std::filesystem::path roster;                 // what merging needs before the key is opened
  std::vector<std::filesystem::path> packages;  // in the order of the design's readers
};

struct AssignOptions {
  double cropped = 0;  // see BlindingOptions
};

// Makes the packages and the sealed key in a new folder: OUT/NAME.key, OUT/NAME.roster and
// OUT/NAME-READER.chexread, all of them or none. Fails with the errors of the design, the images (naming the
// file), the seal and the disk.
[[nodiscard]] base::Result<Assigned> assign(const Design& design, const std::string& passphrase,
                                            const std::filesystem::path& out,
                                            const AssignOptions& options = {},
                                            const base::CancelToken& cancel = {});

// What the organiser may know while the study goes on: whom to expect answers from, and how many.
struct Roster {
  struct Reader {
    std::string name, publicKey;
    std::size_t presentations = 0;
  };
  std::string study;  // the commitment
  std::string name;
  std::vector<Reader> readers;
};
// formatInvalid when the file is none.
[[nodiscard]] base::Result<Roster> readRoster(const std::filesystem::path& file);

// Which item was what, from the opened key.
struct KeyItem {
  std::string reader;
  std::size_t caseIndex = 0;
  std::vector<std::string> arms;  // as they stood from left to right
  bool practice = false;
  bool repeat = false;
};

struct StudyKey {
  Design design;
  std::map<std::string, std::string> publicKeys;  // by reader
  std::map<std::string, KeyItem> items;           // by name
};

// The text of the key, and back; formatInvalid when it is none.
[[nodiscard]] std::string keyText(const StudyKey& key);
[[nodiscard]] base::Result<StudyKey> keyFrom(std::string_view text);

}  // namespace chexgen::study
