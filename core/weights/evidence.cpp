#include "core/weights/evidence.h"

#include <algorithm>
#include <system_error>

#include "core/base/file.h"
#include "core/base/json.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using base::Json;
using base::Result;
namespace fs = std::filesystem;

constexpr const char* evidenceFile = "evidence.json";
constexpr int knownEvidenceSchema = 1;
constexpr base::JsonLimits evidenceLimits{std::uint64_t{1} << 20U, 8};

bool isArea(const MeasuredWish& wish) {
  return 0 <= wish.low && wish.low <= wish.area && wish.area <= wish.high && wish.high <= 1;
}

Result<MeasuredWish> readWish(const Json& json, const fs::path& file) {
  MeasuredWish wish;
  CHEXGEN_ASSIGN(wish.wish, base::jsonValue<std::string>(json, "wish", file));
  CHEXGEN_ASSIGN(wish.area, base::jsonValue<double>(json, "auc", file));
  CHEXGEN_ASSIGN(const auto interval, base::jsonValue<std::vector<double>>(json, "interval_95", file));
  if (interval.size() == 2) {
    wish.low = interval[0];
    wish.high = interval[1];
  }
  if (interval.size() != 2 || !isArea(wish))
    return base::fail(ErrorCode::formatInvalid,
                      "The evidence of \"" + wish.wish + "\" is no area under a curve with its interval.",
                      file);
  if (json.contains("auc_real")) {
    CHEXGEN_ASSIGN(wish.real, base::jsonValue<double>(json, "auc_real", file));
  }
  return wish;
}

}  // namespace

const MeasuredWish* Evidence::of(std::string_view wish) const {
  const auto found = std::find_if(measured.begin(), measured.end(),
                                  [&](const MeasuredWish& one) { return one.wish == wish; });
  return found == measured.end() ? nullptr : &*found;
}

Result<std::optional<Evidence>> readEvidence(const fs::path& folder, const Manifest& manifest) {
  const fs::path file = folder / evidenceFile;
  std::error_code error;
  if (!fs::exists(file, error)) return std::optional<Evidence>();
  CHEXGEN_ASSIGN(const Json json, base::readJsonFile(file, evidenceLimits));
  CHEXGEN_ASSIGN(const int schema, base::jsonValue<int>(json, "schema", file));
  if (schema != knownEvidenceSchema)
    return base::fail(ErrorCode::formatUnsupported,
                      "This list of evidence was made for another version of the program.", file,
                      "The model itself is not concerned.", "Update the program.");
  CHEXGEN_ASSIGN(const auto name, base::jsonValue<std::string>(json, "model", file));
  CHEXGEN_ASSIGN(const auto version, base::jsonValue<std::string>(json, "version", file));
  if (name != manifest.name || version != manifest.version) return std::optional<Evidence>();
  Evidence evidence;
  CHEXGEN_ASSIGN(evidence.method, base::jsonValue<std::string>(json, "method", file));
  CHEXGEN_ASSIGN(const Json list, base::jsonValue<Json>(json, "measured", file));
  if (!list.is_array()) return base::fail(ErrorCode::formatInvalid, "\"measured\" is no list.", file);
  for (const Json& one : list) {
    CHEXGEN_ASSIGN(MeasuredWish wish, readWish(one, file));
    evidence.measured.push_back(std::move(wish));
  }
  return std::optional(std::move(evidence));
}

Result<void> recordEvidence(const fs::path& folder, const Manifest& manifest, const std::string& method,
                            const MeasuredWish& wish) {
  if (!isArea(wish))
    return base::fail(ErrorCode::argumentInvalid, "This is no area under a curve with its interval.", folder);
  CHEXGEN_ASSIGN(auto before, readEvidence(folder, manifest));
  std::vector<MeasuredWish> all = before ? std::move(before->measured) : std::vector<MeasuredWish>();
  const auto same =
      std::find_if(all.begin(), all.end(), [&](const MeasuredWish& one) { return one.wish == wish.wish; });
  if (same == all.end()) {
    all.push_back(wish);
  } else {
    *same = wish;
  }
  base::OrderedJson json{{"schema", knownEvidenceSchema},
                         {"model", manifest.name},
                         {"version", manifest.version},
                         {"method", method}};
  json["measured"] = base::OrderedJson::array();
  for (const MeasuredWish& one : all) {
    base::OrderedJson entry{{"wish", one.wish}, {"auc", one.area}, {"interval_95", {one.low, one.high}}};
    if (one.real) entry["auc_real"] = *one.real;
    json["measured"].push_back(std::move(entry));
  }
  return base::writeFileAtomically(folder / evidenceFile, json.dump(2) + "\n");
}

}  // namespace chexgen::weights
