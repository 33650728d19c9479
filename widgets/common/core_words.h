// Words of the core that people read: names of findings, labels and units, the standard questions of
// studies. Files keep the English ones.
#pragma once

#include <QString>
#include <string_view>

namespace chexgen::widgets {

// In the interface's language; a word that is not known (a finding of somebody's own) stays as it is.
[[nodiscard]] QString coreWord(std::string_view word);

}  // namespace chexgen::widgets
