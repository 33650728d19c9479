#include "core/base/json.h"

#include <set>
#include <string>
#include <vector>

#include "core/base/file.h"

namespace chexgen::base {
namespace {

// Watches the parse for what nlohmann/json itself lets pass: depth and repeated keys.
class Guard {
 public:
  explicit Guard(std::size_t depthLimit) : depthLimit_(depthLimit) {}

  bool operator()(int depth, Json::parse_event_t event, const Json& value) {
    using Event = Json::parse_event_t;
    if (static_cast<std::size_t>(depth) > depthLimit_) tooDeep_ = true;
    if (event == Event::object_start) keys_.emplace_back();
    if (event == Event::object_end && !keys_.empty()) keys_.pop_back();
    if (event == Event::key && !keys_.empty() && !keys_.back().insert(value.get<std::string>()).second &&
        duplicate_.empty()) {
      duplicate_ = value.get<std::string>();
    }
    return true;
  }

  [[nodiscard]] bool tooDeep() const { return tooDeep_; }
  [[nodiscard]] const std::string& duplicate() const { return duplicate_; }

 private:
  std::size_t depthLimit_;
  std::vector<std::set<std::string>> keys_;
  bool tooDeep_ = false;
  std::string duplicate_;
};

// nlohmann/json parses without recursion but destroys nested values; the depth is bounded before parsing.
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
  Guard guard(limits.depth);
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
