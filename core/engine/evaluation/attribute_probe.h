// Whether generated radiographs show what their prompts state: a classifier learns an attribute (view, sex,
// a finding …) from real radiographs and is asked about real ones that were held out and about generated
// ones. No torch type stands here.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/imaging/remark_tally.h"
#include "core/statistics/roc.h"

namespace chexgen::engine {

struct AttributeCase {
  std::filesystem::path image;
  bool positive = false;
};

struct AttributeSets {
  std::vector<AttributeCase> training;   // real
  std::vector<AttributeCase> heldOut;    // real, of other patients
  std::vector<AttributeCase> generated;  // `positive` is what the prompt states
};

struct AttributeReport {
  std::size_t trainingPositives = 0, trainingNegatives = 0;
  double ridge = 0;              // chosen by leaving one out
  statistics::Auc heldOut;       // how well the attribute can be told at all
  statistics::Auc generated;     // 0.5: the prompt changes nothing that the classifier sees
  imaging::RemarkTally remarks;  // on the radiographs that were read
};

[[nodiscard]] base::OrderedJson toJson(const AttributeReport& report);

// The classifier is linear in what imaging::appearanceOf tells of a picture, each number brought to mean 0
// and deviation 1: ridge regression on classes of equal weight, its penalty chosen by the closed
// leave-one-out error among powers of ten (Hastie, Tibshirani, Friedman, "The elements of statistical
// learning", 7.10). Each set needs two positives and two negatives (argumentInvalid names the set); else the
// errors of the pictures.
[[nodiscard]] base::Result<AttributeReport> measureAttribute(const AttributeSets& sets,
                                                             const base::CancelToken& cancel = {});

}  // namespace chexgen::engine
