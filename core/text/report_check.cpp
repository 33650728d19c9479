#include "core/text/report_check.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <set>

#include "core/text/phrase_search.h"

namespace chexgen::text {
namespace {

// Longer passages are no part of a report.
constexpr std::size_t longestPassage = 4096;

constexpr std::array<std::string_view, 11> femaleWords{"she",     "her",     "woman",        "female",
                                                       "lady",    "girl",    "hysterectomy", "uterus",
                                                       "uterine", "ovarian", "pregnan*"};
constexpr std::array<std::string_view, 9> maleWords{
    "he", "his", "man", "male", "gentleman", "boy", "prostate", "prostatectomy", "prostatic"};
constexpr std::array<std::string_view, 7> childWords{"infant", "newborn",    "neonat*",  "toddler",
                                                     "child",  "paediatric", "pediatric"};
constexpr std::array<std::string_view, 9> apWords{"portable",      "anteroposterior", "antero-posterior",
                                                  "ap view",       "ap chest",        "ap radiograph",
                                                  "ap projection", "ap upright",      "ap portable"};
constexpr std::array<std::string_view, 7> paWords{"posteroanterior", "postero-anterior", "pa view",
                                                  "pa chest",        "pa radiograph",    "pa projection",
                                                  "pa and lateral"};

struct Section {
  std::vector<std::string> sentences;
  std::vector<Mention> mentions;
};

Section read(const std::string& text) { return {sentencesOf(text), mentionsIn(text)}; }

std::string trimmed(std::string text) {
  const auto isSpace = [](unsigned char c) { return std::isspace(c) != 0; };
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), isSpace));
  while (!text.empty() && isSpace(static_cast<unsigned char>(text.back()))) text.pop_back();
  return text;
}

class Check {
 public:
  Check(const ReportText& report, const ReportFacts& facts)
      : facts_(facts), sections_{read(report.findings), read(report.impression)} {}

  std::vector<ReportProblem> run() {
    for (std::size_t finding = 0; finding < reportedFindings().size(); ++finding) checkFinding(finding);
    for (const Section& section : sections_) checkRepeats(section);
    checkSex();
    checkAge();
    checkView();
    return std::move(problems_);
  }

 private:
  struct Said {
    const Mention* mention;
    const std::string* sentence;
    std::size_t section;
  };

  void add(ReportFault fault, std::string_view finding, const std::string& passage) {
    const ReportProblem problem{fault, std::string(finding), trimmed(passage)};
    const auto same = [&](const ReportProblem& known) {
      return known.fault == problem.fault && known.finding == problem.finding;
    };
    if (std::none_of(problems_.begin(), problems_.end(), same)) problems_.push_back(problem);
  }

  [[nodiscard]] std::vector<Said> said(std::size_t finding) const {
    std::vector<Said> all;
    for (std::size_t s = 0; s < sections_.size(); ++s)
      for (const Mention& mention : sections_[s].mentions)
        if (mention.finding == finding)
          all.push_back({&mention, &sections_[s].sentences[mention.sentence], s});
    return all;
  }

  [[nodiscard]] const FindingFact* factOf(std::string_view finding) const {
    const auto at = std::find_if(facts_.findings.begin(), facts_.findings.end(),
                                 [&](const FindingFact& fact) { return fact.finding == finding; });
    return at == facts_.findings.end() ? nullptr : &*at;
  }

  [[nodiscard]] bool isAllowed(std::string_view finding) const {
    if (factOf(finding) != nullptr) return true;
    return (finding == "Consolidation" || finding == "Infiltration") && factOf("Pneumonia") != nullptr;
  }

  void checkFinding(std::size_t finding) {
    const std::string_view label = reportedFindings()[finding];
    const auto all = said(finding);
    const Said* stated = nullptr;
    const Said* denied = nullptr;
    bool certain = false;
    for (const Said& one : all) {
      if (one.mention->stated == Stated::absent) {
        if (denied == nullptr) denied = &one;
      } else {
        if (stated == nullptr || (!certain && one.mention->stated == Stated::present)) stated = &one;
        certain = certain || one.mention->stated == Stated::present;
      }
    }
    const FindingFact* fact = factOf(label);
    if (fact != nullptr && stated == nullptr)
      add(denied != nullptr ? ReportFault::negatedFinding : ReportFault::missingFinding, label,
          denied != nullptr ? *denied->sentence : "");
    if (facts_.complete && certain && !isAllowed(label))
      add(ReportFault::unexpectedFinding, label, *stated->sentence);
    checkContradiction(label, all);
    checkSides(label, all, fact);
  }

  void checkContradiction(std::string_view label, const std::vector<Said>& all) {
    for (const Said& present : all) {
      if (present.mention->stated != Stated::present) continue;
      for (const Said& absent : all) {
        if (absent.mention->stated != Stated::absent || absent.mention->reserved) continue;
        const bool otherSide = absent.mention->side != Side::unstated && absent.mention->side != Side::both &&
                               absent.mention->side != present.mention->side;
        if (!otherSide && present.sentence != absent.sentence)
          add(ReportFault::contradiction, label,
              trimmed(*present.sentence) + " / " + trimmed(*absent.sentence));
      }
    }
  }

  static Side together(const std::vector<Said>& all, std::optional<std::size_t> section) {
    bool left = false, right = false;
    for (const Said& one : all) {
      if (one.mention->stated == Stated::absent || (section && one.section != *section)) continue;
      left = left || one.mention->side == Side::left || one.mention->side == Side::both;
      right = right || one.mention->side == Side::right || one.mention->side == Side::both;
    }
    return left && right ? Side::both : left ? Side::left : right ? Side::right : Side::unstated;
  }

  void checkSides(std::string_view label, const std::vector<Said>& all, const FindingFact* fact) {
    const auto first = std::find_if(all.begin(), all.end(),
                                    [](const Said& one) { return one.mention->stated != Stated::absent; });
    if (first == all.end()) return;
    const Side inFindings = together(all, 0), inImpression = together(all, 1);
    const bool opposite = (inFindings == Side::left && inImpression == Side::right) ||
                          (inFindings == Side::right && inImpression == Side::left);
    if (opposite) add(ReportFault::wrongSide, label, *first->sentence);
    if (fact == nullptr || fact->side == Side::unstated) return;
    const Side side = together(all, std::nullopt);
    if (side == Side::unstated) add(ReportFault::missingSide, label, *first->sentence);
    if (side != Side::unstated && side != fact->side) add(ReportFault::wrongSide, label, *first->sentence);
  }

  void checkRepeats(const Section& section) {
    std::set<std::string> seen;
    for (const std::string& sentence : section.sentences) {
      std::string words;
      for (const char c : sentence)
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) words += c;
      if (!words.empty() && !seen.insert(words).second) add(ReportFault::repeatedSentence, {}, sentence);
    }
  }

  // The first sentence in which one of the phrases occurs.
  [[nodiscard]] const std::string* sentenceWith(Phrases phrases) const {
    for (const Section& section : sections_)
      for (const std::string& sentence : section.sentences)
        if (sentence.size() <= longestPassage && hasPhrase(sentence, phrases)) return &sentence;
    return nullptr;
  }

  void checkSex() {
    if (!facts_.sex || facts_.sex->empty()) return;
    const char first = static_cast<char>(std::tolower(static_cast<unsigned char>(facts_.sex->front())));
    if (first != 'm' && first != 'f') return;
    if (const auto* sentence = sentenceWith(first == 'm' ? Phrases(femaleWords) : Phrases(maleWords)))
      add(ReportFault::wrongSex, {}, *sentence);
  }

  void checkAge() {
    if (!facts_.age) return;
    for (const Section& section : sections_) {
      for (const std::string& sentence : section.sentences) {
        const auto years = sentence.size() <= longestPassage ? firstYears(sentence) : std::nullopt;
        if (years && std::abs(*years - std::floor(*facts_.age)) > 1) add(ReportFault::wrongAge, {}, sentence);
      }
    }
    if (const auto* sentence = sentenceWith(childWords); sentence != nullptr && *facts_.age >= 18)
      add(ReportFault::wrongAge, {}, *sentence);
  }

  void checkView() {
    if (!facts_.view || facts_.view->empty()) return;
    if (*facts_.view != "PA" && *facts_.view != "AP") return;
    if (const auto* sentence = sentenceWith(*facts_.view == "PA" ? Phrases(apWords) : Phrases(paWords)))
      add(ReportFault::wrongView, {}, *sentence);
  }

  const ReportFacts& facts_;
  std::array<Section, 2> sections_;
  std::vector<ReportProblem> problems_;
};

}  // namespace

std::string_view name(ReportFault fault) {
  switch (fault) {
    case ReportFault::missingFinding: return "missing_finding";
    case ReportFault::negatedFinding: return "negated_finding";
    case ReportFault::unexpectedFinding: return "unexpected_finding";
    case ReportFault::contradiction: return "contradiction";
    case ReportFault::wrongSide: return "wrong_side";
    case ReportFault::missingSide: return "missing_side";
    case ReportFault::repeatedSentence: return "repeated_sentence";
    case ReportFault::wrongSex: return "wrong_sex";
    case ReportFault::wrongAge: return "wrong_age";
    case ReportFault::wrongView: return "wrong_view";
  }
  return "";
}

std::vector<ReportProblem> checkReport(const ReportText& report, const ReportFacts& facts) {
  return Check(report, facts).run();
}

}  // namespace chexgen::text
