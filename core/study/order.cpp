#include "core/study/order.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/base/philox.h"

namespace chexgen::study {
namespace {

// What the random numbers are for; never renumbered, or old studies would be read in another order.
enum Stream : std::uint32_t { practiceStream = 1, turnStream = 2, blockStream = 3, repeatStream = 4 };

// Fisher and Yates, with numbers that depend on the study's seed, the reader and what is shuffled.
void shuffle(std::vector<std::size_t>& items, std::uint64_t seed, Stream stream, std::uint32_t step) {
  const base::RandomStream random{seed, stream, step};
  for (std::size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1], items[static_cast<std::size_t>(random.below(i, i))]);
}

std::vector<std::size_t> casesWhere(const Design& design, bool practice) {
  std::vector<std::size_t> cases;
  for (std::size_t i = 0; i < design.cases.size(); ++i)
    if (design.cases[i].practice == practice) cases.push_back(i);
  return cases;
}

std::size_t mostCandidates(const Design& design) {
  std::size_t most = 1;
  for (const Case& one : design.cases) most = std::max(most, one.candidates.size());
  return most;
}

std::vector<std::size_t> turned(std::size_t count, std::size_t by) {
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = (i + by) % count;
  return order;
}

}  // namespace

base::Result<std::vector<Presentation>> orderFor(const Design& design, std::size_t reader) {
  CHEXGEN_TRY(checkDesign(design));
  if (reader >= design.readers.size())
    return base::fail(base::ErrorCode::argumentInvalid, "The study has no such reader.");
  const bool together = design.kind == StudyKind::preference;
  const auto number = static_cast<std::uint32_t>(reader);
  std::vector<Presentation> order;
  auto practice = casesWhere(design, true);
  shuffle(practice, design.seed, practiceStream, number);
  for (const std::size_t one : practice)
    order.push_back({.caseIndex = one,
                     .candidates = together ? turned(design.cases[one].candidates.size(), reader)
                                            : std::vector<std::size_t>{0},
                     .practice = true});
  const std::size_t practised = order.size();

  auto cases = casesWhere(design, false);
  // Which case gets which row of the square is drawn once for all readers, so that readers balance each
  // other.
  std::vector<std::size_t> rows(cases.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  shuffle(rows, design.seed, turnStream, 0);
  const std::size_t blocks = together ? 1 : mostCandidates(design);
  for (std::size_t block = 0; block < blocks; ++block) {
    std::vector<std::size_t> shown(cases.size());
    std::iota(shown.begin(), shown.end(), std::size_t{0});
    shuffle(shown, design.seed, blockStream, number * 1024 + static_cast<std::uint32_t>(block));
    for (const std::size_t i : shown) {
      const std::size_t count = design.cases[cases[i]].candidates.size();
      if (together) {
        order.push_back({.caseIndex = cases[i], .candidates = turned(count, rows[i] + reader)});
      } else if (block < count) {
        order.push_back({.caseIndex = cases[i], .candidates = {(rows[i] + reader + block) % count}});
      }
    }
  }

  // The first half was seen longest ago.
  std::vector<std::size_t> again(order.size() - practised);
  std::iota(again.begin(), again.end(), practised);
  const auto repeats = static_cast<std::size_t>(design.repeats);
  again.resize(std::max(repeats, (again.size() + 1) / 2));
  shuffle(again, design.seed, repeatStream, number);
  again.resize(repeats);
  for (const std::size_t at : again) {
    Presentation repeated = order[at];
    repeated.repeat = true;
    order.push_back(std::move(repeated));
  }
  return order;
}

}  // namespace chexgen::study
