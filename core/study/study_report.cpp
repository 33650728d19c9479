#include "core/study/study_report.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/version.h"
#include "core/report/charts.h"
#include "core/study/leak_words.h"
#include "core/study/reader_section.h"
#include "core/study/remedies.h"
#include "core/study/report_text.h"
#include "core/study/result.h"

namespace chexgen::study {
namespace {

using report::Document;
using report::Heading;
using report::Paragraph;
using report::Table;

std::string readerName(const std::string& reader) {
  return reader == meanOfReaders ? "mean of readers" : reader;
}

const char* kindText(StudyKind kind) {
  switch (kind) {
    case StudyKind::reportMatch: return "Report match: does the image show what the report says";
    case StudyKind::realism: return "Realism: real or synthetic";
    case StudyKind::preference: return "Preference: which image fits the report best";
    case StudyKind::custom: return "Questions of its own";
  }
  return "";
}

const Question* questionNamed(const std::vector<Question>& questions, const std::string& id) {
  const auto found =
      std::find_if(questions.begin(), questions.end(), [&](const Question& q) { return q.id == id; });
  return found == questions.end() ? nullptr : &*found;
}

// "−2 complete mismatch", or the number alone.
std::vector<std::string> stepNames(const Question& question) {
  std::vector<std::string> names;
  for (int step = question.low; step <= question.high; ++step) {
    const auto i = static_cast<std::size_t>(step - question.low);
    std::string name = fixed(step, 0);
    if (question.low < 0 && step > 0) name = "+" + name;
    if (i < question.choices.size()) name += " " + question.choices[i];
    names.push_back(std::move(name));
  }
  return names;
}

class Writer {
 public:
  Writer(const StudyResult& result, const std::vector<Analysis>& analyses)
      : result_(result), design_(result.design), questions_(questionsOf(design_)), analyses_(analyses) {}

  Document write() {
    const std::size_t cases = static_cast<std::size_t>(std::count_if(
        design_.cases.begin(), design_.cases.end(), [](const Case& one) { return !one.practice; }));
    document_.title = design_.name;
    document_.subtitle = std::string(kindText(design_.kind)) + " · " + counted(cases, "case", "cases") +
                         " · " + counted(armsOf(design_).size(), "arm", "arms") + " · " +
                         counted(design_.readers.size(), "reader", "readers");
    document_.footer = "Contains ratings of synthetic radiographs · not for diagnosis · " +
                       std::string(base::programVersion());
    summary();
    designSection(cases);
    blinding();
    addReaders(result_, analyses_, document_);
    for (const Analysis& analysis : analyses_) question(analysis);
    choices();
    comments();
    methods();
    return std::move(document_);
  }

 private:
  template <class Block>
  void add(Block block) {
    document_.blocks.emplace_back(std::move(block));
  }
  void say(std::string text, Paragraph::Role role = Paragraph::Role::normal) {
    if (!text.empty()) add(Paragraph{std::move(text), role});
  }
  // A figure that could not be computed, or has no interval, says why below its table, each reason once.
  void explain(const std::vector<const Figure*>& figures) {
    std::vector<std::string> noValue, noInterval;
    for (const Figure* figure : figures) {
      std::vector<std::string>& reasons = figure->value ? noInterval : noValue;
      if (!figure->why.empty() && std::find(reasons.begin(), reasons.end(), figure->why) == reasons.end())
        reasons.push_back(figure->why);
    }
    if (!noValue.empty()) say("– : " + joined(noValue, " "), Paragraph::Role::note);
    if (!noInterval.empty()) say("Without an interval: " + joined(noInterval, " "), Paragraph::Role::note);
  }
  // The row of figures that speaks for the study: the mean of readers, or the only reader.
  [[nodiscard]] bool leads(const std::string& reader) const {
    return reader == meanOfReaders || design_.readers.size() == 1;
  }

  void summary() {
    std::size_t answered = 0, expected = 0;
    for (const Roster::Reader& reader : result_.roster.readers) expected += reader.presentations;
    for (const auto& [reader, count] : result_.answered) answered += count;
    say(joined(design_.readers) + " gave " + std::to_string(answered) + " of " + std::to_string(expected) +
        " answers, practice included.");
    const Analysis& main = analyses_.front();
    for (const ArmFigures& arm : main.arms)
      if (leads(arm.reader) && arm.mean.value)
        say(arm.arm + ": mean " + valueText(arm.mean) + ", " + counted(arm.cases, "case", "cases") + ".");
    for (const Comparison& comparison : main.comparisons)
      if (leads(comparison.reader) && comparison.difference.value)
        say(comparison.first + " minus " + comparison.second + ": " + valueText(comparison.difference) +
            "; Wilcoxon p = " + pText(comparison.pOfSignedRank) + ", after Holm " +
            pText(comparison.corrected) + ".");
    if (main.realism)
      for (const auto& [reader, area] : main.realism->area)
        if (area.value)
          say(reader + " told real from synthetic with an area under the curve of " + valueText(area) + ".");
    say("Figures in brackets are 95 % intervals.", Paragraph::Role::note);
  }

  void designSection(std::size_t cases) {
    add(Heading{"Design"});
    std::size_t practice = design_.cases.size() - cases;
    std::map<std::string, std::size_t> strata;
    for (const Case& one : design_.cases)
      if (!one.practice && !one.stratum.empty()) ++strata[one.stratum];
    std::vector<std::string> stratumTexts, asked;
    for (const auto& [stratum, count] : strata)
      stratumTexts.push_back(stratum + " (" + std::to_string(count) + ")");
    for (const Question& one : questions_) asked.push_back(one.text);
    add(Table{.caption = {},
              .head = {"", "Study"},
              .rows = {{"Arms", joined(armsOf(design_))},
                       {"Readers", joined(design_.readers)},
                       {"Cases", std::to_string(cases)},
                       {"Cases for practice", std::to_string(practice)},
                       {"Strata", strata.empty() ? "none" : joined(stratumTexts)},
                       {"Shown twice, for agreement within a reader", std::to_string(design_.repeats)},
                       {"Asked", joined(asked, " ")},
                       {"Report shown", design_.showReport ? "yes" : "no"},
                       {"Going back allowed", design_.mayGoBack ? "yes" : "no"},
                       {"Order drawn from", result_.orderFromSecret
                                                ? std::string("256 random bits in the sealed key")
                                                : "the seed " + std::to_string(design_.seed)}}});
    say(design_.kind == StudyKind::preference
            ? "The images of a case stood side by side; which stood where was turned from case to case and "
              "reader "
              "to reader. The cases were shuffled for each reader."
            : "Each reader saw every case at most once in each block, with one of its arms; which arm in "
              "which "
              "block follows a Latin square turned by case and reader. The cases of a block were shuffled "
              "for "
              "each reader.");
    if (!result_.orderFromSecret)
      say("The study was made with an earlier version of this program: whoever knew the design and its seed "
          "could work out the order, and with it which image was of which arm.",
          Paragraph::Role::warning);
  }

  void blinding() {
    add(Heading{"Blinding and seal"});
    const BlindingOptions& how = result_.roster.blinding;
    say("All images went the same way: the middle square, resampled to " + std::to_string(how.side) + " × " +
        std::to_string(how.side) +
        " pixels by one filter, stretched to all 256 greys, stored uncompressed under random names. The "
        "packages held no key.");
    if (how.cropped > 0)
      say(percent(how.cropped) + " of each edge was cut off, against burned-in side markers.");
    const RemedyPlan& remedies = result_.roster.remedies;
    const bool namesCorners =
        std::find(remedies.chosen.begin(), remedies.chosen.end(), Remedy::corners) != remedies.chosen.end();
    if (how.masked > 0 && !namesCorners)
      say("Squares of " + percent(how.masked) +
          " of the side in all corners were black, against burned-in side markers.");
    for (const std::string& remark : result_.roster.remarks) say(remark);
    for (const Sentence& sentence : remedyWords(remedies, how)) say(plain(sentence));
    if (how.cropped <= 0 && how.masked <= 0)
      say("Burned-in side markers were neither cut off nor masked: where one arm has them and another does "
          "not, they remain a cue.",
          Paragraph::Role::warning);
    leaks();
    say("Which image belonged to which arm was encrypted before the first reading. Commitment to that key "
        "(SHA-256 of a random 256-bit number and the key): " +
        result_.roster.study + ".");
    say("The key was opened " + counted(result_.openings.size(), "time", "times") + ": " +
        joined(result_.openings) +
        ". Every answer is signed by its reader and chained to the one before; all "
        "signatures were right.");
  }

  // What the packages were found to tell, as they were read.
  void leaks() {
    const std::vector<ArmLeak>& found = result_.roster.leaks;
    if (found.empty()) return;
    add(Heading{"Whether measurements tell the arms apart", 2});
    const auto role =
        verdictOf(found) == Verdict::notToldApart ? Paragraph::Role::normal : Paragraph::Role::warning;
    for (const Sentence& sentence : verdictWords(found)) say(plain(sentence), role);
    Table table{.caption =
                    "What tells the arms apart: median, and where nine tenths of the values lie; area "
                    "above 0.5: higher in the arm; p by permutation, after Holm",
                .head = {"Measured", "Arm", "In the arm", "In the others", "Area", "p"},
                .rows = {}};
    for (const TellingFeature& feature : tellingFeatures(found))
      table.rows.push_back({feature.name + (feature.reader.empty() ? "" : ", package of " + feature.reader),
                            feature.arm, feature.ofArm, feature.ofOthers, feature.area, feature.p});
    if (!table.rows.empty()) add(std::move(table));
    for (const Sentence& sentence : adviceWords(found)) say(plain(sentence), Paragraph::Role::note);
  }

  void question(const Analysis& analysis) {
    const Question* asked = questionNamed(questions_, analysis.question);
    if (asked != nullptr) {
      add(Heading{asked->text});
      ratings(*asked, analysis);
      comparisons(analysis);
      strata(analysis);
      agreement(analysis);
    }
    if (analysis.realism) realism(*analysis.realism);
    if (analysis.preference) preference(*analysis.preference);
  }

  void ratings(const Question& asked, const Analysis& analysis) {
    std::vector<report::LikertBar> bars;
    std::vector<report::IntervalRow> intervals;
    Table table{.caption = "Ratings by arm and reader",
                .head = {"Arm", "Reader", "Cases", "Mean", "Standard deviation"},
                .rows = {}};
    std::vector<const Figure*> shown;
    for (const ArmFigures& arm : analysis.arms) {
      table.rows.push_back({arm.arm, readerName(arm.reader), std::to_string(arm.cases), valueText(arm.mean),
                            valueText(arm.spread)});
      shown.insert(shown.end(), {&arm.mean, &arm.spread});
      if (!arm.counts.empty()) {
        report::LikertBar bar{.label = arm.arm + ", " + arm.reader, .counts = {}};
        for (int step = asked.low; step <= asked.high; ++step) {
          const auto count = arm.counts.find(step);
          bar.counts.push_back(count == arm.counts.end() ? 0 : count->second);
        }
        bars.push_back(std::move(bar));
      }
      if (arm.mean.value)
        intervals.push_back({arm.arm + ", " + readerName(arm.reader), *arm.mean.value, pairOf(arm.mean)});
    }
    if (!bars.empty())
      add(report::likertChart(bars, stepNames(asked), "How often each step was chosen, by arm and reader"));
    add(std::move(table));
    explain(shown);
    if (!intervals.empty())
      add(report::intervalChart(intervals, std::nullopt, "mean rating",
                                "Means with intervals by drawing cases again"));
  }

  static std::optional<std::pair<double, double>> pairOf(const Figure& figure) {
    if (!figure.interval) return std::nullopt;
    return std::pair(figure.interval->low, figure.interval->high);
  }

  void comparisons(const Analysis& analysis) {
    if (analysis.comparisons.empty()) return;
    Table table{.caption = "Arms compared on the same cases",
                .head = {"Arms", "Reader", "Cases", "Difference", "t", "p of t", "Wilcoxon W", "p of W",
                         "p of W after Holm"},
                .rows = {}};
    std::vector<const Figure*> shown;
    for (const Comparison& one : analysis.comparisons) {
      table.rows.push_back({one.first + " − " + one.second, readerName(one.reader), std::to_string(one.cases),
                            valueText(one.difference), valueText(one.t), pText(one.pOfT),
                            valueText(one.signedRank), pText(one.pOfSignedRank), pText(one.corrected)});
      shown.insert(shown.end(), {&one.difference, &one.t, &one.signedRank});
    }
    add(std::move(table));
    explain(shown);
  }

  void strata(const Analysis& analysis) {
    if (analysis.strata.empty()) return;
    Table table{.caption = "By stratum, " + readerName(analysis.strata.front().reader),
                .head = {"Stratum", "Arm", "Cases", "Mean", "Standard deviation"},
                .rows = {}};
    std::vector<const Figure*> shown;
    for (const ArmFigures& arm : analysis.strata) {
      table.rows.push_back(
          {arm.stratum, arm.arm, std::to_string(arm.cases), valueText(arm.mean), valueText(arm.spread)});
      shown.insert(shown.end(), {&arm.mean, &arm.spread});
    }
    add(std::move(table));
    explain(shown);
  }

  void agreement(const Analysis& analysis) {
    const Agreement& found = analysis.agreement;
    Table table{.caption = "Agreement", .head = {"Between", "Measure", "Value"}, .rows = {}};
    std::vector<const Figure*> shown;
    const auto row = [&](const std::string& between, const char* measure, const Figure& figure) {
      table.rows.push_back({between, measure, valueText(figure)});
      shown.push_back(&figure);
    };
    for (const auto& [pair, figure] : found.kappa) {
      row(pair, "kappa", found.unweighted.at(pair));
      row(pair, "kappa, quadratic weights", figure);
    }
    if (design_.readers.size() > 1) {
      row("all readers", "Fleiss' kappa", found.fleiss);
      row("all readers", "Krippendorff's alpha, ordinal", found.krippendorff);
      row("all readers", "ICC(A,1)", found.intraclass);
    }
    for (const auto& [reader, figure] : found.within)
      row(reader + ", first and second reading", "kappa, quadratic weights", figure);
    if (table.rows.empty()) return;
    add(std::move(table));
    explain(shown);
  }

  void realism(const Realism& found) {
    add(Heading{"Real or synthetic"});
    std::vector<report::RocLine> lines;
    Table table{.caption = "Area under the curve: how well readers told real from synthetic; 0.5 is chance",
                .head = {"Reader", "Arm against real", "Area"},
                .rows = {}};
    std::vector<const Figure*> shown;
    for (const auto& [reader, figure] : found.area) {
      table.rows.push_back({reader, "all synthetic ones", valueText(figure)});
      shown.push_back(&figure);
      const auto curve = found.curves.find(reader);
      if (curve == found.curves.end()) continue;
      report::RocLine line{.label = reader + ": " + valueText(figure), .points = {}};
      for (const statistics::RocPoint& point : curve->second)
        line.points.emplace_back(point.falsePositives, point.truePositives);
      lines.push_back(std::move(line));
    }
    for (const auto& [arm, readers] : found.byArm)
      for (const auto& [reader, figure] : readers) {
        table.rows.push_back({reader, arm, valueText(figure)});
        shown.push_back(&figure);
      }
    if (!lines.empty()) add(report::rocChart(lines, "Receiver operating characteristics by reader"));
    add(std::move(table));
    explain(shown);
  }

  void preference(const Preference& found) {
    add(Heading{"Preference"});
    std::vector<report::IntervalRow> rows;
    Table table{.caption = "Strength of each arm against " + found.reference +
                           " (Bradley and Terry): the logarithm of the odds of being preferred to it",
                .head = {"Arm", "Log odds", "Preferred to " + found.reference},
                .rows = {}};
    std::vector<const Figure*> shown;
    for (const auto& [arm, figure] : found.logStrength) {
      const bool reference = arm == found.reference;
      table.rows.push_back({arm, reference ? "0 (reference)" : valueText(figure),
                            figure.value && !reference ? percent(1 / (1 + std::exp(-*figure.value))) : "–"});
      shown.push_back(&figure);
      if (figure.value && !reference) rows.push_back({arm, *figure.value, pairOf(figure)});
    }
    if (!rows.empty())
      add(report::intervalChart(rows, 0.0, "log odds against " + found.reference, "Preference for each arm"));
    add(std::move(table));
    explain(shown);
  }

  void choices() {
    for (const auto& [id, arms] : countChoices(design_, result_.readings)) {
      const Question* asked = questionNamed(questions_, id);
      if (asked == nullptr) continue;
      add(Heading{asked->text, 2});
      Table table{.caption = "How often each answer was given, all readers", .head = {"Answer"}, .rows = {}};
      for (const auto& [arm, counts] : arms) table.head.push_back(arm);
      for (const std::string& choice : asked->choices) {
        std::vector<std::string> row{choice};
        for (const auto& [arm, counts] : arms) {
          const auto count = counts.find(choice);
          row.push_back(std::to_string(count == counts.end() ? 0 : count->second));
        }
        table.rows.push_back(std::move(row));
      }
      add(std::move(table));
    }
  }

  void comments() {
    for (const Question& asked : questions_) {
      if (asked.kind != Question::Kind::text) continue;
      Table table{.caption = asked.text, .head = {"Reader", "Case", "Arm", "Text"}, .rows = {}};
      for (const Reading& reading : result_.readings) {
        const auto text = reading.answer.values.find(asked.id);
        if (text != reading.answer.values.end() && text->second.is_string())
          table.rows.push_back({reading.reader, reading.caseId, joined(reading.arms, " | "), text->second});
      }
      if (!table.rows.empty()) add(std::move(table));
    }
  }

  void methods() {
    add(Heading{"How it was computed"});
    say("Intervals of means: percentiles of means of cases drawn again with replacement; a case's readings "
        "stay "
        "together (Efron and Tibshirani 1993). A second reading of a case counts only for the agreement "
        "within "
        "a reader.");
    if (!analyses_.front().comparisons.empty())
      say("Differences: paired t with its interval, and Wilcoxon's signed-rank test, in which cases without "
          "a "
          "difference are left out (Wilcoxon 1945), exact up to 50 cases, ties and all. Its p values are "
          "corrected together, by "
          "question, after Holm (1979). The mean of readers takes the cases that all readers have rated.");
    if (analyses_.front().realism)
      say("Areas under the curve and their intervals: DeLong, DeLong and Clarke-Pearson (1988). The score is "
          "the "
          "confidence, negative when \"real\" was said.");
    if (analyses_.front().preference)
      say("Preferences: Bradley and Terry (1952) by maximum likelihood; a tie counts half for each; of a "
          "ranking, each pair counts. Intervals let the choices about one case go together (Liang and Zeger "
          "1986).");
    say("Agreement: Cohen (1968), Fleiss (1971), Krippendorff (2004; cases with one rating count for "
        "nothing), "
        "ICC(A,1) of McGraw and Wong (1996).");
    say("With few cases or readers the figures describe this study; they promise nothing about others.",
        Paragraph::Role::note);
  }

  const StudyResult& result_;
  const Design& design_;
  std::vector<Question> questions_;
  const std::vector<Analysis>& analyses_;
  Document document_;
};

}  // namespace

report::Document reportOf(const StudyResult& result, const std::vector<Analysis>& analyses) {
  return Writer(result, analyses).write();
}

}  // namespace chexgen::study
