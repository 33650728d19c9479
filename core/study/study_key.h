// The content of the organiser's key: which item was what.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/study/design.h"
#include "core/study/remedies.h"

namespace chexgen::study {

// One item of a package.
struct KeyItem {
  std::string reader;
  std::size_t caseIndex = 0;
  std::vector<std::string> arms;  // as they stood from left to right
  bool practice = false;
  bool repeat = false;
  std::string hash;  // of what is shown (see hashOf); empty in keys of earlier versions
};

struct StudyKey {
  Design design;            // with the cases for practice that were drawn
  std::string orderSecret;  // what the order was drawn from (OrderSecret); empty in keys of earlier versions
  std::map<std::string, std::string> publicKeys;  // by reader
  std::map<std::string, std::string> packages;    // their hashes, by reader; none in keys of earlier versions
  std::map<std::string, KeyItem> items;           // by name
  RemedyPlan remedies;                            // what the images of each arm went through
};

// The text of the key, and back; formatInvalid when it is none.
[[nodiscard]] std::string keyText(const StudyKey& key);
[[nodiscard]] base::Result<StudyKey> keyFrom(std::string_view text);

}  // namespace chexgen::study
