#include "core/study/reader_section.h"

#include <algorithm>
#include <utility>

#include "core/study/reader_remarks.h"
#include "core/study/report_text.h"

namespace chexgen::study {
namespace {

using report::Heading;
using report::Paragraph;
using report::Table;

std::string plainP(double p) { return pText({.value = p, .interval = {}, .why = {}}); }

Table exclusionsOf(const StudyResult& result, const ReaderRemarks& looked) {
  const auto practice = static_cast<std::size_t>(std::count_if(
      result.design.cases.begin(), result.design.cases.end(), [](const Case& one) { return one.practice; }));
  Table table{.caption = {},
              .head = {"Reader", "Presentations", "Answered", "Not answered", "Practice, left out",
                       "Repeats, only for agreement", "Median time"},
              .rows = {}};
  for (const Roster::Reader& reader : result.roster.readers) {
    const auto repeats =
        std::count_if(result.readings.begin(), result.readings.end(),
                      [&](const Reading& one) { return one.reader == reader.name && one.repeat; });
    const auto speed = std::find_if(looked.speeds.begin(), looked.speeds.end(),
                                    [&](const ReaderSpeed& one) { return one.reader == reader.name; });
    const bool timed = speed != looked.speeds.end() && speed->medianSeconds;
    const auto found = result.answered.find(reader.name);
    const std::size_t answered = found == result.answered.end() ? 0 : found->second;
    table.rows.push_back({reader.name, std::to_string(reader.presentations), std::to_string(answered),
                          std::to_string(reader.presentations - std::min(answered, reader.presentations)),
                          std::to_string(std::min(practice, answered)), std::to_string(repeats),
                          timed ? fixed(*speed->medianSeconds, 1) + " s" : "–"});
  }
  return table;
}

Table ordersOf(const ReaderRemarks& looked) {
  Table table{.caption =
                  "From the first to the second half of what each reader saw: how much the ratings of an "
                  "arm changed, and how far the arms differ in that (period × arm)",
              .head = {"Reader", "Rating", "Change", "p", "Difference between arms", "p of period × arm"},
              .rows = {}};
  for (const OrderEffect& effect : looked.orders)
    table.rows.push_back({effect.reader, effect.question, fixed(effect.drift), plainP(effect.pOfDrift),
                          fixed(effect.difference), plainP(effect.pOfDifference)});
  return table;
}

}  // namespace

void addReaders(const StudyResult& result, const std::vector<Analysis>& analyses,
                report::Document& document) {
  const auto say = [&](std::string text, Paragraph::Role role) {
    document.blocks.emplace_back(Paragraph{std::move(text), role});
  };
  const ReaderRemarks looked = lookAtReaders(result.design, result.readings);
  document.blocks.emplace_back(Heading{"Readings and exclusions"});
  document.blocks.emplace_back(exclusionsOf(result, looked));
  std::vector<std::string> missing;
  for (const Analysis& analysis : analyses)
    for (const std::string& remark : analysis.remarks)
      if (std::find(missing.begin(), missing.end(), remark) == missing.end()) missing.push_back(remark);
  for (const std::string& remark : missing) say(remark, Paragraph::Role::warning);
  if (!result.proof.empty()) document.blocks.emplace_back(Heading{"What is proved of the answers"});
  for (const std::string& line : result.proof) say(line, Paragraph::Role::normal);
  for (const std::string& doubt : result.doubts) say(doubt, Paragraph::Role::warning);
  document.blocks.emplace_back(Heading{"How they were read"});
  for (const std::string& remark : looked.remarks) say(remark, Paragraph::Role::warning);
  if (looked.remarks.empty())
    say("Nothing to remark: nobody was faster than one can look, gave always the same answer, or answered "
        "otherwise early than late.",
        Paragraph::Role::normal);
  if (!looked.orders.empty()) document.blocks.emplace_back(ordersOf(looked));
  say("Looked for: a median time below " + fixed(fewestSeconds, 0) + " s; the same answer every time (from " +
          std::to_string(fewestAnswers) +
          " answers on); and effects of the order, by exchanging the halves of cases of the same arms at "
          "random "
          "(a test of randomisation), at " +
          percent(orderAlarm) + " for all of these tests together after Holm (1979).",
      Paragraph::Role::note);
}

}  // namespace chexgen::study
