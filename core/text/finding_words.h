// The words by which reports state or deny a finding, and the words that turn a statement.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace chexgen::text {

// Phrases are words in lower case; "*" stands for up to three words; the last word may have a plural s.
struct FindingWords {
  std::string_view finding;
  std::vector<std::string_view> present;
  std::vector<std::string_view> normal;   // deny it by saying what is normal
  std::vector<std::string_view> hinting;  // state it as possible at most: "nodular opacity"
  std::vector<std::string_view>
      notAfter;  // words before it that make it another thing: "pericardial effusion"
};

[[nodiscard]] const std::vector<FindingWords>& findingWords();

struct TurningWords {
  std::vector<std::string_view> deny;        // stand before
  std::vector<std::string_view> denyAfter;   // stand after
  std::vector<std::string_view> doubt;       // stand before
  std::vector<std::string_view> doubtAfter;  // stand after
  std::vector<std::string_view> question;    // what follows is asked or was, and is no mention
  std::vector<std::string_view> turn;        // end the reach of all of these
  std::vector<std::string_view> comparison;  // "no change": denies nothing
  std::vector<std::string_view> reserve;     // "no NEW nodule"
};

[[nodiscard]] const TurningWords& turningWords();

}  // namespace chexgen::text
