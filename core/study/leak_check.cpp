#include "core/study/leak_check.h"

#include <algorithm>
#include <bitset>
#include <chrono>
#include <cstdint>
#include <set>

#include "core/statistics/logistic.h"
#include "core/study/package.h"
#include "core/study/study_key.h"

namespace chexgen::study {
namespace {

constexpr std::size_t folds = 5;

// What a program could see of the images, row by row, and which arm each row is of.
struct Sights {
  std::vector<std::vector<double>> features;
  std::vector<std::string> arms;
  std::vector<std::size_t> groups;
};

int plainEdges(const imaging::Image8& image) {
  const auto isPlain = [&](int x, int y, int stepX, int stepY, int length) {
    for (int i = 1; i < length; ++i)
      if (image.pixels[image.index(x + i * stepX, y + i * stepY)] != image.pixels[image.index(x, y)])
        return false;
    return true;
  };
  return (isPlain(0, 0, 1, 0, image.width) ? 1 : 0) +
         (isPlain(0, image.height - 1, 1, 0, image.width) ? 1 : 0) +
         (isPlain(0, 0, 0, 1, image.height) ? 1 : 0) +
         (isPlain(image.width - 1, 0, 0, 1, image.height) ? 1 : 0);
}

std::vector<double> sightOf(const imaging::Image8& image) {
  std::bitset<256> used;
  for (const std::uint8_t grey : image.pixels) used.set(grey);
  const auto [least, greatest] = std::minmax_element(image.pixels.begin(), image.pixels.end());
  return {static_cast<double>(image.width),  static_cast<double>(image.height),
          static_cast<double>(used.count()), static_cast<double>(*least),
          static_cast<double>(*greatest),    static_cast<double>(plainEdges(image))};
}

base::Result<void> look(const std::filesystem::path& file, const StudyKey& key, Sights& sights) {
  using Clock = std::chrono::steady_clock;
  CHEXGEN_ASSIGN(const Package package, Package::open(file));
  std::vector<std::string> names = package.info().order;
  std::sort(names.begin(), names.end());  // as they lie in the file
  for (std::size_t at = 0; at < names.size(); ++at) {
    const KeyItem& what = key.items.at(names[at]);
    if (what.practice || what.repeat) continue;
    const Clock::time_point begin = Clock::now();
    CHEXGEN_ASSIGN(const PackageItem item, package.item(names[at]));
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    for (std::size_t place = 0; place < item.images.size() && place < what.arms.size(); ++place) {
      std::vector<double> row = sightOf(item.images[place]);
      row.push_back(static_cast<double>(at));
      row.push_back(static_cast<double>(std::stoul(names[at].substr(0, 6), nullptr, 16)));
      row.push_back(seconds);
      row.push_back(static_cast<double>(place));
      sights.features.push_back(std::move(row));
      sights.arms.push_back(what.arms[place]);
      sights.groups.push_back(what.caseIndex % folds);
    }
  }
  return {};
}

ArmLeak leakOf(const std::string& arm, const Sights& sights) {
  std::vector<std::uint8_t> truths;
  for (const std::string& other : sights.arms) truths.push_back(other == arm ? 1 : 0);
  const auto area = statistics::crossValidatedArea(sights.features, truths, sights.groups);
  if (!area) return {.arm = arm, .area = {}, .interval = {}, .why = area.error().message};
  return {.arm = arm, .area = area->value, .interval = area->interval, .why = {}};
}

}  // namespace

bool isTold(const ArmLeak& leak) { return leak.interval && leak.interval->low > 0.5; }

base::Result<std::vector<ArmLeak>> checkLeaks(const std::vector<std::filesystem::path>& packages,
                                              const StudyKey& key) {
  Sights sights;
  for (const std::filesystem::path& package : packages) CHEXGEN_TRY(look(package, key, sights));
  const std::set<std::string> arms(sights.arms.begin(), sights.arms.end());
  std::vector<ArmLeak> leaks;
  if (arms.size() < 2) return leaks;
  for (const std::string& arm : arms) {
    leaks.push_back(leakOf(arm, sights));
    if (arms.size() == 2) break;
  }
  return leaks;
}

}  // namespace chexgen::study
