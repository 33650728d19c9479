#include "core/imaging/recipe.h"

#include <charconv>
#include <limits>

#include "core/base/number_text.h"
#include "core/imaging/base64.h"
#include "core/imaging/png.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::jsonValue;
using base::OrderedJson;

constexpr int schema = 1;

// nlohmann/json narrows numbers silently, so kind and range are checked here.
base::Result<int> integer(const Json& object, std::string_view key) {
  CHEXGEN_ASSIGN(const Json value, jsonValue<Json>(object, key));
  // A count beyond 2^63 is unsigned in nlohmann/json and would wrap to a negative number.
  const bool isHuge = value.is_number_unsigned() && value.get<std::uint64_t>() >> 63U != 0;
  const std::int64_t wide = value.is_number_integer() && !isHuge ? value.get<std::int64_t>() : 0;
  const bool fits = value.is_number_integer() && !isHuge && wide >= std::numeric_limits<int>::min() &&
                    wide <= std::numeric_limits<int>::max();
  if (!fits) {
    return fail(ErrorCode::formatInvalid,
                "The entry \"" + std::string(key) + "\" is not a whole number in range.");
  }
  return static_cast<int>(wide);
}

base::Result<double> number(const Json& object, std::string_view key) {
  CHEXGEN_ASSIGN(const Json value, jsonValue<Json>(object, key));
  if (!value.is_number()) {
    return fail(ErrorCode::formatInvalid, "The entry \"" + std::string(key) + "\" is not a number.");
  }
  return value.get<double>();
}

base::Result<double> numberWithin(const Json& object, std::string_view key, double low, double high) {
  CHEXGEN_ASSIGN(const double value, number(object, key));
  if (value >= low && value <= high) return value;
  return fail(ErrorCode::formatInvalid, "The entry \"" + std::string(key) + "\" is not a number from " +
                                            base::significantText(low, 6) + " to " +
                                            base::significantText(high, 6) + ".");
}

base::Result<std::uint64_t> seedFrom(const Json& object) {
  CHEXGEN_ASSIGN(const std::string text, jsonValue<std::string>(object, "seed"));
  std::uint64_t seed = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seed);
  if (error != std::errc() || stop != end) {
    return fail(ErrorCode::formatInvalid,
                "The entry \"seed\" is not a whole number from 0 to 18446744073709551615, written as text.");
  }
  return seed;
}

base::Result<std::optional<std::string>> optionalText(const Json& object, std::string_view key) {
  if (!object.contains(key)) return std::optional<std::string>();
  CHEXGEN_ASSIGN(std::string text, jsonValue<std::string>(object, key));
  return std::optional<std::string>(std::move(text));
}

OrderedJson toJson(const Demographics& demographics) {
  OrderedJson value = OrderedJson::object();
  if (demographics.sex) value["sex"] = *demographics.sex;
  if (demographics.age) value["age"] = *demographics.age;
  if (demographics.race) value["race"] = *demographics.race;
  if (demographics.view) value["view"] = *demographics.view;
  return value;
}

base::Result<Demographics> demographicsFrom(const Json& recipe) {
  Demographics demographics;
  if (!recipe.contains("demographics")) return demographics;
  CHEXGEN_ASSIGN(const auto value, jsonValue<Json::object_t>(recipe, "demographics"));
  const Json object(value);
  CHEXGEN_ASSIGN(demographics.sex, optionalText(object, "sex"));
  CHEXGEN_ASSIGN(demographics.race, optionalText(object, "race"));
  CHEXGEN_ASSIGN(demographics.view, optionalText(object, "view"));
  if (object.contains("age")) {
    CHEXGEN_ASSIGN(demographics.age, numberWithin(object, "age", 0, 999));
  }
  return demographics;
}

OrderedJson toJson(const Condition& condition) {
  OrderedJson value = {{"kind", condition.kind},
                       {"sourceName", condition.sourceName},
                       {"sourceSha256", condition.sourceSha256},
                       {"image", nullptr}};
  if (const auto png = encodePng(condition.image)) {
    value["image"] = base64Encode(std::as_bytes(std::span(*png)));
  }
  return value;
}

base::Result<Condition> conditionFrom(const Json& object) {
  Condition condition;
  CHEXGEN_ASSIGN(condition.kind, jsonValue<std::string>(object, "kind"));
  CHEXGEN_ASSIGN(condition.sourceName, jsonValue<std::string>(object, "sourceName"));
  CHEXGEN_ASSIGN(condition.sourceSha256, jsonValue<std::string>(object, "sourceSha256"));
  CHEXGEN_ASSIGN(const Json image, jsonValue<Json>(object, "image"));
  if (image.is_null()) return condition;
  CHEXGEN_ASSIGN(const std::string text, jsonValue<std::string>(object, "image"));
  CHEXGEN_ASSIGN(const std::string png, base64Decode(text));
  CHEXGEN_ASSIGN(condition.image, decodePng(std::as_bytes(std::span(png))));
  return condition;
}

base::Result<void> readModel(const Json& object, Recipe& recipe) {
  CHEXGEN_ASSIGN(recipe.modelName, jsonValue<std::string>(object, "name"));
  CHEXGEN_ASSIGN(recipe.modelSha256, jsonValue<std::string>(object, "sha256"));
  CHEXGEN_ASSIGN(recipe.randomWeights, jsonValue<bool>(object, "randomWeights"));
  return {};
}

base::Result<void> readText(const Json& object, Recipe& recipe) {
  CHEXGEN_ASSIGN(recipe.report, jsonValue<std::string>(object, "report"));
  CHEXGEN_ASSIGN(recipe.demographics, demographicsFrom(object));
  CHEXGEN_ASSIGN(recipe.prompt, jsonValue<std::string>(object, "prompt"));
  CHEXGEN_ASSIGN(recipe.cleanedPrompt, jsonValue<std::string>(object, "cleanedPrompt"));
  return {};
}

base::Result<void> readSampling(const Json& object, Recipe& recipe) {
  CHEXGEN_ASSIGN(recipe.profile, jsonValue<std::string>(object, "profile"));
  CHEXGEN_ASSIGN(recipe.sampler, jsonValue<std::string>(object, "sampler"));
  CHEXGEN_ASSIGN(recipe.steps, integer(object, "steps"));
  CHEXGEN_ASSIGN(recipe.guidance, numberWithin(object, "guidance", -1000, 1000));
  CHEXGEN_ASSIGN(recipe.seed, seedFrom(object));
  CHEXGEN_ASSIGN(recipe.width, integer(object, "width"));
  CHEXGEN_ASSIGN(recipe.height, integer(object, "height"));
  return {};
}

base::Result<void> readCircumstances(const Json& object, Recipe& recipe) {
  CHEXGEN_ASSIGN(recipe.program, jsonValue<std::string>(object, "program"));
  CHEXGEN_ASSIGN(recipe.device, jsonValue<std::string>(object, "device"));
  CHEXGEN_ASSIGN(recipe.precision, jsonValue<std::string>(object, "precision"));
  CHEXGEN_ASSIGN(recipe.batch, integer(object, "batch"));
  CHEXGEN_ASSIGN(recipe.threads, integer(object, "threads"));
  return {};
}

}  // namespace

OrderedJson toJson(const Recipe& recipe) {
  OrderedJson value;
  value["schema"] = schema;
  value["report"] = recipe.report;
  if (!recipe.demographics.empty()) value["demographics"] = toJson(recipe.demographics);
  value["prompt"] = recipe.prompt;
  value["cleanedPrompt"] = recipe.cleanedPrompt;
  if (recipe.condition) value["condition"] = toJson(*recipe.condition);
  value["model"] = {
      {"name", recipe.modelName}, {"sha256", recipe.modelSha256}, {"randomWeights", recipe.randomWeights}};
  value["profile"] = recipe.profile;
  value["sampler"] = recipe.sampler;
  value["steps"] = recipe.steps;
  value["guidance"] = recipe.guidance;
  value["seed"] = std::to_string(recipe.seed);
  value["width"] = recipe.width;
  value["height"] = recipe.height;
  value["program"] = recipe.program;
  value["device"] = recipe.device;
  value["precision"] = recipe.precision;
  value["batch"] = recipe.batch;
  value["threads"] = recipe.threads;
  return value;
}

base::Result<Recipe> recipeFromJson(const Json& value) {
  if (!value.is_object()) return fail(ErrorCode::formatInvalid, "A recipe is a JSON object.");
  CHEXGEN_ASSIGN(const int found, integer(value, "schema"));
  if (found > schema) {
    return fail(
        ErrorCode::formatUnsupported,
        "The recipe was written by a newer version of the program (schema " + std::to_string(found) + ").",
        {}, {}, "Update ChexGen Studio.");
  }
  if (found < 1) return fail(ErrorCode::formatInvalid, "The recipe's schema is not a positive number.");
  Recipe recipe;
  CHEXGEN_TRY(readText(value, recipe));
  if (value.contains("condition")) {
    CHEXGEN_ASSIGN(recipe.condition, conditionFrom(value["condition"]));
  }
  CHEXGEN_ASSIGN(const Json model, jsonValue<Json>(value, "model"));
  CHEXGEN_TRY(readModel(model, recipe));
  CHEXGEN_TRY(readSampling(value, recipe));
  CHEXGEN_TRY(readCircumstances(value, recipe));
  return recipe;
}

base::Result<std::string> recipeText(const Recipe& recipe) {
  if (recipe.condition && recipe.condition->image != Image8()) {
    CHEXGEN_TRY(checkImage(recipe.condition->image));
  }
  try {
    return toJson(recipe).dump();
  } catch (const Json::exception&) {
    return fail(ErrorCode::argumentInvalid, "A text of the recipe is not UTF-8.", {}, {},
                "Save the report as UTF-8 text.");
  }
}

base::Result<Recipe> recipeFromText(std::string_view text, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const Json value, base::parseJson(text, file));
  auto recipe = recipeFromJson(value);
  if (!recipe) recipe.error().file = file;
  return recipe;
}

}  // namespace chexgen::imaging
