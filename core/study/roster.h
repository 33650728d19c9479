// The organiser's list of readers, which can be read while the study is blind.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/study/blinding.h"
#include "core/study/design.h"
#include "core/study/leak_check.h"
#include "core/study/remedies.h"

namespace chexgen::study {

// What the organiser may know while the study goes on: whom to expect answers from, how many, to what and to
// which questions; how the images were made alike. Nothing in it tells an arm, a case or a repeat.
struct Roster {
  // One presentation, as it stands in the package.
  struct Item {
    std::string name, hash;  // see hashOf
    std::size_t images = 1;
    friend bool operator==(const Item&, const Item&) = default;
  };
  struct Reader {
    std::string name, publicKey;
    std::size_t presentations = 0;
    bool ownKey = false;  // made by the reader; else it was made with the package, and its holders can sign
    // Of the package as it was made; empty in rosters of earlier versions, which cannot tell whether a
    // package was altered before it was read.
    std::string package;
    std::vector<Item> items;  // in the reader's order
  };
  // One time that the key was opened, and how far the answers were: later ones can be told by it.
  struct Opening {
    struct Answers {
      std::size_t lines = 0;
      std::string last;  // the hash of the last line
    };
    std::string time;                        // ISO 8601, UTC
    std::map<std::string, Answers> answers;  // by reader
  };
  std::string study;  // the commitment
  std::string name;
  StudyKind kind = StudyKind::reportMatch;
  std::vector<Reader> readers;
  // As the packages ask them; none in rosters of earlier versions.
  std::vector<Question> questions;
  bool mayGoBack = false;
  std::vector<Opening> openings;
  BlindingOptions blinding;
  std::vector<ArmLeak> leaks;
  std::vector<std::string> remarks;  // what only some arms had, and was made equal; what readers remarked
  RemedyPlan remedies;
};
[[nodiscard]] std::string rosterText(const Roster& roster);
[[nodiscard]] base::Result<Roster> rosterFromJson(const base::Json& json,
                                                  const std::filesystem::path& file = {});
// formatInvalid when the file is none.
[[nodiscard]] base::Result<Roster> readRoster(const std::filesystem::path& file);

// Adds an opening to the file; everything else in it stays as it is. Fails with the errors of the disk.
[[nodiscard]] base::Result<void> addOpening(const std::filesystem::path& file,
                                            const Roster::Opening& opening);

}  // namespace chexgen::study
