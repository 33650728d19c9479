// JSON from untrusted files: nlohmann/json behind limits on size, depth and duplicate keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <type_traits>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace chexgen::base {

using Json = nlohmann::json;
// Keeps the keys in the order in which they were put, for files that people read.
using OrderedJson = nlohmann::ordered_json;

struct JsonLimits {
  std::uint64_t bytes = 64ULL << 20U;
  std::size_t depth = 64;
};

// Parses one JSON value. Duplicate keys, non-UTF-8 text, trailing text and values nested deeper than the
// limit are formatInvalid; `file` only names the source in the error.
[[nodiscard]] Result<Json> parseJson(std::string_view text, const std::filesystem::path& file = {},
                                     const JsonLimits& limits = {});
[[nodiscard]] Result<Json> readJsonFile(const std::filesystem::path& path, const JsonLimits& limits = {});

// The {"code","message","file","safe","next"} object that protocol lines, events and `--json` carry for an
// error.
[[nodiscard]] OrderedJson errorToJson(const Error& error);
// The error back from such an object; a code that this version does not know becomes `internal`, an absent
// entry stays empty.
[[nodiscard]] Error errorFromJson(const Json& value);

// The value under `key` as T; formatInvalid when it is absent, of another kind or, for an integer, not whole
// or out of T's range.
template <class T>
[[nodiscard]] Result<T> jsonValue(const Json& object, std::string_view key,
                                  const std::filesystem::path& file = {});
// The same with a fallback for an absent key; a value of another kind is still an error.
template <class T>
[[nodiscard]] Result<T> jsonValueOr(const Json& object, std::string_view key, T fallback,
                                    const std::filesystem::path& file = {});

// ---- implementation of the templates ----

// nlohmann/json converts numbers silently (3.7 to 3, -1 to 18446744073709551615, true to 1), which is never
// what a file meant.
template <class T>
[[nodiscard]] bool jsonHolds(const Json& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value.is_boolean();
  } else if constexpr (std::is_floating_point_v<T>) {
    return value.is_number();
  } else if constexpr (std::is_integral_v<T>) {
    if (value.is_number_unsigned()) return std::in_range<T>(value.get<std::uint64_t>());
    return value.is_number_integer() && std::in_range<T>(value.get<std::int64_t>());
  } else {
    return true;
  }
}

template <class T>
Result<T> jsonValue(const Json& object, std::string_view key, const std::filesystem::path& file) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end()) {
    return fail(ErrorCode::formatInvalid, "The entry \"" + std::string(key) + "\" is missing.", file);
  }
  const auto wrong = [&] {
    return fail(ErrorCode::formatInvalid, "The entry \"" + std::string(key) + "\" is of the wrong kind.",
                file);
  };
  if (!jsonHolds<T>(*found)) return wrong();
  try {
    return found->template get<T>();
  } catch (const nlohmann::json::exception&) {
    return wrong();
  }
}

template <class T>
Result<T> jsonValueOr(const Json& object, std::string_view key, T fallback,
                      const std::filesystem::path& file) {
  if (!object.is_object() || !object.contains(key)) return fallback;
  return jsonValue<T>(object, key, file);
}

}  // namespace chexgen::base
