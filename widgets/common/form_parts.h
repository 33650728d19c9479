// Parts that every form is made of.
#pragma once

#include <QString>

class QCheckBox;
class QLabel;
class QLineEdit;
class QScrollArea;
class QSpinBox;
class QWidget;

namespace chexgen::widgets {

// Text that wraps, in a role of the style sheet.
[[nodiscard]] QLabel* paragraph(const QString& text = {}, const char* role = "secondary");
[[nodiscard]] QSpinBox* wholeNumber(int least, int greatest, int value, const QString& name);
[[nodiscard]] QCheckBox* checkBox(const QString& text, bool on, const QString& toolTip);
// A line with a button that chooses a file for it; `filter` as QFileDialog takes it.
[[nodiscard]] QWidget* fileLine(QLineEdit* line, const QString& title, const QString& filter);
// What scrolls when the window is too low for it.
[[nodiscard]] QScrollArea* scrolling(QWidget* panel);

}  // namespace chexgen::widgets
