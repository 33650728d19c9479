#include "core/study/case_sources.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/base/file_name.h"
#include "core/base/text_file.h"
#include "core/imaging/radiograph_folder.h"
#include "core/study/arm_names.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t longestReport = 1U << 20U;

// In the order of their names, whatever the file system's.
base::Result<std::vector<fs::path>> entriesOf(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (!entry->path().filename().string().starts_with('.')) entries.push_back(entry->path());
  if (error)
    return base::fail(base::ErrorCode::fileMissing, "The folder of the cases cannot be read.", folder,
                      "Nothing was made.");
  std::sort(entries.begin(), entries.end());
  return entries;
}

// The reports beside images are text and no surprise; hidden files are none of the person's.
void remarkOnOthers(const std::string& arm, imaging::RadiographList& list,
                    std::vector<std::string>& remarks) {
  std::set<fs::path> reports;
  for (const fs::path& file : list.files) reports.insert(base::withSuffix(file, ".txt"));
  std::erase_if(list.passedOver, [&](const imaging::PassedOver& one) {
    return reports.count(one.file) > 0 || one.file.filename().string().starts_with('.');
  });
  const std::string line = imaging::passedOverLine(list.passedOver);
  if (!line.empty()) remarks.push_back("Arm " + arm + ": " + line + ".");
}

base::Result<void> addArm(const std::string& arm, const fs::path& folder, std::map<std::string, Case>& cases,
                          std::vector<std::string>& remarks) {
  CHEXGEN_ASSIGN(auto list, imaging::radiographsInFolder(folder, imaging::FolderDepth::onlyThis));
  remarkOnOthers(arm, list, remarks);
  for (const fs::path& file : list.files) {
    std::error_code error;
    const std::string name = base::stemOf(file.string());
    Case& one = cases[name];
    one.id = name;
    one.candidates.push_back({arm, file});
    const fs::path report = base::withSuffix(file, ".txt");
    if (!fs::exists(report, error)) continue;
    CHEXGEN_ASSIGN(base::DecodedText decoded, base::readTextFile(report, longestReport));
    for (const std::string& remark : decoded.remarks)
      remarks.push_back(report.filename().string() + ": " + remark);
    std::string text = std::move(decoded.text);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.pop_back();
    if (!one.report.empty() && one.report != text)
      return base::fail(base::ErrorCode::formatInvalid,
                        "The report of the case \"" + one.id + "\" is another one than in another arm.",
                        report, "Nothing was made.");
    one.report = std::move(text);
  }
  return {};
}

}  // namespace

base::Result<CaseList> readCaseFolder(const fs::path& folder) {
  CHEXGEN_ASSIGN(const auto entries, entriesOf(folder));
  std::map<std::string, Case> byName;
  CaseList list;
  bool divided = false;
  for (const fs::path& entry : entries) {
    std::error_code error;
    if (!fs::is_directory(entry, error)) continue;
    divided = true;
    CHEXGEN_TRY(addArm(entry.filename().string(), entry, byName, list.remarks));
  }
  if (!divided) {
    CHEXGEN_TRY(
        addArm(fs::absolute(folder).lexically_normal().filename().string(), folder, byName, list.remarks));
  }
  if (byName.empty())
    return base::fail(base::ErrorCode::formatInvalid, "There is no radiograph in this folder.", folder,
                      "Nothing was made.",
                      "Put the images of each arm into a subfolder of its name: PNG, JPEG or DICOM.");
  for (auto& [name, one] : byName) list.cases.push_back(std::move(one));
  const auto united = uniteArms(list.cases);
  list.remarks.insert(list.remarks.end(), united.begin(), united.end());
  return list;
}

CaseList casesByReport(const std::vector<SourceImage>& images) {
  CaseList list;
  std::vector<Case>& cases = list.cases;
  std::map<std::string, std::vector<std::size_t>> ofReport;  // numbers of cases
  for (const SourceImage& image : images) {
    const Candidate candidate{image.arm, image.image};
    const auto holds = [&](std::size_t number) {
      const auto& there = cases[number].candidates;
      return std::any_of(there.begin(), there.end(),
                         [&](const Candidate& one) { return one.arm == image.arm; });
    };
    if (!image.report.empty()) {
      auto& numbers = ofReport[image.report];
      const auto room = std::find_if_not(numbers.begin(), numbers.end(), holds);
      if (room != numbers.end()) {
        cases[*room].candidates.push_back(candidate);
        continue;
      }
      numbers.push_back(cases.size());
    }
    cases.push_back({.id = {}, .report = image.report, .stratum = image.stratum, .candidates = {candidate}});
  }
  const std::size_t digits = std::to_string(cases.size()).size();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    cases[i].id = "case-" + std::string(digits - number.size(), '0') + number;
  }
  list.remarks = uniteArms(cases);
  return list;
}

}  // namespace chexgen::study
