#include "core/study/answer_check.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <set>

namespace chexgen::study {
namespace {

using base::ErrorCode;
using base::Result;

constexpr double clockSlack = 2.0;  // seconds; times of day are whole seconds
constexpr std::size_t mostNamed = 8;

tl::unexpected<base::Error> refuse(ErrorCode code, std::string sentence, const std::filesystem::path& file,
                                   std::string next) {
  return base::fail(code, std::move(sentence), file, "Nothing was merged.", std::move(next));
}

// The first line of a file says whose it is.
std::string lineOf(std::size_t answer) { return "Line " + std::to_string(answer + 2); }

tl::unexpected<base::Error> refuseLine(std::size_t answer, const std::string& what,
                                       const std::filesystem::path& file) {
  return refuse(ErrorCode::formatInvalid, lineOf(answer) + " " + what, file,
                "No version of this program writes that: ask the reader how the file came about.");
}

// "case 3", "cases 3, 7 and 9", as the reader counts them.
std::string casesText(const std::set<std::size_t>& presentations) {
  std::string text = presentations.size() == 1 ? "case " : "cases ";
  std::size_t shown = 0;
  for (const std::size_t presentation : presentations) {
    if (shown == mostNamed) return text + " and others";
    if (shown > 0) text += shown + 1 == presentations.size() ? " and " : ", ";
    text += std::to_string(presentation + 1);
    ++shown;
  }
  return text;
}

// Seconds since 1970 of "2026-01-02T03:04:05Z", with or without a fraction.
std::optional<double> timeOf(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, read = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second,
                  &read) != 6)
    return std::nullopt;
  std::size_t end = static_cast<std::size_t>(read);
  if (end < text.size() && text[end] == '.') end = text.find_first_not_of("0123456789", end + 1);
  if (end == std::string::npos || text.substr(end) != "Z") return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
    return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return static_cast<double>(days) * 86'400 + hour * 3'600 + minute * 60 + second;
}

// ---- what was shown ----

Result<void> checkShown(const Roster::Reader& reader, const AnswerFile& answers,
                        const std::filesystem::path& file) {
  std::set<std::size_t> other;
  for (const Answer& answer : answers.answers)
    if (!answer.shown.empty() && answer.shown != reader.items[answer.presentation].hash)
      other.insert(answer.presentation);
  const bool whole = answers.package.empty() || answers.package == reader.package;
  if (other.empty() && whole) return {};
  const std::string next =
      "Find out who had the package in hands; these answers are about something else than the "
      "study. Merge the others without them.";
  if (!other.empty())
    return refuse(ErrorCode::hashMismatch,
                  "The package of \"" + reader.name + "\" was altered before it was read: in " +
                      casesText(other) + " of " + std::to_string(reader.presentations) +
                      " another picture or report was shown than was made.",
                  file, next);
  return refuse(
      ErrorCode::hashMismatch,
      "The package of \"" + reader.name +
          "\" was altered before it was read: what was answered so far was shown as it was made, but its "
          "questions, settings, order or other cases are not those of the study.",
      file, next);
}

std::string unprovenOf(const Roster::Reader& reader, const AnswerFile& answers) {
  if (reader.package.empty())
    return "the study was made by an earlier version, which wrote down no hash of the packages";
  if (answers.package.empty())
    return "the package was opened with an earlier version, which wrote down no hash of it";
  const auto silent = std::count_if(answers.answers.begin(), answers.answers.end(),
                                    [](const Answer& one) { return one.shown.empty(); });
  if (silent == 0) return {};
  return std::to_string(silent) + " of " + std::to_string(answers.answers.size()) +
         " answers do not say what was shown, as those of earlier versions";
}

// ---- the answers ----

// What stands at a presentation: in the roster, or as the answers themselves have it.
class Places {
 public:
  explicit Places(const Roster::Reader& reader) : reader_(reader) {}
  // Whether this item can be the one at this presentation.
  bool fits(const Answer& answer) {
    if (!reader_.items.empty()) return reader_.items[answer.presentation].name == answer.item;
    const bool place = items_.try_emplace(answer.presentation, answer.item).first->second == answer.item;
    return presentations_.try_emplace(answer.item, answer.presentation).first->second ==
               answer.presentation &&
           place;
  }

 private:
  const Roster::Reader& reader_;
  std::map<std::size_t, std::string> items_;
  std::map<std::string, std::size_t> presentations_;
};

Result<void> checkEach(const Roster& roster, const Roster::Reader& reader, const AnswerFile& answers,
                       const std::filesystem::path& file) {
  Places places(reader);
  std::size_t next = 0;  // the first presentation without an answer
  for (std::size_t i = 0; i < answers.answers.size(); ++i) {
    const Answer& answer = answers.answers[i];
    if (answer.presentation >= reader.presentations)
      return refuseLine(i, "answers a case that there is not.", file);
    if (!places.fits(answer))
      return refuseLine(i, "answers something else than what stood at its place.", file);
    if (!std::isfinite(answer.seconds) || answer.seconds < 0)
      return refuseLine(i, "took a time that is none.", file);
    if (roster.questions.empty() || reader.items.empty())
      continue;  // of an earlier version: not held against it
    if (answer.presentation > next) return refuseLine(i, "leaves out a case before it.", file);
    if (answer.presentation < next && !roster.mayGoBack)
      return refuseLine(i, "answers a case again, which this study does not allow.", file);
    next = std::max(next, answer.presentation + 1);
    if (const std::string fault = faultOf(answer, roster.questions, reader.items[answer.presentation].images);
        !fault.empty())
      return refuseLine(i, fault, file);
  }
  return {};
}

// ---- what the program does not write, or not then ----

void tellClock(const std::string& reader, const std::vector<Answer>& answers,
               std::vector<std::string>& doubts) {
  std::size_t back = 0, longer = 0, none = 0;
  std::optional<double> before;
  for (const Answer& answer : answers) {
    const std::optional<double> time = timeOf(answer.time);
    none += time ? 0 : 1;
    if (time && before) {
      back += *time < *before ? 1 : 0;
      longer += answer.seconds > *time - *before + clockSlack ? 1 : 0;
    }
    if (time) before = time;
  }
  const auto say = [&](std::size_t count, const std::string& what) {
    if (count > 0)
      doubts.push_back(std::to_string(count) + " of " + std::to_string(answers.size()) + " answers of " +
                       reader + " " + what);
  };
  say(none, "do not say when they were given.");
  say(back, "are of an earlier time than the answer before them: the clock was changed, or the times were.");
  if (back == 0)
    say(longer,
        "took longer than the time since the answer before them: the clock was changed, or the times were.");
}

void tellOpenings(const Roster& roster, const std::string& reader, const AnswerFile& answers,
                  std::vector<std::string>& doubts) {
  if (roster.openings.empty()) return;
  const Roster::Opening& first = roster.openings.front();
  for (const Roster::Opening& opening : roster.openings) {
    const auto then = opening.answers.find(reader);
    if (then == opening.answers.end() || then->second.lines == 0) continue;
    const std::size_t lines = then->second.lines;
    if (lines > answers.lines.size() || answers.lines[lines - 1] != then->second.last) {
      doubts.push_back("The answers of " + reader + " are not those that the key was opened with on " +
                       opening.time + ": they were replaced or cut off since.");
      return;
    }
  }
  const auto then = first.answers.find(reader);
  const std::size_t known = then == first.answers.end() ? 1 : std::max<std::size_t>(then->second.lines, 1);
  if (answers.lines.size() <= known) return;
  doubts.push_back(std::to_string(answers.lines.size() - known) + " of " +
                   std::to_string(answers.answers.size()) + " answers of " + reader +
                   " came in after the key was first opened, on " + first.time + ".");
}

}  // namespace

std::string faultOf(const Answer& answer, const std::vector<Question>& questions, std::size_t images) {
  for (const auto& [id, value] : answer.values) {
    const auto asked = std::find_if(questions.begin(), questions.end(),
                                    [&name = id](const Question& question) { return question.id == name; });
    if (asked == questions.end()) return "answers a question that there is not: \"" + id + "\".";
    if (!isAsked(*asked, answer.values)) return "answers a question that was not asked then: \"" + id + "\".";
    if (!isAnswer(*asked, value, images)) return "is no answer to the question \"" + id + "\".";
  }
  const Question* open = firstOpen(questions, answer.values, images);
  return open == nullptr ? std::string() : "leaves the question \"" + open->id + "\" open.";
}

Result<AnswerCheck> checkAnswers(const Roster& roster, const Roster::Reader& reader,
                                 const AnswerFile& answers, const std::filesystem::path& file) {
  CHEXGEN_TRY(checkEach(roster, reader, answers, file));
  if (!reader.package.empty()) CHEXGEN_TRY(checkShown(reader, answers, file));
  AnswerCheck check{.unproven = unprovenOf(reader, answers), .doubts = {}};
  tellClock(reader.name, answers.answers, check.doubts);
  tellOpenings(roster, reader.name, answers, check.doubts);
  return check;
}

}  // namespace chexgen::study
