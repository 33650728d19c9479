// What the check of a study's blinding and its remedies say to people: the same words in a window, on the
// command line and in the report.
#pragma once

#include <string>
#include <vector>

#include "core/study/leak_check.h"

namespace chexgen::study {

// A sentence with its values: %1, %2 … stand for them, so that it can be translated.
struct Sentence {
  std::string text;
  std::vector<std::string> values;
};
[[nodiscard]] std::string plain(const Sentence& sentence);

// The verdict of each arm, and how far it reaches; empty without leaks.
[[nodiscard]] std::vector<Sentence> verdictWords(const std::vector<ArmLeak>& leaks);

// A feature that tells an arm, or, where there are too few images, separates it completely.
struct TellingFeature {
  std::string name, arm, reader;  // name of the feature, as it is shown; reader: whose package, or empty
  std::string area, p;            // p after Holm
  std::string ofArm, ofOthers;    // "20 (15 to 25)": median, and where nine tenths lie
};
[[nodiscard]] std::vector<TellingFeature> tellingFeatures(const std::vector<ArmLeak>& leaks);

// What a reader could go by, and which remedies there are, each once.
[[nodiscard]] std::vector<Sentence> adviceWords(const std::vector<ArmLeak>& leaks);

// All of that, line by line, as a command prints it.
[[nodiscard]] std::vector<std::string> leakLines(const std::vector<ArmLeak>& leaks);

// Every text that these functions can say before its values are put in, for translators.
[[nodiscard]] std::vector<std::string> leakTexts();

}  // namespace chexgen::study
