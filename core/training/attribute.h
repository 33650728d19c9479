// A yes-or-no question on a column of a table: "view=AP", "labels~Effusion", "age>=60".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace chexgen::training {

struct AttributeQuestion {
  enum class Kind { equals, contains, atLeast, below };

  std::string column;
  Kind kind = Kind::equals;
  std::string value;  // as typed
  double number = 0;  // of `value`, for atLeast and below

  // What a cell answers; nothing when it is empty or, for a comparison, no number. Case does not count.
  // `contains` takes the cell for a list separated by "|", ";" or ",".
  [[nodiscard]] std::optional<bool> answer(std::string_view cell) const;
};

// Reads COLUMN=VALUE, COLUMN~VALUE, COLUMN>=NUMBER or COLUMN<NUMBER; argumentInvalid for anything else.
[[nodiscard]] base::Result<AttributeQuestion> parseAttributeQuestion(std::string_view text);

}  // namespace chexgen::training
