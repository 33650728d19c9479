// In which order a reader sees what.
#pragma once

#include <cstddef>
#include <vector>

#include "core/base/error.h"
#include "core/study/design.h"
#include "core/study/order_secret.h"

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

// The design with the cases for practice that it leaves to be drawn (`drawnPractice`) drawn from the secret
// and marked, and none left to be drawn. One case is always left to count.
[[nodiscard]] Design withPractice(const Design& design, const OrderSecret& secret);

// All presentations of one reader: a function of the design and the secret, the same on every machine, of
// which nothing can be told without the secret. Cases still to be drawn for practice are not; see
// withPractice.
//
// Practice comes first, each case with one of its images. Then blocks, as many as a case has images at most:
// no report is seen twice in one block. Which image of a case is seen in which block follows Latin squares,
// one drawn for each few cases of the same arms, turned from reader to reader: every arm is seen as often in
// every block, by every reader, as the numbers allow; a case with fewer images than there are blocks is left
// out of as many blocks, as often of one as of another. The cases of a block are shuffled for each reader. At
// the end the repeats, from the first half of what was seen. The images of a preference stand beside each
// other by such squares, too.
[[nodiscard]] base::Result<std::vector<Presentation>> orderFor(const Design& design,
                                                               const OrderSecret& secret, std::size_t reader);

}  // namespace chexgen::study
