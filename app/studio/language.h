// The language of the interface.
#pragma once

class QApplication;

namespace chexgen::studio {

// Takes the chosen language, else that of the system where it is one of ours, else English, for texts,
// numbers and dates. To be called before the first window is made.
void applyLanguage(QApplication& application);

}  // namespace chexgen::studio
