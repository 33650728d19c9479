// Whether a reader's answers can be what the reader's program wrote about the package that was made.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/study/answers.h"
#include "core/study/question.h"
#include "core/study/roster.h"

namespace chexgen::study {

struct AnswerCheck {
  // Why nobody can prove that what was shown is what was made; empty when it is proved.
  std::string unproven;
  // Sentences about what the reader's program does not write, or what came after an opening of the key.
  std::vector<std::string> doubts;
};

// Holds one reader's file, whose signatures were checked, against the roster. hashMismatch, naming the cases,
// when another picture, report or question was shown than was made. formatInvalid, naming the line, for an
// answer to something else than what stood at its place, out of its question's range, to a question that was
// not asked, left open, out of order, or with a time that is none. What a roster of an earlier version does
// not state is not held against the answers: `unproven` says so.
[[nodiscard]] base::Result<AnswerCheck> checkAnswers(const Roster& roster, const Roster::Reader& reader,
                                                     const AnswerFile& answers,
                                                     const std::filesystem::path& file);

// A sentence for the first value that is no answer to these questions about so many images, or for the first
// question that was left open; empty when there is none.
[[nodiscard]] std::string faultOf(const Answer& answer, const std::vector<Question>& questions,
                                  std::size_t images);

}  // namespace chexgen::study
