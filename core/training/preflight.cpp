#include "core/training/preflight.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "core/base/sha256.h"
#include "core/training/preflight_row.h"
#include "core/weights/tensor_store.h"

namespace chexgen::training {
namespace {

using base::Result;
namespace fs = std::filesystem;

bool crossesSplits(const TableRow& a, const TableRow& b) {
  return a.split != Split::none && b.split != Split::none && a.split != b.split;
}

std::string inSplit(const TableRow& row) {
  return row.split == Split::none ? "" : " (" + std::string(name(row.split)) + ")";
}

// Goes through the rows once and remembers what the later ones must be compared with.
class TableChecker {
 public:
  TableChecker(const DataTable& table, const PreflightOptions& options, const base::CancelToken& cancel)
      : table_(table), options_(options), cancel_(cancel) {}

  Result<PreflightReport> check(const PreflightProgress& onProgress) {
    for (std::size_t begin = 0; begin < table_.rows.size();) {
      const std::size_t end = std::min(begin + rowsAtOnce(), table_.rows.size());
      std::vector<RowCheck> checks = lookAt(begin, end);
      for (std::size_t position = begin; position < end; ++position) {
        if (cancel_.isCancelled()) {
          return base::fail(base::ErrorCode::cancelled, "The check was stopped.", table_.file);
        }
        CHEXGEN_TRY(take(position, std::move(checks[position - begin])));
        if (onProgress) onProgress(position + 1, table_.rows.size());
      }
      begin = end;
    }
    compareReports();
    return std::move(report_);
  }

 private:
  [[nodiscard]] std::size_t threads() const {
    // Rows often name one file of boxes, of which the first is told what concerns all of it.
    if (options_.needsBoxes) return 1;
    const unsigned machine = std::max(1U, std::thread::hardware_concurrency());
    return options_.threads > 0 ? static_cast<std::size_t>(options_.threads) : machine;
  }
  [[nodiscard]] std::size_t rowsAtOnce() const {
    constexpr std::size_t each = 8;  // few enough to hear of a stop soon
    return threads() * each;
  }

  // What these rows alone say, in parallel: most of the time goes into decoding pictures.
  [[nodiscard]] std::vector<RowCheck> lookAt(std::size_t begin, std::size_t end) const {
    std::vector<RowCheck> checks(end - begin);
    std::atomic<std::size_t> next = begin;
    const auto work = [&] {
      for (std::size_t position = next++; position < end && !cancel_.isCancelled(); position = next++) {
        const TableRow& row = table_.rows[position];
        checks[position - begin] =
            table_.isFeatureList ? checkFeatureRow(row, options_) : checkRow(row, options_);
      }
    };
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min(threads(), end - begin); ++i) helpers.emplace_back(work);
    work();
    helpers.clear();  // waits for them
    return checks;
  }

  Result<void> take(std::size_t position, RowCheck check) {
    const TableRow& row = table_.rows[position];
    findings_ = std::move(check.findings);
    compareId(position);
    comparePatient(position);
    compareFeatures(row, check);
    if (check.imageBytes) CHEXGEN_TRY(compareImage(position, *check.imageBytes));

    const bool isUsable =
        std::none_of(findings_.begin(), findings_.end(),
                     [](const PreflightFinding& finding) { return finding.severity == Severity::error; });
    SplitRows& split = splitRows(row.split);
    ++split.total;
    if (isUsable) {
      ++split.usable;
      report_.usable.push_back(position);
      report_.bytes += check.bytes;
      if (!check.report.empty()) ++reports_[check.report];
    }
    std::move(findings_.begin(), findings_.end(), std::back_inserter(report_.findings));
    return {};
  }

  void add(const TableRow& row, Severity severity, FindingCode code, std::string sentence,
           fs::path file = {}) {
    findings_.push_back(findingOf(row, severity, code, std::move(sentence), std::move(file)));
  }

  // From reports that are all the same nothing is learned of what they say.
  void compareReports() {
    constexpr std::size_t fewest = 3;
    if (!options_.needsPrompt || table_.isFeatureList || reports_.size() != 1) return;
    const auto& [report, rows] = *reports_.begin();
    if (rows < fewest || rows < report_.usable.size()) return;
    report_.ofTable.push_back({.line = 0,
                               .id = {},
                               .severity = options_.allowPoorPrompts ? Severity::warning : Severity::error,
                               .code = FindingCode::promptsAlike,
                               .sentence = "All " + std::to_string(rows) + " reports are the same, \"" +
                                           report + "\": nothing can be learned of what reports say.",
                               .file = table_.file});
  }

  void compareId(std::size_t position) {
    const TableRow& row = table_.rows[position];
    const auto [first, isNew] = ids_.emplace(row.id, position);
    if (isNew) return;
    add(row, Severity::warning, FindingCode::duplicateId,
        "The id \"" + row.id + "\" is also that of line " + lineOf(first->second) + ".");
  }

  void comparePatient(std::size_t position) {
    const TableRow& row = table_.rows[position];
    if (row.patient.empty() || row.split == Split::none) return;
    const TableRow& first = table_.rows[patients_.emplace(row.patient, position).first->second];
    if (!crossesSplits(first, row)) return;
    add(row, Severity::error, FindingCode::patientOverlap,
        "Patient \"" + row.patient + "\" is in " + std::string(name(row.split)) + " here and in " +
            std::string(name(first.split)) + " in line " + std::to_string(first.line) + ".");
  }

  // The first readable row decides the shapes.
  void compareFeatures(const TableRow& row, const RowCheck& check) {
    if (!check.latentShape.empty()) {
      if (latentShape_.empty()) latentShape_ = check.latentShape;
      if (check.latentShape != latentShape_) {
        add(row, Severity::error, FindingCode::featuresInvalid,
            "The latent has the shape " + weights::shapeText(check.latentShape) + "; those before have " +
                weights::shapeText(latentShape_) + ".",
            row.image);
      }
    }
    if (check.captionWidth > 0) {
      if (captionWidth_ == 0) captionWidth_ = check.captionWidth;
      if (check.captionWidth != captionWidth_) {
        add(row, Severity::error, FindingCode::featuresInvalid,
            "The caption is " + std::to_string(check.captionWidth) + " wide; those before are " +
                std::to_string(captionWidth_) + ".",
            row.text);
      }
    }
  }

  Result<void> compareImage(std::size_t position, std::uint64_t bytes) {
    const TableRow& row = table_.rows[position];
    const auto [samePath, isNew] = paths_.emplace(row.image, position);
    if (!isNew) {
      addDuplicate(row, table_.rows[samePath->second], FindingCode::duplicatePath, "the same image as");
      return {};
    }
    CHEXGEN_ASSIGN(const auto twin, sameContent(position, bytes));
    if (twin) {
      addDuplicate(row, table_.rows[*twin], FindingCode::duplicateContent,
                   "an image with the same content as");
    }
    return {};
  }

  void addDuplicate(const TableRow& row, const TableRow& first, FindingCode code, const std::string& what) {
    add(row, crossesSplits(first, row) ? Severity::error : Severity::warning, code,
        "This row" + inSplit(row) + " has " + what + " line " + std::to_string(first.line) + inSplit(first) +
            ".",
        row.image);
  }

  // An earlier image with this content. Only files of one length can be equal, so most are never hashed.
  Result<std::optional<std::size_t>> sameContent(std::size_t position, std::uint64_t bytes) {
    std::vector<Hashed>& others = lengths_[bytes];
    Hashed mine{position, {}};
    if (!others.empty()) CHEXGEN_TRY(hash(mine));
    for (Hashed& other : others) {
      CHEXGEN_TRY(hash(other));
      if (other.sha256 == mine.sha256) return other.position;
    }
    others.push_back(std::move(mine));
    return std::nullopt;
  }

  struct Hashed {
    std::size_t position = 0;
    std::string sha256;  // empty until it is needed
  };

  Result<void> hash(Hashed& image) const {
    if (!image.sha256.empty()) return {};
    auto digest = base::sha256OfFile(table_.rows[image.position].image, cancel_);
    if (digest) {
      image.sha256 = std::move(*digest);
    } else if (digest.error().code == base::ErrorCode::cancelled) {
      return tl::unexpected(std::move(digest).error());
    } else {
      // It was readable a moment ago: let it equal nothing, whoever trains will meet the error.
      image.sha256 = "row " + std::to_string(image.position);
    }
    return {};
  }

  [[nodiscard]] std::string lineOf(std::size_t position) const {
    return std::to_string(table_.rows[position].line);
  }

  SplitRows& splitRows(Split split) {
    switch (split) {
      case Split::train: return report_.train;
      case Split::validation: return report_.validation;
      case Split::test: return report_.test;
      case Split::none: break;
    }
    return report_.none;
  }

  const DataTable& table_;
  const PreflightOptions& options_;
  const base::CancelToken& cancel_;
  PreflightReport report_;
  std::vector<PreflightFinding> findings_;  // of the present row
  std::map<std::string, std::size_t> ids_, patients_;
  std::map<std::string, std::size_t> reports_;  // of the usable rows, and how often
  std::map<fs::path, std::size_t> paths_;
  std::map<std::uint64_t, std::vector<Hashed>> lengths_;
  std::vector<std::int64_t> latentShape_;
  std::int64_t captionWidth_ = 0;
};

std::size_t countOf(const PreflightReport& report, Severity severity) {
  const auto isSo = [severity](const PreflightFinding& finding) { return finding.severity == severity; };
  return static_cast<std::size_t>(std::count_if(report.findings.begin(), report.findings.end(), isSo) +
                                  std::count_if(report.ofTable.begin(), report.ofTable.end(), isSo));
}

base::OrderedJson findingJson(const PreflightFinding& finding) {
  base::OrderedJson entry;
  entry["line"] = finding.line;
  entry["id"] = finding.id;
  entry["severity"] = name(finding.severity);
  entry["code"] = name(finding.code);
  entry["sentence"] = finding.sentence;
  entry["file"] = finding.file.string();
  return entry;
}

}  // namespace

std::string_view name(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

std::string_view name(FindingCode code) {
  switch (code) {
    case FindingCode::rowInvalid: return "rowInvalid";
    case FindingCode::fileMissing: return "fileMissing";
    case FindingCode::pictureUnreadable: return "pictureUnreadable";
    case FindingCode::boxesUnreadable: return "boxesUnreadable";
    case FindingCode::duplicateId: return "duplicateId";
    case FindingCode::duplicatePath: return "duplicatePath";
    case FindingCode::duplicateContent: return "duplicateContent";
    case FindingCode::promptMissing: return "promptMissing";
    case FindingCode::promptInvalid: return "promptInvalid";
    case FindingCode::promptUnread: return "promptUnread";
    case FindingCode::promptLong: return "promptLong";
    case FindingCode::promptRedacted: return "promptRedacted";
    case FindingCode::promptsAlike: return "promptsAlike";
    case FindingCode::maskMissing: return "maskMissing";
    case FindingCode::boxesMissing: return "boxesMissing";
    case FindingCode::boxesRemark: return "boxesRemark";
    case FindingCode::maskAspect: return "maskAspect";
    case FindingCode::maskSize: return "maskSize";
    case FindingCode::maskEmpty: return "maskEmpty";
    case FindingCode::maskOdd: return "maskOdd";
    case FindingCode::imageBlank: return "imageBlank";
    case FindingCode::imageRemark: return "imageRemark";
    case FindingCode::imageSmall: return "imageSmall";
    case FindingCode::patientOverlap: return "patientOverlap";
    case FindingCode::featuresInvalid: return "featuresInvalid";
  }
  return "";
}

std::string_view inWords(FindingCode code) {
  switch (code) {
    case FindingCode::rowInvalid: return "cells that cannot be understood";
    case FindingCode::fileMissing: return "files that are not there";
    case FindingCode::pictureUnreadable: return "pictures that cannot be read";
    case FindingCode::boxesUnreadable: return "boxes that cannot be read";
    case FindingCode::duplicateId: return "ids that stand twice";
    case FindingCode::duplicatePath: return "images that stand twice";
    case FindingCode::duplicateContent: return "images with the same content";
    case FindingCode::promptMissing: return "rows without a report";
    case FindingCode::promptInvalid: return "reports that cannot be read";
    case FindingCode::promptUnread: return "prompts of which the model cannot read a part";
    case FindingCode::promptLong: return "prompts longer than the model reads";
    case FindingCode::promptRedacted: return "reports with gaps of de-identification";
    case FindingCode::promptsAlike: return "reports that are all the same";
    case FindingCode::maskMissing: return "rows without a mask";
    case FindingCode::boxesMissing: return "rows without boxes";
    case FindingCode::boxesRemark: return "remarks on boxes";
    case FindingCode::maskOdd: return "remarks on masks";
    case FindingCode::maskAspect: return "masks of another shape than their image";
    case FindingCode::maskSize: return "masks of another size than their image";
    case FindingCode::maskEmpty: return "masks without a mark";
    case FindingCode::imageBlank: return "pictures on which nothing is to be seen";
    case FindingCode::imageRemark: return "remarks on images";
    case FindingCode::imageSmall: return "images that will be enlarged";
    case FindingCode::patientOverlap: return "patients in two splits";
    case FindingCode::featuresInvalid: return "features that cannot be used";
  }
  return "";
}

std::vector<FindingSum> sumsOf(const PreflightReport& report) {
  std::vector<FindingSum> sums;
  for (const auto* list : {&report.ofTable, &report.findings}) {
    for (const PreflightFinding& finding : *list) {
      const auto there = std::find_if(sums.begin(), sums.end(), [&](const FindingSum& one) {
        return one.code == finding.code && one.severity == finding.severity;
      });
      if (there == sums.end()) {
        sums.push_back({finding.severity, finding.code, 1});
      } else {
        ++there->rows;
      }
    }
  }
  std::stable_sort(sums.begin(), sums.end(), [](const FindingSum& a, const FindingSum& b) {
    if (a.severity != b.severity) return a.severity == Severity::error;
    return a.rows > b.rows;
  });
  return sums;
}

bool isRemark(FindingCode code) {
  return code == FindingCode::imageRemark || code == FindingCode::maskOdd || code == FindingCode::boxesRemark;
}

imaging::RemarkTally remarksOf(const PreflightReport& report, FindingCode code) {
  imaging::RemarkTally tally;
  for (const PreflightFinding& finding : report.findings)
    if (finding.code == code) tally.add(finding.file.string(), {finding.sentence});
  return tally;
}

std::vector<std::string> linesOf(const PreflightReport& report) {
  std::vector<std::string> lines;
  for (const FindingSum& sum : sumsOf(report)) {
    if (isRemark(sum.code)) {
      for (std::string& line : remarksOf(report, sum.code).lines()) lines.push_back(std::move(line));
      continue;
    }
    std::string line = std::to_string(sum.rows) + (sum.rows == 1 ? " row" : " rows");
    if (sum.severity == Severity::error) line += sum.rows == 1 ? " is left out" : " are left out";
    line += ": " + std::string(inWords(sum.code));
    for (const auto* list : {&report.ofTable, &report.findings}) {
      const auto first = std::find_if(list->begin(), list->end(), [&sum](const PreflightFinding& finding) {
        return finding.code == sum.code && finding.severity == sum.severity;
      });
      if (first == list->end()) continue;
      line += (first->line > 0 ? "; the first, in line " + std::to_string(first->line) : std::string()) +
              ": " + first->sentence;
      break;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

bool PreflightReport::isRefused() const {
  return std::any_of(ofTable.begin(), ofTable.end(),
                     [](const PreflightFinding& finding) { return finding.severity == Severity::error; });
}

std::size_t PreflightReport::errors() const { return countOf(*this, Severity::error); }
std::size_t PreflightReport::warnings() const { return countOf(*this, Severity::warning); }

base::OrderedJson toJson(const PreflightReport& report) {
  base::OrderedJson json;
  json["rows"] = report.none.total + report.train.total + report.validation.total + report.test.total;
  json["usable"] = report.usable.size();
  json["bytes"] = report.bytes;
  json["errors"] = report.errors();
  json["warnings"] = report.warnings();
  for (const auto& [key, split] : {std::pair("none", &report.none), std::pair("train", &report.train),
                                   std::pair("val", &report.validation), std::pair("test", &report.test)}) {
    json["splits"][key] = {{"rows", split->total}, {"usable", split->usable}};
  }
  json["kinds"] = base::OrderedJson::array();
  for (const FindingSum& sum : sumsOf(report))
    json["kinds"].push_back({{"severity", name(sum.severity)}, {"code", name(sum.code)}, {"rows", sum.rows}});
  json["table_findings"] = base::OrderedJson::array();
  for (const PreflightFinding& finding : report.ofTable)
    json["table_findings"].push_back(findingJson(finding));
  json["findings"] = base::OrderedJson::array();
  for (const PreflightFinding& finding : report.findings) json["findings"].push_back(findingJson(finding));
  return json;
}

Result<PreflightReport> preflight(const DataTable& table, const PreflightOptions& options,
                                  const PreflightProgress& onProgress, const base::CancelToken& cancel) {
  return TableChecker(table, options, cancel).check(onProgress);
}

}  // namespace chexgen::training
