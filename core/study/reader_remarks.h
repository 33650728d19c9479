// How the readers read: too fast to look, always the same answer, or otherwise early than late.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/study/design.h"
#include "core/study/merge.h"

namespace chexgen::study {

// In less than this, in the median, nobody has looked at a radiograph.
inline constexpr double fewestSeconds = 2;
// With fewer answers nothing is said of time or sameness.
inline constexpr std::size_t fewestAnswers = 8;
// Of all tests of order together, after Holm: a study without such effects gets a remark of them in at most
// one case of twenty.
inline constexpr double orderAlarm = 0.05;

// One reader's ratings of one kind in the first and in the second half of what they read.
struct OrderEffect {
  std::string reader;
  std::string question;      // as asked; "suspicion" for how surely an image was called synthetic
  double drift = 0;          // second half minus first, in the mean of each arm's own mean
  double difference = 0;     // how far the arms are apart in that: the largest less the smallest of the arms
  double pOfDrift = 1;       // two-sided, by permutation; before correction
  double pOfDifference = 1;  // period × arm
};

struct ReaderSpeed {
  std::string reader;
  std::size_t answers = 0;
  std::optional<double> medianSeconds;
};

struct ReaderRemarks {
  std::vector<ReaderSpeed> speeds;
  std::vector<OrderEffect> orders;
  std::vector<std::string> remarks;  // plain sentences; empty when nothing is to be said
};

struct ReaderRemarkOptions {
  std::size_t draws = 4999;  // of the permutation test
  std::uint64_t seed = 0;
};

// Looks at time, sameness and order. The test of order is one of randomisation: which image a reader saw in
// which half was drawn, so under the hypothesis that it does not matter every exchange of these halves
// between cases of the same arms is as likely as what happened. Period × arm compares, in the same way, how
// the arms changed. Of a preference, a binomial test of how often the image at the left was chosen. All p
// values are corrected together after Holm.
[[nodiscard]] ReaderRemarks lookAtReaders(const Design& design, const std::vector<Reading>& readings,
                                          const ReaderRemarkOptions& options = {});

[[nodiscard]] base::OrderedJson toJson(const ReaderRemarks& remarks);

}  // namespace chexgen::study
