// The look of the whole application: palette, style sheet and font from the token table.
#pragma once

#include <QIcon>
#include <QString>

#include "widgets/common/tokens.h"

class QApplication;

namespace chexgen::widgets {

// Takes effect on every open window at once; keeps texts plain (see plain_texts.h).
void applyTheme(QApplication& application, Theme theme);

// An icon of the Breeze set by its freedesktop name, in the colour of the theme; empty where the set is not
// installed.
[[nodiscard]] QIcon themedIcon(const QString& name);

// Marks a widget for the style sheet, for example setRole(label, "secondary"): see studio.qss for the roles.
void setRole(QWidget* widget, const char* role);

}  // namespace chexgen::widgets
