// What a reader is asked, and which answers count.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace chexgen::study {

struct Question {
  // Answers as JSON: a scale's step as a number; a choice as its text, or a list of texts where several may
  // be chosen; a text as it is; a point as [x, y] and a box as [left, top, width, height], in fractions of
  // the image's side; a rank as the letters of the images, best first ("BAC").
  enum class Kind { scale, choice, text, point, box, rank };
  // The question is asked only when another one, before it, was answered with at most this step.
  struct Condition {
    std::string question;
    int atMost = 0;
    friend bool operator==(const Condition&, const Condition&) = default;
  };

  std::string id;  // letters, digits, '_'
  Kind kind = Kind::scale;
  std::string text;       // as the reader sees it
  int low = 0, high = 0;  // of a scale, both included; at most nine steps, so that each has a digit
  // Of a choice, at most nine; of a scale: what each step means, from low to high, or nothing.
  std::vector<std::string> choices;
  bool several = false;  // of a choice: more than one may be chosen
  bool mayBeEmpty = false;
  std::optional<Condition> onlyIf;
  friend bool operator==(const Question&, const Question&) = default;
};

using Values = std::map<std::string, base::Json>;  // answers by question

// argumentInvalid with a sentence naming what is wrong: no question, an id twice, a scale without a range or
// of more than nine steps, a choice without answers, a condition on nothing.
[[nodiscard]] base::Result<void> checkQuestions(const std::vector<Question>& questions);

[[nodiscard]] base::OrderedJson toJson(const std::vector<Question>& questions);
// formatInvalid for a missing, unknown or wrong entry; `file` only names the source.
[[nodiscard]] base::Result<std::vector<Question>> questionsFromJson(const base::Json& value,
                                                                    const std::filesystem::path& file = {});

// Whether the answers so far make it a question at all.
[[nodiscard]] bool isAsked(const Question& question, const Values& values);
// Whether the value is an answer to the question, about `images` images.
[[nodiscard]] bool isAnswer(const Question& question, const base::Json& value, std::size_t images);
// The first question that is asked and neither answered nor optional; nullptr when there is none.
[[nodiscard]] const Question* firstOpen(const std::vector<Question>& questions, const Values& values,
                                        std::size_t images);
// Only what answers a question that is asked: an error type goes when the score is raised again.
[[nodiscard]] Values onlyAsked(const std::vector<Question>& questions, const Values& values);

}  // namespace chexgen::study
