#include "widgets/common/tokens.h"

namespace chexgen::widgets {

namespace {

Theme shownTheme = Theme::dark;

}  // namespace

const Tokens& tokens(Theme theme) {
  static const Tokens dark{.window = 0x0E1116,
                           .panel = 0x151A21,
                           .raised = 0x1D242D,
                           .line = 0x2A333F,
                           .text = 0xD7DEE7,
                           .secondary = 0x8E9BAB,
                           .accent = 0x4FA3D9,
                           .ok = 0x62B37A,
                           .warn = 0xE0A33A,
                           .error = 0xE06C5A,
                           .synthetic = 0xB48EDE,
                           .surround = 0x06080A};
  static const Tokens light{.window = 0xF4F5F7,
                            .panel = 0xFFFFFF,
                            .raised = 0xECEFF3,
                            .line = 0xD5DAE1,
                            .text = 0x1B2430,
                            .secondary = 0x5A6675,
                            .accent = 0x17608F,
                            .ok = 0x226B39,
                            .warn = 0x8A5A00,
                            .error = 0xA83523,
                            .synthetic = 0x6A3FA5,
                            .surround = 0x06080A};
  return theme == Theme::dark ? dark : light;
}

const Tokens& tokens() { return tokens(shownTheme); }

void setTheme(Theme theme) { shownTheme = theme; }

Theme currentTheme() { return shownTheme; }

}  // namespace chexgen::widgets
