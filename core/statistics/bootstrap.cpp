#include "core/statistics/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

#include "core/base/philox.h"

namespace chexgen::statistics {
namespace {

// Of sorted values; between two neighbours in proportion (Hyndman and Fan's type 7, as numpy has it).
double quantileOf(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

base::Result<Estimate> bootstrap(std::size_t count,
                                 const std::function<double(std::span<const std::size_t>)>& figure,
                                 const BootstrapOptions& options) {
  if (count < 2 || options.draws < 2 || !(options.confidence > 0 && options.confidence < 1)) {
    return base::fail(base::ErrorCode::argumentInvalid,
                      "A bootstrap interval needs two cases at least, two draws and a confidence between 0 "
                      "and 1.");
  }
  std::vector<std::size_t> cases(count);
  std::iota(cases.begin(), cases.end(), std::size_t{0});
  Estimate estimate{.value = figure(cases)};
  std::vector<double> figures(options.draws);
  constexpr std::uint32_t stream = 0xB0075742;  // of its own: no other use of the seed shares its numbers
  for (std::size_t draw = 0; draw < options.draws; ++draw) {
    const base::RandomStream random{options.seed, stream, static_cast<std::uint32_t>(draw)};
    for (std::size_t i = 0; i < count; ++i) cases[i] = random.below(i, count);
    figures[draw] = figure(cases);
  }
  std::sort(figures.begin(), figures.end());
  const double tail = (1.0 - options.confidence) / 2.0;
  estimate.interval = {quantileOf(figures, tail), quantileOf(figures, 1.0 - tail)};
  return estimate;
}

base::Result<GroupedEstimate> bootstrapByGroup(
    std::span<const std::size_t> groups,
    const std::function<std::optional<double>(std::span<const std::size_t>)>& figure,
    const BootstrapOptions& options) {
  std::map<std::size_t, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < groups.size(); ++i) members[groups[i]].push_back(i);
  if (members.size() < 2 || options.draws < 2 || !(options.confidence > 0 && options.confidence < 1))
    return base::fail(base::ErrorCode::argumentInvalid,
                      "A bootstrap interval needs two patients at least, two draws and a confidence between "
                      "0 and 1.");
  std::vector<const std::vector<std::size_t>*> lists;
  for (const auto& [group, list] : members) lists.push_back(&list);
  std::vector<std::size_t> cases(groups.size());
  std::iota(cases.begin(), cases.end(), std::size_t{0});
  const auto value = figure(cases);
  if (!value) return base::fail(base::ErrorCode::argumentInvalid, "The figure has no value for these cases.");
  GroupedEstimate result{.estimate = {.value = *value}, .groups = lists.size()};
  std::vector<double> figures;
  constexpr std::uint32_t stream = 0xB0075743;  // of its own, as above
  for (std::size_t draw = 0; draw < options.draws; ++draw) {
    const base::RandomStream random{options.seed, stream, static_cast<std::uint32_t>(draw)};
    cases.clear();
    for (std::size_t i = 0; i < lists.size(); ++i) {
      const auto& list = *lists[random.below(i, lists.size())];
      cases.insert(cases.end(), list.begin(), list.end());
    }
    if (const auto drawn = figure(cases)) figures.push_back(*drawn);
  }
  result.withoutValue = options.draws - figures.size();
  if (2 * result.withoutValue > options.draws)
    return base::fail(base::ErrorCode::argumentInvalid,
                      "The figure has no value in most draws of patients: there are too few of one kind.");
  std::sort(figures.begin(), figures.end());
  const double tail = (1.0 - options.confidence) / 2.0;
  result.estimate.interval = {quantileOf(figures, tail), quantileOf(figures, 1.0 - tail)};
  return result;
}

base::Result<Estimate> bootstrapMean(std::span<const double> values, const BootstrapOptions& options) {
  return bootstrap(
      values.size(),
      [&](std::span<const std::size_t> cases) {
        double sum = 0;
        for (const std::size_t i : cases) sum += values[i];
        return sum / static_cast<double>(cases.size());
      },
      options);
}

}  // namespace chexgen::statistics
