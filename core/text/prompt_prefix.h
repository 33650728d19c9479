// The prefix of a prompt, "sex:Male, age:70.0, race:Black, view:PA. …", as it may stand in front of a report.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chexgen::text {

struct PrefixEntry {
  std::string key;    // "sex", "age", "race" or "view"
  std::string value;  // as written, without the white space around it
};

struct PromptPrefix {
  std::vector<PrefixEntry> entries;  // in their order; one key may stand twice
  std::size_t end = 0;               // byte where the report behind it begins
};

// Without entries where the text does not begin with one. Case and spaces do not count; entries are divided
// by commas or semicolons, and the last ends with a full stop, a new line, or where no further entry follows.
[[nodiscard]] PromptPrefix prefixOf(std::string_view report);

}  // namespace chexgen::text
