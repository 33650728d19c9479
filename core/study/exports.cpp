#include "core/study/exports.h"

#include <map>
#include <set>

#include "core/base/csv.h"
#include "core/base/number_text.h"
#include "core/study/analysis.h"

namespace chexgen::study {
namespace {

using base::ErrorCode;
using base::Result;

std::string cellText(const base::Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

struct Score {
  std::string reader, modality, image;  // an image is a case in one arm
  bool synthetic = false;
  double score = 0;
};

std::string numberText(double value) { return base::significantText(value, 6); }

Result<std::vector<Score>> scoresOf(const Design& design, const std::vector<Reading>& readings) {
  std::string scale;
  const bool standardRealism = design.kind == StudyKind::realism && design.questions.empty();
  for (const Question& question : questionsOf(design))
    if (scale.empty() && question.kind == Question::Kind::scale) scale = question.id;
  std::set<std::string> synthetic;
  bool real = false;
  for (const std::string& arm : armsOf(design)) {
    if (arm == realArm) {
      real = true;
    } else {
      synthetic.insert(arm);
    }
  }
  if (scale.empty() || !real || synthetic.empty() || design.kind == StudyKind::preference)
    return base::fail(ErrorCode::argumentInvalid,
                      "This form needs images of the arm \"real\", images of another arm, and a scale.");
  std::vector<Score> scores;
  for (const Reading& reading : readings) {
    if (reading.repeat || reading.arms.size() != 1) continue;
    std::optional<double> value;
    if (standardRealism) {
      value = suspicionOf(reading);
    } else if (const auto answer = reading.answer.values.find(scale);
               answer != reading.answer.values.end() && answer->second.is_number()) {
      value = answer->second.get<double>();
    }
    if (!value) continue;
    const bool isReal = reading.arms[0] == realArm;
    for (const std::string& modality : isReal ? synthetic : std::set<std::string>{reading.arms[0]})
      scores.push_back(
          {reading.reader, modality, reading.caseId + " (" + reading.arms[0] + ")", !isReal, *value});
  }
  return scores;
}

// Commas would divide what is one name.
std::string withoutCommas(std::string text) {
  for (char& c : text)
    if (c == ',' || c == '\n' || c == '\r') c = ';';
  return text;
}

}  // namespace

std::string longTable(const std::string& study, const std::vector<Reading>& readings, base::CsvCells form) {
  std::string text = base::csvRow(
      {"study", "reader", "case", "stratum", "arm", "repeat", "question", "value", "seconds", "time"});
  for (const Reading& reading : readings) {
    std::string arms;
    for (const std::string& arm : reading.arms) arms += (arms.empty() ? "" : "|") + arm;
    for (const auto& [question, value] : reading.answer.values) {
      const std::vector<std::string> cells{study,
                                           reading.reader,
                                           reading.caseId,
                                           reading.stratum,
                                           arms,
                                           reading.repeat ? "1" : "0",
                                           question,
                                           cellText(value),
                                           numberText(reading.answer.seconds),
                                           reading.answer.time};
      text += base::csvRow(cells, form);
    }
  }
  return text;
}

Result<std::string> mrmcaovTable(const Design& design, const std::vector<Reading>& readings,
                                 base::CsvCells form) {
  CHEXGEN_ASSIGN(const auto scores, scoresOf(design, readings));
  std::string text = base::csvRow({"reader", "treatment", "case", "truth", "rating"});
  for (const Score& score : scores)
    text += base::csvRow(
        {score.reader, score.modality, score.image, score.synthetic ? "1" : "0", numberText(score.score)},
        form);
  return text;
}

Result<std::string> imrmcText(const Design& design, const std::vector<Reading>& readings) {
  CHEXGEN_ASSIGN(const auto scores, scoresOf(design, readings));
  std::map<std::string, std::pair<std::size_t, bool>> images;  // number, truth
  std::set<std::string> readers, modalities;
  std::size_t positives = 0;
  for (const Score& score : scores) {
    if (images.emplace(score.image, std::pair(images.size() + 1, score.synthetic)).second && score.synthetic)
      ++positives;
    readers.insert(score.reader);
    modalities.insert(score.modality);
  }
  std::string text = design.name + ": how surely each image was called synthetic\n";
  text += "N0: " + std::to_string(images.size() - positives) + "\nN1: " + std::to_string(positives) +
          "\nNR: " + std::to_string(readers.size()) + "\nNM: " + std::to_string(modalities.size()) + "\n";
  for (const auto& [image, what] : images)
    text += "Case " + std::to_string(what.first) + " is " + withoutCommas(image) + "\n";
  text += "\nBEGIN DATA:\n";
  for (const auto& [image, what] : images)
    text += "-1," + std::to_string(what.first) + ",0," + (what.second ? "1" : "0") + "\n";
  for (const Score& score : scores)
    text += withoutCommas(score.reader) + "," + std::to_string(images.at(score.image).first) + "," +
            withoutCommas(score.modality) + "," + numberText(score.score) + "\n";
  return text;
}

}  // namespace chexgen::study
