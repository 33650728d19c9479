// Checks that a generated radiograph must pass. Those that need the model are in the engine.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/cohort/cohort_folder.h"
#include "core/imaging/image.h"

namespace chexgen::cohort {

// What one check found.
struct GateResult {
  std::string
      gate;  // "blank", "frame", "side", "adherence", "report", "labels", "memorisation", "duplicates"
  bool passed = true;
  double value = 0;                  // what was measured …
  double limit = 0;                  // … and where it would fail
  std::string note;                  // a sentence for people when it failed, or why it was not made
  std::vector<std::string> skipped;  // findings that the check "labels" could not judge
  std::string other;                 // the file that it looks like, for "memorisation" and "duplicates"
  friend bool operator==(const GateResult&, const GateResult&) = default;
};

[[nodiscard]] base::OrderedJson toJson(const GateResult& result);
[[nodiscard]] base::Result<GateResult> gateResultFromJson(const base::Json& value);

[[nodiscard]] bool allPassed(const std::vector<GateResult>& results);

// The checks of the engine, as a run calls them.
class LearnedGates {
 public:
  LearnedGates() = default;
  LearnedGates(const LearnedGates&) = delete;
  LearnedGates& operator=(const LearnedGates&) = delete;
  virtual ~LearnedGates() = default;
  [[nodiscard]] virtual base::Result<std::vector<GateResult>> judge(const Case& one,
                                                                    const imaging::Image8& radiograph) = 0;
};

// Whether the report says what the case is. A radiograph is not even made when it does not.
[[nodiscard]] GateResult reportGate(const Case& one);

// The checks that the plan asks for and that need nothing but the radiograph, grey and square:
// - blank: the deviation of the greys, at least 12 of 255, and the share of black and white pixels, at most
// 60 %;
// - frame: no edge has a bar of one grey of 5 % of the side or more, and both lungs are there and do not
// reach
//   the upper, left or right edge;
// - side: see sideScore; it must not be that of a mirrored radiograph;
// - adherence: the Dice of the lungs that were drawn and those that segmentLungFields finds.
// The errors of reading the condition; argumentInvalid for a colour image.
[[nodiscard]] base::Result<std::vector<GateResult>> plainGates(const Cohort& cohort, const Case& one,
                                                               const imaging::Image8& radiograph);

}  // namespace chexgen::cohort
