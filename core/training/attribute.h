// A yes-or-no question on a column of a table: "view=AP", "labels~Effusion", "age>=60".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/training/labels.h"

namespace chexgen::training {

struct AttributeQuestion {
  enum class Kind { equals, contains, atLeast, below };

  std::string column;
  Kind kind = Kind::equals;
  std::string value;  // as typed
  double number = 0;  // of `value`, for atLeast and below

  // What a cell answers, by `rules` where it is uncertain; nothing when it is empty or, for a comparison, no
  // number. Case does not count. A column that is named after a label holds 1, 0 and -1 as labelCell has
  // them, whatever their spelling. `contains` takes the cell for a list as labelEntries does; a finding is
  // found there under each of its names and with a side.
  [[nodiscard]] std::optional<bool> answer(std::string_view cell, const LabelRules& rules = {}) const;
  // Whether the cell says "uncertain" (-1) of the label that its column is named after.
  [[nodiscard]] bool isUncertain(std::string_view cell) const;
};

// Reads COLUMN=VALUE, COLUMN~VALUE, COLUMN>=NUMBER or COLUMN<NUMBER; argumentInvalid for anything else.
[[nodiscard]] base::Result<AttributeQuestion> parseAttributeQuestion(std::string_view text);

}  // namespace chexgen::training
