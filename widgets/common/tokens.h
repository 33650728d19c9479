// The one table of colours, spacings and sizes: style sheet, palette, overlays and charts all read it.
#pragma once

#include <QColor>

namespace chexgen::widgets {

enum class Theme { dark, light };

struct Tokens {
  QColor window;
  QColor panel;
  QColor raised;
  QColor line;
  QColor text;
  QColor secondary;
  QColor accent;
  QColor ok;
  QColor warn;
  QColor error;
  QColor synthetic;  // the mark of generated images
  QColor surround;   // around every radiograph, in both themes
};

[[nodiscard]] const Tokens& tokens(Theme theme);
// The tokens of the theme that the application shows now.
[[nodiscard]] const Tokens& tokens();
void setTheme(Theme theme);
[[nodiscard]] Theme currentTheme();

inline constexpr int spacing1 = 4;  // pixels, as all sizes here
inline constexpr int spacing2 = 8;
inline constexpr int spacing3 = 12;
inline constexpr int spacing4 = 16;
inline constexpr int controlHeight = 28;
inline constexpr int cornerRadius = 4;
inline constexpr int bodySize = 13;
inline constexpr int secondarySize = 11;
inline constexpr int titleSize = 15;

}  // namespace chexgen::widgets
