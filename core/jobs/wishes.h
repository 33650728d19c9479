// What a prompt asks for, held against what its model was shown to have learned.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/imaging/recipe.h"
#include "core/text/report_check.h"
#include "core/weights/evidence.h"

namespace chexgen::jobs {

enum class Standing {
  shown,       // the interval lies wholly at or above `shownFrom`
  unproven,    // measured, but not shown
  notLearned,  // the model's evidence does not name it
};

// Areas under the curve of 0.8 and more are called excellent discrimination (Hosmer, Lemeshow, Sturdivant:
// Applied Logistic Regression, 3rd edition, section 5.2.4); below it a single radiograph says little of its
// prompt.
inline constexpr double shownFrom = 0.8;

// A wish that the model may not fulfil.
struct Doubt {
  std::string wish;       // "Effusion", "sex"
  bool sideOnly = false;  // the finding itself is judged by another entry; this one is of its side
  text::Side side = text::Side::unstated;
  Standing standing = Standing::notLearned;
  double area = 0, low = 0, high = 0;  // where it was measured
  friend bool operator==(const Doubt&, const Doubt&) = default;
};

[[nodiscard]] Standing standingOf(const weights::Evidence& evidence, const std::string& wish);

// Everything that the report states as present or possible and everything stated of the patient that is not
// shown, each once, in the order of text::reportedFindings().
[[nodiscard]] std::vector<Doubt> doubtsOf(const weights::Evidence& evidence, const std::string& report,
                                          const imaging::Demographics& demographics);
// Each doubt once, with how many prompts raise it.
struct CountedDoubt {
  Doubt doubt;
  std::size_t prompts = 0;
};
void count(const std::vector<Doubt>& doubts, std::vector<CountedDoubt>& counted);

// "Effusion is unproven (AUC 0.60 to 0.79)", "Effusion on the left: the model did not learn sides of it",
// "Pneumothorax was not learned".
[[nodiscard]] std::string describe(const Doubt& doubt);

}  // namespace chexgen::jobs
