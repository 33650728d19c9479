// What a cohort shall be: the strata, the model, and the checks that every radiograph must pass.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/cohort/stratum.h"
#include "core/training/labels.h"
#include "core/weights/manifest.h"

namespace chexgen::cohort {

// Which checks are made, and their limits; see gates.h and, for those that need the model's autoencoder and
// real radiographs, engine/evaluation/learned_gates.h.
struct GateSettings {
  bool report = true;  // the report agrees with the case
  bool blank = true;
  bool frame = true;          // cropped, or with bars at the edges
  bool side = true;           // mirrored
  bool adherence = true;      // where a lung mask steers
  bool duplicates = true;     // within the cohort
  bool labels = false;        // a classifier agrees with the findings; needs `reference`
  bool memorisation = false;  // no near-copy of a training radiograph; needs `reference`
  double leastDice = 0.7;     // of drawn lungs and lungs that are found again, 0 … 1
  // The share of real radiographs that the label gate would turn away on each side, above 0, below 0.5.
  double labelShare = 0.05;
  training::LabelRules labelRules;  // what counts of the reference where a label is uncertain or blank
  // A table of real radiographs with a column split (train, val), as training reads it; absolute.
  std::filesystem::path reference;
  friend bool operator==(const GateSettings&, const GateSettings&) = default;
};

// By its name, which is its member's; argumentInvalid, naming all, for another.
[[nodiscard]] base::Result<void> switchGate(GateSettings& gates, const std::string& name, bool on);

// A mask or a sheet of boxes that steers the cases of a stratum, in turn.
struct ConditionItem {
  std::size_t stratum = 0;
  std::string file;                         // in the cohort's folder
  std::vector<text::FindingFact> findings;  // what it shows, with the sides where it shows them
  friend bool operator==(const ConditionItem&, const ConditionItem&) = default;
};

struct Plan {
  std::string name;
  std::string source;  // where the strata come from, in words
  std::uint64_t seed = 0;
  std::string modelName;
  std::string modelSha256;       // of model.json
  std::filesystem::path model;   // the folder, absolute
  int size = 0;                  // image side in pixels
  std::string profile, sampler;  // empty: the model's own
  int steps = 0;                 // 0: the model's own
  double guidance = -1;          // below 0: the model's own
  std::string conditionKind;     // "", "mask" or "boxes"
  bool masksAreLungs = false;    // so that they can be found again in the radiograph
  std::vector<Stratum> strata;
  std::vector<ConditionItem> conditions;
  GateSettings gates;
  int rerolls = 3;  // further tries for a case whose radiograph was rejected, each with a seed of its own
  friend bool operator==(const Plan&, const Plan&) = default;
};

[[nodiscard]] std::size_t caseCount(const Plan& plan);

[[nodiscard]] base::OrderedJson toJson(const Plan& plan);
// Fails with formatInvalid (a missing, unknown or wrong entry) or formatUnsupported (a newer schema).
[[nodiscard]] base::Result<Plan> planFromJson(const base::Json& value,
                                              const std::filesystem::path& file = {});

// Why the model cannot serve a stratum that states this attribute ("sex", "age", "race", "view"); empty when
// it can.
[[nodiscard]] std::string whyNot(const weights::Manifest& model, const std::string& attribute);

// argumentInvalid when the plan has no case, states what the model does not know, asks for a size or a kind
// of condition that it does not make, or has a limit out of range; the message says which and why.
[[nodiscard]] base::Result<void> checkPlan(const Plan& plan, const weights::Manifest& model);

}  // namespace chexgen::cohort
