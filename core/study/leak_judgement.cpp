// The statistics of leak_check.h.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "core/base/philox.h"
#include "core/statistics/label_permutation.h"
#include "core/statistics/logistic.h"
#include "core/statistics/paired.h"
#include "core/study/image_features.h"
#include "core/study/leak_check.h"

namespace chexgen::study {
namespace {

using base::ErrorCode;
using base::Result;

constexpr double errorLevel = 0.025;  // of the single features, and again of the regressions
constexpr std::size_t folds = 5;
constexpr std::size_t fewestImages = 8;  // of an arm; with less nothing can be told after Holm
constexpr double widestExcluded = 0.65;
constexpr double farthestInterval = 0.75;  // an interval that reaches beyond is wide, too
constexpr std::size_t featureDraws = 9999;
constexpr std::size_t regressionDraws = 199, enoughDraws = 20;
constexpr std::uint64_t judgementSeed = 1;  // of draws and folds: they are no secret, and come again alike
constexpr std::uint32_t foldStream = 0x666f6c64;

// One feature of the images, of all or of one reader.
struct Column {
  const Feature* feature = nullptr;
  std::string reader;
  std::vector<std::size_t> rows;  // that have it
  std::vector<double> values;
};

bool varies(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [&](double value) { return value != values.front(); });
}

void addColumn(std::vector<Column>& columns, Column column) {
  if (!column.values.empty() && varies(column.values)) columns.push_back(std::move(column));
}

std::vector<Column> columnsOf(const std::vector<LeakRow>& rows, const std::vector<std::string>& readers) {
  std::vector<Column> columns;
  const auto take = [&](const Feature& feature, const std::string& reader, const auto& valueOf) {
    Column column{.feature = &feature, .reader = reader, .rows = {}, .values = {}};
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (const std::vector<double>& values = valueOf(rows[i]).first; !values.empty()) {
        column.rows.push_back(i);
        column.values.push_back(values.at(valueOf(rows[i]).second));
      }
    addColumn(columns, std::move(column));
  };
  using Place = std::pair<const std::vector<double>&, std::size_t>;
  for (std::size_t f = 0; f < pixelFeatures().size(); ++f)
    take(pixelFeatures()[f], {}, [f](const LeakRow& row) { return Place{row.pixels, f}; });
  for (std::size_t f = 0; f < storedFeatures().size(); ++f)
    take(storedFeatures()[f], {}, [f](const LeakRow& row) { return Place{row.stored, f}; });
  for (std::size_t reader = 0; reader < readers.size(); ++reader)
    for (std::size_t f = 0; f < placeFeatures().size(); ++f)
      take(placeFeatures()[f], readers[reader], [f, reader](const LeakRow& row) {
        return Place{row.places.at(reader), f};
      });
  return columns;
}

// What the regression gets of each row: the features that all readers share, and of the others the mean.
std::vector<std::vector<double>> regressors(const std::vector<LeakRow>& rows,
                                            const std::vector<Column>& columns) {
  std::vector<std::vector<double>> matrix(rows.size());
  for (const Column& column : columns)
    if (column.reader.empty())
      for (std::size_t i = 0; i < rows.size(); ++i)
        matrix[i].push_back(scaled(*column.feature, column.values[i]));
  for (std::size_t f = 0; f < placeFeatures().size(); ++f)
    for (std::size_t i = 0; i < rows.size(); ++i) {
      double sum = 0, count = 0;
      for (const std::vector<double>& places : rows[i].places)
        if (!places.empty()) {
          sum += scaled(placeFeatures()[f], places.at(f));
          ++count;
        }
      matrix[i].push_back(count > 0 ? sum / count : 0);
    }
  return matrix;
}

// The same share of each kind of case (by its arms) in each fold.
std::vector<std::size_t> foldsOf(const std::vector<LeakRow>& rows) {
  std::map<std::size_t, std::multiset<std::string>> arms;
  for (const LeakRow& row : rows) arms[row.caseIndex].insert(row.arm);
  const base::RandomStream random{judgementSeed, foldStream, 0};
  std::vector<std::pair<std::pair<std::multiset<std::string>, double>, std::size_t>> cases;
  for (const auto& [caseIndex, ofCase] : arms)
    cases.push_back({{ofCase, random.uniform(caseIndex)}, caseIndex});
  std::sort(cases.begin(), cases.end());
  std::map<std::size_t, std::size_t> foldOf;
  for (std::size_t i = 0; i < cases.size(); ++i) foldOf[cases[i].second] = i % folds;
  std::vector<std::size_t> fold;
  for (const LeakRow& row : rows) fold.push_back(foldOf.at(row.caseIndex));
  return fold;
}

FeatureSpread spreadOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
  };
  return {at(0.5), at(0.05), at(0.95)};
}

// Each feature alone; columns that have the same rows share their draws.
Result<void> testAlone(const std::vector<LeakRow>& rows, const std::vector<Column>& columns, ArmLeak& leak) {
  std::map<std::vector<std::size_t>, std::vector<const Column*>> together;
  for (const Column& column : columns) together[column.rows].push_back(&column);
  for (const auto& [members, group] : together) {
    std::vector<std::uint8_t> truths;
    std::vector<std::size_t> cases;
    for (const std::size_t row : members) {
      truths.push_back(rows[row].arm == leak.arm ? 1 : 0);
      cases.push_back(rows[row].caseIndex);
    }
    if (!std::count(truths.begin(), truths.end(), 1) || !std::count(truths.begin(), truths.end(), 0))
      continue;
    std::vector<std::vector<double>> values;
    for (const Column* column : group) values.push_back(column->values);
    CHEXGEN_ASSIGN(const auto tests,
                   statistics::areaTests(values, truths, cases, featureDraws, judgementSeed));
    for (std::size_t c = 0; c < group.size(); ++c) {
      std::vector<double> own, others;
      for (std::size_t i = 0; i < members.size(); ++i) (truths[i] ? own : others).push_back(values[c][i]);
      leak.features.push_back({.feature = std::string(group[c]->feature->id),
                               .reader = group[c]->reader,
                               .area = tests[c].area,
                               .p = tests[c].p,
                               .corrected = 1,
                               .arm = spreadOf(std::move(own)),
                               .others = spreadOf(std::move(others)),
                               .told = false});
    }
  }
  return {};
}

// All features together. Without an area it says why.
void testTogether(const std::vector<LeakRow>& rows, const std::vector<std::vector<double>>& matrix,
                  const std::vector<std::size_t>& fold, ArmLeak& leak) {
  std::vector<std::uint8_t> truths;
  std::vector<std::size_t> cases;
  for (const LeakRow& row : rows) {
    truths.push_back(row.arm == leak.arm ? 1 : 0);
    cases.push_back(row.caseIndex);
  }
  const auto area = statistics::crossValidatedArea(matrix, truths, fold);
  if (!area) {
    leak.why = area.error().message;
    return;
  }
  leak.area = area->value;
  leak.interval = area->interval;
  leak.p = statistics::sequentialP(
      statistics::LabelPermutation(truths, cases, judgementSeed), area->value,
      [&](const std::vector<std::uint8_t>& labels) -> std::optional<double> {
        const auto drawn = statistics::crossValidatedArea(matrix, labels, fold);
        return drawn ? std::optional(drawn->value) : std::nullopt;
      },
      regressionDraws, enoughDraws);
}

// Corrects the p values of all arms together.
void correctTogether(std::vector<ArmLeak>& leaks) {
  std::vector<double> alone, together;
  for (const ArmLeak& leak : leaks) {
    for (const FeatureLeak& feature : leak.features) alone.push_back(feature.p);
    if (leak.p) together.push_back(*leak.p);
  }
  const std::vector<double> features = statistics::holmCorrected(alone),
                            regressions = statistics::holmCorrected(together);
  std::size_t nextFeature = 0, nextRegression = 0;
  for (ArmLeak& leak : leaks) {
    for (FeatureLeak& feature : leak.features) feature.corrected = features[nextFeature++];
    if (leak.p) leak.p = regressions[nextRegression++];
  }
}

void judge(ArmLeak& leak) {
  leak.excluded = smallestExcludedArea(leak.images, leak.others);
  const bool tiny = std::min(leak.images, leak.others) < fewestImages;
  bool told = !tiny && leak.p && *leak.p <= errorLevel;
  for (FeatureLeak& feature : leak.features) {
    feature.told = !tiny && feature.corrected <= errorLevel;
    told = told || feature.told;
  }
  std::stable_sort(leak.features.begin(), leak.features.end(),
                   [](const FeatureLeak& a, const FeatureLeak& b) {
                     return std::pair(a.corrected, -std::abs(a.area - 0.5)) <
                            std::pair(b.corrected, -std::abs(b.area - 0.5));
                   });
  const bool wide =
      leak.excluded > widestExcluded || !leak.interval || leak.interval->high > farthestInterval;
  leak.verdict = told ? Verdict::toldApart : tiny || wide ? Verdict::tooFew : Verdict::notToldApart;
}

}  // namespace

bool isTold(const ArmLeak& leak) { return leak.verdict == Verdict::toldApart; }

std::optional<Verdict> verdictOf(const std::vector<ArmLeak>& leaks) {
  if (leaks.empty()) return std::nullopt;
  if (std::any_of(leaks.begin(), leaks.end(), isTold)) return Verdict::toldApart;
  const bool few = std::any_of(leaks.begin(), leaks.end(),
                               [](const ArmLeak& leak) { return leak.verdict == Verdict::tooFew; });
  return few ? Verdict::tooFew : Verdict::notToldApart;
}

double smallestExcludedArea(std::size_t images, std::size_t others) {
  if (images == 0 || others == 0) return 1;
  const auto m = static_cast<double>(images), n = static_cast<double>(others);
  return std::min(1.0, 0.5 + 1.96 * std::sqrt((m + n + 1) / (12 * m * n)));
}

Result<std::vector<ArmLeak>> judgeLeaks(const std::vector<LeakRow>& rows,
                                        const std::vector<std::string>& readers,
                                        const base::CancelToken& cancel) {
  std::set<std::string> arms;
  for (const LeakRow& row : rows) arms.insert(row.arm);
  std::vector<ArmLeak> leaks;
  if (arms.size() < 2) return leaks;
  const std::vector<Column> columns = columnsOf(rows, readers);
  const std::vector<std::vector<double>> matrix = regressors(rows, columns);
  const std::vector<std::size_t> fold = foldsOf(rows);
  for (const std::string& arm : arms) {
    if (cancel.isCancelled()) return base::fail(ErrorCode::cancelled, "The study was not made.");
    ArmLeak leak{.arm = arm};
    leak.images = static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [&](const LeakRow& row) { return row.arm == arm; }));
    leak.others = rows.size() - leak.images;
    CHEXGEN_TRY(testAlone(rows, columns, leak));
    testTogether(rows, matrix, fold, leak);
    leaks.push_back(std::move(leak));
    if (arms.size() == 2) break;
  }
  correctTogether(leaks);
  for (ArmLeak& leak : leaks) judge(leak);
  return leaks;
}

}  // namespace chexgen::study
