// The marks of lintReport against the same rules as regular expressions.
#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/text/phrase_search.h"
#include "core/text/report_check.h"

namespace chexgen::text {
namespace {

std::vector<LintMark> marksByExpression(const std::string& text) {
  struct Rule {
    LintKind kind;
    std::regex pattern;
  };
  const auto any = std::regex::ECMAScript | std::regex::icase;
  static const std::vector<Rule> rules{
      {LintKind::deidentified, std::regex(R"(X{3,}|_{2,}|\[\*\*[^\]]*\]|<[A-Za-z ]+>)")},
      {LintKind::name, std::regex(R"(\b(?:Dr|Mr|Mrs|Ms|Prof)\.? [A-Z][a-z]+)")},
      {LintKind::number,
       std::regex(
           R"(\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:MRN|accession|medical record)\b[^.;]{0,12}\d+|\b\d{3}[ -]\d{3,4}[ -]?\d{3,4}\b)",
           any)},
      {LintKind::prior,
       std::regex(
           R"(\b(?:unchanged|compared (?:to|with)|in comparison|prior (?:study|exam\w*|radiograph|film)|previous(?:ly)?|again (?:seen|noted)|interval|new since)\b)",
           any)}};
  std::multimap<std::ptrdiff_t, LintMark> marks;
  for (const Rule& rule : rules)
    for (std::sregex_iterator at(text.begin(), text.end(), rule.pattern), end; at != end; ++at)
      marks.emplace(at->position(), LintMark{rule.kind, at->str()});
  std::vector<LintMark> found;
  for (auto& [position, mark] : marks) found.push_back(std::move(mark));
  return found;
}

std::optional<int> yearsByExpression(const std::string& text) {
  static const std::regex years(R"((\d{1,3})[ -]?(?:year|yr)s?[ -]?(?:old)?\b)");
  std::smatch match;
  return std::regex_search(text, match, years) ? std::optional(std::stoi(match[1].str())) : std::nullopt;
}

// Texts of the pieces that the rules look for, put together at random.
std::string randomText(std::mt19937& random, const std::vector<std::string>& pieces) {
  std::string text;
  const std::size_t count = 1 + random() % 14;
  for (std::size_t i = 0; i < count; ++i) text += pieces[random() % pieces.size()];
  return text;
}

TEST(LintReport, FindsWhatTheExpressionsOfItsRulesFind) {
  const std::vector<std::string> pieces{
      "X",        "XX",        "XXX",      "_",      "__",       "[**",       "**]",
      "]",        "<",         ">",        "NAME",   "a b",      "Dr",        "Dr.",
      "Mr",       "Mrs.",      " ",        " ",      "Miller",   "mILL",      "prof",
      "Prof",     "1",         "12",       "123",    "2019",     "1234567",   "/",
      ".",        "-",         ";",        "\n",     "MRN",      "accession", "medical record",
      "mrn",      "unchanged", "Prior",    "prior ", "study",    "exam",      "ination",
      "previous", "ly",        "again ",   "seen",   "interval", "new since", "compared ",
      "with",     "\xC3\xA9",  "555-1234", "0"};
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::string text = randomText(random, pieces);
    ASSERT_EQ(lintReport(text), marksByExpression(text)) << text;
  }
}

TEST(LintReport, FindsTheYearsThatTheExpressionFinds) {
  const std::vector<std::string> pieces{"6",     "64", "1964", " ", "-", "year", "yr", "s",  "old",
                                        "years", "ly", "_",    ".", "y", "of",   "ye", "ar", "year-old"};
  std::mt19937 random(2);
  for (int i = 0; i < 40000; ++i) {
    const std::string text = randomText(random, pieces);
    ASSERT_EQ(firstYears(text), yearsByExpression(text)) << text;
  }
}

// Long texts of the beginnings of what is looked for: a search that goes back over them takes for ever, or
// fills the stack.
TEST(LintReport, TakesNoLongerForTextsMadeToTakeLong) {
  for (const std::string piece : {"X", "_", "[**", "[** ", "<a", "Dr. A", "1-1-", "123-", "MRN ", "1",
                                  "prior exam", "1234567890", "64 year", "pregnan"}) {
    std::string text;
    while (text.size() < 1U << 18U) text += piece;
    const auto start = std::chrono::steady_clock::now();
    static_cast<void>(lintReport(text));
    static_cast<void>(checkReport({text, text}, {.sex = "Male", .age = 64.0, .view = "PA"}));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    EXPECT_LT(took.count(), 20) << piece;
  }
}

}  // namespace
}  // namespace chexgen::text
