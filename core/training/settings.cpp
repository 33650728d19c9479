#include "core/training/settings.h"

#include <array>
#include <cmath>
#include <type_traits>
#include <utility>

#include "core/base/number_text.h"
#include "core/base/sha256.h"
#include "core/jobs/job_spec.h"
#include "core/training/settings_fields.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::OrderedJson;
using base::Result;

// ---- words ----

constexpr std::array targets{Target::text, Target::controlMask, Target::controlBoxes, Target::lora,
                             Target::vae};
constexpr std::array schedules{Schedule::constant, Schedule::cosine};
constexpr std::array precisions{Precision::automatic, Precision::fp32, Precision::bf16};

const auto& valuesOf(Target /*kind*/) { return targets; }
const auto& valuesOf(Schedule /*kind*/) { return schedules; }
const auto& valuesOf(Precision /*kind*/) { return precisions; }

// ---- one setting out of JSON ----

// Numbers, truths and texts, as base::jsonHolds judges them.
template <class T>
Result<T> valueFrom(const Json& value, std::string_view key, T /*present*/) {
  Json object = Json::object();
  object[std::string(key)] = value;
  return base::jsonValue<T>(object, key);
}

Result<std::filesystem::path> valueFrom(const Json& value, std::string_view key,
                                        const std::filesystem::path& /*present*/) {
  CHEXGEN_ASSIGN(const auto text, valueFrom(value, key, std::string()));
  return std::filesystem::path(text);
}

template <class T>
Result<std::vector<T>> valueFrom(const Json& value, std::string_view key, const std::vector<T>& /*present*/) {
  std::vector<T> list;
  if (!value.is_array()) {
    return fail(ErrorCode::formatInvalid, "The entry \"" + std::string(key) + "\" is not a list.");
  }
  for (const Json& item : value) {
    CHEXGEN_ASSIGN(T element, valueFrom(item, key, T()));
    list.push_back(std::move(element));
  }
  return list;
}

template <class T>
requires std::is_enum_v<T> Result<T> valueFrom(const Json& value, std::string_view key, T kind) {
  CHEXGEN_ASSIGN(const auto word, valueFrom(value, key, std::string()));
  std::string known;
  for (const T candidate : valuesOf(kind)) {
    if (name(candidate) == word) return candidate;
    known += (known.empty() ? "" : ", ") + std::string(name(candidate));
  }
  return fail(ErrorCode::formatInvalid,
              "\"" + std::string(key) + "\" is \"" + word + "\"; possible are: " + known + ".");
}

Result<weights::TransformerArchitecture> architectureFrom(const Json& value,
                                                          weights::TransformerArchitecture) {
  return weights::transformerFromJson(value);
}
Result<weights::TextEncoderArchitecture> architectureFrom(const Json& value,
                                                          weights::TextEncoderArchitecture) {
  return weights::textEncoderFromJson(value);
}
Result<weights::VaeArchitecture> architectureFrom(const Json& value, const weights::VaeArchitecture&) {
  return weights::vaeFromJson(value);
}
template <class T>
Result<std::optional<T>> valueFrom(const Json& value, std::string_view /*key*/,
                                   const std::optional<T>& /*present*/) {
  CHEXGEN_ASSIGN(T architecture, architectureFrom(value, T()));
  return std::optional<T>(std::move(architecture));
}

// ---- one setting into JSON ----

template <class T>
void put(OrderedJson& json, const std::string& key, const T& value) {
  if constexpr (std::is_enum_v<T>) {
    json[key] = name(value);
  } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
    json[key] = value.string();
  } else {
    json[key] = value;
  }
}
template <class T>
void put(OrderedJson& json, const std::string& key, const std::optional<T>& architecture) {
  if (architecture) json[key] = weights::toJson(*architecture);
}

// ---- checks ----

std::string numberText(double value) {
  return value == std::floor(value) ? base::fixedText(value, 0) : base::significantText(value, 6);
}

// The first number that leaves its range, as a sentence; empty when there is none.
std::string rangeProblem(const TrainSettings& settings) {
  std::string problem;
  visitSettings(settings, [&problem](std::string_view key, SettingRole, const auto& member, auto... range) {
    if constexpr (sizeof...(range) == 1) {
      const NumberRange limits{range...};
      const auto value = static_cast<double>(member);
      const bool isInside = value >= limits.low && value <= limits.high;  // false for what is no number
      if (problem.empty() && !isInside) {
        problem = "\"" + std::string(key) + "\" must lie in " + numberText(limits.low) + " to " +
                  numberText(limits.high) + ".";
      }
    }
  });
  return problem;
}

// The first two entries that contradict each other, as a sentence.
std::string contradiction(const TrainSettings& s) {
  if (s.data.empty()) return "\"data\" is missing: say what to learn from.";
  if (s.warmupSteps > s.steps) return "\"warmup_steps\" must not be more than \"steps\".";
  if (s.model.empty() && s.target != Target::vae) {
    return "The target \"" + std::string(name(s.target)) + "\" needs a parent: give its folder as \"model\".";
  }
  if (s.model.empty() && s.target == Target::vae && !s.vae) {
    return "Give a parent as \"model\", or the architecture of a new \"vae\".";
  }
  if (s.target == Target::vae && s.crop > s.imageSize) {
    return "\"crop\" must not be more than \"image_size\".";
  }
  if (s.trainTextEncoder && s.target != Target::text) {
    return "\"train_text_encoder\" goes with the target \"text\" only.";
  }
  if (s.transformer && s.target != Target::text)
    return "A new \"transformer\" goes with the target \"text\" only.";
  if (s.vae && s.target != Target::vae) return "A new \"vae\" goes with the target \"vae\" only.";
  if (s.textEncoder && !s.trainTextEncoder) {
    return "A new \"text_encoder\" knows nothing: \"train_text_encoder\" must be true.";
  }
  if (s.textEncoder && s.tokenizer.empty()) return "A new \"text_encoder\" needs a \"tokenizer\".";
  if (s.sampleEvery > 0 && s.sampleSeeds.empty()) return "\"sample_every\" needs \"sample_seeds\".";
  if (s.device.empty()) return "\"device\" is empty; write auto, cpu or cuda.";
  return "";
}

}  // namespace

std::string_view name(Target target) {
  switch (target) {
    case Target::text: return "text";
    case Target::controlMask: return "control_mask";
    case Target::controlBoxes: return "control_boxes";
    case Target::lora: return "lora";
    case Target::vae: return "vae";
  }
  return "";
}

std::string_view name(Schedule schedule) { return schedule == Schedule::cosine ? "cosine" : "constant"; }

std::string_view name(Precision precision) {
  switch (precision) {
    case Precision::automatic: return "auto";
    case Precision::fp32: return "fp32";
    case Precision::bf16: return "bf16";
  }
  return "";
}

Result<TrainSettings> trainSettingsFromJson(const Json& value, const std::filesystem::path& file) {
  TrainSettings settings;
  constexpr std::string_view presetKey = "preset";
  std::vector<std::string_view> known{presetKey};
  visitSettings(settings,
                [&known](std::string_view key, SettingRole, const auto&...) { known.push_back(key); });
  CHEXGEN_TRY(jobs::onlyKnownEntries(value, known, file));

  if (value.contains(presetKey)) {
    CHEXGEN_ASSIGN(const auto preset, base::jsonValue<std::string>(value, presetKey, file));
    CHEXGEN_ASSIGN(settings, trainPreset(preset));
  }
  std::optional<base::Error> wrong;
  visitSettings(settings, [&](std::string_view key, SettingRole, auto& member, auto...) {
    if (wrong || !value.contains(key)) return;
    auto read = valueFrom(value[std::string(key)], key, member);
    if (read) {
      member = std::move(*read);
    } else {
      wrong = std::move(read).error();
      wrong->file = file;
    }
  });
  if (wrong) return tl::unexpected(std::move(*wrong));
  auto checked = checkSettings(settings);
  if (!checked) {
    checked.error().file = file;
    return tl::unexpected(std::move(checked).error());
  }
  return settings;
}

OrderedJson toJson(const TrainSettings& settings) {
  OrderedJson json;
  visitSettings(settings, [&json](std::string_view key, SettingRole, const auto& member, auto...) {
    put(json, std::string(key), member);
  });
  return json;
}

Result<void> checkSettings(const TrainSettings& settings) {
  std::string problem = rangeProblem(settings);
  if (problem.empty()) problem = contradiction(settings);
  if (problem.empty()) return {};
  return fail(ErrorCode::argumentInvalid, std::move(problem), {}, "Nothing was started.");
}

std::string settingsHash(const TrainSettings& settings) {
  OrderedJson json;
  visitSettings(settings, [&json](std::string_view key, SettingRole role, const auto& member, auto...) {
    if (role == SettingRole::weights) put(json, std::string(key), member);
  });
  // Without a schedule that ends, a longer run begins like a shorter one.
  if (settings.schedule == Schedule::constant) json.erase("steps");
  return base::sha256(json.dump());
}

}  // namespace chexgen::training
