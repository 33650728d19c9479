// What a reader gets: one file with all they may see, and no key.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/image.h"
#include "core/study/answers.h"
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

// What one item is made of; the images are borrowed.
struct PackageEntry {
  std::string report;
  std::vector<const imaging::Image8*> images;
};
// Makes a new package of the entries, by name. Fails with the errors of the disk.
[[nodiscard]] base::Result<void> writePackage(const std::filesystem::path& file, const PackageInfo& info,
                                              const std::map<std::string, PackageEntry>& entries);

}  // namespace chexgen::study
