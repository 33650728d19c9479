#include "app/studio/preferences.h"

#include <QSettings>
#include <algorithm>
#include <thread>

namespace chexgen::studio {

namespace {

constexpr int recentKept = 10;

QSettings settings() {
  return {QSettings::IniFormat, QSettings::UserScope, QStringLiteral("chexgen"), QStringLiteral("studio")};
}

int coresForWork() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1); }

}  // namespace

widgets::Theme Preferences::theme() {
  return settings().value(QStringLiteral("theme")).toString() == QLatin1String("light")
             ? widgets::Theme::light
             : widgets::Theme::dark;
}

void Preferences::setTheme(widgets::Theme theme) {
  settings().setValue(QStringLiteral("theme"),
                      theme == widgets::Theme::light ? QStringLiteral("light") : QStringLiteral("dark"));
}

jobs::ModelOptions Preferences::compute() {
  const QSettings kept = settings();
  jobs::ModelOptions options;
  options.device = kept.value(QStringLiteral("device"), QStringLiteral("auto")).toString().toStdString();
  options.precision =
      kept.value(QStringLiteral("precision"), QStringLiteral("auto")).toString().toStdString();
  options.threads = kept.value(QStringLiteral("threads"), coresForWork()).toInt();
  return options;
}

void Preferences::setCompute(const jobs::ModelOptions& options) {
  QSettings kept = settings();
  kept.setValue(QStringLiteral("device"), QString::fromStdString(options.device));
  kept.setValue(QStringLiteral("precision"), QString::fromStdString(options.precision));
  kept.setValue(QStringLiteral("threads"), options.threads);
}

QStringList Preferences::recentProjects() {
  return settings().value(QStringLiteral("recent")).toStringList();
}

void Preferences::addRecentProject(const QString& folder) {
  QStringList recent = recentProjects();
  recent.removeAll(folder);
  recent.prepend(folder);
  settings().setValue(QStringLiteral("recent"), recent.mid(0, recentKept));
}

void Preferences::removeRecentProject(const QString& folder) {
  QStringList recent = recentProjects();
  recent.removeAll(folder);
  settings().setValue(QStringLiteral("recent"), recent);
}

QByteArray Preferences::layout(const QString& name) {
  return settings().value(QStringLiteral("layout/") + name).toByteArray();
}

void Preferences::setLayout(const QString& name, const QByteArray& state) {
  settings().setValue(QStringLiteral("layout/") + name, state);
}

}  // namespace chexgen::studio
