#include "widgets/common/theme.h"

#include <QApplication>
#include <QFile>
#include <QFileInfo>
#include <QFontDatabase>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <QWidget>
#include <array>
#include <utility>

#include "widgets/common/plain_texts.h"

namespace chexgen::widgets {

namespace {

QPalette paletteOf(const Tokens& t) {
  QPalette palette;
  palette.setColor(QPalette::Window, t.window);
  palette.setColor(QPalette::WindowText, t.text);
  palette.setColor(QPalette::Base, t.panel);
  palette.setColor(QPalette::AlternateBase, t.raised);
  palette.setColor(QPalette::Text, t.text);
  palette.setColor(QPalette::PlaceholderText, t.secondary);
  palette.setColor(QPalette::Button, t.raised);
  palette.setColor(QPalette::ButtonText, t.text);
  palette.setColor(QPalette::ToolTipBase, t.raised);
  palette.setColor(QPalette::ToolTipText, t.text);
  palette.setColor(QPalette::Highlight, t.accent);
  palette.setColor(QPalette::HighlightedText, t.window);
  palette.setColor(QPalette::Link, t.accent);
  palette.setColor(QPalette::Light, t.raised);
  palette.setColor(QPalette::Mid, t.line);
  palette.setColor(QPalette::Dark, t.line);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    QColor faded = t.secondary;
    faded.setAlphaF(0.6F);
    palette.setColor(QPalette::Disabled, role, faded);
  }
  return palette;
}

// Where the icon set of the theme lies: a style sheet takes files, not names.
QString iconFolder() {
  for (const QString& path : QIcon::themeSearchPaths()) {
    const QString folder = path + QLatin1Char('/') + QIcon::themeName();
    if (QFileInfo::exists(folder)) return folder;
  }
  return {};
}

QString styleSheetOf(const Tokens& t) {
  QFile file(QStringLiteral(":/chexgen/styles/studio.qss"));
  if (!file.open(QIODevice::ReadOnly)) return {};
  QString text = QString::fromUtf8(file.readAll());
  const std::array<std::pair<const char*, QColor>, 12> colours{{{"@window", t.window},
                                                                {"@panel", t.panel},
                                                                {"@raised", t.raised},
                                                                {"@line", t.line},
                                                                {"@text", t.text},
                                                                {"@secondary", t.secondary},
                                                                {"@accent", t.accent},
                                                                {"@ok", t.ok},
                                                                {"@warn", t.warn},
                                                                {"@error", t.error},
                                                                {"@synthetic", t.synthetic},
                                                                {"@surround", t.surround}}};
  for (const auto& [name, colour] : colours) text.replace(QLatin1String(name), colour.name());
  const std::array<std::pair<const char*, int>, 4> sizes{
      {{"@body", bodySize}, {"@small", secondarySize}, {"@title", titleSize}, {"@radius", cornerRadius}}};
  for (const auto& [name, size] : sizes)
    text.replace(QLatin1String(name), QString::number(size) + QStringLiteral("px"));
  text.replace(QLatin1String("@icons"), iconFolder());
  return text;
}

// Figures of these families are tabular by default, so that values do not jump while they change.
QFont bodyFont() {
  QFont font;
  font.setFamilies(
      {QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans"), QStringLiteral("Noto Sans CJK SC")});
  font.setPixelSize(bodySize);
  return font;
}

}  // namespace

void applyTheme(QApplication& application, Theme theme) {
  keepTextsPlain(application);
  setTheme(theme);
  // The folder of the set is kept in the search path by Qt on desktops only, so it is named here.
  QIcon::setThemeSearchPaths(QIcon::themeSearchPaths() << QStringLiteral("/usr/share/icons"));
  QIcon::setThemeName(theme == Theme::dark ? QStringLiteral("breeze-dark") : QStringLiteral("breeze"));
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  QApplication::setFont(bodyFont());
  QApplication::setPalette(paletteOf(tokens(theme)));
  application.setStyleSheet(styleSheetOf(tokens(theme)));
}

QIcon themedIcon(const QString& name) { return QIcon::fromTheme(name); }

void setRole(QWidget* widget, const char* role) {
  widget->setProperty("role", role);
  widget->style()->unpolish(widget);
  widget->style()->polish(widget);
}

}  // namespace chexgen::widgets
