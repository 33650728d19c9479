// Attackers who have everything but the key: what readers get, the design, this program, other readers'
// packages and other studies of the same design. Over a thousand studies none may do better, or worse, than
// chance; bounds are those of the exact binomial distribution at one in a million for each attack, so that
// the whole file raises a false alarm once in ten thousand changes of the code. Secrets are counted up, so
// that a run can be repeated; that they are drawn anew for each study is a test of its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "core/base/sha256.h"
#include "core/statistics/exact_tests.h"
#include "core/study/arrange.h"

namespace chexgen::study {
namespace {

constexpr std::size_t studies = 1000;
constexpr double falseAlarm = 1e-6;
constexpr std::size_t each = 20;  // cases of an arm

OrderSecret secretOf(std::size_t number) {
  return OrderSecret::fromText(base::sha256(std::to_string(number))).value();
}

// Cases stand arm by arm, as a folder lists them: the worst that a design can give away.
Design armByArm() {
  Design design{
      .name = "Ward", .kind = StudyKind::realism, .readers = {"ann", "ben"}, .repeats = 4, .seed = 1};
  for (const char* arm : {"ours", "real"})
    for (std::size_t i = 0; i < each; ++i)
      design.cases.push_back({.id = arm + std::to_string(i), .candidates = {{arm, "x.png"}}});
  return design;
}

Design pairs() {
  Design design{.name = "Ward", .kind = StudyKind::reportMatch, .readers = {"ann", "ben"}, .seed = 1};
  for (std::size_t i = 0; i < each; ++i)
    design.cases.push_back({.id = std::to_string(i), .candidates = {{"ours", "x.png"}, {"theirs", "y.png"}}});
  return design;
}

const KeyItem& itemAt(const Arrangement& study, std::size_t reader, std::size_t position) {
  return study.key.items.at(study.readers[reader].order[position]);
}
const std::string& armAt(const Arrangement& study, std::size_t reader, std::size_t position) {
  return itemAt(study, reader, position).arms.front();
}

// How often a guess, one for each study, may be right when it is none.
void expectChance(const char* attack, int right, double share) {
  EXPECT_GE(statistics::binomialExact(static_cast<std::size_t>(right), studies, share), falseAlarm)
      << attack << ": right in " << right << " of " << studies;
}

class BlindOrder : public testing::Test {
 protected:
  static const std::vector<Arrangement>& arranged(const Design& design) {
    static std::map<std::string, std::vector<Arrangement>> made;
    auto& all = made[toJson(design).dump()];
    if (all.empty())
      for (std::size_t i = 0; i < studies; ++i) all.push_back(arrange(design, secretOf(i)).value());
    return all;
  }
  // Asks once for each study and position of a few; `guess` sees the study and the one made after it, of the
  // same design.
  static void attack(
      const char* name, const Design& design, double share,
      const std::function<bool(const Arrangement&, const Arrangement& other, std::size_t position)>& right) {
    const auto& all = arranged(design);
    for (const std::size_t position : {0UL, 1UL, each / 2, each - 1, each, 2 * each - 1}) {
      int hits = 0;
      for (std::size_t i = 0; i < all.size(); ++i)
        hits += right(all[i], all[(i + 1) % all.size()], position) ? 1 : 0;
      expectChance((std::string(name) + " at " + std::to_string(position)).c_str(), hits, share);
    }
  }
};

TEST_F(BlindOrder, PositionTellsNoArm) {
  for (const Design& design : {armByArm(), pairs()})
    attack("position", design, 0.5, [&](const Arrangement& study, const Arrangement&, std::size_t at) {
      return armAt(study, 0, at) == "ours";
    });
}

TEST_F(BlindOrder, ADummyStudyOfTheSameDesignTellsNoArm) {
  for (const Design& design : {armByArm(), pairs()})
    attack("dummy study", design, 0.5,
           [](const Arrangement& study, const Arrangement& dummy, std::size_t at) {
             return armAt(study, 0, at) == armAt(dummy, 0, at);
           });
}

TEST_F(BlindOrder, ADummyStudyTellsNoCase) {
  attack("dummy study's case", armByArm(), 1.0 / (2 * each),
         [](const Arrangement& study, const Arrangement& dummy, std::size_t at) {
           return itemAt(study, 1, at).caseIndex == itemAt(dummy, 1, at).caseIndex;
         });
  attack("the design's own order", armByArm(), 1.0 / (2 * each),
         [](const Arrangement& study, const Arrangement&, std::size_t at) {
           return itemAt(study, 0, at).caseIndex == at;
         });
}

// Even one who knows every arm of another reader's package, by position.
TEST_F(BlindOrder, AnotherReadersOrderTellsNoArm) {
  for (const Design& design : {armByArm(), pairs()})
    attack("another reader", design, 0.5, [](const Arrangement& study, const Arrangement&, std::size_t at) {
      return armAt(study, 0, at) == armAt(study, 1, at);
    });
}

// The items lie in the package by name.
TEST_F(BlindOrder, NamesAndStorageTellNeitherArmNorPosition) {
  const auto stored = [](const Arrangement& study, std::size_t at) {
    std::vector<std::string> names = study.readers[0].order;
    std::sort(names.begin(), names.end());
    return names[at];
  };
  attack("order in the file", pairs(), 0.5,
         [&](const Arrangement& study, const Arrangement&, std::size_t at) {
           return study.key.items.at(stored(study, at)).arms.front() == "ours";
         });
  attack("position in the file", pairs(), 1.0 / (2 * each),
         [&](const Arrangement& study, const Arrangement&, std::size_t at) {
           return study.readers[0].order[at] == stored(study, at);
         });
}

// What comes after what: the arm before does not tell the next one, beyond what equal numbers do.
TEST_F(BlindOrder, TheArmBeforeTellsTheNextOnlyWhatEqualNumbersDo) {
  const auto same = [](const Arrangement& study, const Arrangement&, std::size_t at) {
    return armAt(study, 0, at) == armAt(study, 0, at + 1 < 2 * each ? at + 1 : 0);
  };
  attack("arm before", armByArm(), (each - 1.0) / (2 * each - 1), same);
}

TEST_F(BlindOrder, RepeatsCannotBeForeseen) {
  attack("repeats of the dummy study", armByArm(), 1.0 / (2 * each),
         [](const Arrangement& study, const Arrangement& dummy, std::size_t at) {
           const std::size_t repeat = 2 * each + at % 4;
           EXPECT_TRUE(itemAt(study, 0, repeat).repeat);
           return itemAt(study, 0, repeat).caseIndex == itemAt(dummy, 0, repeat).caseIndex;
         });
}

TEST_F(BlindOrder, PracticeCannotBeForeseen) {
  Design design = armByArm();
  design.drawnPractice = 2;
  attack("practice", design, 0.5, [](const Arrangement& study, const Arrangement&, std::size_t at) {
    EXPECT_TRUE(itemAt(study, 0, at % 2).practice);
    return armAt(study, 0, at % 2) == "ours";
  });
  // Of a case that the design itself names for practice, which of its images is shown.
  Design named = pairs();
  named.cases[3].practice = true;
  attack("named practice", named, 0.5, [](const Arrangement& study, const Arrangement&, std::size_t) {
    return armAt(study, 0, 0) == "ours";
  });
}

TEST_F(BlindOrder, WhichImageOfAPreferenceStandsLeftCannotBeForeseen) {
  Design design = pairs();
  design.kind = StudyKind::preference;
  const auto& all = arranged(design);
  for (const std::size_t at : {0UL, 7UL, each - 1}) {
    int left = 0, alike = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      left += armAt(all[i], 0, at) == "ours" ? 1 : 0;
      alike += armAt(all[i], 0, at) == armAt(all[(i + 1) % all.size()], 0, at) ? 1 : 0;
    }
    expectChance("left", left, 0.5);
    expectChance("left as in the dummy", alike, 0.5);
  }
}

// Of two random orders of forty, one position agrees on the average; their number is all but binomial.
TEST_F(BlindOrder, TwoStudiesShareNoOrderBeyondChance) {
  const auto& all = arranged(armByArm());
  std::set<std::vector<std::size_t>> orders;
  int shared = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::vector<std::size_t> order;
    for (std::size_t at = 0; at < 2 * each; ++at) {
      order.push_back(itemAt(all[i], 0, at).caseIndex);
      shared += order.back() == itemAt(all[(i + 1) % all.size()], 0, at).caseIndex ? 1 : 0;
    }
    orders.insert(order);
  }
  EXPECT_EQ(orders.size(), all.size()) << "no order came twice";
  EXPECT_GE(statistics::binomialExact(static_cast<std::size_t>(shared), studies * 2 * each, 1.0 / (2 * each)),
            falseAlarm)
      << shared;
}

// The seed of the design, which anyone may know, decides nothing.
TEST_F(BlindOrder, TheSeedOfTheDesignDecidesNothing) {
  Design other = armByArm();
  other.seed = 2;
  const auto first = arrange(armByArm(), secretOf(1)).value(), second = arrange(other, secretOf(1)).value();
  for (std::size_t at = 0; at < first.readers[0].order.size(); ++at)
    EXPECT_EQ(itemAt(first, 0, at).caseIndex, itemAt(second, 0, at).caseIndex);
}

TEST(OrderSecretTest, IsAnotherEachTimeAndComesBackFromItsText) {
  const auto first = OrderSecret::draw().value(), second = OrderSecret::draw().value();
  EXPECT_NE(first.text(), second.text());
  EXPECT_EQ(OrderSecret::fromText(first.text())->text(), first.text());
  EXPECT_FALSE(OrderSecret::fromText("12"));
  EXPECT_FALSE(OrderSecret::fromText(std::string(64, 'x')));
}

TEST(OrderSecretTest, DrawsEveryNumberAsOften) {
  Draw draw(secretOf(1), "test");
  std::vector<int> counts(6, 0);
  constexpr int draws = 60000;
  for (int i = 0; i < draws; ++i) ++counts[draw.below(6)];
  for (const int count : counts)
    EXPECT_GE(statistics::binomialExact(static_cast<std::size_t>(count), draws, 1.0 / 6), falseAlarm)
        << count;
}

}  // namespace
}  // namespace chexgen::study
