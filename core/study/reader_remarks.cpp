#include "core/study/reader_remarks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "core/base/philox.h"
#include "core/statistics/exact_tests.h"
#include "core/statistics/paired.h"
#include "core/study/analysis.h"
#include "core/study/report_text.h"

namespace chexgen::study {
namespace {

constexpr const char* suspicion = "suspicion";
constexpr std::uint32_t exchangeStream = 0x0DE5;  // of its own: no other use of the seed shares its numbers
constexpr std::size_t fewestOfOrder = 8;          // images that a reader rated

// One image that a reader rated.
struct Rated {
  std::size_t presentation = 0;
  std::string caseId, arm;
  double value = 0;
  bool late = false;  // seen in the second half
};

std::optional<double> valueFor(const Reading& reading, const std::string& question) {
  if (question == suspicion) return suspicionOf(reading);
  const auto value = reading.answer.values.find(question);
  if (value == reading.answer.values.end() || !value->second.is_number()) return std::nullopt;
  return value->second.get<double>();
}

// What is rated: every scale; instead of the confidence of the standard realism study the suspicion, of which
// it is the size.
std::vector<std::string> measuresOf(const Design& design) {
  std::vector<std::string> measures;
  const bool standardRealism = design.kind == StudyKind::realism && design.questions.empty();
  if (standardRealism) measures.emplace_back(suspicion);
  for (const Question& question : questionsOf(design))
    if (question.kind == Question::Kind::scale && !(standardRealism && question.id == "confidence"))
      measures.push_back(question.id);
  return measures;
}

std::string textOf(const Design& design, const std::string& id) {
  if (id == suspicion) return "how surely an image was called synthetic";
  for (const Question& question : questionsOf(design))
    if (question.id == id) return "“" + question.text + "”";
  return "“" + id + "”";
}

std::vector<Rated> ratedBy(const std::string& reader, const std::string& question,
                           const std::vector<Reading>& readings) {
  std::vector<Rated> all;
  for (const Reading& reading : readings) {
    const auto value = valueFor(reading, question);
    if (reading.reader == reader && !reading.repeat && reading.arms.size() == 1 && value)
      all.push_back({reading.answer.presentation, reading.caseId, reading.arms[0], *value});
  }
  std::sort(all.begin(), all.end(),
            [](const Rated& a, const Rated& b) { return a.presentation < b.presentation; });
  for (std::size_t i = 0; i < all.size(); ++i) all[i].late = i >= all.size() / 2;
  return all;
}

struct Change {
  double drift = 0, difference = 0;
  double statistic = 0;  // of period × arm: weighted squares of the arms' changes around their mean
};

// How the ratings changed from the first to the second half, by arm.
Change changeOf(const std::vector<Rated>& rated, const std::vector<std::size_t>& arms, std::size_t armCount,
                const std::vector<std::uint8_t>& late) {
  std::vector<double> sums(2 * armCount, 0), counts(2 * armCount, 0);
  for (std::size_t i = 0; i < rated.size(); ++i) {
    const std::size_t cell = 2 * arms[i] + late[i];
    sums[cell] += rated[i].value;
    ++counts[cell];
  }
  Change change;
  double weights = 0, lowest = 0, highest = 0;
  std::vector<std::pair<double, double>> changes;  // of an arm, and its weight
  for (std::size_t arm = 0; arm < armCount; ++arm) {
    const double early = counts[2 * arm], after = counts[2 * arm + 1];
    if (early == 0 || after == 0) continue;
    const double by = sums[2 * arm + 1] / after - sums[2 * arm] / early;
    const double weight = early * after / (early + after);
    lowest = changes.empty() ? by : std::min(lowest, by);
    highest = changes.empty() ? by : std::max(highest, by);
    changes.emplace_back(by, weight);
    change.drift += weight * by;
    weights += weight;
  }
  if (weights <= 0) return change;
  change.drift /= weights;
  change.difference = highest - lowest;
  for (const auto& [by, weight] : changes)
    change.statistic += weight * (by - change.drift) * (by - change.drift);
  return change;
}

std::optional<OrderEffect> orderEffectOf(const std::string& reader, const std::string& question,
                                         const std::vector<Rated>& rated,
                                         const ReaderRemarkOptions& options) {
  std::set<double> values;
  std::map<std::string, std::size_t> numbers;  // of arms
  for (const Rated& one : rated) {
    values.insert(one.value);
    numbers.try_emplace(one.arm, 0);
  }
  if (rated.size() < fewestOfOrder || values.size() < 2) return std::nullopt;
  std::size_t count = 0;
  for (auto& [arm, number] : numbers) number = count++;
  std::vector<std::size_t> arms;
  std::vector<std::uint8_t> late;
  std::map<std::string, std::map<std::size_t, std::size_t>> cases;  // places in `rated`, by arm
  for (std::size_t i = 0; i < rated.size(); ++i) {
    arms.push_back(numbers.at(rated[i].arm));
    late.push_back(rated[i].late ? 1 : 0);
    cases[rated[i].caseId][arms.back()] = i;
  }
  // Cases of the same arms exchange their halves.
  std::map<std::vector<std::size_t>, std::vector<std::vector<std::size_t>>> groups;
  for (const auto& [id, byArm] : cases) {
    std::vector<std::size_t> of, places;
    for (const auto& [arm, place] : byArm) {
      of.push_back(arm);
      places.push_back(place);
    }
    groups[of].push_back(std::move(places));
  }
  const Change seen = changeOf(rated, arms, count, late);
  std::size_t drifts = 1, differences = 1;
  // What is equal must not be lost to rounding.
  constexpr double nearly = 1e-9;
  for (std::size_t draw = 0; draw < options.draws; ++draw) {
    const base::RandomStream random{options.seed, exchangeStream, static_cast<std::uint32_t>(draw)};
    std::uint64_t next = 0;
    std::vector<std::uint8_t> exchanged = late;
    for (const auto& [of, group] : groups) {
      std::vector<std::size_t> order(group.size());
      for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
      for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[static_cast<std::size_t>(random.below(next++, i))]);
      for (std::size_t i = 0; i < group.size(); ++i)
        for (std::size_t k = 0; k < of.size(); ++k) exchanged[group[i][k]] = late[group[order[i]][k]];
    }
    const Change change = changeOf(rated, arms, count, exchanged);
    drifts += std::abs(change.drift) >= std::abs(seen.drift) - nearly ? 1 : 0;
    differences += change.statistic >= seen.statistic - nearly ? 1 : 0;
  }
  const auto all = static_cast<double>(options.draws + 1);
  return OrderEffect{.reader = reader,
                     .question = question,
                     .drift = seen.drift,
                     .difference = seen.difference,
                     .pOfDrift = static_cast<double>(drifts) / all,
                     .pOfDifference = count > 1 ? static_cast<double>(differences) / all : 1};
}

// How often the image at the left was chosen, or ranked first, of groups of the same number.
struct LeftChoice {
  std::size_t left = 0, all = 0;
  double p = 1;
};

std::optional<LeftChoice> leftChoiceOf(const std::string& reader, const std::vector<Reading>& readings) {
  std::map<std::size_t, LeftChoice> bySize;
  for (const Reading& reading : readings) {
    if (reading.reader != reader || reading.repeat || reading.arms.size() < 2) continue;
    for (const char* question : {"best", "rank"}) {
      const auto value = reading.answer.values.find(question);
      if (value == reading.answer.values.end() || !value->second.is_string()) continue;
      const std::string chosen = value->second;
      if (chosen == "equal" || chosen.empty()) continue;
      ++bySize[reading.arms.size()].all;
      bySize[reading.arms.size()].left += chosen.front() == 'A' ? 1 : 0;
    }
  }
  // Groups of other sizes are few, if any; the largest number of one size is looked at.
  const auto most = std::max_element(
      bySize.begin(), bySize.end(), [](const auto& a, const auto& b) { return a.second.all < b.second.all; });
  if (most == bySize.end() || most->second.all < fewestOfOrder) return std::nullopt;
  LeftChoice choice = most->second;
  choice.p = statistics::binomialExact(choice.left, choice.all, 1.0 / static_cast<double>(most->first));
  return choice;
}

ReaderSpeed speedOf(const std::string& reader, const std::vector<Reading>& readings) {
  ReaderSpeed speed{.reader = reader};
  std::vector<double> seconds;
  for (const Reading& reading : readings)
    if (reading.reader == reader) seconds.push_back(reading.answer.seconds);
  speed.answers = seconds.size();
  if (seconds.empty()) return speed;
  std::sort(seconds.begin(), seconds.end());
  const std::size_t half = seconds.size() / 2;
  speed.medianSeconds = seconds.size() % 2 == 1 ? seconds[half] : (seconds[half - 1] + seconds[half]) / 2;
  return speed;
}

// What was answered every time, by question.
void tellSameAnswers(const Design& design, const std::string& reader, const std::vector<Reading>& readings,
                     std::vector<std::string>& remarks) {
  for (const Question& question : questionsOf(design)) {
    using Kind = Question::Kind;
    if (question.kind != Kind::scale && question.kind != Kind::choice && question.kind != Kind::rank)
      continue;
    std::map<std::string, std::size_t> given;
    std::size_t answers = 0;
    for (const Reading& reading : readings)
      if (const auto value = reading.answer.values.find(question.id);
          reading.reader == reader && value != reading.answer.values.end()) {
        ++given[value->second.is_string() ? value->second.get<std::string>() : value->second.dump()];
        ++answers;
      }
    if (answers < fewestAnswers || given.size() != 1) continue;
    remarks.push_back(reader + " gave the same answer to “" + question.text + "” all " +
                      std::to_string(answers) + " times: " + given.begin()->first +
                      ". Whether it was looked at each time cannot be told.");
  }
}

std::string signedText(double value) { return (value > 0 ? "+" : "") + fixed(value); }

}  // namespace

ReaderRemarks lookAtReaders(const Design& design, const std::vector<Reading>& readings,
                            const ReaderRemarkOptions& options) {
  ReaderRemarks found;
  std::vector<double> p;
  std::vector<std::string> sentences;  // for each p, without it
  for (const std::string& reader : design.readers) {
    found.speeds.push_back(speedOf(reader, readings));
    const ReaderSpeed& speed = found.speeds.back();
    if (speed.answers >= fewestAnswers && *speed.medianSeconds < fewestSeconds)
      found.remarks.push_back(reader + " answered within " + fixed(*speed.medianSeconds, 1) +
                              " s in the median, faster than one can look at a radiograph (" +
                              fixed(fewestSeconds, 0) + " s).");
    tellSameAnswers(design, reader, readings, found.remarks);
    for (const std::string& measure : measuresOf(design)) {
      const auto effect = orderEffectOf(reader, measure, ratedBy(reader, measure, readings), options);
      if (!effect) continue;
      found.orders.push_back(*effect);
      p.push_back(effect->pOfDrift);
      sentences.push_back("The order had an effect: the ratings of " + reader + " (" +
                          textOf(design, measure) + ") changed by " + signedText(effect->drift) +
                          " from the first to the second half, the arms being equal");
      p.push_back(effect->pOfDifference);
      sentences.push_back("The order had an effect on the comparison (period × arm): how the ratings of " +
                          reader + " (" + textOf(design, measure) +
                          ") changed from the first to the second half differs between the arms by " +
                          fixed(effect->difference));
    }
    if (const auto choice = leftChoiceOf(reader, readings)) {
      p.push_back(choice->p);
      sentences.push_back("The place had an effect: " + reader + " preferred the image at the left in " +
                          std::to_string(choice->left) + " of " + std::to_string(choice->all) + " cases");
    }
  }
  const auto corrected = statistics::holmCorrected(p);
  for (std::size_t i = 0; i < p.size(); ++i)
    if (corrected[i] < orderAlarm)
      found.remarks.push_back(sentences[i] + " (p after Holm " +
                              (corrected[i] < 0.001 ? "< 0.001" : fixed(corrected[i], 3)) + ").");
  return found;
}

base::OrderedJson toJson(const ReaderRemarks& remarks) {
  base::OrderedJson json{{"readers", base::OrderedJson::array()},
                         {"order_effects", base::OrderedJson::array()},
                         {"remarks", remarks.remarks}};
  for (const ReaderSpeed& speed : remarks.speeds) {
    json["readers"].push_back(
        {{"reader", speed.reader}, {"answers", speed.answers}, {"median_seconds", nullptr}});
    if (speed.medianSeconds) json["readers"].back()["median_seconds"] = *speed.medianSeconds;
  }
  for (const OrderEffect& effect : remarks.orders)
    json["order_effects"].push_back({{"reader", effect.reader},
                                     {"question", effect.question},
                                     {"drift", effect.drift},
                                     {"p_of_drift", effect.pOfDrift},
                                     {"difference_between_arms", effect.difference},
                                     {"p_of_period_by_arm", effect.pOfDifference}});
  return json;
}

}  // namespace chexgen::study
