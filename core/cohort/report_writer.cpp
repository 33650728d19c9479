#include "core/cohort/report_writer.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "core/base/json.h"
#include "core/base/philox.h"
#include "core/cohort/report_phrases.json.h"

namespace chexgen::cohort {
namespace {

using base::ErrorCode;
using base::Json;
using Lines = std::vector<std::string>;

constexpr std::uint32_t labelStream = 43;   // of the table's seed
constexpr std::uint32_t reportStream = 40;  // of the case's seed; far from the streams of the samplers
constexpr std::uint32_t attempts = 8;

struct NormalLine {
  std::string text;
  Lines denies;
};

struct Region {
  std::string name;
  std::vector<NormalLine> normal;  // when nothing is found there
  std::vector<NormalLine> beside;  // after what is found there
};

struct FindingPhrases {
  std::string region;
  bool sided = false;
  Lines severity, findings, impression, bothFindings, bothImpression;
};

struct Phrases {
  std::map<std::string, Lines> patient, technique;  // by sex, by view
  Lines normalImpression;
  std::map<std::string, std::string> plain;  // findings in plain words
  std::vector<Region> regions;
  std::map<std::string, FindingPhrases> findings;
};

std::vector<NormalLine> normalLines(const Json& list) {
  std::vector<NormalLine> lines;
  for (const Json& one : list) lines.push_back({one.at("text"), one.at("denies").get<Lines>()});
  return lines;
}

// The table is part of the program and checked by a test: a mistake in it is a bug, so exceptions may fly.
const Phrases& phrases() {
  static const Phrases table = [] {
    const Json json = Json::parse(reportPhrasesJson);
    Phrases made;
    made.patient = json.at("patient").get<std::map<std::string, Lines>>();
    made.technique = json.at("technique").get<std::map<std::string, Lines>>();
    made.normalImpression = json.at("no_finding_impression").get<Lines>();
    made.plain = json.at("plain").get<std::map<std::string, std::string>>();
    for (const Json& one : json.at("regions"))
      made.regions.push_back({one.at("name"), normalLines(one.at("normal")), normalLines(one.at("beside"))});
    for (const auto& [finding, one] : json.at("findings").items())
      made.findings[finding] = {.region = one.at("region"),
                                .sided = one.at("sided"),
                                .severity = one.at("severity").get<Lines>(),
                                .findings = one.at("findings").get<Lines>(),
                                .impression = one.at("impression").get<Lines>(),
                                .bothFindings = one.value("both_findings", Lines()),
                                .bothImpression = one.value("both_impression", Lines())};
    return made;
  }();
  return table;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

std::string capital(std::string word) {
  if (!word.empty()) word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
  return word;
}

void append(std::string& text, const std::string& sentence) {
  if (sentence.empty()) return;
  text.append(text.empty() ? "" : " ").append(sentence);
}

class Writer {
 public:
  Writer(const ReportSubject& subject, std::uint64_t seed, std::uint32_t attempt)
      : subject_(subject), random_{.seed = seed, .stream = reportStream, .step = attempt} {}

  CaseReport write() {
    CaseReport report;
    report.patient = patient();
    report.technique = pick(listFor(phrases().technique, subject_.view));
    for (const text::FindingFact& fact : subject_.findings)
      severities_.push_back(pick(phrases().findings.at(fact.finding).severity));
    for (const Region& region : phrases().regions) append(report.findings, writtenRegion(region));
    for (std::size_t i = 0; i < subject_.findings.size(); ++i) append(report.impression, written(i, true));
    if (subject_.findings.empty()) report.impression = pick(phrases().normalImpression);
    return report;
  }

 private:
  const std::string& pick(const Lines& lines) { return lines[random_.below(next_++, lines.size())]; }

  static const Lines& listFor(const std::map<std::string, Lines>& lists,
                              const std::optional<std::string>& key) {
    const auto known = lists.find(key.value_or(""));
    return known == lists.end() ? lists.at("") : known->second;
  }

  std::string patient() {
    if (!subject_.age) return subject_.sex.value_or("") == "" ? "" : *subject_.sex + ".";
    return replaced(pick(listFor(phrases().patient, subject_.sex)), "{age}", std::to_string(*subject_.age));
  }

  std::string written(std::size_t index, bool inImpression) {
    const text::FindingFact& fact = subject_.findings[index];
    const FindingPhrases& known = phrases().findings.at(fact.finding);
    const bool both = fact.side == text::Side::both;
    const Lines& lines = inImpression ? (both ? known.bothImpression : known.impression)
                                      : (both ? known.bothFindings : known.findings);
    const std::string side(fact.side == text::Side::unstated ? "" : name(fact.side));
    std::string sentence = pick(lines);
    sentence = replaced(replaced(sentence, "{severity}", severities_[index]), "{Severity}",
                        capital(severities_[index]));
    return replaced(replaced(sentence, "{side}", side), "{Side}", capital(side));
  }

  [[nodiscard]] bool mayStand(const NormalLine& line) const {
    return std::none_of(
        subject_.findings.begin(), subject_.findings.end(), [&](const text::FindingFact& fact) {
          return std::find(line.denies.begin(), line.denies.end(), fact.finding) != line.denies.end();
        });
  }

  std::string pickNormal(const std::vector<NormalLine>& lines) {
    Lines possible;
    for (const NormalLine& line : lines)
      if (mayStand(line)) possible.push_back(line.text);
    return possible.empty() ? std::string() : pick(possible);
  }

  std::string writtenRegion(const Region& region) {
    std::string text;
    for (std::size_t i = 0; i < subject_.findings.size(); ++i)
      if (phrases().findings.at(subject_.findings[i].finding).region == region.name)
        append(text, written(i, false));
    append(text, pickNormal(text.empty() ? region.normal : region.beside));
    return text;
  }

  const ReportSubject& subject_;
  base::RandomStream random_;
  std::uint64_t next_ = 0;
  Lines severities_;
};

std::string inWords(const text::ReportProblem& problem) {
  std::string words(name(problem.fault));
  if (!problem.finding.empty()) words += " " + problem.finding;
  if (!problem.passage.empty()) words += ": \"" + problem.passage + "\"";
  return words;
}

}  // namespace

bool isSided(const std::string& finding) {
  const auto known = phrases().findings.find(finding);
  return known != phrases().findings.end() && known->second.sided;
}

text::ReportFacts factsOf(const ReportSubject& subject) {
  text::ReportFacts facts{.sex = subject.sex, .view = subject.view, .findings = subject.findings};
  if (subject.age) facts.age = *subject.age;
  return facts;
}

std::vector<std::string> faultsOf(const CaseReport& report, const ReportSubject& subject) {
  std::vector<std::string> faults;
  // Patient and technique may name sex, age and view, too.
  const text::ReportText words{report.patient + " " + report.technique + " " + report.findings,
                               report.impression};
  for (const text::ReportProblem& problem : text::checkReport(words, factsOf(subject)))
    faults.push_back(inWords(problem));
  for (const std::string& section : {report.patient, report.technique, report.findings, report.impression})
    for (const text::LintMark& mark : text::lintReport(section))
      faults.push_back(std::string(name(mark.kind)) + ": \"" + mark.passage + "\"");
  return faults;
}

base::Result<CaseReport> writeReport(const ReportSubject& subject, std::uint64_t seed) {
  for (const text::FindingFact& fact : subject.findings) {
    const auto known = phrases().findings.find(fact.finding);
    if (known == phrases().findings.end())
      return base::fail(ErrorCode::argumentInvalid,
                        "There are no phrases for the finding \"" + fact.finding + "\".");
    if (known->second.sided && fact.side == text::Side::unstated)
      return base::fail(ErrorCode::argumentInvalid, "The finding \"" + fact.finding + "\" needs a side.");
  }
  std::vector<std::string> faults;
  for (std::uint32_t attempt = 0; attempt < attempts; ++attempt) {
    CaseReport report = Writer(subject, seed, attempt).write();
    faults = faultsOf(report, subject);
    if (faults.empty()) return report;
  }
  return base::fail(ErrorCode::internal,
                    "No wording of the report passes its check: " + faults.front() + ".");
}

base::Result<std::string> writeFromLabels(const training::Labels& labels, std::uint64_t seed) {
  const auto refuse = [](const std::string& why) { return base::fail(ErrorCode::argumentInvalid, why); };
  if (!labels.unknown.empty())
    return refuse("The label \"" + labels.unknown.front() + "\" is not understood.");
  if (!labels.uncertain.empty()) return refuse("The label " + labels.uncertain.front() + " is uncertain.");
  const base::RandomStream random{.seed = seed, .stream = labelStream};
  if (labels.isNoFinding())
    return phrases().normalImpression[random.below(0, phrases().normalImpression.size())];
  Lines parts;
  for (const text::FindingFact& fact : labels.findings) {
    const auto known = phrases().plain.find(fact.finding);
    if (known == phrases().plain.end()) return refuse("There are no words for \"" + fact.finding + "\".");
    const std::string side = fact.side == text::Side::unstated ? ""
                             : fact.side == text::Side::both   ? "bilateral "
                                                               : std::string(name(fact.side)) + " ";
    parts.push_back(side + known->second);
  }
  for (std::string other : labels.others) {
    const bool isShort =
        std::all_of(other.begin(), other.end(), [](unsigned char c) { return std::islower(c) == 0; });
    if (!isShort)
      std::transform(other.begin(), other.end(), other.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    parts.push_back(std::move(other));
  }
  if (parts.empty()) return refuse("The labels do not say whether anything is found.");
  for (std::size_t i = parts.size(); i > 1; --i) std::swap(parts[i - 1], parts[random.below(i, i)]);
  std::string impression;
  for (const std::string& part : parts) append(impression, capital(part) + ".");
  const auto problems =
      text::checkReport({"", impression}, {.findings = labels.findings, .complete = labels.others.empty()});
  if (!problems.empty())
    return base::fail(ErrorCode::internal, "The report \"" + impression + "\" does not pass its check: " +
                                               inWords(problems.front()) + ".");
  return impression;
}

}  // namespace chexgen::cohort
