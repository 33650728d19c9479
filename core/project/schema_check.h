// Whether a database holds the tables that this program made, and nothing else.
#pragma once

#include "core/base/error.h"
#include "core/project/database.h"

namespace chexgen::project {

// Compares all tables, indexes, views and triggers with those of `model`, an empty database made by this
// program. Fails with formatForbidden, naming the first that is more, missing or otherwise: a trigger or a
// view would run a stranger's statements, a constraint or an expression of theirs would be computed at every
// row. Blanks, quotes, comments and capitals in a definition do not matter. Nothing of the schema has run
// when this returns.
[[nodiscard]] base::Result<void> checkSchema(Database& database, Database& model);

}  // namespace chexgen::project
