#include "core/jobs/convert_job.h"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/weights/file_check.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;
using base::Json;
using weights::ConvertRequest;
using weights::StoredType;

constexpr std::uint64_t megabyte = 1'000'000;

constexpr std::array<std::pair<std::string_view, std::filesystem::path ConvertRequest::*>, 6> paths{
    {{"pipeline", &ConvertRequest::pipeline},
     {"transformer", &ConvertRequest::transformer},
     {"vae", &ConvertRequest::vae},
     {"text_encoder", &ConvertRequest::textEncoder},
     {"tokenizer", &ConvertRequest::tokenizer},
     {"out", &ConvertRequest::out}}};
constexpr std::array<std::pair<std::string_view, std::string ConvertRequest::*>, 5> words{
    {{"name", &ConvertRequest::name},
     {"version", &ConvertRequest::version},
     {"licence", &ConvertRequest::licence},
     {"description", &ConvertRequest::description},
     {"trained_on", &ConvertRequest::trainedOn}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> controls{
    {{"mask_control", "mask"}, {"boxes_control", "boxes"}}};
constexpr std::array<std::pair<std::string_view, StoredType>, 4> types{{{"keep", StoredType::keep},
                                                                        {"bf16", StoredType::bf16},
                                                                        {"fp16", StoredType::fp16},
                                                                        {"fp32", StoredType::fp32}}};

base::Result<StoredType> typeFrom(const Json& settings, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const auto text, base::jsonValueOr<std::string>(settings, "type", "keep", file));
  for (const auto& [name, type] : types)
    if (name == text) return type;
  return base::fail(ErrorCode::formatInvalid,
                    "\"type\" must be keep, bf16, fp16 or fp32, not \"" + text + "\".", file);
}

base::Result<void> noEntryBut(const Json& settings, const std::filesystem::path& file) {
  std::vector<std::string_view> known{"type", "heads", "demographics"};
  for (const auto& [key, member] : paths) known.push_back(key);
  for (const auto& [key, member] : words) known.push_back(key);
  for (const auto& [key, kind] : controls) known.push_back(key);
  return onlyKnownEntries(settings, known, file);
}

}  // namespace

base::Result<ConvertRequest> convertSettings(const JobSpec& spec) {
  const auto file = runFiles(spec.runFolder, spec.shard).spec;
  const Json& value = spec.settings;
  CHEXGEN_TRY(noEntryBut(value, file));
  ConvertRequest request;
  for (const auto& [key, member] : paths) {
    CHEXGEN_ASSIGN(const auto path, base::jsonValueOr<std::string>(value, std::string(key), "", file));
    if (!path.empty()) request.*member = spec.resolve(path);
  }
  if (request.out.empty())
    return base::fail(ErrorCode::formatInvalid, "\"out\", the folder of the model, is missing.", file);
  for (const auto& [key, member] : words) {
    CHEXGEN_ASSIGN(request.*member, base::jsonValueOr<std::string>(value, std::string(key), "", file));
  }
  for (const auto& [key, kind] : controls) {
    CHEXGEN_ASSIGN(const auto path, base::jsonValueOr<std::string>(value, std::string(key), "", file));
    if (!path.empty()) request.controls.push_back({std::string(kind), spec.resolve(path)});
  }
  CHEXGEN_ASSIGN(request.type, typeFrom(value, file));
  CHEXGEN_ASSIGN(const auto heads, base::jsonValueOr<std::int64_t>(value, "heads", 0, file));
  if (heads > 0) request.hints.heads = heads;
  if (value.contains("demographics")) {
    CHEXGEN_ASSIGN(request.demographics,
                   base::jsonValue<std::vector<std::string>>(value, "demographics", file));
  }
  return request;
}

base::Result<void> runConvertJob(JobContext& context) {
  CHEXGEN_ASSIGN(const ConvertRequest request, convertSettings(context.spec));
  const auto tell = [&](const weights::Manifest& manifest, const std::vector<std::string>& remarks) {
    return context.events.write(
        "converted", {{"folder", request.out.string()}, {"name", manifest.name}, {"remarks", remarks}});
  };
  // Killed between the last rename and the end of the run: nothing is left to do.
  if (const auto there = weights::readManifest(request.out);
      there && context.events.attempt() > 1 &&
      weights::verifyFiles(*there, request.out, context.checkWatch()))
    return tell(*there, {});

  // The conversion asks one token, a job has a wish as well: whatever ends the job sets the token.
  base::CancelToken stop;
  base::Result<void> mayGoOn;
  std::optional<ProgressMeter> meter;
  const auto onProgress = [&](const weights::ConvertProgress& progress) {
    if (mayGoOn) mayGoOn = context.control.checkpoint();
    if (!meter) meter.emplace(static_cast<std::int64_t>(progress.total / megabyte), "MB");
    if (mayGoOn) mayGoOn = context.tell(meter->at(static_cast<std::int64_t>(progress.done / megabyte)));
    if (!mayGoOn) stop.cancel();
  };
  const auto converted = weights::convert(request, onProgress, stop);
  if (!mayGoOn) return mayGoOn;
  if (!converted) return tl::unexpected(converted.error());
  return tell(*converted, converted->remarks);
}

}  // namespace chexgen::jobs
