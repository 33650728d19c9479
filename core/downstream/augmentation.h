// By how much a training picture is changed, drawn from counters: the same picture at the same place of a run
// is changed alike after a resume, on any machine, in any order.
#pragma once

#include <cstdint>

#include "core/base/error.h"
#include "core/base/json.h"

namespace chexgen::downstream {

// The farthest of each change; 0 leaves it out.
struct AugmentSettings {
  double rotation = 7;      // degrees, either way
  double shift = 0.05;      // of the side, either way
  double scale = 0.1;       // 0.1: from 0.9 to 1.1
  double shear = 0;         // degrees, either way
  double elastic = 0;       // pixels, the farthest that a point is moved, smoothly
  double brightness = 0.1;  // 0.1: times 0.9 to 1.1
  double contrast = 0.2;    // the same, around the mean grey
  double gamma = 0.2;       // 0.2: exponents from 1 / 1.2 to 1.2
  double noise = 0.02;      // deviation, of the whole range of greys
  double blur = 0.5;        // deviation of the Gaussian, pixels
  bool flip = false;        // mirrored left to right, every second time: the heart has a side, so off

  friend bool operator==(const AugmentSettings&, const AugmentSettings&) = default;
};

// No change at all.
[[nodiscard]] AugmentSettings withoutAugmentation();

// argumentInvalid naming the first that is out of range.
[[nodiscard]] base::Result<void> checkAugmentation(const AugmentSettings& settings);
[[nodiscard]] base::OrderedJson toJson(const AugmentSettings& settings);
// What is not given keeps its default; formatInvalid for an unknown entry.
[[nodiscard]] base::Result<AugmentSettings> augmentationFromJson(const base::Json& value,
                                                                 const std::filesystem::path& file = {});

// One picture's change.
struct AugmentDraw {
  double angle = 0;               // degrees, clockwise
  double shiftX = 0, shiftY = 0;  // of the side
  double scale = 1;
  double shearX = 0, shearY = 0;  // degrees
  double brightness = 1, contrast = 1, gamma = 1;
  double noise = 0;  // deviation, of the whole range
  double blur = 0;   // deviation, pixels
  bool flip = false;
};

// `position` is that of the picture in the run.
[[nodiscard]] AugmentDraw drawAugmentation(const AugmentSettings& settings, std::uint64_t seed,
                                           std::uint64_t position);

}  // namespace chexgen::downstream
