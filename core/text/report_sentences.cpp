#include "core/text/report_sentences.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

namespace chexgen::text {
namespace {

bool isReportDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool isReportLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool isLowerLetter(char c) { return c >= 'a' && c <= 'z'; }
bool isUpperLetter(char c) { return c >= 'A' && c <= 'Z'; }

std::string lowerAscii(std::string_view text) {
  std::string low(text);
  for (char& c : low) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return low;
}

std::string_view trimmedLine(std::string_view line) {
  const auto begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t") - begin + 1);
}

// Signs that mean the same in ASCII; marks of lists become "•" of one byte.
constexpr char bullet = '\x01';

std::string plainSigns(std::string_view report) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 24> signs{{
      {"(-)", ": absent "},     {"(+)", ": present "},    {"\r\n", "\n"},           {"\r", "\n"},
      {"\xE2\x80\xA8", "\n"},   {"\xE2\x80\xA9", "\n"},   {"\xC2\xA0", " "},        {"\xE2\x80\x99", "'"},
      {"\xE2\x80\x98", "'"},    {"\xE2\x80\x93", "-"},    {"\xE2\x80\x94", "-"},    {"\xE2\x80\x90", "-"},
      {"\xE2\x80\x91", "-"},    {"\xE2\x88\x92", "-"},    {"\xE2\x80\xA2", "\x01"}, {"\xC2\xB7", "\x01"},
      {"\xE2\x96\xAA", "\x01"}, {"\xE2\x80\xA3", "\x01"}, {"\xE2\x97\xA6", "\x01"}, {"\xE2\x97\x8F", "\x01"},
      {"\xE2\x97\x8B", "\x01"}, {"\xE2\x96\xA0", "\x01"}, {"\xE2\x9E\xA2", "\x01"}, {"\xEF\x82\xB7", "\x01"},
  }};
  std::string plain;
  for (std::size_t at = 0; at < report.size();) {
    const auto* const sign = std::find_if(signs.begin(), signs.end(), [&](const auto& one) {
      return report.substr(at).starts_with(one.first);
    });
    if (sign == signs.end()) {
      plain += report[at++];
    } else {
      plain += sign->second;
      at += sign->first.size();
    }
  }
  return plain;
}

// ---- marks of lists and headings ----

// Where the text behind a list mark begins: "- ", "* ", "•", "1.", "2)", "(a)", "#1"; 0 without one.
std::size_t afterListMark(std::string_view line) {
  if (line.empty()) return 0;
  const auto skipBlanks = [&](std::size_t at) {
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
    return at;
  };
  if (line.front() == '#' && line.substr(1, 1) == " ") return skipBlanks(1);
  if (line.front() == bullet || line.front() == '*' || line.front() == '>' || line.front() == '-' ||
      line.front() == '+') {
    std::size_t at = 0;
    while (at < line.size() && (line[at] == line.front() || line[at] == bullet)) ++at;
    const std::size_t text = skipBlanks(at);
    const bool belongs = text == at && at < line.size() && !isReportLetter(line[at]);  // "-5", "+/-"
    return belongs ? 0 : text;
  }
  std::size_t at = line.front() == '(' || line.front() == '#' ? 1 : 0;
  const std::size_t begin = at;
  while (at < line.size() && isReportDigit(line[at])) ++at;
  const bool isNumber = at > begin && at - begin <= 2;
  if (at == begin && at < line.size() && isReportLetter(line[at])) ++at;
  if (at == begin || at >= line.size()) return 0;
  const char letter = static_cast<char>(std::tolower(static_cast<unsigned char>(line[begin])));
  const bool closed = line[at] == ')' || line[at] == ']' || (line[at] == '.' && line.front() != '(');
  if (!isNumber) {
    // "o  Effusion" is a mark of word processors; "R. effusion" and "L. effusion" are sides.
    if (letter == 'o' && at + 1 < line.size() && (line[at] == ' ' || line[at] == '\t') &&
        isUpperLetter(line[skipBlanks(at)]))
      return skipBlanks(at);
    if (!closed || ((letter == 'r' || letter == 'l') && line[at] == '.')) return 0;
    return at + 1 < line.size() && line[at + 1] == ' ' ? skipBlanks(at + 1) : 0;
  }
  if (line.front() == '#' && line[at] == ' ') return skipBlanks(at);
  if (!closed || (at + 1 < line.size() && isReportDigit(line[at + 1]))) return 0;
  return skipBlanks(at + 1);
}

struct SectionName {
  std::string_view name;
  bool background = false;
};

constexpr std::array<SectionName, 26> sections{{
    {"findings"},
    {"finding"},
    {"impression"},
    {"impressions"},
    {"conclusion"},
    {"conclusions"},
    {"opinion"},
    {"interpretation"},
    {"report"},
    {"result"},
    {"results"},
    {"summary"},
    {"assessment"},
    {"diagnosis"},
    {"indication", true},
    {"indications", true},
    {"history", true},
    {"clinical history", true},
    {"clinical indication", true},
    {"clinical information", true},
    {"clinical question", true},
    {"reason for exam", true},
    {"reason for examination", true},
    {"comparison", true},
    {"technique", true},
    {"examination", true},
}};

struct Heading {
  std::size_t end = 0;  // where the text behind it begins
  bool background = false;
};

// "FINDINGS:", "Impression -", "IMPRESSION" alone in its line.
std::optional<Heading> headingAt(std::string_view line) {
  const std::string low = lowerAscii(line.substr(0, 40));
  for (const SectionName& one : sections) {
    if (!low.starts_with(one.name)) continue;
    std::size_t at = one.name.size();
    while (at < low.size() && (low[at] == ' ' || low[at] == '\t')) ++at;
    if (at == line.size()) return Heading{at, one.background};
    const bool isSet = low[at] == ':' || (low[at] == '-' && at > one.name.size());
    if (!isSet) continue;
    ++at;
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
    return Heading{at, one.background};
  }
  return std::nullopt;
}

// ---- lines ----

// Words behind and before which a line break divides nothing.
bool goesOn(std::string_view word) {
  static constexpr std::array<std::string_view, 62> connectors{
      "of",     "no",   "the",       "a",        "an",      "and",   "or",     "with",      "without",
      "in",     "at",   "on",        "is",       "are",     "was",   "were",   "has",       "have",
      "had",    "been", "be",        "for",      "to",      "by",    "from",   "than",      "small",
      "large",  "mild", "moderate",  "severe",   "left",    "right", "new",    "possible",  "probable",
      "likely", "may",  "represent", "evidence", "pleural", "focal", "acute",  "bilateral", "there",
      "this",   "that", "which",     "not",      "nor",     "but",   "as",     "into",      "within",
      "along",  "near", "versus",    "vs",       "lower",   "upper", "middle", "basilar"};
  return std::find(connectors.begin(), connectors.end(), word) != connectors.end();
}

// Words that begin no item of a list.
bool goesOnWith(std::string_view word) {
  static constexpr std::array<std::string_view, 18> connectors{"and",  "or",   "of",   "in",  "on",   "at",
                                                               "with", "is",   "are",  "was", "were", "which",
                                                               "but",  "than", "from", "to",  "that", "as"};
  return std::find(connectors.begin(), connectors.end(), word) != connectors.end();
}

std::string lastWordOf(std::string_view line) {
  std::size_t begin = line.size();
  while (begin > 0 && isReportLetter(line[begin - 1])) --begin;
  return lowerAscii(line.substr(begin));
}

std::string firstWordOf(std::string_view line) {
  std::size_t end = 0;
  while (end < line.size() && isReportLetter(line[end])) ++end;
  return lowerAscii(line.substr(0, end));
}

// "Effusion: none": up to four words and a colon.
bool isField(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 40) return false;
  const auto spaces = std::count(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), ' ');
  return spaces < 4 && line.substr(0, colon).find_first_of(".,") == std::string_view::npos;
}

class Lines {
 public:
  explicit Lines(std::string_view report) {
    bool blank = false;
    for (std::size_t begin = 0; begin <= report.size();) {
      const std::size_t end = std::min(report.find('\n', begin), report.size());
      const std::string_view line = trimmedLine(report.substr(begin, end - begin));
      begin = end + 1;
      if (line.empty()) {
        blank = true;
        continue;
      }
      lines_.push_back({line, blank});
      blank = false;
    }
    const auto all = [&](const auto& holds) { return std::all_of(lines_.begin(), lines_.end(), holds); };
    capitals_ = std::none_of(report.begin(), report.end(), isLowerLetter);
    lowerList_ =
        lines_.size() > 1 && all([](const Line& one) {
          constexpr std::size_t longestItem = 60;
          return isLowerLetter(one.text.front()) && one.text.back() != '.' && one.text.size() <= longestItem;
        });
  }

  // The lines, those that a sentence goes on over joined by spaces.
  [[nodiscard]] std::vector<std::string> joined() const {
    std::vector<std::string> all;
    std::string_view before;
    for (const Line& one : lines_) {
      if (!all.empty() && !one.afterBlank && continues(before, one.text))
        all.back().append(" ").append(one.text);
      else
        all.emplace_back(one.text);
      before = one.text;
    }
    return all;
  }

 private:
  struct Line {
    std::string_view text;
    bool afterBlank = false;
  };

  [[nodiscard]] bool continues(std::string_view line, std::string_view next) const {
    constexpr std::size_t longLine = 60;  // prose is wrapped at such widths, items of lists are shorter
    if (afterListMark(next) > 0 || headingAt(next) || isField(next)) return false;
    if (const auto heading = headingAt(line); heading && heading->end == line.size()) return false;
    if (line.back() == ',' || line.back() == '-' || line.back() == ':' || goesOn(lastWordOf(line)))
      return true;
    if (goesOnWith(firstWordOf(next)) && !isUpperLetter(next.front())) return true;
    if (capitals_) return line.size() >= longLine || goesOnWith(firstWordOf(next));
    if (isUpperLetter(next.front())) return false;
    return !lowerList_;
  }

  std::vector<Line> lines_;
  bool capitals_ = false;   // the whole report is
  bool lowerList_ = false;  // each line is an item in lower case
};

// ---- sentences ----

class Divider {
 public:
  explicit Divider(std::string_view line)
      : line_(line), capitals_(std::none_of(line.begin(), line.end(), isLowerLetter)) {}

  [[nodiscard]] std::vector<std::string> divide() {
    std::vector<std::string> parts(1);
    for (at_ = 0; at_ < line_.size(); ++at_) {
      const char c = line_[at_];
      const bool asks = c == '?' && at_ + 1 < line_.size() && isReportLetter(line_[at_ + 1]);
      if (startsItem()) parts.emplace_back();
      if (c == '?' && isAnswered()) {
        parts.back() += ':';
        continue;
      }
      if (c == '?') parts.back() += c;
      if (c == ';' || c == '!' || (c == '?' && !asks && !asksWhatFollows()) || (c == '.' && pointEnds())) {
        parts.emplace_back();
      } else if (c == bullet) {
        parts.emplace_back();
      } else if (c != '?') {
        parts.back() += c;
      }
    }
    return parts;
  }

 private:
  // "1) … 2) …" and "FINDINGS: … IMPRESSION: …" in one line.
  [[nodiscard]] bool startsItem() const {
    if (at_ == 0 || line_[at_ - 1] != ' ') return false;
    const std::string_view rest = line_.substr(at_);
    if (isReportDigit(rest.front()) || rest.front() == '(') {
      const std::size_t digits = rest.front() == '(' ? 1 : 0;
      const bool isMark = rest.size() > digits + 2 && isReportDigit(rest[digits]) &&
                          rest[digits + 1] == ')' && rest[digits + 2] == ' ';
      return isMark;
    }
    // A full stop was forgotten: "Small effusion No evidence of pneumothorax".
    if ((rest.starts_with("No ") || rest.starts_with("There ")) && at_ > 1 && isLowerLetter(line_[at_ - 2]))
      return true;
    if (!isUpperLetter(rest.front())) return false;
    const auto heading = headingAt(rest);
    return heading && heading->end < rest.size() &&
           rest.substr(0, heading->end).find(':') != std::string_view::npos;
  }

  // "RLL ? pneumonia": a question mark that stands before a word.
  [[nodiscard]] bool asksWhatFollows() const {
    const bool apart = at_ == 0 || line_[at_ - 1] == ' ' || line_[at_ - 1] == '(';
    std::size_t next = at_ + 1;
    while (next < line_.size() && line_[next] == ' ') ++next;
    return apart && next < line_.size() && (capitals_ || !isUpperLetter(line_[next]));
  }

  // "Pneumothorax? No."
  [[nodiscard]] bool isAnswered() const {
    constexpr std::size_t longestAnswer = 16;
    const std::string rest = lowerAscii(trimmedLine(line_.substr(at_ + 1, longestAnswer)));
    for (const std::string_view answer : {"no", "none", "yes"}) {
      if (!rest.starts_with(answer)) continue;
      const std::string_view behind = std::string_view(rest).substr(answer.size());
      if (behind.empty() || behind.front() == '.' || behind.front() == ',' || behind.starts_with(" seen"))
        return true;
    }
    return false;
  }

  [[nodiscard]] bool pointEnds() const {
    if (at_ > 0 && at_ + 1 < line_.size() && isReportDigit(line_[at_ - 1]) && isReportDigit(line_[at_ + 1]))
      return false;
    std::size_t begin = at_;
    while (begin > 0 && isReportLetter(line_[begin - 1])) --begin;
    const std::string word = lowerAscii(line_.substr(begin, at_ - begin));
    if (word == "dr" || word == "vs" || word == "pl" || word == "approx") return false;
    if (word != "r" && word != "l" && word != "rt" && word != "lt" && word != "bilat") return true;
    // "R. effusion", but "on the R. No effusion."
    std::size_t next = at_ + 1;
    while (next < line_.size() && line_[next] == ' ') ++next;
    if (next >= line_.size()) return true;
    if (isLowerLetter(line_[next])) return false;
    const std::string before = lastWordOf(trimmedLine(line_.substr(0, begin)));
    const bool closes = before == "on" || before == "the" || before == "to";
    return closes || !capitals_;
  }

  std::string_view line_;
  bool capitals_;
  std::size_t at_ = 0;
};

std::string withoutMarks(std::string_view part) {
  for (;;) {
    part = trimmedLine(part);
    const std::size_t mark = afterListMark(part);
    if (mark == 0) return std::string(part);
    part.remove_prefix(mark);
  }
}

}  // namespace

std::vector<ReportSentence> reportSentences(std::string_view report) {
  const std::string plain = plainSigns(report);
  std::vector<ReportSentence> sentences;
  std::vector<std::size_t> asked;  // sentences under a heading of the background
  bool background = false;
  bool anyLater = false;
  bool headed = false;
  for (const std::string& line : Lines(plain).joined()) {
    for (const std::string& part : Divider(line).divide()) {
      std::string text = withoutMarks(part);
      if (const auto heading = headingAt(text)) {
        if (!heading->background && background) anyLater = true;
        background = heading->background;
        headed = background;
        text = withoutMarks(std::string_view(text).substr(heading->end));
      }
      if (std::none_of(text.begin(), text.end(), isReportLetter)) continue;
      if (background) asked.push_back(sentences.size());
      sentences.push_back({lowerAscii(text), headed});
      headed = false;
    }
  }
  // Where a heading of the findings comes after it, the whole section before it is background; else the one
  // sentence behind its heading.
  if (anyLater)
    for (const std::size_t at : asked) sentences[at].background = true;
  return sentences;
}

}  // namespace chexgen::text
