// Which column of a table serves which purpose: found by usual names, or named by a person.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace chexgen::base {

// What a column can serve for.
struct ColumnRole {
  std::string_view name;  // in settings, on the command line and in messages
  // The usual names of such a column, the preferred one first; case and punctuation do not count.
  std::vector<std::string_view> usual;
};

// As the name of a wanted column: none serves this purpose, whatever the columns are called.
inline constexpr std::string_view noColumn = "-";

// The name of a column for the name of a role. As a wish a role that is absent or empty is looked for by its
// usual names; in what was found it is absent where no column serves.
using Columns = std::map<std::string, std::string, std::less<>>;
[[nodiscard]] std::string columnOf(const Columns& columns, std::string_view role);

// The column of `header` that serves: `wanted` exactly as written, else the first usual name that is there;
// empty where there is none. argumentInvalid, naming all columns, when `wanted` is not there.
[[nodiscard]] Result<std::string> columnFor(std::span<const std::string> header, const ColumnRole& role,
                                            const std::string& wanted, const std::filesystem::path& file);
// The same for all roles. argumentInvalid also when `wanted` has a role that is none of these.
[[nodiscard]] Result<Columns> columnsFor(std::span<const std::string> header,
                                         std::span<const ColumnRole> roles, const Columns& wanted,
                                         const std::filesystem::path& file);

// What counts of a column's name: its letters and digits, in small letters.
[[nodiscard]] std::string columnKey(std::string_view name);

// The names between quotes, for messages.
[[nodiscard]] std::string listed(std::span<const std::string> names);

// "These columns were taken as: image = Path, sex = Sex.", for people; pairs of role and column.
[[nodiscard]] std::string columnsInWords(std::span<const std::pair<std::string_view, std::string>> taken);
[[nodiscard]] std::string columnsInWords(std::span<const ColumnRole> roles, const Columns& taken);

}  // namespace chexgen::base
