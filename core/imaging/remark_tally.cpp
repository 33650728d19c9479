#include "core/imaging/remark_tally.h"

#include <cctype>

namespace chexgen::imaging {
namespace {

constexpr std::size_t shownOfKind = 3;

// The remark with each number as "#".
std::string kindOfRemark(const std::string& remark) {
  std::string kind;
  for (const char letter : remark) {
    if (std::isdigit(static_cast<unsigned char>(letter)) == 0) {
      kind += letter;
    } else if (kind.empty() || kind.back() != '#') {
      kind += '#';
    }
  }
  return kind;
}

}  // namespace

void RemarkTally::add(const std::string& file, const std::vector<std::string>& remarks) {
  for (const std::string& remark : remarks) {
    const auto [place, isNew] = place_.try_emplace(remark, seen_.size());
    if (isNew) seen_.push_back({.remark = remark, .first = file, .files = 0});
    ++seen_[place->second].files;
  }
}

std::vector<std::string> RemarkTally::lines() const {
  std::vector<std::string> told;
  struct Kind {
    std::size_t remarks = 0, line = 0;  // `line`: of the last one that is told
  };
  std::map<std::string, Kind> kinds;
  for (const Seen& one : seen_) {
    Kind& kind = kinds[kindOfRemark(one.remark)];
    if (++kind.remarks > shownOfKind) continue;
    kind.line = told.size();
    told.push_back(one.files == 1 ? one.first + ": " + one.remark
                                  : one.remark + " (" + std::to_string(one.files) + " files, the first is " +
                                        one.first + ")");
  }
  for (const auto& [text, kind] : kinds)
    if (kind.remarks > shownOfKind)
      told[kind.line] +=
          "; and " + std::to_string(kind.remarks - shownOfKind) + " more like this with other numbers";
  return told;
}

}  // namespace chexgen::imaging
