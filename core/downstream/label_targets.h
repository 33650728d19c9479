// What a classifier is asked of each radiograph, and what a table answers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/training/attribute.h"
#include "core/training/data_table.h"

namespace chexgen::downstream {

// A label ("Effusion", "Tuberculosis", "No Finding") or a question on a column ("view=AP", "age>=60").
struct LabelTarget {
  std::string text;   // names the output everywhere
  std::string label;  // in the spelling of tables; empty for a question
  std::optional<training::AttributeQuestion> question;
};
// argumentInvalid for an empty text or a question that cannot be understood.
[[nodiscard]] base::Result<LabelTarget> parseLabelTarget(std::string_view text);
// argumentInvalid also for none, or one that stands twice.
[[nodiscard]] base::Result<std::vector<LabelTarget>> parseLabelTargets(std::span<const std::string> texts);

// What a label that "may be there" (−1 in CheXpert's and MIMIC's tables) counts as.
enum class UncertainPolicy { ignored, positive, negative };
[[nodiscard]] std::string_view name(UncertainPolicy policy);  // "ignore", "positive", "negative"
[[nodiscard]] base::Result<UncertainPolicy> uncertainPolicyNamed(std::string_view name);

// 1: there; 0: not there; unknownLabel: not said, or uncertain and ignored.
inline constexpr std::int8_t unknownLabel = -1;
using RowLabels = std::vector<std::int8_t>;  // by target

// Of every row of the table, in its order. A label counts as not there when the row says anything and does
// not name it; rows that say nothing of labels are unknown. Questions read their column, which must be there
// (argumentInvalid).
[[nodiscard]] base::Result<std::vector<RowLabels>> labelsOf(const training::DataTable& table,
                                                            std::span<const LabelTarget> targets,
                                                            UncertainPolicy policy);

struct LabelCounts {
  std::size_t positive = 0, negative = 0, unknown = 0;
};
[[nodiscard]] LabelCounts countLabels(std::span<const RowLabels> labels, std::span<const std::size_t> rows,
                                      std::size_t target);

}  // namespace chexgen::downstream
