#include <array>
#include <vector>

#include "core/engine/training/encode_job.h"
#include "core/imaging/boxes.h"
#include "core/jobs/job_spec.h"
#include "core/training/table_columns.h"

namespace chexgen::engine {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr std::int64_t mostVariants = 64;

Result<void> check(const EncodeSettings& settings) {
  const auto wrong = [](const std::string& sentence) { return fail(ErrorCode::argumentInvalid, sentence); };
  if (settings.variants < 1 || settings.variants > mostVariants) {
    return wrong("variants must lie in 1 … " + std::to_string(mostVariants) + ".");
  }
  if (settings.size < 0) return wrong("size cannot be negative.");
  if (settings.rowsPerShard < 1) return wrong("rows_per_shard must be at least 1.");
  if (!settings.conditions.empty() && settings.conditions != "mask" && settings.conditions != "boxes") {
    return wrong("conditions must be mask, boxes or empty, not \"" + settings.conditions + "\".");
  }
  if (!settings.boxLayout.empty()) CHEXGEN_TRY(imaging::boxLayoutNamed(settings.boxLayout));
  return {};
}

}  // namespace

base::OrderedJson toJson(const EncodeSettings& settings) {
  base::OrderedJson json{{"table", settings.table.string()},
                         {"columns", training::toJson(settings.read.columns)},
                         {"root", settings.read.root.string()},
                         {"demographics", settings.read.demographics},
                         {"model", settings.model.string()},
                         {"size", settings.size},
                         {"variants", settings.variants},
                         {"conditions", settings.conditions},
                         {"captions", settings.captions},
                         {"skip_bad_rows", settings.skipBadRows},
                         {"write_reports", settings.writeReports},
                         {"ignore_labels", settings.ignoreLabels},
                         {"allow_poor_prompts", settings.allowPoorPrompts},
                         {"validation", settings.heldOut.validation},
                         {"test", settings.heldOut.test},
                         {"seed", settings.seed},
                         {"rows_per_shard", settings.rowsPerShard},
                         {"device", settings.compute.device},
                         {"precision", settings.compute.precision},
                         {"threads", settings.compute.threads}};
  if (!settings.boxLayout.empty()) json["box_layout"] = settings.boxLayout;
  return json;
}

Result<EncodeSettings> encodeSettingsFromJson(const base::Json& value, const std::filesystem::path& file) {
  constexpr std::array<std::string_view, 21> known{
      "table",      "columns",  "root",          "demographics",   "model",
      "size",       "variants", "conditions",    "captions",       "skip_bad_rows",
      "validation", "test",     "seed",          "rows_per_shard", "device",
      "precision",  "threads",  "write_reports", "ignore_labels",  "allow_poor_prompts",
      "box_layout"};
  CHEXGEN_TRY(jobs::onlyKnownEntries(value, known, file));
  EncodeSettings settings;
  const auto read = [&](const char* key, auto& member) -> Result<void> {
    using Member = std::remove_reference_t<decltype(member)>;
    if constexpr (std::is_same_v<Member, std::filesystem::path>) {
      CHEXGEN_ASSIGN(const auto text, base::jsonValueOr<std::string>(value, key, member.string(), file));
      member = text;
    } else {
      CHEXGEN_ASSIGN(member, base::jsonValueOr<Member>(value, key, member, file));
    }
    return {};
  };
  CHEXGEN_ASSIGN(const auto table, base::jsonValue<std::string>(value, "table", file));
  settings.table = table;
  CHEXGEN_TRY(read("root", settings.read.root));
  CHEXGEN_TRY(read("demographics", settings.read.demographics));
  CHEXGEN_TRY(read("model", settings.model));
  CHEXGEN_TRY(read("size", settings.size));
  CHEXGEN_TRY(read("variants", settings.variants));
  CHEXGEN_TRY(read("conditions", settings.conditions));
  CHEXGEN_TRY(read("box_layout", settings.boxLayout));
  CHEXGEN_TRY(read("captions", settings.captions));
  CHEXGEN_TRY(read("skip_bad_rows", settings.skipBadRows));
  CHEXGEN_TRY(read("write_reports", settings.writeReports));
  CHEXGEN_TRY(read("ignore_labels", settings.ignoreLabels));
  CHEXGEN_TRY(read("allow_poor_prompts", settings.allowPoorPrompts));
  CHEXGEN_TRY(read("validation", settings.heldOut.validation));
  CHEXGEN_TRY(read("test", settings.heldOut.test));
  CHEXGEN_TRY(read("seed", settings.seed));
  CHEXGEN_TRY(read("rows_per_shard", settings.rowsPerShard));
  CHEXGEN_TRY(read("device", settings.compute.device));
  CHEXGEN_TRY(read("precision", settings.compute.precision));
  CHEXGEN_TRY(read("threads", settings.compute.threads));
  if (value.contains("columns")) {
    CHEXGEN_ASSIGN(settings.read.columns, training::columnsFromJson(value["columns"], file));
  }
  CHEXGEN_TRY(check(settings));
  return settings;
}

}  // namespace chexgen::engine
