#include "core/downstream/classifier_settings.h"

#include <array>
#include <type_traits>
#include <utility>

#include "core/base/sha256.h"
#include "core/jobs/job_spec.h"
#include "core/training/table_columns.h"

namespace chexgen::downstream {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

// Whether a setting decides the weights, or only how and where the run is watched.
enum class Role { weights, conduct };

// The one list of the settings: reading, writing and hashing all walk it.
template <class Settings, class Visit>
void visitClassifierSettings(Settings& s, const Visit& visit) {
  visit("table", Role::conduct, s.table);
  visit("columns", Role::weights, s.read.columns);
  visit("root", Role::conduct, s.read.root);
  visit("targets", Role::weights, s.targets);
  visit("uncertain", Role::weights, s.uncertain);
  visit("skip_bad_rows", Role::weights, s.skipBadRows);
  visit("validation", Role::weights, s.heldOut.validation);
  visit("test", Role::weights, s.heldOut.test);
  visit("network", Role::weights, s.architecture.family);
  visit("width", Role::weights, s.architecture.width);
  visit("channels", Role::weights, s.architecture.channels);
  visit("initial_weights", Role::conduct, s.initialWeights);
  visit("size", Role::weights, s.size);
  visit("augment", Role::weights, s.augment);
  visit("steps", Role::weights, s.steps);
  visit("batch", Role::weights, s.batch);
  visit("optimiser", Role::weights, s.optimiser);
  visit("learning_rate", Role::weights, s.learningRate);
  visit("schedule", Role::weights, s.schedule);
  visit("warmup_steps", Role::weights, s.warmupSteps);
  visit("weight_decay", Role::weights, s.weightDecay);
  visit("clip", Role::weights, s.clip);
  visit("balance", Role::weights, s.balance);
  visit("threshold", Role::weights, s.threshold);
  visit("select", Role::weights, s.select);
  visit("seed", Role::weights, s.seed);
  visit("checkpoint_every", Role::conduct, s.checkpointEvery);
  visit("validate_every", Role::weights, s.validateEvery);  // the best is chosen of those that were looked at
  visit("log_every", Role::conduct, s.logEvery);
  visit("device", Role::conduct, s.device);
  visit("precision", Role::weights, s.precision);
  visit("threads", Role::conduct, s.threads);
}

std::string_view thresholdName(statistics::ThresholdRule rule) {
  return rule == statistics::ThresholdRule::youden ? "youden" : "f1";
}

template <class Member>
base::OrderedJson jsonOfSetting(const Member& member) {
  if constexpr (std::is_same_v<Member, std::filesystem::path>) {
    return member.string();
  } else if constexpr (std::is_same_v<Member, training::TableColumns>) {
    return training::toJson(member);
  } else if constexpr (std::is_same_v<Member, AugmentSettings>) {
    return toJson(member);
  } else if constexpr (std::is_same_v<Member, statistics::ThresholdRule>) {
    return thresholdName(member);
  } else if constexpr (std::is_enum_v<Member>) {
    return name(member);
  } else {
    return member;
  }
}

Result<statistics::ThresholdRule> thresholdNamed(const std::string& word) {
  if (word == "youden") return statistics::ThresholdRule::youden;
  if (word == "f1") return statistics::ThresholdRule::f1;
  return fail(ErrorCode::argumentInvalid, "A threshold is chosen by youden or f1, not by \"" + word + "\".");
}

template <class Member>
Result<void> readSetting(const base::Json& value, std::string_view key, Member& member,
                         const std::filesystem::path& file) {
  if constexpr (std::is_same_v<Member, training::TableColumns>) {
    CHEXGEN_ASSIGN(member, training::columnsFromJson(value.at(key), file));
  } else if constexpr (std::is_same_v<Member, AugmentSettings>) {
    CHEXGEN_ASSIGN(member, augmentationFromJson(value.at(key), file));
  } else if constexpr (std::is_enum_v<Member> || std::is_same_v<Member, std::filesystem::path>) {
    CHEXGEN_ASSIGN(const auto word, base::jsonValue<std::string>(value, key, file));
    if constexpr (std::is_same_v<Member, std::filesystem::path>) {
      member = word;
    } else if constexpr (std::is_same_v<Member, UncertainPolicy>) {
      CHEXGEN_ASSIGN(member, uncertainPolicyNamed(word));
    } else if constexpr (std::is_same_v<Member, ClassifierFamily>) {
      CHEXGEN_ASSIGN(member, classifierFamilyNamed(word));
    } else {
      CHEXGEN_ASSIGN(member, thresholdNamed(word));
    }
  } else {
    CHEXGEN_ASSIGN(member, base::jsonValue<Member>(value, key, file));
  }
  return {};
}

Result<void> oneOf(const std::string& value, std::string_view key, std::string_view first,
                   std::string_view second) {
  if (value == first || value == second) return {};
  return fail(ErrorCode::argumentInvalid, std::string(key) + " is " + std::string(first) + " or " +
                                              std::string(second) + ", not \"" + value + "\".");
}

Result<void> inRange(double value, std::string_view key, double low, double high) {
  if (value >= low && value <= high) return {};
  return fail(ErrorCode::argumentInvalid,
              std::string(key) + " must lie in " + std::to_string(low) + " … " + std::to_string(high) + ".");
}

Result<void> checkSettings(const ClassifierSettings& s) {
  CHEXGEN_TRY(checkArchitecture(s.architecture));
  const auto whole = [](std::int64_t value) { return static_cast<double>(value); };
  CHEXGEN_TRY(inRange(whole(s.size), "size", 32, 2048));
  CHEXGEN_TRY(inRange(whole(s.steps), "steps", 1, 1e9));
  CHEXGEN_TRY(inRange(whole(s.batch), "batch", 2, 65536));  // batch norm needs two
  CHEXGEN_TRY(inRange(s.learningRate, "learning_rate", 1e-9, 10));
  CHEXGEN_TRY(inRange(whole(s.warmupSteps), "warmup_steps", 0, 1e9));
  CHEXGEN_TRY(inRange(s.weightDecay, "weight_decay", 0, 1));
  CHEXGEN_TRY(inRange(s.clip, "clip", 0, 1e4));
  CHEXGEN_TRY(inRange(whole(s.validateEvery), "validate_every", 1, 1e9));
  CHEXGEN_TRY(inRange(whole(s.checkpointEvery), "checkpoint_every", 1, 1e9));
  CHEXGEN_TRY(inRange(whole(s.logEvery), "log_every", 1, 1e9));
  CHEXGEN_TRY(inRange(s.heldOut.validation, "validation", 0, 0.9));
  CHEXGEN_TRY(inRange(s.heldOut.test, "test", 0, 0.9));
  CHEXGEN_TRY(oneOf(s.optimiser, "optimiser", "adamw", "sgd"));
  CHEXGEN_TRY(oneOf(s.schedule, "schedule", "cosine", "constant"));
  CHEXGEN_TRY(oneOf(s.select, "select", "best", "last"));
  return {};
}

}  // namespace

base::OrderedJson toJson(const ClassifierSettings& settings) {
  base::OrderedJson json;
  visitClassifierSettings(
      settings, [&](const char* key, Role, const auto& member) { json[key] = jsonOfSetting(member); });
  return json;
}

Result<ClassifierSettings> classifierSettingsFromJson(const base::Json& value,
                                                      const std::filesystem::path& file) {
  ClassifierSettings settings;
  std::vector<std::string_view> known;
  visitClassifierSettings(settings, [&](const char* key, Role, auto&) { known.push_back(key); });
  CHEXGEN_TRY(jobs::onlyKnownEntries(value, known, file));
  Result<void> read;
  visitClassifierSettings(settings, [&](const char* key, Role, auto& member) {
    if (read && value.contains(key)) read = readSetting(value, key, member, file);
  });
  CHEXGEN_TRY(read);
  CHEXGEN_ASSIGN(const auto targets, parseLabelTargets(settings.targets));
  settings.architecture.outputs = static_cast<std::int64_t>(targets.size());
  CHEXGEN_TRY(checkSettings(settings));
  return settings;
}

std::string settingsHash(const ClassifierSettings& settings) {
  base::OrderedJson json;
  visitClassifierSettings(settings, [&](const char* key, Role role, const auto& member) {
    if (role == Role::weights) json[key] = jsonOfSetting(member);
  });
  return base::sha256(json.dump());
}

}  // namespace chexgen::downstream
