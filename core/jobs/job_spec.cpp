#include "core/jobs/job_spec.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "core/base/file.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;

constexpr std::int64_t currentSchema = 1;
constexpr std::int64_t shardLimit = 1'000'000;
constexpr std::array<std::string_view, 7> specEntries{"schema",      "kind",  "name",    "run_folder",
                                                      "base_folder", "shard", "settings"};
constexpr std::array<std::string_view, 2> shardEntries{"index", "count"};

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (const auto word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

base::Result<void> checkSchema(const base::Json& value, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const auto schema, base::jsonValue<std::int64_t>(value, "schema", file));
  if (schema == currentSchema) return {};
  return base::fail(schema > currentSchema ? ErrorCode::formatUnsupported : ErrorCode::formatInvalid,
                    "The job has schema " + std::to_string(schema) + "; this program knows schema " +
                        std::to_string(currentSchema) + ".",
                    file, "Nothing was changed.", "Use a program version that knows this schema.");
}

base::Result<Shard> shardFrom(const base::Json& value, const std::filesystem::path& file) {
  if (!value.contains("shard")) return Shard{};
  const base::Json& shard = value["shard"];
  CHEXGEN_TRY(onlyKnownEntries(shard, shardEntries, file));
  CHEXGEN_ASSIGN(const auto index, base::jsonValue<std::int64_t>(shard, "index", file));
  CHEXGEN_ASSIGN(const auto count, base::jsonValue<std::int64_t>(shard, "count", file));
  if (count < 1 || count > shardLimit || index < 0 || index >= count) {
    return base::fail(ErrorCode::formatInvalid, "The shard's index must lie in 0 to count - 1.", file);
  }
  return Shard{static_cast<std::size_t>(index), static_cast<std::size_t>(count)};
}

base::Result<std::string> kindFrom(const base::Json& value, const std::filesystem::path& file,
                                   std::span<const std::string_view> kinds) {
  CHEXGEN_ASSIGN(std::string kind, base::jsonValue<std::string>(value, "kind", file));
  if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) return kind;
  return base::fail(ErrorCode::formatInvalid,
                    "There is no job of the kind \"" + kind + "\"; the kinds are: " + listed(kinds) + ".",
                    file, "Nothing was started.");
}

}  // namespace

base::Result<void> onlyKnownEntries(const base::Json& object, std::span<const std::string_view> known,
                                    const std::filesystem::path& file) {
  if (!object.is_object()) return base::fail(ErrorCode::formatInvalid, "A JSON object is needed here.", file);
  for (const auto& [key, unused] : object.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      return base::fail(ErrorCode::formatInvalid,
                        "The entry \"" + key + "\" is not known; possible are: " + listed(known) + ".", file);
    }
  }
  return {};
}

base::Result<JobSpec> parseJobSpec(std::string_view text, const std::filesystem::path& file,
                                   std::span<const std::string_view> kinds) {
  CHEXGEN_ASSIGN(const base::Json value, base::parseJson(text, file));
  // The schema comes first: a newer one may well have entries that this version does not know.
  CHEXGEN_TRY(checkSchema(value, file));
  CHEXGEN_TRY(onlyKnownEntries(value, specEntries, file));
  const auto here = std::filesystem::absolute(file).parent_path();
  JobSpec spec;
  CHEXGEN_ASSIGN(spec.kind, kindFrom(value, file, kinds));
  CHEXGEN_ASSIGN(spec.name, base::jsonValue<std::string>(value, "name", file));
  CHEXGEN_ASSIGN(const auto runFolder, base::jsonValue<std::string>(value, "run_folder", file));
  CHEXGEN_ASSIGN(const auto baseFolder, base::jsonValueOr<std::string>(value, "base_folder", ".", file));
  CHEXGEN_ASSIGN(spec.shard, shardFrom(value, file));
  CHEXGEN_ASSIGN(spec.settings, base::jsonValue<base::Json>(value, "settings", file));
  if (runFolder.empty()) return base::fail(ErrorCode::formatInvalid, "\"run_folder\" is empty.", file);
  if (!spec.settings.is_object()) {
    return base::fail(ErrorCode::formatInvalid, "\"settings\" must be a JSON object.", file);
  }
  spec.runFolder = (here / runFolder).lexically_normal();
  spec.baseFolder = (here / baseFolder).lexically_normal();
  return spec;
}

base::Result<JobSpec> readJobSpec(const std::filesystem::path& file,
                                  std::span<const std::string_view> kinds) {
  CHEXGEN_ASSIGN(const std::string text, base::readFile(file, base::JsonLimits{}.bytes));
  return parseJobSpec(text, file, kinds);
}

std::string formatJobSpec(const JobSpec& spec) {
  base::OrderedJson value;
  value["schema"] = currentSchema;
  value["kind"] = spec.kind;
  value["name"] = spec.name;
  value["run_folder"] = spec.runFolder.string();
  value["base_folder"] = spec.baseFolder.string();
  if (spec.shard.count > 1) {
    value["shard"] = {{"index", spec.shard.index}, {"count", spec.shard.count}};
  }
  value["settings"] = spec.settings;
  return value.dump(2, ' ', false, base::OrderedJson::error_handler_t::replace) + "\n";
}

base::Result<void> writeJobSpec(const std::filesystem::path& file, const JobSpec& spec) {
  const std::string text = formatJobSpec(spec);
  const std::uint64_t limit = base::JsonLimits{}.bytes;
  if (text.size() > limit)
    return base::fail(ErrorCode::argumentInvalid,
                      "The task has " + std::to_string(text.size() >> 20U) + " MiB of settings; " +
                          std::to_string(limit >> 20U) + " MiB is the most.",
                      file, "Nothing was queued.",
                      "Divide its table into several: most of it are the masks, one for each image.");
  return base::writeFileAtomically(file, text);
}

base::Result<Shard> parseShard(std::string_view text) {
  const auto slash = text.find('/');
  const auto number = [](std::string_view digits) -> std::int64_t {
    std::int64_t parsed = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
    return error == std::errc() && end == digits.data() + digits.size() ? parsed : -1;
  };
  const auto index = number(text.substr(0, slash));
  const auto count = slash == std::string_view::npos ? -1 : number(text.substr(slash + 1));
  if (index < 1 || index > count || count > shardLimit) {
    return base::fail(
        ErrorCode::argumentInvalid,
        "A shard is written i/n with i from 1 to n, for example 2/4, not \"" + std::string(text) + "\".");
  }
  return Shard{static_cast<std::size_t>(index) - 1, static_cast<std::size_t>(count)};
}

}  // namespace chexgen::jobs
