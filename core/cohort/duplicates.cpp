#include "core/cohort/duplicates.h"

#include <algorithm>
#include <cmath>

#include "core/base/number_text.h"
#include "core/imaging/radiograph.h"
#include "core/imaging/resample.h"

namespace chexgen::cohort {
namespace {

template <std::size_t size>
float squared(const std::array<float, size>& a, const std::array<float, size>& b) {
  float sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum / static_cast<float>(size);
}

void fillCoarse(Thumb& thumb) {
  constexpr std::size_t block = 4, blocks = thumbSide / block;
  for (std::size_t y = 0; y < thumbSide; ++y)
    for (std::size_t x = 0; x < thumbSide; ++x)
      thumb.coarse[y / block * blocks + x / block] += thumb.greys[y * thumbSide + x] / (block * block);
}

std::string lookLike(double distance) {
  return "distance " + base::fixedText(distance, 3) + ", limit " + base::fixedText(duplicateDistance, 2);
}

}  // namespace

base::Result<Thumb> thumbOf(const imaging::Image8& radiograph) {
  if (radiograph.channels != 1)
    return base::fail(base::ErrorCode::argumentInvalid, "A radiograph is compared as grey, not as colour.");
  constexpr int side = static_cast<int>(thumbSide);
  CHEXGEN_ASSIGN(const imaging::Image8 small, imaging::resize(radiograph, side, side, imaging::Filter::box));
  Thumb thumb;
  double mean = 0, square = 0;
  for (const auto grey : small.pixels) mean += grey;
  mean /= static_cast<double>(small.pixels.size());
  for (const auto grey : small.pixels) square += (grey - mean) * (grey - mean);
  const double deviation = std::max(std::sqrt(square / static_cast<double>(small.pixels.size())), 1e-6);
  for (std::size_t i = 0; i < thumb.greys.size(); ++i)
    thumb.greys[i] = static_cast<float>((small.pixels[i] - mean) / deviation);
  fillCoarse(thumb);
  return thumb;
}

double distanceOf(const Thumb& a, const Thumb& b) { return std::sqrt(squared(a.greys, b.greys)); }

std::optional<ThumbIndex::Hit> ThumbIndex::nearest(const Thumb& thumb, double limit) const {
  std::optional<Hit> best;
  auto bound = static_cast<float>(limit * limit);
  for (std::size_t i = 0; i < thumbs_.size(); ++i) {
    if (squared(thumb.coarse, thumbs_[i].coarse) > bound) continue;
    const float found = squared(thumb.greys, thumbs_[i].greys);
    if (found > bound) continue;
    bound = found;
    best = Hit{i, std::sqrt(found)};
  }
  return best;
}

base::Result<std::size_t> rejectDuplicates(const Cohort& cohort, const Ledger& ledger,
                                           const std::function<base::Result<void>()>& betweenSteps) {
  ThumbIndex index;
  std::vector<std::string> files;
  std::vector<std::pair<std::size_t, Decision>> decisions;
  for (std::size_t i = 0; i < ledger.size(); ++i) {
    CHEXGEN_TRY(betweenSteps());
    const Try* one = ledger.at(i).accepted();
    if (one == nullptr) continue;
    CHEXGEN_ASSIGN(const auto place, imageOf(cohort.files, *one));
    CHEXGEN_ASSIGN(const auto file, place.plain());
    CHEXGEN_ASSIGN(const auto picture, imaging::readRadiograph(file));
    CHEXGEN_ASSIGN(const Thumb thumb, thumbOf(picture));
    const auto hit = index.nearest(thumb, duplicateDistance);
    const bool byPerson = ledger.at(i).decisions.contains(one->attempt);
    if (hit && !byPerson) {
      decisions.emplace_back(
          i, Decision{.attempt = one->attempt,
                      .accept = false,
                      .by = "duplicates",
                      .reason = "near-duplicate of " + files[hit->index] + ": " + lookLike(hit->distance),
                      .other = files[hit->index]});
      continue;
    }
    index.add(thumb);
    files.push_back(one->file);
  }
  CHEXGEN_TRY(decide(cohort.files, decisions));
  return decisions.size();
}

}  // namespace chexgen::cohort
