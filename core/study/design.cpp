#include "core/study/design.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <utility>

#include "core/study/reader_key.h"

namespace chexgen::study {
namespace {

using base::ErrorCode;
using base::Json;
using base::Result;

// 2: nothing is drawn from the seed, cases for practice may be left to be drawn.
constexpr std::int64_t designSchema = 2;
constexpr std::size_t mostToChooseFrom = 8;
constexpr std::size_t longestName = 100;
constexpr std::array<std::pair<StudyKind, std::string_view>, 4> kindNames{
    {{StudyKind::reportMatch, "report_match"},
     {StudyKind::realism, "realism"},
     {StudyKind::preference, "preference"},
     {StudyKind::custom, "custom"}}};

tl::unexpected<base::Error> notSo(std::string sentence) {
  return base::fail(ErrorCode::argumentInvalid, std::move(sentence), {}, "Nothing was made.");
}

bool isPlainId(const std::string& id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
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

// `counting`: the presentations of each case that is not for practice.
Result<void> checkNumbers(const Design& design, std::vector<int> counting) {
  if (counting.empty()) return notSo("The study has no case beside those to practise with.");
  const std::size_t most = counting.size() - 1;
  if (design.drawnPractice < 0 || static_cast<std::size_t>(design.drawnPractice) > most)
    return notSo("At most " + std::to_string(most) + " cases can be drawn for practice, not " +
                 std::to_string(design.drawnPractice) + ": one must be left to count.");
  // Those with most images may be the ones that are drawn.
  std::sort(counting.begin(), counting.end());
  counting.resize(counting.size() - static_cast<std::size_t>(design.drawnPractice));
  const int presentations = std::accumulate(counting.begin(), counting.end(), 0);
  if (design.repeats < 0 || design.repeats > presentations)
    return notSo("At most " + std::to_string(presentations) + " presentations can be repeated, not " +
                 std::to_string(design.repeats) + ".");
  return {};
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

// The published scale, and what is wrong where much is.
std::vector<Question> matchQuestions() {
  return {{.id = "match",
           .kind = Question::Kind::scale,
           .text = "Does it show what the report says?",
           .low = -2,
           .high = 2,
           .choices = {"complete mismatch", "key finding missing", "main finding there, details missing",
                       "most agree", "all agree"}},
          {.id = "error",
           .kind = Question::Kind::choice,
           .text = "What is wrong?",
           .choices = {"omission", "commission", "subtle discrepancy", "context discrepancy",
                       "image quality or artefact"},
           .several = true,
           .onlyIf = Question::Condition{"match", 0}}};
}

std::vector<Question> realismQuestions() {
  return {{.id = "synthetic",
           .kind = Question::Kind::choice,
           .text = "Real or synthetic?",
           .choices = {"real", "synthetic"}},
          {.id = "confidence",
           .kind = Question::Kind::scale,
           .text = "How sure are you?",
           .low = 1,
           .high = 5,
           .choices = {"guessing", "rather unsure", "fairly sure", "sure", "certain"}},
          {.id = "realism",
           .kind = Question::Kind::scale,
           .text = "How real does it look?",
           .low = 1,
           .high = 5,
           .choices = {"not at all", "hardly", "partly", "largely", "entirely"}}};
}

std::vector<Question> preferenceQuestions(const Design& design) {
  if (design.ranking)
    return {{.id = "rank",
             .kind = Question::Kind::rank,
             .text = "Put them in order, the one that fits the report best first."}};
  Question best{.id = "best", .kind = Question::Kind::choice, .text = "Which fits the report best?"};
  std::size_t most = 2;
  for (const Case& one : design.cases) most = std::max(most, one.candidates.size());
  for (std::size_t i = 0; i < most; ++i) best.choices.emplace_back(1, static_cast<char>('A' + i));
  best.choices.emplace_back("equal");
  return {best};
}

}  // namespace

std::string_view name(StudyKind kind) {
  return std::find_if(kindNames.begin(), kindNames.end(),
                      [kind](const auto& entry) { return entry.first == kind; })
      ->second;
}

base::Result<StudyKind> studyKindNamed(const std::string& name, const std::filesystem::path& file) {
  for (const auto& [kind, known] : kindNames)
    if (known == name) return kind;
  return base::fail(ErrorCode::formatInvalid, "There is no kind of study \"" + name + "\".", file);
}

bool showsReports(StudyKind kind) { return kind != StudyKind::realism; }

std::vector<Question> questionsOf(const Design& design) {
  if (!design.questions.empty()) return design.questions;
  switch (design.kind) {
    case StudyKind::reportMatch: return matchQuestions();
    case StudyKind::realism: return realismQuestions();
    case StudyKind::preference: return preferenceQuestions(design);
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
  // It becomes the name of files.
  if (design.name.find_first_of("/\\\n\r\t") != std::string::npos || design.name.front() == '.' ||
      design.name.size() > longestName)
    return notSo("The name of the study must be short, without slashes, and not begin with a dot.");
  CHEXGEN_TRY(checkQuestions(questionsOf(design)));
  if (design.readers.empty()) return notSo("The study has no reader.");
  std::set<std::string> readers, cases;
  for (const std::string& reader : design.readers) {
    if (!isPlainId(reader))
      return notSo("The reader \"" + reader + "\" needs a name of letters, digits, underscores and dashes.");
    if (!readers.insert(reader).second) return notSo("The reader \"" + reader + "\" is there twice.");
  }
  std::set<std::string> keys;
  for (const auto& [reader, key] : design.readerKeys) {
    if (!readers.contains(reader)) return notSo("There is a key of \"" + reader + "\", who is no reader.");
    if (!isPublicKey(key))
      return notSo(
          "The public key of \"" + reader +
          "\" is none: it has 64 digits, 0 to 9 and a to f, as `study enroll` and \"My key\" show it.");
    // Answers are told by their signature.
    if (!keys.insert(key).second) return notSo("The key of \"" + reader + "\" is another reader's, too.");
  }
  std::vector<int> counting;  // presentations of each case that counts
  for (const Case& one : design.cases) {
    if (one.id.empty()) return notSo("A case has no id.");
    if (!cases.insert(one.id).second) return notSo("The case \"" + one.id + "\" is there twice.");
    CHEXGEN_TRY(checkCase(one, design.kind));
    if (!one.practice)
      counting.push_back(design.kind == StudyKind::preference ? 1 : static_cast<int>(one.candidates.size()));
  }
  return checkNumbers(design, std::move(counting));
}

base::OrderedJson toJson(const Design& design) {
  base::OrderedJson json;
  json["schema"] = designSchema;
  json["name"] = design.name;
  json["kind"] = name(design.kind);
  json["questions"] = toJson(design.questions);
  json["readers"] = design.readers;
  if (!design.readerKeys.empty()) json["reader_keys"] = design.readerKeys;
  json["show_report"] = design.showReport;
  json["may_go_back"] = design.mayGoBack;
  json["ranking"] = design.ranking;
  json["repeats"] = design.repeats;
  json["drawn_practice"] = design.drawnPractice;
  if (design.seed != 0) json["seed"] = std::to_string(design.seed);  // JSON numbers keep only 53 bits
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
  if (schema < 1 || schema > designSchema)
    return base::fail(schema > designSchema ? ErrorCode::formatUnsupported : ErrorCode::formatInvalid,
                      "The study has schema " + std::to_string(schema) + "; this program knows schema 1 to " +
                          std::to_string(designSchema) + ".",
                      file);
  Design design;
  CHEXGEN_ASSIGN(design.name, base::jsonValue<std::string>(value, "name", file));
  CHEXGEN_ASSIGN(const auto kind, base::jsonValue<std::string>(value, "kind", file));
  CHEXGEN_ASSIGN(design.kind, studyKindNamed(kind, file));
  CHEXGEN_ASSIGN(design.readers, base::jsonValue<std::vector<std::string>>(value, "readers", file));
  using Keys = std::map<std::string, std::string>;
  CHEXGEN_ASSIGN(design.readerKeys, base::jsonValueOr<Keys>(value, "reader_keys", {}, file));
  const bool shown = schema == 1 || showsReports(design.kind);
  CHEXGEN_ASSIGN(design.showReport, base::jsonValueOr<bool>(value, "show_report", shown, file));
  CHEXGEN_ASSIGN(design.mayGoBack, base::jsonValueOr<bool>(value, "may_go_back", false, file));
  CHEXGEN_ASSIGN(design.ranking, base::jsonValueOr<bool>(value, "ranking", false, file));
  CHEXGEN_ASSIGN(design.repeats, base::jsonValueOr<int>(value, "repeats", 0, file));
  CHEXGEN_ASSIGN(design.drawnPractice, base::jsonValueOr<int>(value, "drawn_practice", 0, file));
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
