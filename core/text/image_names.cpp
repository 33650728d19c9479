#include "core/text/image_names.h"

#include <algorithm>
#include <utility>

#include <unicode/normalizer2.h>

#include "core/base/file_name.h"
#include "core/text/percent_escapes.h"
#include "core/text/python_text.h"

namespace chexgen::text {
namespace {

using Parts = std::vector<std::string>;

// Composed, and without regard to case.
std::string foldedForm(const icu::UnicodeString& name) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* composed = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error) != 0) return encodeUtf8(name);
  icu::UnicodeString folded = composed->normalize(name, error).foldCase();
  folded = composed->normalize(folded, error);
  return encodeUtf8(U_FAILURE(error) != 0 ? name : folded);
}

Parts pathParts(std::string_view path) {
  Parts parts;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find_first_of("/\\", begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    begin = end + 1;
    if (part == ".." && !parts.empty()) parts.pop_back();
    if (!part.empty() && part != "." && part != "..") parts.emplace_back(part);
  }
  return parts;
}

// A web address's path; of Label Studio's "/data/local-files/?d=images/a.png" the file that it serves.
std::string_view servedPath(std::string_view name) {
  if (const auto served = name.find("?d="); served != std::string_view::npos) return name.substr(served + 3);
  const auto scheme = name.find("://");
  if (scheme == std::string_view::npos) return name;
  return name.substr(0, name.find('?')).substr(scheme + 3);
}

// The paths that a name may stand for: as it is written, and with its escapes decoded.
std::vector<Parts> formsOf(std::string_view name) {
  const std::string_view served = servedPath(name);
  std::vector<Parts> forms{pathParts(foldedForm(decodeUtf8(served)))};
  if (served.find('%') != std::string_view::npos) {
    icu::UnicodeString escaped = decodeUtf8(served);
    // A plus sign stands for itself in a path.
    escaped.findAndReplace(u"+", u"%2B");
    if (Parts decoded = pathParts(foldedForm(decodePercentEscapes(escaped))); decoded != forms.front())
      forms.push_back(std::move(decoded));
  }
  for (Parts& parts : forms)
    if (parts.empty()) parts.emplace_back();
  return forms;
}

std::string withoutUploadMark(const std::string& stem) {
  constexpr std::size_t digits = 8;
  const bool marked =
      stem.size() > digits + 1 && stem[digits] == '-' && stem.find_first_not_of("0123456789abcdef") == digits;
  return marked ? stem.substr(digits + 1) : stem;
}

// How many parts agree, from the last on.
std::size_t commonEnd(const Parts& a, const Parts& b) {
  const auto ends = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend());
  return static_cast<std::size_t>(ends.first - a.rbegin());
}

void addOnce(std::vector<std::size_t>& to, std::size_t position) {
  if (to.empty() || to.back() != position) to.push_back(position);
}

}  // namespace

std::string foldedName(std::string_view name) { return foldedForm(decodeUtf8(name)); }

ImageNames::ImageNames(std::vector<std::string> names) : names_(std::move(names)) {
  forms_.reserve(names_.size());
  for (std::size_t i = 0; i < names_.size(); ++i) {
    exact_[names_[i]].push_back(i);
    forms_.push_back(formsOf(names_[i]));
    for (const Parts& parts : forms_.back()) {
      const std::string stem = base::stemOf(parts.back());
      addOnce(byFile_[parts.back()], i);
      addOnce(byStem_[stem], i);
      addOnce(byUpload_[withoutUploadMark(stem)], i);
    }
  }
}

NameMatch ImageNames::find(std::string_view wanted) const {
  if (const auto same = exact_.find(std::string(wanted)); same != exact_.end())
    return {.agreement = NameAgreement::exact, .found = same->second};
  const std::vector<Parts> forms = formsOf(wanted);
  NameMatch match;
  const auto closest = [&](std::size_t name) {
    std::size_t common = 0;
    bool whole = false;
    for (const Parts& mine : forms) {
      for (const Parts& its : forms_[name]) {
        common = std::max(common, commonEnd(mine, its));
        whole = whole || mine == its;
      }
    }
    return std::pair(whole, common);
  };
  const auto take = [&](const Index& index, auto keyOf, NameAgreement agreement) {
    for (const Parts& parts : forms) {
      const auto there = index.find(keyOf(parts));
      if (there == index.end()) continue;
      match.agreement = agreement;
      match.found.insert(match.found.end(), there->second.begin(), there->second.end());
    }
    std::sort(match.found.begin(), match.found.end());
    match.found.erase(std::unique(match.found.begin(), match.found.end()), match.found.end());
    return !match.found.empty();
  };
  const auto stem = [](const Parts& parts) { return base::stemOf(parts.back()); };
  const auto upload = [](const Parts& parts) { return withoutUploadMark(base::stemOf(parts.back())); };
  if (take(
          byFile_, [](const Parts& parts) { return parts.back(); }, NameAgreement::fileName)) {
    std::pair<bool, std::size_t> best;
    for (const std::size_t name : match.found) best = std::max(best, closest(name));
    if (best.first || best.second > 1) {
      std::erase_if(match.found, [&](std::size_t name) { return closest(name) != best; });
      match.agreement = best.first ? NameAgreement::samePath : NameAgreement::sameEnd;
      return match;
    }
  } else if (!take(byStem_, stem, NameAgreement::stem)) {
    take(byUpload_, upload, NameAgreement::uploaded);
  }
  if (match.found.size() == 1)
    match.otherFolder = forms.front().size() > 1 && forms_[match.found[0]].front().size() > 1;
  return match;
}

std::string listedNames(const std::vector<std::string>& names, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
    text.append(i == 0 ? "\"" : ", \"").append(names[i]).append("\"");
  if (names.size() > most) text += " and " + std::to_string(names.size() - most) + " more";
  return text;
}

}  // namespace chexgen::text
