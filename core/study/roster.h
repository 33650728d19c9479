// The organiser's list of readers, which can be read while the study is blind.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/study/blinding.h"
#include "core/study/design.h"
#include "core/study/leak_check.h"
#include "core/study/remedies.h"

namespace chexgen::study {

// What the organiser may know while the study goes on: whom to expect answers from, and how many; how the
// images were made alike.
struct Roster {
  struct Reader {
    std::string name, publicKey;
    std::size_t presentations = 0;
  };
  std::string study;  // the commitment
  std::string name;
  StudyKind kind = StudyKind::reportMatch;
  std::vector<Reader> readers;
  BlindingOptions blinding;
  std::vector<ArmLeak> leaks;
  std::vector<std::string> remarks;  // what only some arms had, and was made equal
  RemedyPlan remedies;
};
[[nodiscard]] std::string rosterText(const Roster& roster);
[[nodiscard]] base::Result<Roster> rosterFromJson(const base::Json& json,
                                                  const std::filesystem::path& file = {});
// formatInvalid when the file is none.
[[nodiscard]] base::Result<Roster> readRoster(const std::filesystem::path& file);

}  // namespace chexgen::study
