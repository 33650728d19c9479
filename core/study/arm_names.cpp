#include "core/study/arm_names.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

namespace chexgen::study {
namespace {

// White space of more than one byte, and marks that are not seen.
constexpr std::array<std::string_view, 6> wideBlanks{"\xC2\xA0",     "\xE2\x80\x8B", "\xE2\x80\xAF",
                                                     "\xE3\x80\x80", "\xEF\xBB\xBF", "\xE2\x80\x89"};
// What people call real images, folded.
constexpr std::array<std::string_view, 16> realNames{
    "reals",        "real image",    "real images", "real radiograph", "real radiographs", "real x ray",
    "real x rays",  "real xray",     "real xrays",  "real cxr",        "real cxrs",        "real data",
    "real patient", "real patients", "authentic",   "genuine"};

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

// Images of each arm.
std::map<std::string, std::size_t> countArms(const std::vector<Case>& cases) {
  std::map<std::string, std::size_t> counts;
  for (const Case& one : cases)
    for (const Candidate& candidate : one.candidates) ++counts[candidate.arm];
  return counts;
}

std::string named(const std::map<std::string, std::size_t>& arms) {
  std::string text;
  for (const auto& [arm, count] : arms) text += (text.empty() ? "\"" : ", \"") + arm + "\"";
  return text;
}

}  // namespace

std::string withoutBlanks(std::string_view text) {
  std::string plain;
  bool blank = false;
  for (std::size_t i = 0; i < text.size();) {
    const auto wide = std::find_if(wideBlanks.begin(), wideBlanks.end(),
                                   [&](std::string_view one) { return text.substr(i).starts_with(one); });
    if (wide != wideBlanks.end() || isBlank(text[i])) {
      blank = true;
      i += wide != wideBlanks.end() ? wide->size() : 1;
      continue;
    }
    if (blank && !plain.empty()) plain += ' ';
    blank = false;
    plain += text[i++];
  }
  return plain;
}

std::string folded(std::string_view text) {
  std::string spaced(text);
  for (std::size_t i = 0; i < spaced.size(); ++i) {
    const auto byte = static_cast<unsigned char>(spaced[i]);
    if (spaced[i] == '_' || spaced[i] == '-') spaced[i] = ' ';
    if (spaced[i] >= 'A' && spaced[i] <= 'Z') spaced[i] = static_cast<char>(spaced[i] - 'A' + 'a');
    // The capital letters À to Þ, without the sign of multiplication.
    const bool latin = i > 0 && spaced[i - 1] == '\xC3' && byte >= 0x80 && byte <= 0x9E && byte != 0x97;
    if (latin) spaced[i] = static_cast<char>(byte + 0x20);
  }
  return withoutBlanks(spaced);
}

std::vector<std::string> uniteArms(std::vector<Case>& cases) {
  const auto counts = countArms(cases);
  std::map<std::string, std::set<std::string>> spellings;  // by what they have in common
  for (const auto& [arm, count] : counts) spellings[folded(arm)].insert(arm);
  std::vector<std::string> otherReal;
  for (const auto& [common, names] : spellings)
    if (std::find(realNames.begin(), realNames.end(), common) != realNames.end()) otherReal.push_back(common);
  const bool onlyOne = otherReal.size() == 1 && !spellings.contains(realArm);
  std::map<std::string, std::string> taken;  // the name of each spelling
  for (const auto& [common, names] : spellings) {
    const std::string most = *std::max_element(names.begin(), names.end(), [&](const auto& a, const auto& b) {
      return counts.at(a) < counts.at(b);
    });
    const bool real = common == realArm || (onlyOne && common == otherReal.front());
    for (const std::string& spelling : names) taken[spelling] = real ? realArm : withoutBlanks(most);
  }
  for (Case& one : cases)
    for (Candidate& candidate : one.candidates) candidate.arm = taken.at(candidate.arm);
  std::vector<std::string> remarks;
  for (const auto& [spelling, name] : taken)
    if (spelling != name)
      remarks.push_back("The arm \"" + spelling + "\" (images: " + std::to_string(counts.at(spelling)) +
                        ") was taken as \"" + name + "\".");
  return remarks;
}

base::Result<void> takeAsReal(std::vector<Case>& cases, const std::string& arm) {
  const auto counts = countArms(cases);
  const auto refuse = [&](const std::string& sentence) {
    return base::fail(base::ErrorCode::argumentInvalid, sentence, {}, "Nothing was made.",
                      "The arms are " + named(counts) + ".");
  };
  const auto found = std::find_if(counts.begin(), counts.end(),
                                  [&](const auto& entry) { return folded(entry.first) == folded(arm); });
  if (found == counts.end())
    return refuse("There is no arm \"" + arm + "\" whose images could be the real ones.");
  if (found->first == realArm) return {};
  if (counts.contains(realArm))
    return refuse("There is an arm \"real\" already, so \"" + found->first + "\" cannot be the real images.");
  for (Case& one : cases)
    for (Candidate& candidate : one.candidates)
      if (candidate.arm == found->first) candidate.arm = realArm;
  return {};
}

}  // namespace chexgen::study
