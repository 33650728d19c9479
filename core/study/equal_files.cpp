#include "core/study/equal_files.h"

#include <algorithm>
#include <functional>
#include <set>

#include "core/statistics/exact_tests.h"
#include "core/study/equal_arms.h"

namespace chexgen::study {
namespace {

// A thousandth: what is taken for a mark may be a part of the patient.
constexpr double surely = 0.001;
constexpr std::size_t mostRemarks = 20;

std::vector<ArmShare> sharesOf(const Design& design, const FactsByFile& facts,
                               const std::function<bool(const SourceFacts&)>& has) {
  std::map<std::string, ArmShare> shares;
  for (const Case& one : design.cases)
    for (const Candidate& candidate : one.candidates) {
      const auto known = facts.find(candidate.image);
      if (known == facts.end()) continue;
      ArmShare& share = shares[candidate.arm];
      share.arm = candidate.arm;
      ++share.of;
      share.with += has(known->second) ? 1 : 0;
    }
  std::vector<ArmShare> list;
  for (auto& [arm, share] : shares) list.push_back(std::move(share));
  return list;
}

// "1024 × 1024, 2048 × 2500", at most three.
std::string sizesText(const std::set<std::pair<int, int>>& sizes) {
  std::string text;
  std::size_t shown = 0;
  for (const auto& [width, height] : sizes) {
    if (shown++ == 3) return text + " and others";
    text += (text.empty() ? "" : ", ") + std::to_string(width) + " × " + std::to_string(height);
  }
  return text;
}

// Sizes that no other arm has, by arm.
void tellSizes(const Design& design, const FactsByFile& facts, std::vector<std::string>& remarks) {
  std::map<std::string, std::set<std::pair<int, int>>> sizes;
  std::map<std::pair<int, int>, std::set<std::string>> arms;
  for (const Case& one : design.cases)
    for (const Candidate& candidate : one.candidates)
      if (const auto known = facts.find(candidate.image); known != facts.end()) {
        const std::pair size(known->second.file.width, known->second.file.height);
        sizes[candidate.arm].insert(size);
        arms[size].insert(candidate.arm);
      }
  if (sizes.size() < 2) return;
  for (const auto& [arm, all] : sizes) {
    std::set<std::pair<int, int>> own;
    for (const auto& size : all)
      if (arms.at(size).size() == 1) own.insert(size);
    if (own.empty()) continue;
    remarks.push_back("Only the arm \"" + arm + "\" has images of " + sizesText(own) +
                      " pixels: all images were brought to one size. What was made smaller by more may still "
                      "look sharper.");
  }
}

}  // namespace

std::vector<std::string> madeEqual(const Design& design, const FactsByFile& facts) {
  using Has = std::function<bool(const SourceFacts&)>;
  const std::vector<std::pair<std::string, Has>> traits{
      {"DICOM files", [](const SourceFacts& f) { return f.file.format == "DICOM"; }},
      {"JPEG files", [](const SourceFacts& f) { return f.file.format == "JPEG"; }},
      {"PNG files", [](const SourceFacts& f) { return f.file.format == "PNG"; }},
      {"more than 8 bits for a grey", [](const SourceFacts& f) { return f.file.bits > 8; }},
      {"pictures in colour", [](const SourceFacts& f) { return f.file.colour; }},
      {"a pixel spacing", [](const SourceFacts& f) { return f.file.spacing; }},
      {"comments in its files", [](const SourceFacts& f) { return f.file.comment; }},
      {"an age in its files", [](const SourceFacts& f) { return f.file.age; }}};
  std::vector<std::string> remarks;
  for (const auto& [what, has] : traits)
    if (const auto told = toldApartBy(what, sharesOf(design, facts, has)))
      remarks.push_back(*told + ": the packages hold nothing of it.");
  tellSizes(design, facts, remarks);
  return remarks;
}

std::vector<std::string> remarksOnImages(const Design& design, const FactsByFile& facts) {
  std::vector<std::string> told;
  std::set<std::string> seen;
  for (const Case& one : design.cases)
    for (const Candidate& candidate : one.candidates) {
      const auto known = facts.find(candidate.image);
      if (known == facts.end()) continue;
      for (const std::string& remark : known->second.remarks) {
        if (!seen.insert(remark).second) continue;
        std::string arms;
        for (const ArmShare& share : sharesOf(design, facts, [&remark](const SourceFacts& f) {
               return std::find(f.remarks.begin(), f.remarks.end(), remark) != f.remarks.end();
             }))
          if (share.with > 0)
            arms += (arms.empty() ? "" : ", ") + std::to_string(share.with) + " of " +
                    std::to_string(share.of) + " of the arm \"" + share.arm + "\"";
        told.push_back(remark + " (images: " + arms + "; the first is " +
                       candidate.image.filename().string() + ").");
      }
    }
  if (told.size() <= mostRemarks) return told;
  const std::size_t more = told.size() - mostRemarks;
  told.resize(mostRemarks);
  told.push_back("There are " + std::to_string(more) + " more such remarks on images.");
  return told;
}

base::Result<void> checkMarks(const Design& design, const FactsByFile& facts) {
  const auto shares = sharesOf(design, facts, [](const SourceFacts& f) { return f.marks > 0; });
  if (shares.size() < 2) return {};
  const auto pairs = static_cast<double>(shares.size() * (shares.size() - 1) / 2);
  for (const ArmShare& more : shares)
    for (const ArmShare& less : shares) {
      if (more.with * less.of <= less.with * more.of) continue;
      if (statistics::fisherExact(more.with, more.of, less.with, less.of) * pairs >= surely) continue;
      const std::string told = less.with == 0
                                   ? "Only the arm \"" + more.arm + "\" has"
                                   : "The arm \"" + more.arm + "\" has more often than \"" + less.arm + "\"";
      return base::fail(base::ErrorCode::argumentInvalid,
                        told + " burned-in marks at the edges of its images, as side markers are (" +
                            std::to_string(more.with) + " of " + std::to_string(more.of) + ", \"" + less.arm +
                            "\": " + std::to_string(less.with) + " of " + std::to_string(less.of) +
                            "): readers would know the arm by them.",
                        {}, "Nothing was made.",
                        "Cut off the edges or cover the corners of all images (on the command line --crop, "
                        "--mask), or say that "
                        "the marks are to stay (--leave-marks).");
    }
  return {};
}

}  // namespace chexgen::study
