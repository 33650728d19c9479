#include "core/study/drop_outs.h"

#include <map>

namespace chexgen::study {

std::string inWords(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return text;
}

TakenTogether takeTogether(const Design& design, const std::vector<Reading>& readings) {
  const bool together = design.kind == StudyKind::preference;
  std::size_t shown = 0;
  for (const Case& one : design.cases)
    if (!one.practice) shown += together ? 1 : one.candidates.size();
  std::map<std::string, std::size_t> answered;
  for (const Reading& reading : readings) answered[reading.reader] += reading.repeat ? 0 : 1;
  TakenTogether taken;
  std::vector<std::string> missing;
  for (const std::string& reader : design.readers) {
    const std::size_t count = answered[reader];
    const bool half = 2 * count >= shown && count > 0;
    if (half) taken.readers.push_back(reader);
    if (count >= shown) continue;
    const std::string counted = std::to_string(count) + " of " + std::to_string(shown);
    missing.push_back(reader + " " + counted);
    taken.remarks.push_back(reader + " has answered " + (count == 0 ? "nothing" : counted) +
                            (together ? " (cases)" : " (images)") +
                            (half || together ? "." : ", too little for the mean of readers."));
  }
  if (design.readers.size() > 1 && taken.readers.size() < 2)
    taken.why = "There is no mean of readers, since less than two have answered half or more; answered: " +
                inWords(missing) + ".";
  return taken;
}

}  // namespace chexgen::study
