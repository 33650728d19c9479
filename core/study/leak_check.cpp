#include "core/study/leak_check.h"

#include <chrono>
#include <map>
#include <utility>

#include "core/study/image_features.h"
#include "core/study/package.h"
#include "core/study/study_key.h"

namespace chexgen::study {
namespace {

using base::ErrorCode;

// An image of the study, whoever reads it.
using ImageName = std::pair<std::size_t, std::string>;  // case and arm

// Adds what one reader's package says of its images to the rows.
base::Result<void> look(const Package& package, std::size_t reader, std::size_t readers, const StudyKey& key,
                        std::map<ImageName, LeakRow>& rows, const std::function<void()>& step,
                        const base::CancelToken& cancel) {
  using Clock = std::chrono::steady_clock;
  std::map<std::string, std::size_t> positions;
  std::map<std::size_t, double> turns;  // how many images of a case came before
  std::map<std::string, double> turnOf;
  const std::vector<std::string>& order = package.info().order;
  for (std::size_t at = 0; at < order.size(); ++at) {
    const KeyItem& what = key.items.at(order[at]);
    positions[order[at]] = at;
    if (!what.practice && !what.repeat) turnOf[order[at]] = turns[what.caseIndex]++;
  }
  for (const auto& [name, position] : positions) {  // as they lie in the file
    if (cancel.isCancelled()) return base::fail(ErrorCode::cancelled, "The study was not made.");
    const KeyItem& what = key.items.at(name);
    if (what.practice || what.repeat) continue;
    const Clock::time_point begin = Clock::now();
    CHEXGEN_ASSIGN(const PackageItem item, package.item(name));
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    for (std::size_t place = 0; place < item.images.size() && place < what.arms.size(); ++place) {
      const imaging::Image8& image = item.images[place];
      LeakRow& row = rows[{what.caseIndex, what.arms[place]}];
      if (row.pixels.empty()) {
        row = {.caseIndex = what.caseIndex, .arm = what.arms[place]};
        CHEXGEN_ASSIGN(row.pixels, measurePixels(image));
        row.stored = {static_cast<double>(image.width), static_cast<double>(image.pixels.size()),
                      item.report.empty() ? 0.0 : 1.0, static_cast<double>(item.report.size())};
        row.places.resize(readers);
      }
      row.places[reader] = {static_cast<double>(position),
                            static_cast<double>(position % 2),
                            turnOf.at(name),
                            static_cast<double>(place),
                            static_cast<double>(std::stoul(name.substr(0, 6), nullptr, 16)),
                            seconds};
    }
    if (step) step();
  }
  return {};
}

}  // namespace

base::Result<std::vector<ArmLeak>> checkLeaks(const std::vector<std::filesystem::path>& packages,
                                              const StudyKey& key, const std::function<void()>& step,
                                              const base::CancelToken& cancel) {
  std::map<ImageName, LeakRow> images;
  std::vector<std::string> readers;
  for (std::size_t reader = 0; reader < packages.size(); ++reader) {
    CHEXGEN_ASSIGN(const Package package, Package::open(packages[reader]));
    readers.push_back(package.info().reader);
    CHEXGEN_TRY(look(package, reader, packages.size(), key, images, step, cancel));
  }
  std::vector<LeakRow> rows;
  for (auto& [name, row] : images) rows.push_back(std::move(row));
  return judgeLeaks(rows, readers, cancel);
}

}  // namespace chexgen::study
