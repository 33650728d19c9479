#include "core/cohort/export.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/staged_folder.h"
#include "core/base/version.h"
#include "core/cohort/datasheet.h"
#include "core/cohort/export_conditions.h"
#include "core/imaging/burned_mark.h"
#include "core/imaging/png.h"
#include "core/imaging/recipe_png.h"
#include "core/imaging/synthetic_dicom.h"
#include "core/report/html.h"

namespace chexgen::cohort {
namespace {

using base::ErrorCode;
using base::OrderedJson;
using base::Result;
namespace fs = std::filesystem;

constexpr int manifestSchema = 1;
constexpr std::uint64_t imageLimit = 256U << 20U;
constexpr const char* manifestName = "manifest.json";
constexpr const char* readMe =
    "Synthetic chest radiographs, made by a model. They show no person. Not for diagnosis.\n\n"
    "datasheet.html  what this cohort is, how it was made, what its checks turned away\n"
    "cases.csv       one row for each radiograph\n"
    "manifest.json   every file with its SHA-256; `chexgen cohort verify FOLDER` compares them\n";

class CohortExport {
 public:
  CohortExport(const Cohort& cohort, const Ledger& ledger, const ExportOptions& options,
               const fs::path& folder)
      : cohort_(cohort),
        ledger_(ledger),
        options_(options),
        folder_(folder),
        conditions_(cohort, options, folder) {}

  Result<Exported> run(const std::function<void(std::size_t, std::size_t)>& onCase,
                       const base::CancelToken& cancel) {
    std::string table =
        base::csvRow({"name", "image", "Finding Labels", "sides", "impression", "findings", "technique",
                      "patient", "sex", "age", "race", "view", "stratum", "seed", "sha256", "synthetic"});
    std::string metadata;
    for (std::size_t i = 0; i < cohort_.cases.size(); ++i) {
      if (cancel.isCancelled())
        return base::fail(ErrorCode::cancelled, "The export was cancelled.", {}, "Nothing was written.");
      const Try* one = ledger_.at(i).accepted();
      if (one == nullptr) {
        ++result_.missing;
      } else {
        CHEXGEN_TRY(writeCase(cohort_.cases[i], *one, table, metadata));
        ++result_.radiographs;
      }
      if (onCase) onCase(i + 1, cohort_.cases.size());
    }
    if (result_.radiographs == 0)
      return base::fail(ErrorCode::argumentInvalid, "The cohort has no accepted radiograph yet.",
                        cohort_.files.folder, "Nothing was written.", "Run it first.");
    CHEXGEN_TRY(base::writeFileAtomically(folder_ / "cases.csv", table));
    CHEXGEN_TRY(base::writeFileAtomically(folder_ / "images" / "metadata.jsonl", metadata));
    CHEXGEN_TRY(conditions_.finish());
    CHEXGEN_TRY(writeDescriptions());
    CHEXGEN_TRY(writeManifest(cancel));
    return result_;
  }

 private:
  Result<void> writeCase(const Case& one, const Try& made, std::string& table, std::string& metadata) {
    CHEXGEN_ASSIGN(const base::InsidePath place, imageOf(cohort_.files, made));
    const fs::path source = place.whole();
    CHEXGEN_ASSIGN(const std::string bytes, place.read(imageLimit));
    if (base::sha256(bytes) != made.sha256)
      return base::fail(ErrorCode::hashMismatch, "The radiograph was changed after it was made.", source,
                        "Nothing was written.",
                        "Remove the file and run the cohort again; it makes it anew.");
    CHEXGEN_ASSIGN(imaging::Image8 image, imaging::decodePng(std::as_bytes(std::span(bytes)), source));
    CHEXGEN_ASSIGN(const imaging::Recipe recipe,
                   imaging::decodeRecipePng(std::as_bytes(std::span(bytes)), source));
    if (options_.burnMark) {
      CHEXGEN_ASSIGN(image, imaging::withBurnedMark(image));
    }
    const bool asMade = options_.pngBits == 8 && !options_.burnMark;
    std::string png = bytes;
    if (!asMade) {
      CHEXGEN_ASSIGN(png, imaging::encodeRecipePng(image, recipe, options_.pngBits));
    }
    CHEXGEN_TRY(base::writeFileAtomically(folder_ / "images" / (one.name + ".png"), png));
    std::optional<imaging::DicomSource> dicom;
    if (options_.dicom || options_.digitalXRay) {
      const imaging::SyntheticDicomForm form{
          .kind = options_.digitalXRay ? imaging::SyntheticDicomForm::Kind::digitalXRay
                                       : imaging::SyntheticDicomForm::Kind::secondaryCapture,
          .burnedIn = options_.burnMark};
      CHEXGEN_ASSIGN(
          dicom, imaging::writeSyntheticDicom(folder_ / "dicom" / (one.name + ".dcm"), image, recipe, form));
    }
    CHEXGEN_TRY(conditions_.write(one, dicom));
    addRow(one, made, base::sha256(png), table, metadata);
    return {};
  }

  void addRow(const Case& one, const Try& made, const std::string& sha256, std::string& table,
              std::string& metadata) const {
    std::vector<text::FindingFact> plain = one.subject.findings;
    for (text::FindingFact& fact : plain) fact.side = text::Side::unstated;
    const std::string labels = formatFindings(plain), sides = formatFindings(one.subject.findings);
    const std::string age = one.subject.age ? std::to_string(*one.subject.age) : "";
    table +=
        base::csvRow({one.name + ".png", "images/" + one.name + ".png", labels, sides, one.report.impression,
                      one.report.findings, one.report.technique, one.report.patient,
                      one.subject.sex.value_or(""), age, one.race.value_or(""), one.subject.view.value_or(""),
                      describe(cohort_.plan.strata[one.stratum]), std::to_string(made.seed), sha256, "YES"},
                     options_.rawTable ? base::CsvCells::raw : base::CsvCells::forSpreadsheets);
    OrderedJson line{{"file_name", one.name + ".png"},
                     {"text", one.report.impression},
                     {"findings", one.report.findings},
                     {"labels", OrderedJson::array()},
                     {"sides", sides}};
    for (const text::FindingFact& fact : plain) line["labels"].push_back(fact.finding);
    if (one.subject.sex) line["sex"] = *one.subject.sex;
    if (one.subject.age) line["age"] = *one.subject.age;
    if (one.race) line["race"] = *one.race;
    if (one.subject.view) line["view"] = *one.subject.view;
    line["synthetic"] = true;
    metadata += line.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
  }

  Result<void> writeDescriptions() const {
    const Summary summary = summarise(cohort_, ledger_);
    CHEXGEN_TRY(
        base::writeFileAtomically(folder_ / "datasheet.html", report::toHtml(datasheet(cohort_, summary))));
    CHEXGEN_TRY(base::writeFileAtomically(folder_ / "datasheet.json",
                                          datasheetJson(cohort_, summary).dump(1) + "\n"));
    return base::writeFileAtomically(folder_ / "README.txt", readMe);
  }

  Result<void> writeManifest(const base::CancelToken& cancel) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder_))
      if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(folder_));
    std::sort(files.begin(), files.end());
    OrderedJson json{{"schema", manifestSchema},
                     {"cohort", cohort_.plan.name},
                     {"synthetic", true},
                     {"program", base::programVersion()},
                     {"radiographs", result_.radiographs},
                     {"missing", result_.missing}};
    json["files"] = OrderedJson::array();
    for (const fs::path& file : files) {
      CHEXGEN_ASSIGN(const std::string hash, base::sha256OfFile(folder_ / file, cancel));
      json["files"].push_back(
          {{"path", file.generic_string()}, {"bytes", fs::file_size(folder_ / file)}, {"sha256", hash}});
    }
    result_.files = files.size() + 1;
    return base::writeFileAtomically(folder_ / manifestName, json.dump(1) + "\n");
  }

  const Cohort& cohort_;
  const Ledger& ledger_;
  const ExportOptions& options_;
  fs::path folder_;
  ConditionExport conditions_;
  Exported result_;
};

// What a file of this kind must say of itself; empty when it does.
std::string missingMark(const fs::path& file, const std::string& bytes) {
  const auto content = std::as_bytes(std::span(bytes));
  if (file.extension() == ".png" && file.parent_path().filename() == "images") {
    const auto texts = imaging::decodePngTexts(content, file);
    const bool marked = texts && std::any_of(texts->begin(), texts->end(), [](const imaging::PngText& one) {
                          return one.keyword == "Synthetic" && one.text.starts_with("YES");
                        });
    if (!marked) return "does not say that it is synthetic";
    if (!imaging::decodeRecipePng(content, file)) return "has no recipe";
  }
  if (file.parent_path().filename() == "dicom") {
    if (bytes.find("DERIVED\\SECONDARY") == std::string::npos) return "does not say that it is synthetic";
    if (!imaging::decodeSyntheticDicomRecipe(content, file)) return "has no recipe";
  }
  return {};
}

struct ManifestEntry {
  base::InsidePath place;
  std::string sha256;
};

Result<std::map<std::string, ManifestEntry>> readManifestFile(const fs::path& file) {
  CHEXGEN_ASSIGN(const base::Json json, base::readJsonFile(file));
  CHEXGEN_ASSIGN(const int schema, base::jsonValue<int>(json, "schema", file));
  if (schema != manifestSchema)
    return base::fail(ErrorCode::formatUnsupported, "The manifest has schema " + std::to_string(schema) + ".",
                      file);
  CHEXGEN_ASSIGN(const base::Json files, base::jsonValue<base::Json>(json, "files", file));
  std::map<std::string, ManifestEntry> entries;
  for (const base::Json& one : files) {
    CHEXGEN_ASSIGN(const auto path, base::jsonValue<std::string>(one, "path", file));
    CHEXGEN_ASSIGN(const auto sha256, base::jsonValue<std::string>(one, "sha256", file));
    auto place = base::InsidePath::in(file.parent_path(), path);
    if (!place) {
      place.error().file = file;
      return tl::unexpected(place.error());
    }
    entries.insert_or_assign(path, ManifestEntry{std::move(*place), sha256});
  }
  return entries;
}

}  // namespace

Result<Exported> exportCohort(const Cohort& cohort, const Ledger& ledger, const fs::path& target,
                              const ExportOptions& options,
                              const std::function<void(std::size_t, std::size_t)>& onCase,
                              const base::CancelToken& cancel) {
  if (options.pngBits != 8 && options.pngBits != 16)
    return base::fail(ErrorCode::argumentInvalid, "PNG has 8 or 16 bits for each pixel.");
  if (options.segmentations && !options.dicom && !options.digitalXRay)
    return base::fail(ErrorCode::argumentInvalid,
                      "A segmentation belongs to a DICOM image: export that, too.");
  CHEXGEN_ASSIGN(base::StagedFolder staged, base::StagedFolder::create(target));
  CHEXGEN_ASSIGN(const Exported result,
                 CohortExport(cohort, ledger, options, staged.path()).run(onCase, cancel));
  CHEXGEN_TRY(staged.publish());
  return result;
}

Result<Verified> verifyExport(const fs::path& folder, const base::CancelToken& cancel) {
  CHEXGEN_ASSIGN(const auto entries, readManifestFile(folder / manifestName));
  Verified result;
  for (const auto& [path, entry] : entries) {
    if (cancel.isCancelled()) return base::fail(ErrorCode::cancelled, "The check was cancelled.");
    ++result.files;
    const auto bytes = entry.place.read(imageLimit);
    if (!bytes) {
      result.problems.push_back(path + " cannot be read: " + bytes.error().message);
      continue;
    }
    if (base::sha256(*bytes) != entry.sha256) {
      result.problems.push_back(path + " was changed after the export.");
      continue;
    }
    if (const std::string missing = missingMark(path, *bytes); !missing.empty())
      result.problems.push_back(path + " " + missing + ".");
  }
  std::error_code error;
  for (const auto& one : fs::recursive_directory_iterator(folder, error)) {
    const std::string path = one.path().lexically_relative(folder).generic_string();
    if (one.is_symlink())
      result.problems.push_back(path + " is a link.");
    else if (one.is_regular_file() && path != manifestName && !entries.contains(path))
      result.problems.push_back(path + " is not in the manifest.");
  }
  return result;
}

}  // namespace chexgen::cohort
