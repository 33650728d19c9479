// The check on real reports: how often it objects to a report that a person coded, and how many
// contradictions it finds when they are put there.
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "core/base/csv.h"
#include "core/text/report_check.h"
#include "tests/support/golden.h"

namespace chexgen::text {
namespace {

struct CodedReport {
  ReportText text;
  ReportFacts facts;
};

std::vector<std::string> divided(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

// The findings among the headings that the collection's coders chose, with their sides.
std::optional<FindingFact> factOf(const std::string& term) {
  static const std::map<std::string, std::string> headings{{"Pulmonary Atelectasis", "Atelectasis"},
                                                           {"Cardiomegaly", "Cardiomegaly"},
                                                           {"Consolidation", "Consolidation"},
                                                           {"Pulmonary Edema", "Edema"},
                                                           {"Pleural Effusion", "Effusion"},
                                                           {"Emphysema", "Emphysema"},
                                                           {"Pulmonary Emphysema", "Emphysema"},
                                                           {"Bullous Emphysema", "Emphysema"},
                                                           {"Pulmonary Fibrosis", "Fibrosis"},
                                                           {"Fractures, Bone", "Fracture"},
                                                           {"Hernia, Hiatal", "Hernia"},
                                                           {"Infiltrate", "Infiltration"},
                                                           {"Mass", "Mass"},
                                                           {"Nodule", "Nodule"},
                                                           {"Pneumonia", "Pneumonia"},
                                                           {"Pneumothorax", "Pneumothorax"},
                                                           {"Hydropneumothorax", "Pneumothorax"}};
  const std::vector<std::string> parts = divided(term, '/');
  std::string heading = parts.front();
  const auto has = [&](const char* part) {
    return std::find(parts.begin() + 1, parts.end(), part) != parts.end();
  };
  if (heading == "Cardiac Shadow" && has("enlarged")) heading = "Cardiomegaly";
  const auto known = headings.find(heading);
  const bool pleural = heading == "Thickening" && has("pleura");
  if (known == headings.end() && !pleural) return std::nullopt;
  const Side side = has("bilateral") || (has("left") && has("right")) ? Side::both
                    : has("left")                                     ? Side::left
                    : has("right")                                    ? Side::right
                                                                      : Side::unstated;
  return FindingFact{pleural ? "Pleural Thickening" : known->second, side};
}

ReportFacts factsOf(const std::string& coded) {
  ReportFacts facts;
  for (const std::string& term : divided(coded, '|')) {
    const auto fact = factOf(term);
    if (!fact) continue;
    const auto known = std::find_if(facts.findings.begin(), facts.findings.end(),
                                    [&](const FindingFact& one) { return one.finding == fact->finding; });
    if (known == facts.findings.end())
      facts.findings.push_back(*fact);
    else if (known->side != fact->side)
      known->side =
          known->side == Side::unstated || fact->side == Side::unstated ? Side::unstated : Side::both;
  }
  return facts;
}

std::vector<CodedReport> codedReports(const std::filesystem::path& file) {
  const auto table = base::readCsvFile(file);
  std::vector<CodedReport> reports;
  if (!table) return reports;
  const auto at = [&](const std::vector<std::string>& row, const char* column) {
    return row[*table->column(column)];
  };
  for (const auto& row : table->rows) {
    if (at(row, "mesh_major") == "No Indexing") continue;
    reports.push_back(
        {ReportText{at(row, "findings"), at(row, "impression")}, factsOf(at(row, "mesh_major"))});
  }
  return reports;
}

std::string swapSides(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 4, "left") == 0) {
      text.replace(i, 4, "right");
      i += 4;
    } else if (text.compare(i, 5, "right") == 0) {
      text.replace(i, 5, "left");
      i += 3;
    }
  }
  return text;
}

// What is done to a report, and whether it could be.
using Seeding = std::function<bool(CodedReport&)>;

bool isOneSided(const FindingFact& fact) { return fact.side == Side::left || fact.side == Side::right; }

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Takes the sentences that state the finding out of the text.
std::string without(const std::string& text, const std::string& finding) {
  const auto sentences = sentencesOf(text);
  std::vector<bool> drop(sentences.size(), false);
  for (const Mention& mention : mentionsIn(text))
    if (reportedFindings()[mention.finding] == finding) drop[mention.sentence] = true;
  std::string kept;
  for (std::size_t i = 0; i < sentences.size(); ++i)
    if (!drop[i]) kept += sentences[i] + ". ";
  return kept;
}

// As a report would put it; not the words of the check.
std::string statement(const std::string& finding) {
  static const std::map<std::string, std::string> words{{"Effusion", "pleural effusion"},
                                                        {"Cardiomegaly", "cardiomegaly"},
                                                        {"Edema", "pulmonary edema"},
                                                        {"Infiltration", "infiltrate"}};
  const auto known = words.find(finding);
  return known == words.end() ? lower(finding) : known->second;
}

const std::vector<std::pair<const char*, Seeding>> seedings{
    {"the sides are swapped",
     [](CodedReport& report) {
       if (report.facts.findings.empty() || !isOneSided(report.facts.findings.front())) return false;
       report.text.findings = swapSides(lower(report.text.findings));
       report.text.impression = swapSides(lower(report.text.impression));
       return true;
     }},
    {"the finding is denied in the impression",
     [](CodedReport& report) {
       if (report.facts.findings.empty()) return false;
       report.text.impression += " No evidence of " + statement(report.facts.findings.front().finding) + ".";
       return true;
     }},
    {"the finding is left out",
     [](CodedReport& report) {
       if (report.facts.findings.empty()) return false;
       const std::string finding = report.facts.findings.front().finding;
       report.text.findings = without(report.text.findings, finding);
       report.text.impression = without(report.text.impression, finding);
       return true;
     }},
    {"another finding is added",
     [](CodedReport& report) {
       for (const char* finding : {"Pneumothorax", "Mass", "Fracture"}) {
         const bool has = std::any_of(report.facts.findings.begin(), report.facts.findings.end(),
                                      [&](const FindingFact& fact) { return fact.finding == finding; });
         if (has) continue;
         report.text.impression += " There is a moderate " + statement(finding) + ".";
         return true;
       }
       return false;
     }},
    {"a sentence is repeated", [](CodedReport& report) {
       const auto sentences = sentencesOf(report.text.findings);
       if (sentences.empty()) return false;
       report.text.findings += " " + sentences.front() + ".";
       return true;
     }}};

TEST(CheckReport, OnRealReportsObjectsSeldomAndFindsSeededContradictions) {
  CHEXGEN_DATA_OR_SKIP(file, "openi-reports.csv");
  const auto reports = codedReports(file);
  ASSERT_FALSE(reports.empty());
  std::map<std::string, std::size_t> alarms;
  std::vector<CodedReport> clean;
  std::size_t falseAlarms = 0;
  const bool show = std::getenv("CHEXGEN_SHOW") != nullptr;
  for (const CodedReport& report : reports) {
    const auto problems = checkReport(report.text, report.facts);
    if (problems.empty()) clean.push_back(report);
    falseAlarms += problems.empty() ? 0 : 1;
    for (const ReportProblem& problem : problems) {
      ++alarms[std::string(name(problem.fault))];
      if (show)
        std::printf("%s %s: %s\n   | %s | %s\n", std::string(name(problem.fault)).c_str(),
                    problem.finding.c_str(), problem.passage.c_str(), report.text.findings.c_str(),
                    report.text.impression.c_str());
    }
  }
  const double alarmRate = static_cast<double>(falseAlarms) / static_cast<double>(reports.size());
  std::printf("false alarms: %zu of %zu reports (%.1f %%)\n", falseAlarms, reports.size(), 100 * alarmRate);
  for (const auto& [fault, count] : alarms) std::printf("  %s: %zu\n", fault.c_str(), count);
  std::size_t seeded = 0, caught = 0;
  for (const auto& [what, seed] : seedings) {
    std::size_t made = 0, found = 0;
    for (CodedReport report : clean) {
      if (!seed(report)) continue;
      ++made;
      found += checkReport(report.text, report.facts).empty() ? 0 : 1;
    }
    std::printf("%s: %zu of %zu caught (%.1f %%)\n", what, found, made,
                100 * static_cast<double>(found) / static_cast<double>(made));
    seeded += made;
    caught += found;
  }
  // What was reached once is not lost again: 165 alarms, 99.3 % caught.
  EXPECT_LE(alarmRate, 178.0 / 2900);
  EXPECT_GE(static_cast<double>(caught) / static_cast<double>(seeded), 0.992);
}

}  // namespace
}  // namespace chexgen::text
