// What the user prefers on this machine, whatever project is open.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>
#include <filesystem>

#include "core/jobs/backend.h"
#include "widgets/common/tokens.h"

namespace chexgen::studio {

// Kept in $XDG_CONFIG_HOME/chexgen/studio.ini; each setter writes at once.
class Preferences {
 public:
  [[nodiscard]] static widgets::Theme theme();
  static void setTheme(widgets::Theme theme);

  // Device, precision and threads of the worker. Without a choice it leaves one core to the interface.
  [[nodiscard]] static jobs::ModelOptions compute();
  static void setCompute(const jobs::ModelOptions& options);

  // Newest first, at most ten; folders that are gone stay in the list so that the user learns of it.
  [[nodiscard]] static QStringList recentProjects();
  static void addRecentProject(const QString& folder);
  static void removeRecentProject(const QString& folder);

  // Readers' packages and rosters of studies that were opened, newest first, at most ten of each.
  [[nodiscard]] static QStringList recentPackages();
  static void addRecentPackage(const QString& file);
  [[nodiscard]] static QStringList recentStudies();
  static void addRecentStudy(const QString& file);

  // The folder of the model that is offered first; empty: none was chosen.
  [[nodiscard]] static QString defaultModel();
  static void setDefaultModel(const QString& folder);
  // When the files of the model with this identity (SHA-256 of model.json) were last found whole, ISO 8601;
  // empty: never on this machine.
  [[nodiscard]] static QString foundWhole(const QString& identity);
  static void setFoundWhole(const QString& identity, const QString& time);

  // Keys that a person has chosen, by the id of the command.
  [[nodiscard]] static QHash<QString, QString> keys();
  static void setKeys(const QHash<QString, QString>& keys);
  // "de", "en"; empty: that of the system. Taken up at the next start.
  [[nodiscard]] static QString language();
  static void setLanguage(const QString& language);
  // Whether the first steps were shown, or skipped.
  [[nodiscard]] static bool tourSeen();
  static void setTourSeen(bool seen);

  // Geometry of windows and splitters, by name.
  [[nodiscard]] static QByteArray layout(const QString& name);
  static void setLayout(const QString& name, const QByteArray& state);
};

}  // namespace chexgen::studio
