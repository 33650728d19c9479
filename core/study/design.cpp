#include "core/study/design.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace chexgen::study {
namespace {

using base::ErrorCode;
using base::Json;
using base::Result;

constexpr std::int64_t designSchema = 1;
constexpr std::size_t mostToChooseFrom = 8;
constexpr std::array<std::pair<StudyKind, std::string_view>, 4> kindNames{
    {{StudyKind::reportMatch, "report_match"},
     {StudyKind::realism, "realism"},
     {StudyKind::preference, "preference"},
     {StudyKind::custom, "custom"}}};
constexpr std::array<std::pair<Question::Kind, std::string_view>, 5> questionNames{
    {{Question::Kind::scale, "scale"},
     {Question::Kind::choice, "choice"},
     {Question::Kind::text, "text"},
     {Question::Kind::point, "point"},
     {Question::Kind::box, "box"}}};

tl::unexpected<base::Error> notSo(std::string sentence) {
  return base::fail(ErrorCode::argumentInvalid, std::move(sentence), {}, "Nothing was made.");
}

template <class Names, class Kind>
std::string_view nameIn(const Names& names, Kind kind) {
  for (const auto& [known, text] : names)
    if (known == kind) return text;
  return {};
}

template <class Names>
auto kindIn(const Names& names, const std::string& text, const std::filesystem::path& file)
    -> Result<decltype(names[0].first)> {
  for (const auto& [known, name] : names)
    if (name == text) return known;
  return base::fail(ErrorCode::formatInvalid, "There is no kind \"" + text + "\".", file);
}

bool isPlainId(const std::string& id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

Result<void> checkQuestions(const std::vector<Question>& questions) {
  if (questions.empty()) return notSo("The study asks nothing: name at least one question.");
  std::set<std::string> seen;
  for (const Question& question : questions) {
    if (!isPlainId(question.id))
      return notSo("The question \"" + question.id + "\" needs an id of letters, digits and underscores.");
    if (!seen.insert(question.id).second)
      return notSo("The question \"" + question.id + "\" is there twice.");
    if (question.kind == Question::Kind::scale && question.low >= question.high)
      return notSo("The scale of \"" + question.id + "\" has no range.");
    if (question.kind == Question::Kind::choice && question.choices.size() < 2)
      return notSo("The choice \"" + question.id + "\" needs at least two answers.");
  }
  return {};
}

Result<void> checkCase(const Case& one, StudyKind kind) {
  if (one.candidates.empty()) return notSo("The case \"" + one.id + "\" has no image.");
  if (kind == StudyKind::preference &&
      (one.candidates.size() < 2 || one.candidates.size() > mostToChooseFrom))
    return notSo("The case \"" + one.id + "\" needs two to eight images to choose from.");
  std::set<std::string> arms;
  for (const Candidate& candidate : one.candidates) {
    if (candidate.arm.empty() || candidate.image.empty())
      return notSo("The case \"" + one.id + "\" has an image without an arm, or an arm without an image.");
    if (!arms.insert(candidate.arm).second)
      return notSo("The case \"" + one.id + "\" has two images of the arm \"" + candidate.arm + "\".");
  }
  return {};
}

Result<Question> questionFrom(const Json& value, const std::filesystem::path& file) {
  Question question;
  CHEXGEN_ASSIGN(question.id, base::jsonValue<std::string>(value, "id", file));
  CHEXGEN_ASSIGN(const auto kind, base::jsonValue<std::string>(value, "kind", file));
  CHEXGEN_ASSIGN(question.kind, kindIn(questionNames, kind, file));
  CHEXGEN_ASSIGN(question.text, base::jsonValue<std::string>(value, "text", file));
  CHEXGEN_ASSIGN(question.low, base::jsonValueOr<int>(value, "low", 0, file));
  CHEXGEN_ASSIGN(question.high, base::jsonValueOr<int>(value, "high", 0, file));
  CHEXGEN_ASSIGN(question.choices, base::jsonValueOr<std::vector<std::string>>(value, "choices", {}, file));
  CHEXGEN_ASSIGN(question.mayBeEmpty, base::jsonValueOr<bool>(value, "may_be_empty", false, file));
  return question;
}

Result<Case> caseFrom(const Json& value, const std::filesystem::path& file) {
  Case one;
  CHEXGEN_ASSIGN(one.id, base::jsonValue<std::string>(value, "id", file));
  CHEXGEN_ASSIGN(one.report, base::jsonValueOr<std::string>(value, "report", "", file));
  CHEXGEN_ASSIGN(one.stratum, base::jsonValueOr<std::string>(value, "stratum", "", file));
  CHEXGEN_ASSIGN(one.practice, base::jsonValueOr<bool>(value, "practice", false, file));
  CHEXGEN_ASSIGN(const auto images, base::jsonValue<Json>(value, "images", file));
  if (!images.is_array()) return base::fail(ErrorCode::formatInvalid, "\"images\" must be a list.", file);
  for (const Json& image : images) {
    Candidate candidate;
    CHEXGEN_ASSIGN(candidate.arm, base::jsonValue<std::string>(image, "arm", file));
    CHEXGEN_ASSIGN(const auto path, base::jsonValue<std::string>(image, "image", file));
    candidate.image = path;
    one.candidates.push_back(std::move(candidate));
  }
  return one;
}

}  // namespace

std::string_view name(StudyKind kind) { return nameIn(kindNames, kind); }

base::Result<StudyKind> studyKindNamed(const std::string& name, const std::filesystem::path& file) {
  return kindIn(kindNames, name, file);
}

base::Result<std::vector<Question>> questionsFromJson(const base::Json& value,
                                                      const std::filesystem::path& file) {
  if (!value.is_array()) return base::fail(ErrorCode::formatInvalid, "\"questions\" must be a list.", file);
  std::vector<Question> questions;
  for (const Json& question : value) {
    CHEXGEN_ASSIGN(Question read, questionFrom(question, file));
    questions.push_back(std::move(read));
  }
  return questions;
}

std::vector<Question> questionsOf(const Design& design) {
  if (!design.questions.empty()) return design.questions;
  switch (design.kind) {
    case StudyKind::reportMatch:
      return {{.id = "match",
               .kind = Question::Kind::scale,
               .text = "Does it show what the report says?",
               .low = -2,
               .high = 2},
              {.id = "error",
               .kind = Question::Kind::choice,
               .text = "What is wrong?",
               .choices = {"omission", "commission", "subtle discrepancy", "context discrepancy",
                           "image quality or artefact"},
               .mayBeEmpty = true}};
    case StudyKind::realism:
      return {{.id = "synthetic",
               .kind = Question::Kind::choice,
               .text = "Real or synthetic?",
               .choices = {"real", "synthetic"}},
              {.id = "confidence",
               .kind = Question::Kind::scale,
               .text = "How sure are you?",
               .low = 1,
               .high = 5},
              {.id = "realism",
               .kind = Question::Kind::scale,
               .text = "How real does it look?",
               .low = 1,
               .high = 5}};
    case StudyKind::preference: {
      Question best{.id = "best", .kind = Question::Kind::choice, .text = "Which fits the report best?"};
      std::size_t most = 2;
      for (const Case& one : design.cases) most = std::max(most, one.candidates.size());
      for (std::size_t i = 0; i < most; ++i) best.choices.emplace_back(1, static_cast<char>('A' + i));
      best.choices.emplace_back("equal");
      return {best};
    }
    case StudyKind::custom: break;
  }
  return {};
}

std::vector<std::string> armsOf(const Design& design) {
  std::set<std::string> arms;
  for (const Case& one : design.cases)
    for (const Candidate& candidate : one.candidates) arms.insert(candidate.arm);
  return {arms.begin(), arms.end()};
}

base::Result<void> checkDesign(const Design& design) {
  if (design.name.empty()) return notSo("The study has no name.");
  CHEXGEN_TRY(checkQuestions(questionsOf(design)));
  if (design.readers.empty()) return notSo("The study has no reader.");
  std::set<std::string> readers, cases;
  for (const std::string& reader : design.readers) {
    if (!isPlainId(reader))
      return notSo("The reader \"" + reader + "\" needs a name of letters, digits, underscores and dashes.");
    if (!readers.insert(reader).second) return notSo("The reader \"" + reader + "\" is there twice.");
  }
  int presentations = 0;
  for (const Case& one : design.cases) {
    if (one.id.empty()) return notSo("A case has no id.");
    if (!cases.insert(one.id).second) return notSo("The case \"" + one.id + "\" is there twice.");
    CHEXGEN_TRY(checkCase(one, design.kind));
    if (!one.practice)
      presentations += design.kind == StudyKind::preference ? 1 : static_cast<int>(one.candidates.size());
  }
  if (presentations == 0) return notSo("The study has no case beside those to practise with.");
  if (design.repeats < 0 || design.repeats > presentations)
    return notSo("At most " + std::to_string(presentations) + " presentations can be repeated, not " +
                 std::to_string(design.repeats) + ".");
  return {};
}

base::OrderedJson toJson(const Design& design) {
  base::OrderedJson json;
  json["schema"] = designSchema;
  json["name"] = design.name;
  json["kind"] = name(design.kind);
  json["questions"] = base::OrderedJson::array();
  for (const Question& question : design.questions)
    json["questions"].push_back({{"id", question.id},
                                 {"kind", nameIn(questionNames, question.kind)},
                                 {"text", question.text},
                                 {"low", question.low},
                                 {"high", question.high},
                                 {"choices", question.choices},
                                 {"may_be_empty", question.mayBeEmpty}});
  json["readers"] = design.readers;
  json["show_report"] = design.showReport;
  json["may_go_back"] = design.mayGoBack;
  json["repeats"] = design.repeats;
  json["seed"] = std::to_string(design.seed);  // readers of JSON keep only 53 bits of a number
  json["cases"] = base::OrderedJson::array();
  for (const Case& one : design.cases) {
    base::OrderedJson images = base::OrderedJson::array();
    for (const Candidate& candidate : one.candidates)
      images.push_back({{"arm", candidate.arm}, {"image", candidate.image.string()}});
    json["cases"].push_back({{"id", one.id},
                             {"report", one.report},
                             {"stratum", one.stratum},
                             {"practice", one.practice},
                             {"images", std::move(images)}});
  }
  return json;
}

base::Result<Design> designFromJson(const base::Json& value, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const auto schema, base::jsonValue<std::int64_t>(value, "schema", file));
  if (schema != designSchema)
    return base::fail(schema > designSchema ? ErrorCode::formatUnsupported : ErrorCode::formatInvalid,
                      "The study has schema " + std::to_string(schema) + "; this program knows schema " +
                          std::to_string(designSchema) + ".",
                      file);
  Design design;
  CHEXGEN_ASSIGN(design.name, base::jsonValue<std::string>(value, "name", file));
  CHEXGEN_ASSIGN(const auto kind, base::jsonValue<std::string>(value, "kind", file));
  CHEXGEN_ASSIGN(design.kind, kindIn(kindNames, kind, file));
  CHEXGEN_ASSIGN(design.readers, base::jsonValue<std::vector<std::string>>(value, "readers", file));
  CHEXGEN_ASSIGN(design.showReport, base::jsonValueOr<bool>(value, "show_report", true, file));
  CHEXGEN_ASSIGN(design.mayGoBack, base::jsonValueOr<bool>(value, "may_go_back", false, file));
  CHEXGEN_ASSIGN(design.repeats, base::jsonValueOr<int>(value, "repeats", 0, file));
  CHEXGEN_ASSIGN(const auto seed, base::jsonValueOr<std::string>(value, "seed", "0", file));
  if (seed.empty() || seed.size() > 19 || seed.find_first_not_of("0123456789") != std::string::npos)
    return base::fail(ErrorCode::formatInvalid, "The seed is not a whole number.", file);
  design.seed = std::stoull(seed);
  CHEXGEN_ASSIGN(const auto questions, base::jsonValueOr<Json>(value, "questions", Json::array(), file));
  CHEXGEN_ASSIGN(design.questions, questionsFromJson(questions, file));
  CHEXGEN_ASSIGN(const auto cases, base::jsonValue<Json>(value, "cases", file));
  if (!cases.is_array()) return base::fail(ErrorCode::formatInvalid, "\"cases\" must be a list.", file);
  for (const Json& one : cases) {
    CHEXGEN_ASSIGN(Case read, caseFrom(one, file));
    design.cases.push_back(std::move(read));
  }
  CHEXGEN_TRY(checkDesign(design));
  return design;
}

}  // namespace chexgen::study
