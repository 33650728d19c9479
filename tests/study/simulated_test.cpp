// Simulated studies with a known effect: how often the intervals hold the truth. 150 cases must; of 12 cases
// it is reported.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>

#include "core/statistics/intraclass.h"
#include "core/study/analysis.h"

namespace chexgen::study {
namespace {

using Random = std::mt19937;
constexpr const char* readers[] = {"ann", "ben"};

bool isFull() { return std::getenv("CHEXGEN_FULL") != nullptr; }

double normal(Random& random, double mean, double spread) {
  return std::normal_distribution<double>(mean, spread)(random);
}

Design designOf(StudyKind kind, int cases, const std::vector<std::string>& arms) {
  Design design{.name = "Ward", .kind = kind, .readers = {"ann", "ben"}};
  for (int i = 0; i < cases; ++i) {
    Case one{.id = std::to_string(i)};
    for (const std::string& arm : arms) one.candidates.push_back({arm, "x.png"});
    design.cases.push_back(one);
  }
  return design;
}

Reading readingOf(const char* reader, int id, std::vector<std::string> arms, Values values) {
  return {.reader = reader,
          .caseId = std::to_string(id),
          .arms = std::move(arms),
          .answer = {.values = std::move(values)}};
}

// Runs studies of 150 and of 12 cases. `held` says for one study whether its interval holds the truth;
// nothing when it has no interval.
void expectCoverage(const char* what,
                    const std::function<std::optional<bool>(int cases, unsigned seed)>& held) {
  for (const int cases : {150, 12}) {
    const int runs = isFull() ? 500 : 40;
    int good = 0, without = 0;
    for (int run = 0; run < runs; ++run) {
      const auto result = held(cases, static_cast<unsigned>(run) + 100);
      good += result.value_or(false) ? 1 : 0;
      without += result ? 0 : 1;
    }
    std::printf("%-28s %3d cases: %d of %d intervals held the truth (%.1f %%), %d had none\n", what, cases,
                good, runs - without, 100.0 * good / std::max(1, runs - without), without);
    if (cases != 150) continue;
    EXPECT_EQ(without, 0);
    // 93 to 97 per cent of 500 runs; of fewer, what such a share still gives.
    EXPECT_NEAR(static_cast<double>(good) / runs, 0.95, isFull() ? 0.02 : 0.12) << what;
  }
}

bool holds(const statistics::Interval& interval, double truth) {
  return interval.low <= truth && truth <= interval.high;
}

// ---- ratings from -2 to 2 of two arms: what a case is, what a reader does, and what neither explains ----

int step(double value) { return static_cast<int>(std::lround(std::clamp(value, -2.0, 2.0))); }

struct Ratings {
  double caseSpread = 0.6, readerSpread = 0.0, noise = 0.8;
  double shifts[2] = {0.5, 0.1};

  void draw(Random& random, int cases, std::vector<Reading>& readings) const {
    double bias[2] = {normal(random, 0, readerSpread), normal(random, 0, readerSpread)};
    for (int i = 0; i < cases; ++i) {
      const double own = normal(random, 0, caseSpread);
      for (int reader = 0; reader < 2; ++reader)
        for (int arm = 0; arm < 2; ++arm)
          readings.push_back(
              readingOf(readers[reader], i, {arm == 0 ? "ours" : "theirs"},
                        {{"match", step(shifts[arm] + own + bias[reader] + normal(random, 0, noise))}}));
    }
  }
  [[nodiscard]] double truth(int arm) const {
    Random random(1);
    constexpr int draws = 2'000'000;
    double sum = 0;
    for (int i = 0; i < draws; ++i)
      sum += step(shifts[arm] + normal(random, 0, std::hypot(caseSpread, noise)));
    return sum / draws;
  }
};

TEST(SimulatedStudies, MeanAndDifferenceOfArms) {
  const Ratings ratings;
  const double mean = ratings.truth(0), difference = mean - ratings.truth(1);
  const auto analysed = [&](int cases, unsigned seed) {
    Random random(seed);
    std::vector<Reading> readings;
    ratings.draw(random, cases, readings);
    return analyse(designOf(StudyKind::reportMatch, cases, {"ours", "theirs"}), readings,
                   {.draws = 400, .seed = seed})
        .value();
  };
  expectCoverage("mean of an arm", [&](int cases, unsigned seed) -> std::optional<bool> {
    for (const ArmFigures& arm : analysed(cases, seed).arms)
      if (arm.arm == "ours" && arm.reader == meanOfReaders) return holds(arm.mean.interval.value(), mean);
    return std::nullopt;
  });
  expectCoverage("difference of two arms", [&](int cases, unsigned seed) -> std::optional<bool> {
    for (const Comparison& one : analysed(cases, seed).comparisons)
      if (one.reader == meanOfReaders && one.difference.interval)
        return holds(*one.difference.interval, difference);
    return std::nullopt;
  });
}

TEST(SimulatedStudies, IntraclassCorrelation) {
  const Ratings ratings{.readerSpread = 0.2, .shifts = {0, 0}};
  // The truth, from a table of many cases and readers.
  Random many(1);
  constexpr std::size_t manyCases = 4000, manyReaders = 200;
  std::vector<double> cases(manyCases);
  for (double& one : cases) one = normal(many, 0, ratings.caseSpread);
  std::vector<statistics::ReaderRatings> table(manyReaders);
  for (auto& row : table) {
    const double bias = normal(many, 0, ratings.readerSpread);
    for (const double own : cases) row.emplace_back(step(own + bias + normal(many, 0, ratings.noise)));
  }
  const double truth =
      statistics::intraclassCorrelation(table, statistics::IntraclassForm::agreementSingle)->value;
  expectCoverage("ICC(A,1)", [&](int count, unsigned seed) -> std::optional<bool> {
    Random random(seed);
    std::vector<Reading> readings, oneArm;
    ratings.draw(random, count, readings);
    for (Reading& reading : readings)
      if (reading.arms.front() == "ours") oneArm.push_back(std::move(reading));
    const auto found = analyse(designOf(StudyKind::reportMatch, count, {"ours"}), oneArm, {.draws = 2})
                           ->agreement.intraclass;
    if (!found.interval) return std::nullopt;
    return holds(*found.interval, truth);
  });
}

// A reader's suspicion of real and synthetic images, in ten steps.
Values suspicion(Random& random, bool synthetic) {
  const double felt = normal(random, synthetic ? 0.5 : -0.5, 1.2);
  return {{"synthetic", felt > 0 ? "synthetic" : "real"},
          {"confidence", std::clamp(static_cast<int>(std::ceil(std::abs(felt) * 2)), 1, 5)},
          {"realism", 3}};
}

TEST(SimulatedStudies, AreaUnderTheCurve) {
  // The truth, from the shares of all ten steps.
  Random many(1);
  std::map<double, std::pair<double, double>> steps;
  constexpr int draws = 1'000'000;
  for (int i = 0; i < draws; ++i)
    for (const bool synthetic : {false, true}) {
      const Reading one = readingOf("ann", 0, {"x"}, suspicion(many, synthetic));
      auto& [real, made] = steps[*suspicionOf(one)];
      (synthetic ? made : real) += 1.0 / draws;
    }
  double truth = 0, below = 0;
  for (const auto& [score, shares] : steps) {
    truth += shares.second * (below + shares.first / 2);
    below += shares.first;
  }
  expectCoverage("area under the curve", [&](int cases, unsigned seed) -> std::optional<bool> {
    Random random(seed);
    std::vector<Reading> readings;
    for (int i = 0; i < cases; ++i)
      for (const bool synthetic : {false, true})
        readings.push_back(readingOf("ann", i, {synthetic ? "ours" : "real"}, suspicion(random, synthetic)));
    const auto found = analyse(designOf(StudyKind::realism, cases, {"real", "ours"}), readings, {.draws = 2})
                           ->realism->area.at("ann");
    if (!found.interval) return std::nullopt;
    return holds(*found.interval, truth);
  });
}

// Two models; both readers see the same case, whose images are better or worse for both of them.
TEST(SimulatedStudies, StrengthOfAPreference) {
  constexpr double appeal[] = {0, 0.6};
  const auto prefersSecond = [&](Random& random, double own) {
    return std::uniform_real_distribution<double>(0, 1)(random) <
           1 / (1 + std::exp(-(appeal[1] - appeal[0] + own)));
  };
  // The average over cases; what Bradley and Terry's model means for two arms.
  Random many(1);
  constexpr int draws = 2'000'000;
  double share = 0;
  for (int i = 0; i < draws; ++i) share += prefersSecond(many, normal(many, 0, 1)) ? 1.0 / draws : 0;
  const double truth = std::log(share / (1 - share));
  expectCoverage("strength of a preference", [&](int cases, unsigned seed) -> std::optional<bool> {
    Random random(seed);
    std::vector<Reading> readings;
    for (int i = 0; i < cases; ++i) {
      const double own = normal(random, 0, 1);
      for (const char* reader : readers)
        readings.push_back(
            readingOf(reader, i, {"a", "b"}, {{"best", prefersSecond(random, own) ? "B" : "A"}}));
    }
    const auto found = analyse(designOf(StudyKind::preference, cases, {"a", "b"}), readings)
                           ->preference->logStrength.at("b");
    if (!found.interval) return std::nullopt;
    return holds(*found.interval, truth);
  });
}

}  // namespace
}  // namespace chexgen::study
