#include "core/cohort/summary.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "core/statistics/proportion.h"

namespace chexgen::cohort {
namespace {

using base::OrderedJson;

struct Tally {
  std::size_t judged = 0, failed = 0;
};

using RateKey = std::tuple<std::string, std::size_t, std::string>;  // gate, attribute, subgroup

constexpr std::array<const char*, 6> rateAttributes{"all", "sex", "age", "race", "view", "finding"};

constexpr const char* byDuplicates = "duplicates";
constexpr const char* byPerson = "person";

bool passedAlone(const Try& made) { return !made.file.empty() && allPassed(made.gates); }

std::vector<std::pair<std::size_t, std::string>> subgroupsOf(const Case& one, const Stratum& stratum) {
  std::vector<std::pair<std::size_t, std::string>> groups{{0, ""}};
  if (one.subject.sex) groups.emplace_back(1, *one.subject.sex);
  if (stratum.age) groups.emplace_back(2, formatAgeBand(*stratum.age));
  if (one.race) groups.emplace_back(3, *one.race);
  if (one.subject.view) groups.emplace_back(4, *one.subject.view);
  if (one.subject.findings.empty()) groups.emplace_back(5, formatFindings({}));
  for (const text::FindingFact& fact : one.subject.findings) groups.emplace_back(5, fact.finding);
  return groups;
}

// Whether the finding went unjudged in a try. Ledgers of before kept the names only within the note.
bool wentUnjudged(const Try& made, const std::string& finding) {
  for (const GateResult& gate : made.gates) {
    if (gate.gate != "labels") continue;
    if (!gate.skipped.empty())
      return std::find(gate.skipped.begin(), gate.skipped.end(), finding) != gate.skipped.end();
    return gate.note.starts_with("Not checked") && gate.note.find(finding) != std::string::npos;
  }
  return true;
}

std::vector<UncheckedWish> uncheckedWishes(const Cohort& cohort, const Ledger& ledger) {
  std::vector<UncheckedWish> unchecked;
  const auto count = [&unchecked](const std::string& wish, bool side = false) {
    const auto known = std::find_if(unchecked.begin(), unchecked.end(), [&](const UncheckedWish& one) {
      return one.wish == wish && one.side == side;
    });
    if (known == unchecked.end()) {
      unchecked.push_back({wish, side, 1});
    } else {
      ++known->cases;
    }
  };
  for (std::size_t i = 0; i < cohort.cases.size(); ++i) {
    const Case& one = cohort.cases[i];
    if (one.subject.sex) count("sex");
    if (one.subject.age) count("age");
    if (one.race) count("race");
    if (one.subject.view) count("view");
    const auto& tries = ledger.at(i).tries;
    for (const text::FindingFact& fact : one.subject.findings) {
      // Before the first try nothing is known of what the check can judge.
      const bool judged =
          cohort.plan.gates.labels && std::none_of(tries.begin(), tries.end(), [&](const auto& made) {
            return !made.second.file.empty() && wentUnjudged(made.second, fact.finding);
          });
      if (!judged) count(fact.finding);
      if (fact.side != text::Side::unstated) count(fact.finding, true);
    }
  }
  return unchecked;
}

void add(StratumStatus& sum, const StratumStatus& one) {
  sum.planned += one.planned;
  sum.accepted += one.accepted;
  sum.waiting += one.waiting;
  sum.rejected += one.rejected;
  sum.tries += one.tries;
}

OrderedJson toJson(const StratumStatus& status) {
  return {{"planned", status.planned},
          {"accepted", status.accepted},
          {"waiting", status.waiting},
          {"rejected", status.rejected},
          {"tries", status.tries}};
}

}  // namespace

std::string describe(const UncheckedWish& unchecked) {
  return (unchecked.side ? "side of " : "") + unchecked.wish;
}

Summary summarise(const Cohort& cohort, const Ledger& ledger) {
  Summary summary{.strata = std::vector<StratumStatus>(cohort.plan.strata.size())};
  std::map<RateKey, Tally> tallies;
  bool duplicatesJudged = cohort.plan.gates.duplicates, personJudged = false;
  for (std::size_t i = 0; i < ledger.size(); ++i) {
    duplicatesJudged = duplicatesJudged && ledger.state(i) != CaseState::waiting;
    for (const auto& [attempt, decision] : ledger.at(i).decisions)
      personJudged = personJudged || decision.by == byPerson;
  }
  for (std::size_t i = 0; i < cohort.cases.size(); ++i) {
    const Case& one = cohort.cases[i];
    const CaseRecord& record = ledger.at(i);
    StratumStatus& status = summary.strata[one.stratum];
    ++status.planned;
    const CaseState state = ledger.state(i);
    ++(state == CaseState::accepted  ? status.accepted
       : state == CaseState::waiting ? status.waiting
                                     : status.rejected);
    const auto groups = subgroupsOf(one, cohort.plan.strata[one.stratum]);
    const auto count = [&](const std::string& gate, bool failed) {
      for (const auto& [attribute, subgroup] : groups) {
        Tally& tally = tallies[{gate, attribute, subgroup}];
        ++tally.judged;
        tally.failed += failed ? 1 : 0;
      }
    };
    // A report is judged once, before the first try; only a refusal leaves a row.
    if (cohort.plan.gates.report && !record.tries.empty())
      count("report", record.tries.begin()->second.file.empty());
    for (const auto& [attempt, made] : record.tries) {
      status.tries += made.file.empty() ? 0 : 1;
      for (const GateResult& gate : made.gates)
        if (gate.gate != "report") count(gate.gate, !gate.passed);
      if (made.file.empty()) continue;
      const auto decision = record.decisions.find(attempt);
      const auto rejectedBy = [&](const char* who) {
        return decision != record.decisions.end() && !decision->second.accept && decision->second.by == who;
      };
      // These two look at everything that passed before, once they look at all.
      if (passedAlone(made) && (duplicatesJudged || rejectedBy(byDuplicates)))
        count(byDuplicates, rejectedBy(byDuplicates));
      if (personJudged) count(byPerson, rejectedBy(byPerson));
    }
  }
  for (const StratumStatus& status : summary.strata) add(summary.total, status);
  summary.unchecked = uncheckedWishes(cohort, ledger);
  for (const auto& [key, tally] : tallies) {
    const auto& [gate, attribute, subgroup] = key;
    const auto [low, high] = statistics::wilsonInterval(tally.failed, tally.judged);
    summary.rates.push_back(
        {gate, rateAttributes[attribute], subgroup, tally.judged, tally.failed, low, high});
  }
  return summary;
}

OrderedJson toJson(const Summary& summary, const Plan& plan) {
  OrderedJson json{{"name", plan.name}, {"total", toJson(summary.total)}};
  json["strata"] = OrderedJson::array();
  for (std::size_t i = 0; i < summary.strata.size(); ++i) {
    OrderedJson one{{"stratum", describe(plan.strata[i])}};
    one.update(toJson(summary.strata[i]));
    json["strata"].push_back(one);
  }
  json["rates"] = OrderedJson::array();
  for (const GateRate& rate : summary.rates)
    json["rates"].push_back({{"gate", rate.gate},
                             {"attribute", rate.attribute},
                             {"subgroup", rate.subgroup},
                             {"judged", rate.judged},
                             {"failed", rate.failed},
                             {"interval_95", {rate.low, rate.high}}});
  json["unchecked"] = OrderedJson::array();
  for (const UncheckedWish& one : summary.unchecked)
    json["unchecked"].push_back({{"wish", describe(one)}, {"cases", one.cases}});
  return json;
}

}  // namespace chexgen::cohort
