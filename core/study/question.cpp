#include "core/study/question.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <string_view>
#include <utility>

namespace chexgen::study {
namespace {

using base::ErrorCode;
using base::Json;
using base::Result;

constexpr int mostSteps = 9;  // one for each digit
constexpr std::size_t longestText = 10'000;
constexpr std::array<std::pair<Question::Kind, std::string_view>, 6> questionKinds{
    {{Question::Kind::scale, "scale"},
     {Question::Kind::choice, "choice"},
     {Question::Kind::text, "text"},
     {Question::Kind::point, "point"},
     {Question::Kind::box, "box"},
     {Question::Kind::rank, "rank"}}};

tl::unexpected<base::Error> badQuestion(std::string sentence) {
  return base::fail(ErrorCode::argumentInvalid, std::move(sentence), {}, "Nothing was made.");
}

std::string_view kindName(Question::Kind kind) {
  return std::find_if(questionKinds.begin(), questionKinds.end(),
                      [kind](const auto& entry) { return entry.first == kind; })
      ->second;
}

Result<Question::Kind> kindNamed(const std::string& text, const std::filesystem::path& file) {
  for (const auto& [kind, name] : questionKinds)
    if (name == text) return kind;
  return base::fail(ErrorCode::formatInvalid, "There is no kind of question \"" + text + "\".", file);
}

bool isQuestionId(const std::string& id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Result<void> checkQuestion(const Question& question) {
  if (!isQuestionId(question.id))
    return badQuestion("The question \"" + question.id +
                       "\" needs an id of letters, digits and underscores.");
  if (question.text.empty()) return badQuestion("The question \"" + question.id + "\" has no words.");
  if (question.kind == Question::Kind::scale) {
    if (question.low >= question.high)
      return badQuestion("The scale of \"" + question.id + "\" has no range.");
    if (std::int64_t{question.high} - question.low >= mostSteps)
      return badQuestion("The scale of \"" + question.id + "\" has more than nine steps.");
    const auto steps = static_cast<std::size_t>(question.high - question.low + 1);
    if (!question.choices.empty() && question.choices.size() != steps)
      return badQuestion("The scale of \"" + question.id + "\" needs a meaning for each step, or for none.");
  }
  if (question.kind == Question::Kind::choice &&
      (question.choices.size() < 2 || question.choices.size() > mostSteps))
    return badQuestion("The choice \"" + question.id + "\" needs at least two answers, and at most nine.");
  return {};
}

Result<Question> questionFrom(const Json& value, const std::filesystem::path& file) {
  Question question;
  CHEXGEN_ASSIGN(question.id, base::jsonValue<std::string>(value, "id", file));
  CHEXGEN_ASSIGN(const auto kind, base::jsonValue<std::string>(value, "kind", file));
  CHEXGEN_ASSIGN(question.kind, kindNamed(kind, file));
  CHEXGEN_ASSIGN(question.text, base::jsonValue<std::string>(value, "text", file));
  CHEXGEN_ASSIGN(question.low, base::jsonValueOr<int>(value, "low", 0, file));
  CHEXGEN_ASSIGN(question.high, base::jsonValueOr<int>(value, "high", 0, file));
  CHEXGEN_ASSIGN(question.choices, base::jsonValueOr<std::vector<std::string>>(value, "choices", {}, file));
  CHEXGEN_ASSIGN(question.several, base::jsonValueOr<bool>(value, "several", false, file));
  CHEXGEN_ASSIGN(question.mayBeEmpty, base::jsonValueOr<bool>(value, "may_be_empty", false, file));
  if (value.contains("only_if")) {
    Question::Condition condition;
    CHEXGEN_ASSIGN(condition.question, base::jsonValue<std::string>(value["only_if"], "question", file));
    CHEXGEN_ASSIGN(condition.atMost, base::jsonValue<int>(value["only_if"], "at_most", file));
    question.onlyIf = std::move(condition);
  }
  return question;
}

bool isChoice(const Question& question, const Json& value) {
  return value.is_string() && std::find(question.choices.begin(), question.choices.end(),
                                        value.get<std::string>()) != question.choices.end();
}

bool areChoices(const Question& question, const Json& value) {
  if (!value.is_array() || value.empty()) return false;
  std::set<std::string> seen;
  return std::all_of(value.begin(), value.end(), [&](const Json& one) {
    return isChoice(question, one) && seen.insert(one.get<std::string>()).second;
  });
}

bool areFractions(const Json& value, std::size_t count) {
  return value.is_array() && value.size() == count &&
         std::all_of(value.begin(), value.end(),
                     [](const Json& one) { return one.is_number() && one >= 0.0 && one <= 1.0; });
}

// Every image's letter once.
bool isRank(const Json& value, std::size_t images) {
  if (!value.is_string()) return false;
  std::string letters = value.get<std::string>();
  std::sort(letters.begin(), letters.end());
  if (letters.size() != images) return false;
  for (std::size_t i = 0; i < images; ++i)
    if (letters[i] != static_cast<char>('A' + i)) return false;
  return true;
}

}  // namespace

Result<void> checkQuestions(const std::vector<Question>& questions) {
  if (questions.empty()) return badQuestion("The study asks nothing: name at least one question.");
  std::map<std::string, Question::Kind> seen;
  for (const Question& question : questions) {
    CHEXGEN_TRY(checkQuestion(question));
    if (question.onlyIf) {
      const auto other = seen.find(question.onlyIf->question);
      if (other == seen.end() || other->second != Question::Kind::scale)
        return badQuestion("The question \"" + question.id +
                           "\" depends on a scale that is not asked before it.");
    }
    if (!seen.emplace(question.id, question.kind).second)
      return badQuestion("The question \"" + question.id + "\" is there twice.");
  }
  return {};
}

base::OrderedJson toJson(const std::vector<Question>& questions) {
  base::OrderedJson list = base::OrderedJson::array();
  for (const Question& question : questions) {
    base::OrderedJson json{{"id", question.id},           {"kind", kindName(question.kind)},
                           {"text", question.text},       {"low", question.low},
                           {"high", question.high},       {"choices", question.choices},
                           {"several", question.several}, {"may_be_empty", question.mayBeEmpty}};
    if (question.onlyIf)
      json["only_if"] = {{"question", question.onlyIf->question}, {"at_most", question.onlyIf->atMost}};
    list.push_back(std::move(json));
  }
  return list;
}

Result<std::vector<Question>> questionsFromJson(const Json& value, const std::filesystem::path& file) {
  if (!value.is_array()) return base::fail(ErrorCode::formatInvalid, "\"questions\" must be a list.", file);
  std::vector<Question> questions;
  for (const Json& question : value) {
    CHEXGEN_ASSIGN(Question read, questionFrom(question, file));
    questions.push_back(std::move(read));
  }
  return questions;
}

bool isAsked(const Question& question, const Values& values) {
  if (!question.onlyIf) return true;
  const auto other = values.find(question.onlyIf->question);
  return other != values.end() && other->second.is_number() && other->second <= question.onlyIf->atMost;
}

bool isAnswer(const Question& question, const Json& value, std::size_t images) {
  switch (question.kind) {
    case Question::Kind::scale:
      return value.is_number_integer() && value >= question.low && value <= question.high;
    case Question::Kind::choice: {
      if (question.several) return areChoices(question, value);
      if (!isChoice(question, value)) return false;
      // "C" of a case that has two images only.
      const auto text = value.get<std::string>();
      return images < 2 || text.size() != 1 || static_cast<std::size_t>(text[0] - 'A') < images;
    }
    case Question::Kind::text:
      return value.is_string() && !value.get_ref<const std::string&>().empty() &&
             value.get_ref<const std::string&>().size() <= longestText;
    case Question::Kind::point: return areFractions(value, 2);
    case Question::Kind::box: return areFractions(value, 4) && value[2] > 0.0 && value[3] > 0.0;
    case Question::Kind::rank: return isRank(value, images);
  }
  return false;
}

const Question* firstOpen(const std::vector<Question>& questions, const Values& values, std::size_t images) {
  for (const Question& question : questions) {
    if (!isAsked(question, values)) continue;
    const auto value = values.find(question.id);
    const bool answered = value != values.end() && !value->second.is_null();
    if (answered ? !isAnswer(question, value->second, images) : !question.mayBeEmpty) return &question;
  }
  return nullptr;
}

Values onlyAsked(const std::vector<Question>& questions, const Values& values) {
  Values asked;
  for (const Question& question : questions) {
    const auto value = values.find(question.id);
    if (value != values.end() && !value->second.is_null() && isAsked(question, asked)) asked.insert(*value);
  }
  return asked;
}

}  // namespace chexgen::study
