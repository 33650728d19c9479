// In which order a reader sees what.
#pragma once

#include <cstddef>
#include <vector>

#include "core/base/error.h"
#include "core/study/design.h"

namespace chexgen::study {

// What is on the screen at one time.
struct Presentation {
  std::size_t caseIndex = 0;
  std::vector<std::size_t>
      candidates;  // of the case, as they stand from left to right; one unless a preference
  bool practice = false;
  bool repeat = false;  // seen before
  friend bool operator==(const Presentation&, const Presentation&) = default;
};

// All presentations of one reader, the same for the same design on every machine. Practice comes first. Then
// blocks: in each block every case is seen with one of its arms, which arm in which block by a Latin square
// (case and reader turn it), so that no arm is seen earlier than another and no report twice in one block;
// the cases of a block are shuffled. At the end the repeats, from the first half of what was seen. The images
// of a preference are turned in the same way.
[[nodiscard]] base::Result<std::vector<Presentation>> orderFor(const Design& design, std::size_t reader);

}  // namespace chexgen::study
