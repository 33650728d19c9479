// What the core says of a study's blinding, in the interface's language.
#pragma once

#include <QString>

#include "core/study/leak_words.h"

namespace chexgen::studio {

[[nodiscard]] QString blindingText(const study::Sentence& sentence);
[[nodiscard]] QString blindingWord(const std::string& word);

}  // namespace chexgen::studio
