// The recipe of a generated radiograph: everything that is needed to make the same pixels again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

struct Demographics {
  std::optional<std::string> sex;  // as typed, for example "Male"
  std::optional<double> age;       // years
  std::optional<std::string> race;
  std::optional<std::string> view;  // "PA" or "AP"

  [[nodiscard]] bool empty() const { return !sex && !age && !race && !view; }
  friend bool operator==(const Demographics&, const Demographics&) = default;
};

// What the control branch saw. The image itself travels in the recipe, so that the recipe alone is enough.
struct Condition {
  std::string kind;        // "mask" or "boxes"
  std::string sourceName;  // file name without its folder
  std::string sourceSha256;
  Image8 image;  // RGB, as drawn, at the model's image size
  friend bool operator==(const Condition&, const Condition&) = default;
};

struct Recipe {
  std::string report;  // as typed
  Demographics demographics;
  std::string prompt;         // demographics and report as they were joined, before cleaning
  std::string cleanedPrompt;  // what the tokenizer saw
  std::optional<Condition> condition;

  std::string modelName;
  std::string modelSha256;  // of model.json
  bool randomWeights = false;
  std::string profile;  // "studio" or "published"
  std::string sampler;  // "ancestral", "ddim" or "dpmpp2m"
  int steps = 0;
  double guidance = 0;
  std::uint64_t seed =
      0;  // any 64-bit value; written as a decimal string in JSON, since readers of JSON keep only 53 bits
  int width = 0;
  int height = 0;

  std::string program;    // "chexgen 0.1.0"
  std::string device;     // "cpu" or "cuda:0 NAME"
  std::string precision;  // "fp32" or "bf16"
  int batch = 1;
  int threads = 1;

  friend bool operator==(const Recipe&, const Recipe&) = default;
};

// Every field in a fixed order. The condition image travels as a base64 PNG, or as null when it is empty.
[[nodiscard]] base::OrderedJson toJson(const Recipe& recipe);
// Fails with formatInvalid when a needed entry is missing or of the wrong kind, formatUnsupported for a newer
// schema. Unknown entries are ignored.
[[nodiscard]] base::Result<Recipe> recipeFromJson(const base::Json& value);

// The JSON as one line of text, the same in every locale. argumentInvalid when a text of the recipe is not
// UTF-8 or the condition image is inconsistent.
[[nodiscard]] base::Result<std::string> recipeText(const Recipe& recipe);
// Parses that text; fails like recipeFromJson, `file` only names the source.
[[nodiscard]] base::Result<Recipe> recipeFromText(std::string_view text,
                                                  const std::filesystem::path& file = {});

}  // namespace chexgen::imaging
