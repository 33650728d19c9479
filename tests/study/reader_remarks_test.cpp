// What is said of how readers read: nothing of those who read well, more often than the stated rate, and what
// was planted.
#include "core/study/reader_remarks.h"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdio>
#include <functional>
#include <random>

#include "core/base/sha256.h"
#include "core/statistics/exact_tests.h"
#include "core/study/order.h"

namespace chexgen::study {
namespace {

using Random = std::mt19937;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

// A reader: what they say of an image of an arm (0, 1) at this share of their way, and in how many seconds.
struct Habit {
  std::function<double(Random&, std::size_t arm, double way)> rating;
  std::function<double(Random&)> seconds = [](Random& random) {
    return std::lognormal_distribution<double>(std::log(12.0), 0.6)(random);
  };
};

int likert(double value) { return static_cast<int>(std::lround(std::clamp(value, 1.0, 5.0))); }

double noise(Random& random, double mean, double spread = 1) {
  return std::normal_distribution<double>(mean, spread)(random);
}

const Habit steady{.rating = [](Random& random, std::size_t arm, double /*way*/) {
  return noise(random, arm == 0 ? 3.4 : 2.8);
}};

Design realismStudy(std::size_t cases, bool paired, std::vector<std::string> readers) {
  Design design{.name = "Ward", .kind = StudyKind::realism, .readers = std::move(readers)};
  for (std::size_t i = 0; i < cases; ++i) {
    Case one{.id = std::to_string(i)};
    if (paired || i % 2 == 0) one.candidates.push_back({"ours", "x.png"});
    if (paired || i % 2 == 1) one.candidates.push_back({"real", "y.png"});
    design.cases.push_back(std::move(one));
  }
  return design;
}

// In the orders that the study draws.
std::vector<Reading> read(const Design& design, const std::vector<Habit>& habits, unsigned seed) {
  Random random(seed);
  const auto secret = OrderSecret::fromText(base::sha256(std::to_string(seed))).value();
  std::vector<Reading> readings;
  for (std::size_t reader = 0; reader < design.readers.size(); ++reader) {
    const auto order = orderFor(design, secret, reader).value();
    for (std::size_t at = 0; at < order.size(); ++at) {
      const Case& one = design.cases[order[at].caseIndex];
      const std::string& arm = one.candidates[order[at].candidates[0]].arm;
      const double way = static_cast<double>(at) / static_cast<double>(order.size());
      const double rating = habits[reader].rating(random, arm == "ours" ? 0 : 1, way);
      readings.push_back({.reader = design.readers[reader],
                          .caseId = one.id,
                          .arms = {arm},
                          .repeat = order[at].repeat,
                          .answer = {.presentation = at,
                                     .values = {{"synthetic", noise(random, 0) > 0 ? "real" : "synthetic"},
                                                {"confidence", likert(noise(random, 3))},
                                                {"realism", likert(rating)}},
                                     .seconds = habits[reader].seconds(random)}});
    }
  }
  return readings;
}

bool tellsOrder(const ReaderRemarks& found) {
  return std::any_of(found.remarks.begin(), found.remarks.end(), [](const std::string& remark) {
    return remark.find("The order had an effect") != std::string::npos;
  });
}

bool isFull() { return std::getenv("CHEXGEN_FULL") != nullptr; }

// Of readers to whom order is nothing, in both kinds of design: at most one study in twenty.
TEST(ReaderRemarks, OfSteadyReadersAreNotMoreThanTheStatedRate) {
  for (const bool paired : {true, false}) {
    const Design design = realismStudy(paired ? 20 : 40, paired, {"ann", "ben"});
    const std::size_t runs = isFull() ? 1000 : 200;
    std::size_t told = 0;
    for (unsigned run = 0; run < runs; ++run) {
      const auto found =
          lookAtReaders(design, read(design, {steady, steady}, run), {.draws = 499, .seed = run});
      told += found.remarks.empty() ? 0 : 1;
    }
    std::printf("steady readers, %s arms: %zu of %zu studies with a remark\n", paired ? "paired" : "unpaired",
                told, runs);
    // More than 5 % is refused only where it cannot be chance.
    const double share = static_cast<double>(told) / static_cast<double>(runs);
    EXPECT_TRUE(share <= orderAlarm || statistics::binomialExact(told, runs, orderAlarm) > 1e-4) << share;
  }
}

TEST(ReaderRemarks, ADriftAndAnEffectOnTheComparisonAreFound) {
  const Habit tired{.rating = [](Random& random, std::size_t arm, double way) {
    return noise(random, (arm == 0 ? 3.4 : 2.8) + (way < 0.5 ? 0.8 : -0.8), 0.7);
  }};
  const Habit learning{.rating = [](Random& random, std::size_t arm, double way) {
    return noise(random, 3 + (arm == 0 ? -1 : 1) * (way < 0.5 ? 0 : 1.3), 0.7);
  }};
  for (const bool paired : {true, false}) {
    const Design design = realismStudy(paired ? 20 : 40, paired, {"ann", "ben"});
    std::size_t drifts = 0, comparisons = 0;
    constexpr unsigned runs = 40;
    for (unsigned run = 0; run < runs; ++run) {
      const auto drifted =
          lookAtReaders(design, read(design, {tired, steady}, run), {.draws = 999, .seed = run});
      const auto learnt =
          lookAtReaders(design, read(design, {learning, steady}, run), {.draws = 999, .seed = run});
      const auto says = [](const ReaderRemarks& found, const char* what) {
        return std::any_of(found.remarks.begin(), found.remarks.end(), [&](const std::string& remark) {
          return remark.find(what) != std::string::npos && remark.find("ann") != std::string::npos;
        });
      };
      drifts += says(drifted, "The order had an effect: the ratings of ann") ? 1 : 0;
      comparisons += says(learnt, "period × arm") ? 1 : 0;
    }
    std::printf("planted, %s arms: drift found in %zu, period × arm in %zu of %u\n",
                paired ? "paired" : "unpaired", drifts, comparisons, runs);
    EXPECT_GE(drifts, 32U);
    EXPECT_GE(comparisons, 32U);
  }
}

TEST(ReaderRemarks, ReadersFasterThanTheyCanLookAreNamed) {
  Habit fast = steady;
  fast.seconds = [](Random& random) {
    return std::lognormal_distribution<double>(std::log(1.1), 0.4)(random);
  };
  const Design design = realismStudy(20, true, {"ann", "ben"});
  const auto found = lookAtReaders(design, read(design, {steady, fast}, 3));
  EXPECT_THAT(found.remarks,
              Contains(testing::AllOf(HasSubstr("ben answered within"), HasSubstr("faster than"))));
  EXPECT_THAT(found.remarks, Not(Contains(HasSubstr("ann"))));
  ASSERT_EQ(found.speeds.size(), 2U);
  EXPECT_LT(*found.speeds[1].medianSeconds, 2);
}

// Two seconds are the limit, not below it.
TEST(ReaderRemarks, TwoSecondsAreEnough) {
  Habit exact = steady;
  exact.seconds = [](Random& /*random*/) { return 2.0; };
  const Design design = realismStudy(10, true, {"ann"});
  EXPECT_THAT(lookAtReaders(design, read(design, {exact}, 3)).remarks, Not(Contains(HasSubstr("faster"))));
}

TEST(ReaderRemarks, TheSameAnswerEveryTimeIsNamedWithTheQuestion) {
  Habit same = steady;
  same.rating = [](Random& /*random*/, std::size_t /*arm*/, double /*way*/) { return 3.0; };
  const Design design = realismStudy(10, true, {"ann", "ben"});
  const auto found = lookAtReaders(design, read(design, {same, steady}, 4));
  EXPECT_THAT(found.remarks,
              Contains(HasSubstr("ann gave the same answer to “How real does it look?” all 20 times: 3")));
  EXPECT_THAT(found.remarks, Not(Contains(HasSubstr("ben gave"))));
  auto few = read(design, {same, steady}, 4);
  few.resize(7);
  EXPECT_TRUE(lookAtReaders(design, few).remarks.empty()) << "seven answers say nothing";
}

TEST(ReaderRemarks, OfAPreferenceThePlaceIsLookedAt) {
  Design design{.name = "Ward", .kind = StudyKind::preference, .readers = {"ann", "ben"}};
  std::vector<Reading> readings;
  Random random(5);
  for (int i = 0; i < 40; ++i) {
    design.cases.push_back({.id = std::to_string(i), .candidates = {{"a", "x.png"}, {"b", "y.png"}}});
    const bool turned = random() % 2 == 0;
    const auto choose = [&](const char* reader, const std::string& choice) {
      readings.push_back(
          {.reader = reader,
           .caseId = std::to_string(i),
           .arms = turned ? std::vector<std::string>{"b", "a"} : std::vector<std::string>{"a", "b"},
           .answer = {
               .presentation = static_cast<std::size_t>(i), .values = {{"best", choice}}, .seconds = 9}});
    };
    choose("ann", i % 8 == 0 ? "B" : "A");
    choose("ben", turned ? "B" : "A");  // always the arm a
  }
  const auto found = lookAtReaders(design, readings);
  EXPECT_THAT(found.remarks, Contains(HasSubstr("ann preferred the image at the left in 35 of 40")));
  EXPECT_THAT(found.remarks, Not(Contains(HasSubstr("ben"))));
}

TEST(ReaderRemarks, OfNobodyAreNone) {
  const Design design = realismStudy(4, true, {"ann"});
  const auto found = lookAtReaders(design, {});
  EXPECT_TRUE(found.remarks.empty());
  EXPECT_FALSE(tellsOrder(found));
  EXPECT_EQ(toJson(found)["readers"][0]["median_seconds"], nullptr);
}

}  // namespace
}  // namespace chexgen::study
