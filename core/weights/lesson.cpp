#include "core/weights/lesson.h"

#include <array>
#include <string_view>
#include <utility>

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::OrderedJson;
using base::Result;

namespace {

constexpr std::size_t mostLessons = 100;

constexpr std::array<std::pair<const char*, std::string Lesson::*>, 6> lessonTexts{
    {{"task", &Lesson::task},
     {"target", &Lesson::target},
     {"parent", &Lesson::parent},
     {"parentSha256", &Lesson::parentSha256},
     {"table", &Lesson::table},
     {"tableSha256", &Lesson::tableSha256}}};
constexpr std::array<std::pair<const char*, std::int64_t Lesson::*>, 4> lessonCounts{
    {{"rows", &Lesson::rows},
     {"heldOut", &Lesson::heldOut},
     {"patients", &Lesson::patients},
     {"steps", &Lesson::steps}}};

std::string targetWords(const std::string& target) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> words{
      {{"text", "the transformer"},
       {"lora", "low-rank adapters (LoRA)"},
       {"control_mask", "the control by masks"},
       {"control_boxes", "the control by boxes"},
       {"vae", "the autoencoder"}}};
  for (const auto& [name, text] : words) {
    if (name == target) return std::string(text);
  }
  return target;
}

std::string amount(std::int64_t number, const char* one, const char* many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

}  // namespace

std::string describe(const Lesson& lesson) {
  std::string text =
      targetWords(lesson.target) + ", learned from " + amount(lesson.rows, "radiograph", "radiographs");
  if (lesson.patients > 0) text += " of " + amount(lesson.patients, "patient", "patients");
  if (!lesson.table.empty()) text += " (" + lesson.table + ")";
  text += " in " + amount(lesson.steps, "step", "steps");
  if (!lesson.parent.empty()) text += ", starting from “" + lesson.parent + "”";
  return text;
}

OrderedJson toJson(const std::vector<Lesson>& lessons) {
  OrderedJson list = OrderedJson::array();
  for (const Lesson& lesson : lessons) {
    OrderedJson json;
    for (const auto& [key, member] : lessonTexts) json[key] = lesson.*member;
    for (const auto& [key, member] : lessonCounts) json[key] = lesson.*member;
    list.push_back(std::move(json));
  }
  return list;
}

Result<std::vector<Lesson>> lessonsFromJson(const Json& value, const std::filesystem::path& file) {
  std::vector<Lesson> lessons;
  if (!value.is_array() || value.size() > mostLessons)
    return fail(ErrorCode::formatInvalid,
                "model.json is refused: what it learned is not a list of at most " +
                    std::to_string(mostLessons) + " entries.",
                file, "Nothing was loaded.");
  for (const Json& entry : value) {
    Lesson lesson;
    for (const auto& [key, member] : lessonTexts) {
      CHEXGEN_ASSIGN(lesson.*member, base::jsonValueOr<std::string>(entry, key, "", file));
    }
    for (const auto& [key, member] : lessonCounts) {
      CHEXGEN_ASSIGN(lesson.*member, base::jsonValueOr<std::int64_t>(entry, key, 0, file));
      if (lesson.*member < 0)
        return fail(ErrorCode::formatInvalid,
                    std::string("model.json is refused: \"") + key + "\" of what it learned is negative.",
                    file, "Nothing was loaded.");
    }
    lessons.push_back(std::move(lesson));
  }
  return lessons;
}

}  // namespace chexgen::weights
