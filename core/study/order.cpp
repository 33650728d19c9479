#include "core/study/order.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

namespace chexgen::study {
namespace {

using Indices = std::vector<std::size_t>;
// What of a case is seen in each block, or stands at each place of a preference: one of its candidates, or
// nothing.
using Slots = std::vector<std::optional<std::size_t>>;

Indices counting(std::size_t count) {
  Indices indices(count);
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  return indices;
}

Indices casesWhere(const Design& design, bool practice) {
  Indices cases;
  for (std::size_t i = 0; i < design.cases.size(); ++i)
    if (design.cases[i].practice == practice) cases.push_back(i);
  return cases;
}

// The candidates in the order of their arms, however the case lists them.
Indices byArm(const Case& one) {
  Indices candidates = counting(one.candidates.size());
  std::sort(candidates.begin(), candidates.end(),
            [&](std::size_t a, std::size_t b) { return one.candidates[a].arm < one.candidates[b].arm; });
  return candidates;
}

// Squares for one reader: the same for all of them but for the turn, so that readers balance each other.
class Squares {
 public:
  // Of cases that have the same arms, `slots` for each case.
  Squares(const Design& design, const OrderSecret& secret, bool practice, std::size_t reader)
      : design_(design), secret_(secret), practice_(practice), reader_(reader) {}

  [[nodiscard]] std::map<std::size_t, Slots> of(const Indices& cases) const {
    std::map<std::string, Indices> groups;
    std::size_t most = 1;
    for (const std::size_t i : cases) {
      std::string arms;
      for (const std::size_t candidate : byArm(design_.cases[i]))
        arms += design_.cases[i].candidates[candidate].arm + '\n';
      groups[arms].push_back(i);
      most = std::max(most, design_.cases[i].candidates.size());
    }
    std::map<std::size_t, Slots> slots;
    std::size_t number = 0;
    for (auto& [arms, group] : groups) {
      const bool together = design_.kind == StudyKind::preference;
      fill(group, together ? design_.cases[group.front()].candidates.size() : most, number++, slots);
    }
    return slots;
  }

 private:
  // Each `size` cases share one square, whose columns and symbols are drawn; which case has which row, too.
  void fill(Indices group, std::size_t size, std::size_t number, std::map<std::size_t, Slots>& slots) const {
    const std::string purpose = (practice_ ? "practice square " : "square ") + std::to_string(number) + " ";
    Draw(secret_, purpose + "rows").shuffle(group);
    Indices columns = counting(size), symbols = counting(size);
    for (std::size_t row = 0; row < group.size(); ++row) {
      if (row % size == 0) {
        Draw draw(secret_, purpose + std::to_string(row / size));
        draw.shuffle(columns);
        draw.shuffle(symbols);
      }
      const Indices candidates = byArm(design_.cases[group[row]]);
      Slots& of = slots[group[row]];
      for (std::size_t slot = 0; slot < size; ++slot) {
        const std::size_t symbol = symbols[(row + reader_ + columns[slot]) % size];
        of.push_back(symbol < candidates.size() ? std::optional(candidates[symbol]) : std::nullopt);
      }
    }
  }

  const Design& design_;
  const OrderSecret& secret_;
  bool practice_;
  std::size_t reader_;
};

// The candidates of all slots, from left to right.
Indices inRow(const Slots& slots) {
  Indices candidates;
  for (const auto& slot : slots)
    if (slot) candidates.push_back(*slot);
  return candidates;
}

}  // namespace

Design withPractice(const Design& design, const OrderSecret& secret) {
  Design drawn = design;
  Indices counted = casesWhere(design, false);
  const std::size_t most = counted.empty() ? 0 : counted.size() - 1;
  Draw(secret, "practice cases").shuffle(counted);
  counted.resize(std::min(static_cast<std::size_t>(std::max(design.drawnPractice, 0)), most));
  for (const std::size_t i : counted) drawn.cases[i].practice = true;
  drawn.drawnPractice = 0;
  return drawn;
}

base::Result<std::vector<Presentation>> orderFor(const Design& design, const OrderSecret& secret,
                                                 std::size_t reader) {
  CHEXGEN_TRY(checkDesign(design));
  if (reader >= design.readers.size())
    return base::fail(base::ErrorCode::argumentInvalid, "The study has no such reader.");
  const bool together = design.kind == StudyKind::preference;
  const std::string forReader = " of reader " + std::to_string(reader);
  std::vector<Presentation> order;
  Indices practice = casesWhere(design, true);
  const auto practiceSlots = Squares(design, secret, true, reader).of(practice);
  Draw(secret, "order of practice" + forReader).shuffle(practice);
  for (const std::size_t i : practice) {
    Indices candidates = inRow(practiceSlots.at(i));
    if (!together) candidates.resize(1);
    order.push_back({.caseIndex = i, .candidates = std::move(candidates), .practice = true});
  }
  const std::size_t practised = order.size();

  const Indices cases = casesWhere(design, false);
  const auto slots = Squares(design, secret, false, reader).of(cases);
  const std::size_t blocks = together ? 1 : slots.begin()->second.size();
  for (std::size_t block = 0; block < blocks; ++block) {
    Indices shown = cases;
    Draw(secret, "order of block " + std::to_string(block) + forReader).shuffle(shown);
    for (const std::size_t i : shown) {
      if (together) {
        order.push_back({.caseIndex = i, .candidates = inRow(slots.at(i))});
      } else if (const auto& candidate = slots.at(i)[block]) {
        order.push_back({.caseIndex = i, .candidates = {*candidate}});
      }
    }
  }

  // The first half was seen longest ago.
  Indices again = counting(order.size() - practised);
  const auto repeats = static_cast<std::size_t>(design.repeats);
  again.resize(std::max(repeats, (again.size() + 1) / 2));
  Draw(secret, "repeats" + forReader).shuffle(again);
  again.resize(repeats);
  for (const std::size_t at : again) {
    Presentation repeated = order[practised + at];
    repeated.repeat = true;
    order.push_back(std::move(repeated));
  }
  return order;
}

}  // namespace chexgen::study
