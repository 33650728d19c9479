#include "core/base/json.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/base/file.h"

namespace chexgen::base {
namespace {

// Watches the parse for what nlohmann/json itself lets pass: repeated keys.
class KeyGuard {
 public:
  bool operator()(int /*depth*/, Json::parse_event_t event, const Json& value) {
    using Event = Json::parse_event_t;
    if (event == Event::object_start) keys_.emplace_back();
    if (event == Event::object_end && !keys_.empty()) keys_.pop_back();
    if (event == Event::key && !keys_.empty() && !keys_.back().insert(value.get<std::string>()).second &&
        duplicate_.empty()) {
      duplicate_ = value.get<std::string>();
    }
    return true;
  }

  [[nodiscard]] const std::string& duplicate() const { return duplicate_; }

 private:
  std::vector<std::set<std::string>> keys_;
  std::string duplicate_;
};

// How deep the text nests, counted before parsing: whoever walks the value later may do it recursively.
std::size_t nesting(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool inString = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inString) {
      if (c == '\\') ++i;
      if (c == '"') inString = false;
    } else if (c == '"') {
      inString = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

Result<Json> parseJson(std::string_view text, const std::filesystem::path& file, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return fail(ErrorCode::fileTooLarge,
                "The JSON text has " + std::to_string(text.size()) + " bytes; at most " +
                    std::to_string(limits.bytes) + " are read here.",
                file);
  }
  if (nesting(text) > limits.depth) {
    return fail(ErrorCode::formatInvalid,
                "The JSON text is nested deeper than " + std::to_string(limits.depth) + " levels.", file);
  }
  KeyGuard guard;
  try {
    Json value = Json::parse(text, std::ref(guard));
    if (!guard.duplicate().empty()) {
      return fail(ErrorCode::formatInvalid, "The key \"" + guard.duplicate() + "\" stands twice.", file);
    }
    return value;
  } catch (const Json::exception& error) {
    return fail(ErrorCode::formatInvalid, std::string("This is not valid JSON: ") + error.what() + ".", file);
  }
}

Result<Json> readJsonFile(const std::filesystem::path& path, const JsonLimits& limits) {
  CHEXGEN_ASSIGN(const std::string text, readFile(path, limits.bytes));
  return parseJson(text, path, limits);
}

OrderedJson errorToJson(const Error& error) {
  OrderedJson value;
  value["code"] = name(error.code);
  value["message"] = error.message;
  value["file"] = error.file.string();
  value["safe"] = error.safe;
  value["next"] = error.next;
  return value;
}

Error errorFromJson(const Json& value) {
  const auto text = [&value](std::string_view key) {
    const auto found = value.is_object() ? value.find(key) : value.end();
    return found != value.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  return Error{errorCodeNamed(text("code")).value_or(ErrorCode::internal), text("message"), text("file"),
               text("safe"), text("next")};
}

}  // namespace chexgen::base
