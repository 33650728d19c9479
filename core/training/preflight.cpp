#include "core/training/preflight.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
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
    for (std::size_t position = 0; position < table_.rows.size(); ++position) {
      if (cancel_.isCancelled()) {
        return base::fail(base::ErrorCode::cancelled, "The check was stopped.", table_.file);
      }
      CHEXGEN_TRY(checkNext(position));
      if (onProgress) onProgress(position + 1, table_.rows.size());
    }
    return std::move(report_);
  }

 private:
  Result<void> checkNext(std::size_t position) {
    const TableRow& row = table_.rows[position];
    RowCheck check = table_.isFeatureList ? checkFeatureRow(row, options_) : checkRow(row, options_);
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
    }
    std::move(findings_.begin(), findings_.end(), std::back_inserter(report_.findings));
    return {};
  }

  void add(const TableRow& row, Severity severity, FindingCode code, std::string sentence,
           fs::path file = {}) {
    findings_.push_back(findingOf(row, severity, code, std::move(sentence), std::move(file)));
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
  std::map<fs::path, std::size_t> paths_;
  std::map<std::uint64_t, std::vector<Hashed>> lengths_;
  std::vector<std::int64_t> latentShape_;
  std::int64_t captionWidth_ = 0;
};

std::size_t countOf(const PreflightReport& report, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(report.findings.begin(), report.findings.end(),
                    [severity](const PreflightFinding& finding) { return finding.severity == severity; }));
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
    case FindingCode::maskMissing: return "maskMissing";
    case FindingCode::boxesMissing: return "boxesMissing";
    case FindingCode::boxesRemark: return "boxesRemark";
    case FindingCode::maskAspect: return "maskAspect";
    case FindingCode::maskSize: return "maskSize";
    case FindingCode::maskEmpty: return "maskEmpty";
    case FindingCode::maskOdd: return "maskOdd";
    case FindingCode::imageSmall: return "imageSmall";
    case FindingCode::patientOverlap: return "patientOverlap";
    case FindingCode::featuresInvalid: return "featuresInvalid";
  }
  return "";
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
  json["findings"] = base::OrderedJson::array();
  for (const PreflightFinding& finding : report.findings) {
    base::OrderedJson entry;
    entry["line"] = finding.line;
    entry["id"] = finding.id;
    entry["severity"] = name(finding.severity);
    entry["code"] = name(finding.code);
    entry["sentence"] = finding.sentence;
    entry["file"] = finding.file.string();
    json["findings"].push_back(std::move(entry));
  }
  return json;
}

Result<PreflightReport> preflight(const DataTable& table, const PreflightOptions& options,
                                  const PreflightProgress& onProgress, const base::CancelToken& cancel) {
  return TableChecker(table, options, cancel).check(onProgress);
}

}  // namespace chexgen::training
