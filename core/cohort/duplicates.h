// Near-duplicates among the radiographs of a cohort.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/cohort/ledger.h"
#include "core/imaging/image.h"

namespace chexgen::cohort {

// A radiograph as 32 × 32 greys by a box filter, brought to mean 0 and root mean square 1, so that brightness
// and contrast do not count. argumentInvalid for a colour image.
inline constexpr std::size_t thumbSide = 32;
struct Thumb {
  std::array<float, thumbSide * thumbSide> greys{};
  std::array<float, 64>
      coarse{};  // means of blocks of 4 × 4: their distance is never above that of the greys
};
[[nodiscard]] base::Result<Thumb> thumbOf(const imaging::Image8& radiograph);

// The root mean square difference of two thumbs: 0 for the same radiograph, about 1.4 for unrelated pictures.
[[nodiscard]] double distanceOf(const Thumb& a, const Thumb& b);

// Below this two radiographs are near-duplicates; see tests/cohort/duplicates_test.cpp for how real
// radiographs, also of one patient, lie.
inline constexpr double duplicateDistance = 0.12;

// Thumbs in the order in which they were added.
class ThumbIndex {
 public:
  struct Hit {
    std::size_t index = 0;
    double distance = 0;
  };
  // The nearest of those within `limit`.
  [[nodiscard]] std::optional<Hit> nearest(const Thumb& thumb, double limit) const;
  void add(const Thumb& thumb) { thumbs_.push_back(thumb); }
  [[nodiscard]] std::size_t size() const { return thumbs_.size(); }

 private:
  std::vector<Thumb> thumbs_;
};

// Compares all accepted radiographs; of two near-duplicates the later case is rejected by a decision of
// "duplicates", which names the other's file. What a person accepted stays. Returns how many were rejected.
// The errors of the reader, of `decide` and of `betweenSteps`.
[[nodiscard]] base::Result<std::size_t> rejectDuplicates(
    const Cohort& cohort, const Ledger& ledger, const std::function<base::Result<void>()>& betweenSteps);

}  // namespace chexgen::cohort
