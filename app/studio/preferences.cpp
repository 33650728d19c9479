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

void addRecent(const QString& list, const QString& path) {
  QStringList recent = settings().value(list).toStringList();
  recent.removeAll(path);
  recent.prepend(path);
  settings().setValue(list, recent.mid(0, recentKept));
}

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

void Preferences::addRecentProject(const QString& folder) { addRecent(QStringLiteral("recent"), folder); }

void Preferences::removeRecentProject(const QString& folder) {
  QStringList recent = recentProjects();
  recent.removeAll(folder);
  settings().setValue(QStringLiteral("recent"), recent);
}

QStringList Preferences::recentPackages() {
  return settings().value(QStringLiteral("packages")).toStringList();
}

void Preferences::addRecentPackage(const QString& file) { addRecent(QStringLiteral("packages"), file); }

QStringList Preferences::recentStudies() {
  return settings().value(QStringLiteral("studies")).toStringList();
}

void Preferences::addRecentStudy(const QString& file) { addRecent(QStringLiteral("studies"), file); }

QString Preferences::defaultModel() { return settings().value(QStringLiteral("model")).toString(); }

void Preferences::setDefaultModel(const QString& folder) {
  settings().setValue(QStringLiteral("model"), folder);
}

QString Preferences::foundWhole(const QString& identity) {
  return settings().value(QStringLiteral("whole/") + identity).toString();
}

void Preferences::setFoundWhole(const QString& identity, const QString& time) {
  settings().setValue(QStringLiteral("whole/") + identity, time);
}

QHash<QString, QString> Preferences::keys() {
  QSettings kept = settings();
  kept.beginGroup(QStringLiteral("keys"));
  QHash<QString, QString> keys;
  for (const QString& id : kept.childKeys()) keys.insert(id, kept.value(id).toString());
  return keys;
}

void Preferences::setKeys(const QHash<QString, QString>& keys) {
  QSettings kept = settings();
  kept.remove(QStringLiteral("keys"));
  kept.beginGroup(QStringLiteral("keys"));
  for (auto key = keys.cbegin(); key != keys.cend(); ++key) kept.setValue(key.key(), key.value());
}

QString Preferences::language() { return settings().value(QStringLiteral("language")).toString(); }

void Preferences::setLanguage(const QString& language) {
  settings().setValue(QStringLiteral("language"), language);
}

bool Preferences::tourSeen() { return settings().value(QStringLiteral("tour_seen")).toBool(); }

void Preferences::setTourSeen(bool seen) { settings().setValue(QStringLiteral("tour_seen"), seen); }

QByteArray Preferences::layout(const QString& name) {
  return settings().value(QStringLiteral("layout/") + name).toByteArray();
}

void Preferences::setLayout(const QString& name, const QByteArray& state) {
  settings().setValue(QStringLiteral("layout/") + name, state);
}

}  // namespace chexgen::studio
