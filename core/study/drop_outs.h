// Readers who stopped early: whose answers are missing, and whose are taken together.
#pragma once

#include <string>
#include <vector>

#include "core/study/design.h"
#include "core/study/merge.h"

namespace chexgen::study {

struct TakenTogether {
  std::vector<std::string> readers;  // those that the mean of readers is of; two at least, unless `why`
  std::string why;                   // there is no such mean
  std::vector<std::string> remarks;  // a sentence for each reader whose answers are missing
};

// The readers who have answered at least half of what the design shows them, practice and repeats aside. Who
// has answered less is left out of the mean: it would only be of the few images that they have seen.
[[nodiscard]] TakenTogether takeTogether(const Design& design, const std::vector<Reading>& readings);

// "ann", "ann and ben", "ann, ben and cy".
[[nodiscard]] std::string inWords(const std::vector<std::string>& names);

}  // namespace chexgen::study
