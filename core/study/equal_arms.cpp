#include "core/study/equal_arms.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>

#include "core/statistics/exact_tests.h"
#include "core/study/arm_names.h"

namespace chexgen::study {
namespace {

using base::ErrorCode;
using base::Result;

constexpr double beyondChance = 0.01;
constexpr std::size_t fewestForArea = 2;

std::string quoted(const std::string& arm) { return "\"" + arm + "\""; }

std::string countText(const ArmShare& share) {
  return std::to_string(share.with) + " of " + std::to_string(share.of);
}

// Of the cases of each arm: for how many the question about the report is answered with yes.
std::vector<ArmShare> sharesOf(const Design& design, const std::function<bool(const std::string&)>& has) {
  std::map<std::string, ArmShare> shares;
  for (const Case& one : design.cases) {
    const bool with = has(one.report);
    for (const Candidate& candidate : one.candidates) {
      ArmShare& share = shares[candidate.arm];
      share.arm = candidate.arm;
      ++share.of;
      share.with += with ? 1 : 0;
    }
  }
  std::vector<ArmShare> list;
  for (auto& [arm, share] : shares) list.push_back(std::move(share));
  return list;
}

bool isEmpty(const std::string& report) { return withoutBlanks(report).empty(); }

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Where the first thing after `at` stands that is none of `passed`; the end when there is none.
std::size_t after(const std::string& text, std::size_t at, const char* passed) {
  const std::size_t found = text.find_first_not_of(passed, at);
  return found == std::string::npos ? text.size() : found;
}

// "age: 45", "Age 80", "57-year-old", "3 yrs", "45 y/o", "8 months old".
bool statesAge(const std::string& report) {
  const std::string text = folded(report) + ' ';  // "-" is a blank there
  for (std::size_t at = text.find("age"); at != std::string::npos; at = text.find("age", at + 1)) {
    const bool word = at == 0 || !isLetter(text[at - 1]);
    if (word && isDigit(text[std::min(after(text, at + 3, " :="), text.size() - 1)])) return true;
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!isDigit(text[at]) || (at > 0 && (isDigit(text[at - 1]) || isLetter(text[at - 1])))) continue;
    const std::size_t end = after(text, at, "0123456789");
    const std::string_view rest = std::string_view(text).substr(after(text, end, " "));
    if (end - at > 3) continue;
    // "3 months ago" is none.
    for (const std::string_view unit : {"year old", "years old", "yr old", "yrs old", "yo", "y/o", "y.o",
                                        "month old", "months old", "y old", "m old"})
      if (rest.starts_with(unit) && !isLetter(rest[unit.size()])) return true;
  }
  return false;
}

Result<void> checkRealism(const Design& design, std::vector<std::string>& remarks) {
  if (design.kind != StudyKind::realism || !design.questions.empty()) return {};
  std::size_t real = 0, others = 0;
  bool hasReal = false, hasOther = false;
  for (const Case& one : design.cases)
    for (const Candidate& candidate : one.candidates) {
      const bool isReal = candidate.arm == realArm;
      (isReal ? hasReal : hasOther) = true;
      if (!one.practice) ++(isReal ? real : others);
    }
  std::string arms;
  for (const std::string& arm : armsOf(design)) arms += (arms.empty() ? "" : ", ") + quoted(arm);
  if (!hasReal)
    return base::fail(
        ErrorCode::argumentInvalid,
        "A realism study needs real images, and no arm is called \"real\": there is " + arms + ".", {},
        "Nothing was made.", "Say which arm the real images are (on the command line --real ARM).");
  if (!hasOther)
    return base::fail(ErrorCode::argumentInvalid,
                      "A realism study needs images of another arm beside \"real\".", {},
                      "Nothing was made.");
  if (real < fewestForArea || others < fewestForArea)
    remarks.push_back("Of the images that count, " + std::to_string(real) + " real and " +
                      std::to_string(others) +
                      " other: the area under the curve needs at least two of each.");
  return {};
}

}  // namespace

std::optional<std::string> toldApartBy(const std::string& what, const std::vector<ArmShare>& shares) {
  std::vector<ArmShare> with, without;
  for (const ArmShare& share : shares)
    if (share.of > 0) (share.with > 0 ? with : without).push_back(share);
  if (with.empty()) return std::nullopt;
  if (!without.empty()) {
    std::string arms, counts;
    for (const ArmShare& share : with) {
      arms += (arms.empty() ? "" : ", ") + quoted(share.arm);
      counts += (counts.empty() ? "" : ", ") + countText(share);
    }
    return with.size() == 1 ? "Only the arm " + arms + " has " + what + " (" + counts + ")"
                            : "Only the arms " + arms + " have " + what + " (" + counts + ")";
  }
  const auto pairs = static_cast<double>(with.size() * (with.size() - 1) / 2);
  const auto more = [](const ArmShare& a, const ArmShare& b) { return a.with * b.of > b.with * a.of; };
  const ArmShare &most = *std::min_element(with.begin(), with.end(), more),
                 &least = *std::max_element(with.begin(), with.end(), more);
  if (most.arm == least.arm ||
      statistics::fisherExact(most.with, most.of, least.with, least.of) * pairs >= beyondChance)
    return std::nullopt;
  return "The arm " + quoted(most.arm) + " has " + what + " more often (" + countText(most) + ") than " +
         quoted(least.arm) + " (" + countText(least) + ")";
}

std::vector<ArmShare> sharesOfReports(const Design& design) {
  return sharesOf(design, [](const std::string& report) { return !isEmpty(report); });
}

std::vector<ArmShare> sharesOfAges(const Design& design) { return sharesOf(design, statesAge); }

std::vector<ArmShare> sharesOfBlackedOut(const Design& design) {
  return sharesOf(design, [](const std::string& report) {
    for (const char* mark : {"XXX", "___", "[**", "\xE2\x96\x88"})
      if (report.find(mark) != std::string::npos) return true;
    return false;
  });
}

Result<std::vector<std::string>> checkBeforeMaking(const Design& design) {
  CHEXGEN_TRY(checkDesign(design));
  // Its files are called so, in the folder of the study and nowhere else.
  const bool plain = std::none_of(design.name.begin(), design.name.end(), [](char c) {
    return c == '/' || (static_cast<unsigned char>(c) < ' ') || c == '\x7f';
  });
  if (!plain || design.name.empty() || design.name.front() == '.')
    return base::fail(
        ErrorCode::argumentInvalid,
        "The study cannot be called so: its files get its name, which may not begin with a dot and has "
        "no slash.",
        {}, "Nothing was made.", "Give it another name.");
  std::vector<std::string> remarks;
  CHEXGEN_TRY(checkRealism(design, remarks));
  if (!design.showReport) return remarks;
  for (const auto& [what, shares] :
       {std::pair{"reports", sharesOfReports(design)},
        std::pair{"an age in its reports", sharesOfAges(design)},
        std::pair{"blacked-out words in its reports", sharesOfBlackedOut(design)}})
    if (const auto told = toldApartBy(what, shares))
      return base::fail(ErrorCode::argumentInvalid,
                        *told + ": readers who see the report would know the arm by it.", {},
                        "Nothing was made.",
                        "Do not show the reports (on the command line --hide-report), or give the cases of "
                        "every arm such ones.");
  return remarks;
}

}  // namespace chexgen::study
