#include "app/studio/generation_settings.h"

#include <array>
#include <charconv>

#include "core/base/json.h"

namespace chexgen::studio {

namespace {

constexpr std::array<std::string_view, 3> guideNames{"report", "mask", "boxes"};

base::Result<std::uint64_t> seedFrom(const std::string& text) {
  std::uint64_t seed = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (problem != std::errc() || end != text.data() + text.size())
    return base::fail(base::ErrorCode::formatInvalid, "The seed is not a whole number.");
  return seed;
}

}  // namespace

std::string toJsonText(const GenerationSettings& settings) {
  base::OrderedJson json;
  json["schema"] = 1;
  json["model"] = settings.model.string();
  json["size"] = settings.size;
  json["profile"] = settings.profile;
  json["sampler"] = settings.sampler;
  json["steps"] = settings.steps;
  json["guidance"] = settings.guidance;
  json["seed"] = std::to_string(settings.seed);  // readers of JSON keep only 53 bits of a number
  json["seed_locked"] = settings.seedLocked;
  json["count"] = settings.count;
  json["guide"] = guideNames.at(static_cast<std::size_t>(settings.guide));
  return json.dump();
}

base::Result<GenerationSettings> generationSettingsFromJson(std::string_view json) {
  CHEXGEN_ASSIGN(const auto value, base::parseJson(json));
  GenerationSettings settings;
  CHEXGEN_ASSIGN(const auto model, base::jsonValue<std::string>(value, "model"));
  settings.model = model;
  CHEXGEN_ASSIGN(settings.size, base::jsonValue<int>(value, "size"));
  CHEXGEN_ASSIGN(settings.profile, base::jsonValue<std::string>(value, "profile"));
  CHEXGEN_ASSIGN(settings.sampler, base::jsonValue<std::string>(value, "sampler"));
  CHEXGEN_ASSIGN(settings.steps, base::jsonValue<int>(value, "steps"));
  CHEXGEN_ASSIGN(settings.guidance, base::jsonValue<double>(value, "guidance"));
  CHEXGEN_ASSIGN(const auto seed, base::jsonValue<std::string>(value, "seed"));
  CHEXGEN_ASSIGN(settings.seed, seedFrom(seed));
  CHEXGEN_ASSIGN(settings.seedLocked, base::jsonValue<bool>(value, "seed_locked"));
  CHEXGEN_ASSIGN(settings.count, base::jsonValue<int>(value, "count"));
  CHEXGEN_ASSIGN(const auto guide, base::jsonValue<std::string>(value, "guide"));
  for (std::size_t i = 0; i < guideNames.size(); ++i)
    if (guide == guideNames.at(i)) settings.guide = static_cast<Guide>(i);
  return settings;
}

}  // namespace chexgen::studio
