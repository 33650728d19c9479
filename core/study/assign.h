// From a design to what the readers get and what the organiser keeps.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/study/blinding.h"
#include "core/study/design.h"
#include "core/study/leak_check.h"
#include "core/study/remedies.h"

namespace chexgen::study {

struct Assigned {
  std::string commitment;
  std::filesystem::path keyFile;
  std::filesystem::path roster;                 // what merging needs before the key is opened
  std::vector<std::filesystem::path> packages;  // in the order of the design's readers
  std::vector<ArmLeak> leaks;
  std::vector<std::string> remarks;  // what only some arms had, and was made equal; what readers remarked
  RemedyPlan remedies;               // what was done, with its figures
  BlindingOptions blinding;
};

struct AssignOptions {
  double cropped = 0, masked = 0;  // see BlindingOptions
  bool leaveMarks = false;         // burned-in marks may stay although only some arms have them
  std::vector<Remedy> remedies;    // for all arms; corners are masked by usualMask unless `masked` says more
  // Called now and then with how many of all steps are done, from the calling thread.
  std::function<void(std::size_t done, std::size_t total)> progress;
};

// Makes the packages and the sealed key in a new folder: OUT/NAME.key, OUT/NAME.roster and
// OUT/NAME-READER.chexread, all of them or none, and looks whether the packages tell the arms apart (leaks).
// Everything that is drawn comes from a secret that only the key holds. Fails with the errors of
// checkBeforeMaking, checkMarks (unless the marks may stay), the images (naming the file), the seal and the
// disk.
[[nodiscard]] base::Result<Assigned> assign(const Design& design, const std::string& passphrase,
                                            const std::filesystem::path& out,
                                            const AssignOptions& options = {},
                                            const base::CancelToken& cancel = {});

struct BlindingCheck {
  std::vector<ArmLeak> leaks;
  std::vector<std::string> remarks;
  RemedyPlan remedies;
  BlindingOptions blinding;
};

// What assign() would find, without making a study: everything is made in a folder for passing files,
// measured and taken away again. Order and grain are drawn anew each time. Fails like assign().
[[nodiscard]] base::Result<BlindingCheck> checkBlinding(const Design& design,
                                                        const AssignOptions& options = {},
                                                        const base::CancelToken& cancel = {});

}  // namespace chexgen::study
