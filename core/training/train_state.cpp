#include "core/training/train_state.h"

#include <array>
#include <string_view>
#include <utility>

#include "core/base/file.h"
#include "core/training/checkpoints.h"

namespace chexgen::training {
namespace {

constexpr int stateSchema = 1;

constexpr std::array<std::pair<const char*, std::int64_t TrainState::*>, 5> counters{
    {{"step", &TrainState::step},
     {"epoch", &TrainState::epoch},
     {"position", &TrainState::position},
     {"images", &TrainState::images},
     {"optimiser_steps", &TrainState::optimiserSteps}}};
constexpr std::array<std::pair<const char*, std::string TrainState::*>, 3> hashes{
    {{"settings_hash", &TrainState::settingsHash},
     {"parent_hash", &TrainState::parentHash},
     {"data_hash", &TrainState::dataHash}}};

}  // namespace

base::Result<void> writeState(const TrainState& state, const std::filesystem::path& folder) {
  base::OrderedJson json;
  json["schema"] = stateSchema;
  for (const auto& [key, member] : counters) json[key] = state.*member;
  for (const auto& [key, member] : hashes) json[key] = state.*member;
  json["more"] = state.more;
  return base::writeFileAtomically(folder / checkpoint_file::state, json.dump(2) + "\n");
}

base::Result<TrainState> readState(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / checkpoint_file::state;
  CHEXGEN_ASSIGN(const base::Json json, base::readJsonFile(file));
  CHEXGEN_ASSIGN(const int schema, base::jsonValue<int>(json, "schema", file));
  if (schema != stateSchema) {
    return base::fail(
        schema > stateSchema ? base::ErrorCode::formatUnsupported : base::ErrorCode::formatInvalid,
        "The state has schema " + std::to_string(schema) + "; this program knows schema " +
            std::to_string(stateSchema) + ".",
        file, "It is unchanged.");
  }
  TrainState state;
  for (const auto& [key, member] : counters) {
    CHEXGEN_ASSIGN(state.*member, base::jsonValue<std::int64_t>(json, key, file));
    if (state.*member < 0) {
      return base::fail(base::ErrorCode::formatInvalid,
                        std::string("The counter \"") + key + "\" is below 0.", file);
    }
  }
  for (const auto& [key, member] : hashes) {
    CHEXGEN_ASSIGN(state.*member, base::jsonValue<std::string>(json, key, file));
  }
  CHEXGEN_ASSIGN(state.more, base::jsonValue<base::Json>(json, "more", file));
  return state;
}

}  // namespace chexgen::training
