#include "core/jobs/generate_job.h"

#include <array>
#include <string>
#include <utility>

#include "core/base/sha256.h"
#include "core/jobs/event_reader.h"
#include "core/jobs/recipe_request.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;
using base::Json;

constexpr std::array<std::string_view, 7> settingEntries{"model", "device",  "precision", "threads",
                                                         "batch", "replace", "cases"};
constexpr std::array<std::string_view, 2> caseEntries{"file", "recipe"};
constexpr std::string_view imagesFolder = "images";

base::Result<ListCase> parseCase(const Json& value, const std::filesystem::path& file) {
  CHEXGEN_TRY(onlyKnownEntries(value, caseEntries, file));
  ListCase item;
  CHEXGEN_ASSIGN(item.file, base::jsonValue<std::string>(value, "file", file));
  CHEXGEN_ASSIGN(const Json recipe, base::jsonValue<Json>(value, "recipe", file));
  CHEXGEN_ASSIGN(item.recipe, openRecipeFromJson(recipe, file));
  return item;
}

base::Result<std::vector<ListCase>> parseCases(const Json& settings, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const Json list, base::jsonValue<Json>(settings, "cases", file));
  if (!list.is_array() || list.empty()) {
    return base::fail(ErrorCode::formatInvalid, "\"cases\" must be a list of at least one case.", file);
  }
  std::vector<ListCase> cases;
  for (const Json& value : list) {
    auto item = parseCase(value, file);
    if (!item) {
      item.error().message = "Case " + std::to_string(cases.size() + 1) + ": " + item.error().message;
      return tl::unexpected(std::move(item).error());
    }
    cases.push_back(std::move(*item));
  }
  return cases;
}

// An image of an earlier attempt may lack its event, when the kill came between the two.
base::Result<void> tellImage(JobContext& context, const EventLedger& ledger, const ListImage& image) {
  const auto file = std::filesystem::path(imagesFolder) / image.file;
  const auto position = static_cast<std::int64_t>(image.position);
  std::string sha256 = image.sha256;
  if (!image.made) {
    if (ledger.atStep(std::string(event_name::image), position) != nullptr) return {};
    CHEXGEN_ASSIGN(sha256, base::sha256OfFile(context.files.folder / file, context.cancel));
  }
  base::OrderedJson data;
  data["file"] = file.string();
  data["sha256"] = sha256;
  return context.events.write(event_name::image, data, position);
}

}  // namespace

base::Result<GenerateSettings> generateSettings(const JobSpec& spec) {
  const auto file = runFiles(spec.runFolder, spec.shard).spec;
  const Json& value = spec.settings;
  CHEXGEN_TRY(onlyKnownEntries(value, settingEntries, file));
  GenerateSettings settings;
  CHEXGEN_ASSIGN(const auto model, base::jsonValue<std::string>(value, "model", file));
  settings.model = spec.resolve(model);
  CHEXGEN_ASSIGN(settings.options.device, base::jsonValueOr<std::string>(value, "device", "auto", file));
  CHEXGEN_ASSIGN(settings.options.precision,
                 base::jsonValueOr<std::string>(value, "precision", "auto", file));
  CHEXGEN_ASSIGN(settings.options.threads, base::jsonValueOr<int>(value, "threads", 0, file));
  CHEXGEN_ASSIGN(settings.batch, base::jsonValueOr<std::size_t>(value, "batch", 1, file));
  CHEXGEN_ASSIGN(settings.replaceOther, base::jsonValueOr<bool>(value, "replace", false, file));
  if (settings.batch < 1) return base::fail(ErrorCode::formatInvalid, "\"batch\" must be at least 1.", file);
  CHEXGEN_ASSIGN(settings.cases, parseCases(value, file));
  return settings;
}

base::Result<void> runGenerateJob(JobContext& context, Backend& backend) {
  CHEXGEN_ASSIGN(const GenerateSettings settings, generateSettings(context.spec));
  CHEXGEN_ASSIGN(const EventLedger ledger, readLedger(context.files.events));
  CHEXGEN_ASSIGN(const ModelInfo model, backend.load(settings.model, settings.options, context.checkWatch()));
  CHEXGEN_TRY(context.events.write(event_name::model, toJson(model)));
  ListObserver observer;
  observer.betweenSteps = [&context] { return context.control.checkpoint(); };
  observer.onProgress = [&context](const Progress& progress) { return context.tell(progress); };
  observer.onImage = [&](const ListImage& image) { return tellImage(context, ledger, image); };
  const ListOptions options{.folder = context.files.folder / imagesFolder,
                            .shard = context.spec.shard,
                            .batch = settings.batch,
                            .replaceOther = settings.replaceOther};
  CHEXGEN_TRY(runList(settings.cases, options, backend, observer, context.cancel));
  return {};
}

}  // namespace chexgen::jobs
