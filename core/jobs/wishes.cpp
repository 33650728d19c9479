#include "core/jobs/wishes.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/text/report_mentions.h"

namespace chexgen::jobs {
namespace {

// Two decimals, as the card has them; never more than is known.
std::string twoDecimals(double share) {
  const auto hundredths = static_cast<int>(share * 100 + 0.5);
  const std::string digits = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + "." + (digits.size() < 2 ? "0" : "") + digits;
}

Doubt doubtOf(const weights::Evidence& evidence, const std::string& key) {
  Doubt doubt{.wish = key, .standing = standingOf(evidence, key)};
  if (const weights::MeasuredWish* measured = evidence.of(key)) {
    doubt.area = measured->area;
    doubt.low = measured->low;
    doubt.high = measured->high;
  }
  return doubt;
}

void addDoubt(std::vector<Doubt>& doubts, Doubt doubt) {
  if (doubt.standing != Standing::shown && std::find(doubts.begin(), doubts.end(), doubt) == doubts.end())
    doubts.push_back(std::move(doubt));
}

std::vector<Doubt> doubtsOfFindings(const weights::Evidence& evidence,
                                    const std::vector<text::FindingFact>& findings) {
  std::vector<Doubt> doubts;
  for (const std::string_view known : text::reportedFindings()) {
    for (const text::FindingFact& fact : findings) {
      if (fact.finding != known) continue;
      const bool learned = standingOf(evidence, fact.finding) != Standing::notLearned;
      addDoubt(doubts, doubtOf(evidence, fact.finding));
      // Of a finding that was not learned at all, the side is no further news.
      if (fact.side == text::Side::unstated || !learned) continue;
      Doubt side = doubtOf(evidence, fact.finding + ":side");
      side.wish = fact.finding;
      side.sideOnly = true;
      side.side = fact.side;
      addDoubt(doubts, std::move(side));
    }
  }
  return doubts;
}

std::string sideWords(text::Side side) {
  return side == text::Side::both ? "on both sides" : "on the " + std::string(text::name(side));
}

}  // namespace

Standing standingOf(const weights::Evidence& evidence, const std::string& wish) {
  const weights::MeasuredWish* measured = evidence.of(wish);
  if (measured == nullptr) return Standing::notLearned;
  return measured->low >= shownFrom ? Standing::shown : Standing::unproven;
}

std::vector<Doubt> doubtsOf(const weights::Evidence& evidence, const std::string& report,
                            const imaging::Demographics& demographics) {
  std::vector<text::FindingFact> facts;
  for (const text::Mention& mention : text::mentionsIn(report))
    if (mention.stated != text::Stated::absent)
      facts.push_back({std::string(text::reportedFindings()[mention.finding]), mention.side});
  std::vector<Doubt> doubts = doubtsOfFindings(evidence, facts);
  const std::array<std::pair<const char*, bool>, 4> stated{{{"sex", demographics.sex.has_value()},
                                                            {"age", demographics.age.has_value()},
                                                            {"race", demographics.race.has_value()},
                                                            {"view", demographics.view.has_value()}}};
  for (const auto& [attribute, is] : stated)
    if (is) addDoubt(doubts, doubtOf(evidence, attribute));
  return doubts;
}

void count(const std::vector<Doubt>& doubts, std::vector<CountedDoubt>& counted) {
  for (const Doubt& doubt : doubts) {
    const auto known = std::find_if(counted.begin(), counted.end(),
                                    [&](const CountedDoubt& one) { return one.doubt == doubt; });
    if (known == counted.end()) {
      counted.push_back({doubt, 1});
    } else {
      ++known->prompts;
    }
  }
}

std::string describe(const Doubt& doubt) {
  const std::string measured = " (AUC " + twoDecimals(doubt.low) + " to " + twoDecimals(doubt.high) + ")";
  if (doubt.sideOnly)
    return doubt.wish + " " + sideWords(doubt.side) +
           (doubt.standing == Standing::unproven ? ": the side is unproven" + measured
                                                 : ": the side was not learned");
  return doubt.wish + (doubt.standing == Standing::unproven ? " is unproven" + measured : " was not learned");
}

}  // namespace chexgen::jobs
