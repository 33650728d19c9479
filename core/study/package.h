// What a reader gets: one file with all they may see, and no key.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
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

// SHA-256 over an item's name, report and pictures: over all that a reader sees of it.
[[nodiscard]] std::string hashOf(const std::string& name, const PackageItem& item);

// What a package shows, as hashes. They depend on nothing that is not shown: not on the bytes of the
// database, not on the commitment to the key (which is made of the key, which holds these hashes), not on the
// private key.
struct PackageHashes {
  std::string whole;               // of questions, order, reader, settings and all items
  std::vector<std::string> items;  // in the order in which they are shown
};

// A package that is open for reading. Nothing in it is ever changed; answers are a file of their own.
class Package {
 public:
  // fileMissing, formatInvalid (no package, or damaged), formatUnsupported (of a newer program).
  [[nodiscard]] static base::Result<Package> open(const std::filesystem::path& file);

  [[nodiscard]] const PackageInfo& info() const { return info_; }
  // argumentInvalid for an unknown name; otherwise the errors of the file.
  [[nodiscard]] base::Result<PackageItem> item(const std::string& name) const;
  // Of what it holds at this moment; every item is read. Fails like item(), and with cancelled.
  [[nodiscard]] base::Result<PackageHashes> hashes(const base::CancelToken& cancel = {}) const;
  // Beside the package: NAME.answers.
  [[nodiscard]] std::filesystem::path answersFile() const;

 private:
  std::filesystem::path file_;
  PackageInfo info_;
  std::string about_;  // see PackageHashes
};

// Makes a package, item by item. Only the owner may read the file: it holds a private key.
class PackageWriter {
 public:
  // Fails with the errors of the disk; fileUnwritable when there is such a file already.
  [[nodiscard]] static base::Result<PackageWriter> create(const std::filesystem::path& file);
  PackageWriter(PackageWriter&&) noexcept;
  PackageWriter& operator=(PackageWriter&&) noexcept;
  ~PackageWriter();

  // In the order of their random names, which is none.
  [[nodiscard]] base::Result<void> add(const std::string& name, const PackageItem& item);
  // What the reader of the package will find; `info.study` may still be open.
  [[nodiscard]] PackageHashes hashes(const PackageInfo& info) const;
  // Nothing is in the file before.
  [[nodiscard]] base::Result<void> finish(const PackageInfo& info);

 private:
  struct State;
  explicit PackageWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace chexgen::study
