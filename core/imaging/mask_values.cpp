#include "core/imaging/mask_values.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/number_text.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t mostSamples = 65536;  // values that a sample of 16 bits can have
// No mask has more, and a float image of a radiograph has many more.
constexpr std::size_t mostValues = 4096;
// Levels of 255 that compression and rounding take from black and white.
constexpr int nearEnd = 8;
// A mask with soft edges is mostly black and white; a radiograph is mostly neither. Tiny pictures are all
// edge.
constexpr double mostBetween = 0.25;
constexpr std::size_t alwaysBetween = 64;

std::string valueText(double value) {
  const bool isWhole = value == std::floor(value) && std::abs(value) < 1e15;
  return isWhole ? base::fixedText(value, 0) : base::significantText(value, 4);
}

std::string percent(double share) { return base::fixedText(100 * share, 0) + " %"; }

bool isLabel(double value) { return value >= 0 && value <= maxLabel && value == std::floor(value); }

std::vector<std::size_t> countsOf(const StoredValues& stored) {
  std::vector<std::size_t> counts(stored.values.size());
  for (const std::uint16_t index : stored.indices) ++counts[index];
  return counts;
}

Image8 mapped(const StoredValues& stored, std::span<const std::uint8_t> table) {
  Image8 image{.width = stored.width, .height = stored.height, .channels = 1, .pixels = {}};
  image.pixels.resize(stored.indices.size());
  std::transform(stored.indices.begin(), stored.indices.end(), image.pixels.begin(),
                 [table](std::uint16_t index) { return table[index]; });
  return image;
}

// ---- black, white and soft edges ----

struct Ends {
  int low = 0, high = 255;
  [[nodiscard]] bool isBetween(int level) const { return level > low + nearEnd && level < high - nearEnd; }
};

// Over the square of 2 · radius + 1 pixels around a pixel, as far as it lies in the picture.
template <class Visit>
void aroundPixel(const Image8& image, int x, int y, int radius, const Visit& visit) {
  for (int v = std::max(0, y - radius); v <= std::min(image.height - 1, y + radius); ++v)
    for (int u = std::max(0, x - radius); u <= std::min(image.width - 1, x + radius); ++u)
      visit(image.pixels[image.index(u, v)]);
}

struct BetweenCounts {
  std::size_t pixels = 0;   // levels between black and white
  std::size_t onEdges = 0;  // of them: something darker and something lighter is near
  std::size_t inAreas = 0;  // of them: all neighbours have the same level, as inside an area
};

BetweenCounts countBetween(const Image8& levels, const Ends& ends) {
  constexpr int near = 2;
  BetweenCounts counts;
  for (int y = 0; y < levels.height; ++y) {
    for (int x = 0; x < levels.width; ++x) {
      const int level = levels.pixels[levels.index(x, y)];
      if (!ends.isBetween(level)) continue;
      ++counts.pixels;
      bool darker = false, lighter = false, same = true;
      aroundPixel(levels, x, y, near, [&](int other) {
        darker = darker || other < level;
        lighter = lighter || other > level;
      });
      aroundPixel(levels, x, y, 1, [&](int other) { same = same && other == level; });
      counts.onEdges += darker && lighter ? 1 : 0;
      counts.inAreas += same ? 1 : 0;
    }
  }
  return counts;
}

// Levels 0 … 255 when the values are black and white with, at most, edges between; else what is against it.
struct SoftMask {
  std::optional<Image8> levels;
  double between = 0;  // share of the pixels that are neither black nor white
};

SoftMask softMask(const StoredValues& stored, double white) {
  if (stored.values.front() < 0 || stored.values.back() > white) return {};
  std::vector<std::uint8_t> table;
  for (const double value : stored.values)
    table.push_back(static_cast<std::uint8_t>(std::clamp(std::floor(value / white * 255 + 0.5), 0.0, 255.0)));
  const Ends ends{.low = table.front(), .high = table.back()};
  if (ends.low > nearEnd || ends.high < 255 - nearEnd) return {};
  Image8 levels = mapped(stored, table);
  const BetweenCounts counts = countBetween(levels, ends);
  SoftMask found;
  found.between = static_cast<double>(counts.pixels) / static_cast<double>(levels.pixels.size());
  const bool few = found.between <= mostBetween || counts.pixels <= alwaysBetween;
  const bool edges = 10 * counts.onEdges >= 6 * counts.pixels && 50 * counts.inAreas <= counts.pixels;
  if (few && edges) found.levels = std::move(levels);
  return found;
}

// ---- the rules ----

LabelMask withLabels(const StoredValues& stored, std::span<const std::uint8_t> table) {
  return LabelMask{.labels = mapped(stored, table)};
}

// One value is nothing or everything; of two, 0 and another, the other marks; else the higher.
LabelMask ofOneOrTwo(const StoredValues& stored) {
  const double low = stored.values.front(), high = stored.values.back();
  const bool markLow = high == 0 && low != 0;
  std::vector<std::uint8_t> table(stored.values.size());
  const auto labelOf = [](double value) { return static_cast<std::uint8_t>(isLabel(value) ? value : 1); };
  if (markLow) {
    table.front() = 1;
  } else if (high != 0) {
    table.back() = labelOf(high);
  }
  LabelMask mask = withLabels(stored, table);
  if (table.size() == 2 && low != 0 && high != 0)
    mask.remarks.push_back("The mask has the values " + valueText(low) + " and " + valueText(high) +
                           ", none of them 0: where it is " + valueText(high) + " was taken as marked.");
  return mask;
}

// The share of pixels that have the value of the pixel to their right: nearly all in a map of labels.
double steadiness(const StoredValues& stored) {
  std::size_t same = 0;
  const auto width = static_cast<std::size_t>(stored.width);
  for (std::size_t i = 0; i + 1 < stored.indices.size(); ++i)
    if ((i + 1) % width != 0 && stored.indices[i] == stored.indices[i + 1]) ++same;
  return static_cast<double>(same) / static_cast<double>(stored.indices.size());
}

tl::unexpected<base::Error> noMask(const StoredValues& stored, double between, bool lossy,
                                   const std::filesystem::path& file) {
  constexpr std::size_t manyValues = 32;
  constexpr double ofLabels = 0.8;
  if (stored.values.size() > manyValues && between > mostBetween && steadiness(stored) < ofLabels) {
    return fail(ErrorCode::formatUnsupported,
                "This looks like a radiograph or another grey picture, not like a mask: " + percent(between) +
                    " of its pixels lie between black and white.",
                file, {}, "Choose the mask that belongs to the radiograph.");
  }
  return fail(ErrorCode::formatUnsupported,
              "This mask has the values " + valueList(stored.values) +
                  ", and what they mean is not plain: labels are 0 to " + std::to_string(maxLabel) +
                  ", and a mask of one label has two values.",
              file, {},
              std::string(lossy ? "JPEG changes values: save it as PNG, " : "Save it ") +
                  "with the labels 0 to " + std::to_string(maxLabel) +
                  ", or with 0 where nothing is marked and one other value where something is.");
}

// How many of the pixels differ from the one beside or below, as marked or not.
std::size_t borders(const Image8& labels) {
  std::size_t count = 0;
  const auto marked = [&labels](int x, int y) { return labels.pixels[labels.index(x, y)] != 0; };
  for (int y = 0; y < labels.height; ++y) {
    for (int x = 0; x < labels.width; ++x) {
      if (x + 1 < labels.width && marked(x, y) != marked(x + 1, y)) ++count;
      if (y + 1 < labels.height && marked(x, y) != marked(x, y + 1)) ++count;
    }
  }
  return count;
}

// Marked pixels without a marked one around.
std::size_t lonely(const Image8& labels) {
  std::size_t count = 0;
  for (int y = 0; y < labels.height; ++y) {
    for (int x = 0; x < labels.width; ++x) {
      if (labels.pixels[labels.index(x, y)] == 0) continue;
      int marked = 0;
      aroundPixel(labels, x, y, 1, [&marked](int label) { marked += label != 0 ? 1 : 0; });
      if (marked == 1) ++count;
    }
  }
  return count;
}

// Random pixels have about as many borders as pixels and many without a neighbour; no structure of the body
// does.
bool looksLikeNoise(const Image8& labels, std::size_t marked) {
  const std::size_t all = labels.pixels.size();
  const std::size_t fewer = std::min(marked, all - marked);
  constexpr std::size_t smallest = 64;
  if (fewer < smallest) return false;
  if (20 * fewer >= all) return borders(labels) * 5 >= fewer * 6;
  return 200 * marked >= all && 5 * lonely(labels) >= marked;
}

}  // namespace

std::string valueList(std::span<const double> values) {
  constexpr std::size_t most = 12, shown = 6;
  std::string list;
  if (values.size() > most) {
    for (const double value : values.first(shown)) list += valueText(value) + ", ";
    return list + "… " + valueText(values.back()) + " (" + std::to_string(values.size()) + " in all)";
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) list += i + 1 == values.size() ? " and " : ", ";
    list += valueText(values[i]);
  }
  return list;
}

StoredValues storedValues(std::span<const std::uint16_t> samples, int width, int height) {
  std::vector<std::uint16_t> places(mostSamples);
  for (const std::uint16_t sample : samples) places[sample] = 1;
  StoredValues stored{.width = width, .height = height};
  for (std::size_t value = 0; value < places.size(); ++value) {
    if (places[value] == 0) continue;
    places[value] = static_cast<std::uint16_t>(stored.values.size());
    stored.values.push_back(static_cast<double>(value));
  }
  stored.indices.resize(samples.size());
  std::transform(samples.begin(), samples.end(), stored.indices.begin(),
                 [&places](std::uint16_t sample) { return places[sample]; });
  return stored;
}

base::Result<StoredValues> storedValues(std::span<const double> samples, int width, int height,
                                        const std::filesystem::path& file) {
  StoredValues stored{.width = width, .height = height};
  std::vector<double>& values = stored.values;
  for (const double sample : samples) {
    if (!std::isfinite(sample))
      return fail(ErrorCode::formatUnsupported, "The mask has pixels that are infinite or no number.", file);
    const auto place = std::lower_bound(values.begin(), values.end(), sample);
    if (place != values.end() && *place == sample) continue;
    if (values.size() == mostValues)
      return fail(ErrorCode::formatUnsupported,
                  "The file has more than " + std::to_string(mostValues) +
                      " different values, so it is a radiograph or another grey picture and no mask.",
                  file, {}, "Choose the mask that belongs to the radiograph.");
    values.insert(place, sample);
  }
  stored.indices.reserve(samples.size());
  for (const double sample : samples)
    stored.indices.push_back(
        static_cast<std::uint16_t>(std::lower_bound(values.begin(), values.end(), sample) - values.begin()));
  return stored;
}

base::Result<LabelMask> maskFromValues(const StoredValues& stored, const ValueRules& rules,
                                       const std::filesystem::path& file) {
  if (stored.values.size() <= 2) return ofOneOrTwo(stored);
  if (!rules.lossy && std::all_of(stored.values.begin(), stored.values.end(), isLabel)) {
    std::vector<std::uint8_t> table;
    for (const double value : stored.values) table.push_back(static_cast<std::uint8_t>(value));
    return withLabels(stored, table);
  }
  double between = 0;
  for (const double white : rules.whites) {
    SoftMask soft = softMask(stored, white);
    between = std::max(between, soft.between);
    if (!soft.levels) continue;
    LabelMask mask{.labels = *soft.levels};
    for (auto& pixel : mask.labels.pixels) pixel = pixel > 127 ? 1 : 0;
    mask.levels = std::move(*soft.levels);
    return mask;
  }
  if (between == 0) {
    const auto counts = countsOf(stored);
    const double ends = static_cast<double>(counts.front() + counts.back());
    between = 1 - ends / static_cast<double>(stored.indices.size());
  }
  return noMask(stored, between, rules.lossy, file);
}

std::vector<std::string> remarksOnMarks(const Image8& labels) {
  const std::size_t all = labels.pixels.size();
  const auto marked = static_cast<std::size_t>(
      std::count_if(labels.pixels.begin(), labels.pixels.end(), [](auto label) { return label != 0; }));
  constexpr double nearlyAll = 0.8;
  const double share = static_cast<double>(marked) / static_cast<double>(all);
  if (marked == 0) return {"The mask is empty: nothing is marked."};
  if (marked == all) return {"The mask is full: everything is marked."};
  if (looksLikeNoise(labels, marked))
    return {"The mask looks like noise: single pixels all over the picture are marked."};
  if (share > nearlyAll)
    return {"The mask marks " + percent(share) +
            " of the picture; if black stands for what is marked, invert it first."};
  return {};
}

}  // namespace chexgen::imaging
