// What the stored values of a mask mean, whatever file they came from: the rules of label_mask.h. Internal to
// this module.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/label_mask.h"

namespace chexgen::imaging {

// A slice or picture as the few values that it has and which of them stands where.
struct StoredValues {
  int width = 0;
  int height = 0;
  std::vector<double> values;          // distinct, ascending, finite
  std::vector<std::uint16_t> indices;  // width · height, row by row, into `values`
};

[[nodiscard]] StoredValues storedValues(std::span<const std::uint16_t> samples, int width, int height);
// formatUnsupported when there are more than 4096 different values or one is infinite or no number.
[[nodiscard]] base::Result<StoredValues> storedValues(std::span<const double> samples, int width, int height,
                                                      const std::filesystem::path& file);

struct ValueRules {
  std::vector<double> whites;  // values that may stand for white: those that the file's samples end at
  bool lossy = false;          // compression may have changed every value a little
};

// Labels, and levels where the mask has soft edges. formatUnsupported, with the values named, when they are
// neither labels nor two values nor black and white.
[[nodiscard]] base::Result<LabelMask> maskFromValues(const StoredValues& stored, const ValueRules& rules,
                                                     const std::filesystem::path& file);

// What a person should know of these marks before they are used: nothing is marked, everything, nearly
// everything, or single pixels all over.
[[nodiscard]] std::vector<std::string> remarksOnMarks(const Image8& labels);

// "0, 12, 40 and 255"; long lists are shortened and their length is named. Of ascending values.
[[nodiscard]] std::string valueList(std::span<const double> values);

}  // namespace chexgen::imaging
